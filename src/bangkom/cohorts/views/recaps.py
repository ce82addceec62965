"""The attendance of a whole cohort: on a page, as a workbook, on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bangkom.cohorts import prints, recap
from bangkom.cohorts.views.common import cohort_seen_by, frame, paper_of, pdf, shows_participants, staff_pages
from bangkom.core.spreadsheets import write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_pages
@shows_participants
def attendance_recap(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody's attendance over all sessions, and what each teacher has taught."""
    cohort = cohort_seen_by(request, slug)
    context = frame(request, cohort, "cohorts:recap") | {"recap": recap.of_cohort(cohort)}
    return render(request, "cohorts/attendance_recap.html", context)


@staff_pages
@shows_participants
def attendance_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = cohort_seen_by(request, slug)
    whole = recap.of_cohort(cohort)
    body = write_xlsx(whole.headers(), whole.rows(), sheet=_("Kehadiran"), title=f"{_('Kehadiran')}: {cohort}")
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="kehadiran-{cohort.slug}.xlsx"'
    return response


@staff_pages
@shows_participants
def attendance_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The recap on paper; `?kertas=f4` for F4."""
    cohort = cohort_seen_by(request, slug)
    paper = paper_of(request)
    return pdf(prints.attendance_recap(cohort, paper), f"kehadiran-{cohort.slug}-{paper}.pdf")
