from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bangkom.cohorts.models import SheetRow
from bangkom.core import clock
from bangkom.workplace import queries

Crumbs = list[tuple[str, str]]


def own_row(request: HttpRequest, enrolment_pk: int, requirement_pk: int) -> SheetRow:
    """The condition, if it is this person's own; else 404. Moments are shown in the zone of its agency from here on."""
    row = queries.own_row(request.user, enrolment_pk, requirement_pk)
    if row is None:
        raise Http404
    timezone.activate(clock.zone_of(row.enrolment.cohort.agency))
    return row


def own_crumbs(row: SheetRow, here: str = "") -> Crumbs:
    """The way of a participant: the room, the aktualisasi, this page."""
    room = [
        (_("Belajar"), reverse("learning:list")),
        (row.enrolment.cohort.name, reverse("learning:room", args=[row.enrolment_id])),
    ]
    if not here:
        return [*room, (row.requirement.title, "")]
    return [*room, (row.requirement.title, own_url("project", row)), (here, "")]


def own_url(page: str, row: SheetRow) -> str:
    return reverse(f"workplace:{page}", args=[row.enrolment_id, row.requirement_id])
