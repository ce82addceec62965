"""What the committee decides about people whose requirement sheet does not decide it.

active, under_review --deferred--> deferred --failed--> failed      each with a reason
deferred, failed --reopened--> active                               a complete sheet then passes at once

To pass is not recorded here: it follows from the sheet (`services.sheet.settle_outcome`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.cohorts.services.sheet import settle_outcome
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.notices.services import notify

State = Enrolment.State

# What may be recorded by hand. ACTIVE opens a decision again.
BY_HAND = (State.DEFERRED, State.FAILED, State.ACTIVE)
ACTS = {
    State.DEFERRED: ("deferred", gettext_noop("Kelulusan peserta ditunda")),
    State.FAILED: ("failed", gettext_noop("Peserta diputus tidak lulus")),
    State.ACTIVE: ("reopened", gettext_noop("Keputusan tentang peserta dibuka kembali")),
}
# What the person reads: what happened, and what to do. The reason itself stands on the page behind the sign-in.


@dataclass(frozen=True)
class Recorded:
    """Whose outcome was recorded, and who was left as they were, each with why in words."""

    done: list[Enrolment] = field(default_factory=list)
    left: list[tuple[Enrolment, str]] = field(default_factory=list)


def record_outcome(*, enrolments: Iterable[Enrolment], outcome: str, reason: str, by: User) -> Recorded:
    """Record one outcome for some people: `deferred`, `failed`, or `active` to open a decision again.

    One short transaction for each person, with an event and a notice. Who meanwhile passed or withdrew is left as is,
    so asking twice changes nothing. JP of completed stages stay. Raises `Refused` without a reason, and for an outcome
    that follows from the sheet alone.
    """
    reason = " ".join(reason.split())
    if outcome not in BY_HAND:
        raise Refused(_("Lulus tidak ditetapkan dengan tangan: hasil itu mengikuti lembar syarat."), "not_by_hand")
    if not reason:
        raise Refused(_("Tulis alasan keputusan ini."), "no_reason")
    recorded = Recorded()
    for enrolment in sorted(enrolments, key=lambda each: each.pk):
        current, obstacle = _record_one(enrolment, State(outcome), reason, by)
        if obstacle:
            recorded.left.append((current, obstacle))
        else:
            recorded.done.append(current)
    return recorded


@transaction.atomic
def _record_one(enrolment: Enrolment, outcome: State, reason: str, by: User) -> tuple[Enrolment, str]:
    current = locked(enrolment)
    current.cohort = enrolment.cohort  # what the caller has already read of it
    complete = not current.sheet.filter(state=SheetRow.State.OPEN).exists()
    obstacle = why_not(state=current.state, complete=complete, outcome=outcome)
    if obstacle:
        return current, obstacle
    before = {"state": current.state, "reason": current.state_reason}
    current.state = outcome
    current.state_reason = "" if outcome == State.ACTIVE else reason
    current.passed_at = None
    current.save(update_fields=["state", "state_reason", "passed_at"])
    act, message = ACTS[outcome]
    record_event(
        verb=f"cohorts.{act}",
        message=message,
        subject=current,
        agency=current.cohort.agency,
        by=by,
        before=before,
        after={"state": outcome, "reason": reason},
    )
    if outcome == State.ACTIVE:
        settle_outcome(current, by)
    _tell(current)
    return current, ""


def why_not(*, state: str, complete: bool, outcome: str) -> str:
    """Why an outcome cannot be recorded for a person in this state, in words; empty where it can."""
    if state == State.PASSED:
        return _("sudah lulus menurut lembar syarat")
    if state == State.WITHDRAWN:
        return _("sudah mengundurkan diri")
    if outcome == State.ACTIVE:
        return "" if state in {State.DEFERRED, State.FAILED} else _("belum diputus, jadi tidak ada yang dibuka")
    if state == outcome:
        return _("sudah diputus demikian")
    return _("semua syarat sudah terpenuhi; buka kembali keputusannya, maka peserta lulus") if complete else ""


def _tell(enrolment: Enrolment) -> None:
    user = enrolment.person.user
    if user is not None:
        notify(
            recipient=user,
            kind=f"cohorts.outcome_{enrolment.state}",
            agency=enrolment.cohort.agency,
            params={"pelatihan": str(enrolment.cohort)},
            url=reverse("credentials:outcome", args=[enrolment.pk]),
        )
