from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.cohorts import queries, services
from bangkom.cohorts.forms import ConfirmForm, WithdrawForm
from bangkom.cohorts.models import SheetRow
from bangkom.cohorts.views.common import cohort_run_by, cohort_seen_by, frame, organizer_pages, staff_pages
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.programmes.models import Requirement


@staff_pages
def detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One participant for the staff: conditions, attendance, results of stages."""
    cohort = cohort_seen_by(request, slug)
    enrolment = get_object_or_404(cohort.enrolments.select_related("person", "agency"), pk=pk)
    context = frame(request, cohort, "cohorts:detail")
    context |= {
        "enrolment": enrolment,
        "conditions": queries.conditions(enrolment),
        "attendance": enrolment.attendance.select_related("session").order_by("session__starts_at"),
        "results": enrolment.stage_results.filter(reversed_at__isnull=True).select_related("stage", "entry"),
        "withdraw_form": WithdrawForm(),
        "crumbs": [
            (_("Angkatan"), reverse("cohorts:list")),
            (cohort.name, reverse("cohorts:detail", args=[slug])),
            (enrolment.name, ""),
        ],
    }
    note_reads(request, [enrolment.person_id])
    return render(request, "cohorts/enrolment.html", context)


@organizer_pages
@operation
def confirm(request: HttpRequest, slug: str, pk: int, row_pk: int) -> HttpResponse:
    """The committee confirms what it saw for a participant, or takes a confirmation back; both with a note."""
    cohort = cohort_run_by(request, slug)
    row = get_object_or_404(
        SheetRow.objects.visible_to(request.user).select_related("requirement", "enrolment", "stage"),
        pk=row_pk,
        enrolment=pk,
        enrolment__cohort=cohort,
        requirement__kind=Requirement.Kind.CONFIRMATION,
    )
    form = ConfirmForm(request.POST or None)
    is_met = row.state == SheetRow.State.MET
    if request.method == "POST" and form.is_valid():
        services.confirm_requirement(row=row, confirmed=not is_met, note=form.cleaned_data["note"], by=request.user)
        messages.success(request, _("Konfirmasi ditarik.") if is_met else _("Syarat dikonfirmasi."))
        return redirect("cohorts:enrolment", slug, pk)
    note_reads(request, [row.enrolment.person_id])
    context = frame(request, cohort, "cohorts:detail") | {"form": form, "row": row, "is_met": is_met}
    return render(request, "cohorts/confirm.html", context, status=422 if form.errors else 200)


@organizer_pages
@require_POST
@operation
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cohort = cohort_run_by(request, slug)
    enrolment = get_object_or_404(cohort.enrolments.all(), pk=pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        services.withdraw(enrolment=enrolment, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("%(name)s dicatat mengundurkan diri.") % {"name": enrolment.name})
        return redirect("cohorts:detail", slug)
    messages.error(request, _("Tulis alasan pengunduran diri."))
    return redirect("cohorts:enrolment", slug, pk)
