"""All certificates of a cohort at once: issuing with progress, the ZIP, the register."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bangkom.cohorts import queries as cohort_queries
from bangkom.cohorts.frame import frame, shows_participants
from bangkom.cohorts.models import ORGANIZERS, Cohort
from bangkom.core.access import requires
from bangkom.core.models import Job, JobRow
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.credentials import archives, jobs, queries, register
from bangkom.credentials.models import CertificateArchive

ROWS_A_PAGE = 50
TAB = "credentials:cohort_certificates"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def cohort_of(request: HttpRequest, slug: str) -> Cohort:
    """The cohort, if this person organizes it; else 404."""
    return get_object_or_404(cohort_queries.for_page(Cohort.objects.run_by(request.user)), slug=slug)


def inner_frame(request: HttpRequest, cohort: Cohort, name: str) -> dict:
    """The cohort's frame with the way back to its certificates."""
    context = frame(request, cohort, TAB)
    context["crumbs"] = [
        (_("Angkatan"), reverse("cohorts:list")),
        (cohort.name, reverse("cohorts:detail", args=[cohort.slug])),
        (_("Sertifikat"), reverse(TAB, args=[cohort.slug])),
        (name, ""),
    ]
    return context


@requires(*ORGANIZERS)
@require_POST
@operation
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to issue what is due, and lead to the progress."""
    job = jobs.start_issuing(cohort=cohort_of(request, slug), by=request.user)
    return redirect("credentials:issuing", slug, job.pk)


@requires(*ORGANIZERS)
@require_safe
@shows_participants
def issuing(request: HttpRequest, slug: str, job_id: int) -> HttpResponse:
    """How far the issuing is; then what became of each person."""
    cohort = cohort_of(request, slug)
    found = Job.objects.visible_to(request.user)
    job = get_object_or_404(found, pk=job_id, kind=queries.ISSUE_KIND, params__cohort=cohort.pk)
    rows = job.rows.all()
    only_failed = request.GET.get("saring") == "gagal"
    if only_failed:
        rows = rows.filter(state=JobRow.State.FAILED)
    context = inner_frame(request, cohort, _("Penerbitan")) | {
        "job": job,
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "filters": [
            {"label": _("Semua"), "url": "?", "current": not only_failed, "count": job.total},
            {
                "label": _("Belum berhasil"),
                "url": "?saring=gagal",
                "current": only_failed,
                "count": job.counts.get("failed", 0),
            },
        ],
    }
    return render(request, "credentials/issuing.html", context)


@requires(*ORGANIZERS)
@operation
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """The ZIP of all valid certificates: asked for here, built in the background, kept for a day."""
    cohort = cohort_of(request, slug)
    if request.method == "POST":
        archives.ask_for_archive(cohort=cohort, by=request.user)
        return redirect("credentials:archive", slug)
    newest = CertificateArchive.objects.visible_to(request.user).filter(cohort=cohort).first()
    context = inner_frame(request, cohort, _("Unduh semua")) | {
        "archive": newest,
        "state": newest.state if newest else "",
        "packable": archives.packable(cohort).count(),
        "count": queries.cohort_count(cohort),
    }
    return render(request, "credentials/archive.html", context)


@requires(*ORGANIZERS)
@require_safe
def archive_download(request: HttpRequest, archive_id: int) -> HttpResponse:
    """The file, for the organizer of the cohort alone; the download stands in the history of changes."""
    visible = CertificateArchive.objects.visible_to(request.user).select_related("cohort__agency")
    found = get_object_or_404(visible, pk=archive_id)
    file = archives.open_archive(archive=found, by=request.user)
    if file is None:
        messages.warning(request, _("Arsip ini tidak berlaku lagi. Susun arsip baru."))
        return redirect("credentials:archive", found.cohort.slug)
    note_reads(request, found.cohort.enrolments.values_list("person_id", flat=True))
    name = f"sertifikat-{found.cohort.slug}.zip"
    response = FileResponse(file, content_type="application/zip", as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@requires(*ORGANIZERS)
@require_safe
@shows_participants
def register_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = cohort_of(request, slug)
    response = HttpResponse(register.register_pdf(cohort), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="daftar-sertifikat-{cohort.slug}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@requires(*ORGANIZERS)
@require_safe
@shows_participants
def register_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = cohort_of(request, slug)
    response = HttpResponse(register.register_xlsx(cohort), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="daftar-sertifikat-{cohort.slug}.xlsx"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
