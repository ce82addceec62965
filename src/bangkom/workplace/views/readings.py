from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bangkom.core import clock
from bangkom.core.reads import note_reads
from bangkom.workplace import policies, queries
from bangkom.workplace.models import Evidence, Submission
from bangkom.workplace.serving import evidence_response
from bangkom.workplace.views.common import Crumbs, own_crumbs, own_url

OF_PAGE = (
    "project__row__requirement",
    "project__row__stage",
    "project__row__enrolment__person",
    "project__row__enrolment__cohort__agency",
    "project__row__enrolment__cohort__curriculum__programme",
)


@require_safe
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """One version that was sent, with its answer: for participant, coach, committee, organizers."""
    sent = Submission.objects.visible_to(request.user).sent().select_related(*OF_PAGE)
    found = get_object_or_404(sent, pk=pk)
    row = found.project.row
    timezone.activate(clock.zone_of(row.enrolment.cohort.agency))
    if row.enrolment.person.user_id != request.user.pk:
        note_reads(request, [row.enrolment.person_id])
    versions = queries.history(found.project)
    shown = next(each for each in versions if each.pk == found.pk)
    context = reading(request, found) | {
        "row": row,
        "project": found.project,
        "enrolment": row.enrolment,
        "submission": shown,
        "answers": queries.compared(shown, versions),
        "versions": versions,
        "coaches": queries.coaches_of(row.enrolment.cohort, [row.enrolment])[row.enrolment_id],
    }
    return render(request, "workplace/submission.html", context)


def reading(request: HttpRequest, found: Submission) -> dict[str, Any]:
    """As whom one reads: the participant, the coach, or another of the staff; each has an own way back."""
    project = found.project
    row, cohort = project.row, project.row.enrolment.cohort
    if row.enrolment.person.user_id == request.user.pk:
        return {"as_own": True, "crumbs": own_crumbs(row, _("Kiriman")), "back": own_url("project", row)}
    if policies.is_coach(request.user, project):
        back = reverse("workplace:assess", args=[project.pk])
        return {
            "crumbs": [(_("Bimbingan"), reverse("workplace:queue")), (row.enrolment.name, back), (_("Kiriman"), "")],
            "back": back,
        }
    back = reverse("workplace:cohort", args=[cohort.slug])
    crumbs: Crumbs = [
        (_("Angkatan"), reverse("cohorts:list")),
        (cohort.name, reverse("cohorts:detail", args=[cohort.slug])),
        (_("Aktualisasi"), back),
        (row.enrolment.name, ""),
    ]
    may_take_back = policies.may_take_back(request.user, project) and queries.last_accepted(project) is not None
    return {"crumbs": crumbs, "back": back, "may_take_back": may_take_back}


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a piece of evidence, for whoever may read it."""
    visible = Evidence.objects.visible_to(request.user).select_related("file", "project__row__enrolment__person")
    found = get_object_or_404(visible, pk=pk)
    owner = found.project.row.enrolment.person
    if owner.user_id != request.user.pk:
        note_reads(request, [owner.pk])
    return evidence_response(found, download="unduh" in request.GET)
