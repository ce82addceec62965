from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.cohorts.frame import frame
from bangkom.cohorts.models import Cohort
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.outside import queries, services
from bangkom.outside.forms import CompletionForm, ReturnForm
from bangkom.outside.models import Evidence
from bangkom.outside.views.common import HERE, cohort_run_by, organizer_pages

# The file stands beside the fields: a PDF in a frame of our own origin, and nothing else in it.
with_frame = csp_update({"frame-src": [SELF]})


@organizer_pages
@with_frame
@operation
def review(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One piece of evidence beside what its sender read from it; accepting meets the condition on the printed day."""
    cohort = cohort_run_by(request, slug)
    evidence = evidence_of(request, cohort, pk)
    form = CompletionForm(
        request.POST or None,
        requirement=evidence.row.requirement,
        agency=cohort.agency,
        initial=CompletionForm.initial_for(evidence),
    )
    if request.method == "POST" and form.is_valid():
        place = queries.place_of(evidence, cohort)
        try:
            services.accept_evidence(evidence=evidence, completion=form.completion(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Bukti %(name)s diterima.") % {"name": evidence.row.enrolment.name})
            return to_next(cohort, place)
    return page(request, cohort, evidence, form, ReturnForm())


@organizer_pages
@with_frame
@require_POST
@operation
def give_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Return evidence with the reason, which its sender reads."""
    cohort = cohort_run_by(request, slug)
    evidence = evidence_of(request, cohort, pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        place = queries.place_of(evidence, cohort)
        try:
            services.return_evidence(evidence=evidence, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Bukti %(name)s dikembalikan.") % {"name": evidence.row.enrolment.name})
            return to_next(cohort, place)
    initial = CompletionForm.initial_for(evidence)
    accept = CompletionForm(requirement=evidence.row.requirement, agency=cohort.agency, initial=initial)
    return page(request, cohort, evidence, accept, form)


def evidence_of(request: HttpRequest, cohort: Cohort, pk: int) -> Evidence:
    visible = Evidence.objects.visible_to(request.user).of_cohort(cohort)
    return get_object_or_404(
        visible.select_related("file", "decided_by", "row__requirement", "row__stage", "row__enrolment__person"), pk=pk
    )


def page(
    request: HttpRequest, cohort: Cohort, evidence: Evidence, form: CompletionForm, return_form: ReturnForm
) -> HttpResponse:
    enrolment = evidence.row.enrolment
    note_reads(request, [enrolment.person_id])
    context = frame(request, cohort, HERE) | {
        "evidence": evidence,
        "enrolment": enrolment,
        "requirement": evidence.row.requirement,
        "place": queries.place_of(evidence, cohort),
        "credit": queries.open_credit(evidence.row),
        "form": form,
        "return_form": return_form,
        "has_errors": bool(form.errors or return_form.errors),
        "crumbs": [
            (_("Angkatan"), reverse("cohorts:list")),
            (cohort.name, reverse("cohorts:detail", args=[cohort.slug])),
            (_("Platform luar"), reverse(HERE, args=[cohort.slug])),
            (enrolment.name, ""),
        ],
    }
    return render(request, "outside/review.html", context, status=422 if context["has_errors"] else 200)


def to_next(cohort: Cohort, place: queries.Place) -> HttpResponse:
    """On to the evidence that stood behind the one just decided, or before it; with none left, to the overview."""
    following = place.after or place.before
    if following:
        return redirect("outside:review", cohort.slug, following)
    return redirect(HERE, cohort.slug)
