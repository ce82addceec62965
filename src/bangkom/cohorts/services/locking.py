"""The attendance of a session is closed when all is marked: from then on it changes only after a reasoned opening.

A substitute task stays possible: it comes later, and makes a marked absence good without changing the mark.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Cohort, Session
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event

MOST_NAMES = 5


@transaction.atomic
def lock_attendance(*, session: Session, by: User) -> Session:
    """Close the attendance of a session: no mark changes, neither in the grid nor by code. Twice changes nothing.

    Raises `Refused` before the session has begun, where nobody is expected, and naming who is not marked yet.
    """
    cohort = locked(session.cohort)
    session = locked(session)
    if session.is_locked:
        return session
    if session.starts_at > clock.now():
        raise Refused(_("Sesi ini belum mulai, jadi kehadirannya belum bisa dikunci."), "not_yet")
    if not cohort.enrolments.expected_at(session).exists():
        raise Refused(_("Belum ada peserta untuk sesi ini, jadi tidak ada yang dikunci."), "nobody")
    left = list(cohort.enrolments.unmarked_in(session).order_by("name").values_list("name", flat=True))
    if left:
        raise Refused(_("Kehadiran belum dikunci. Belum dicatat: %(names)s.") % {"names": listed(left)}, "unmarked")
    session.locked_at, session.locked_by, session.unlocked_reason = clock.now(), by, ""
    session.save(update_fields=["locked_at", "locked_by", "unlocked_reason"])
    _record(cohort, session, "attendance_locked", gettext_noop("Kehadiran sesi %(title)s dikunci"), by)
    return session


@transaction.atomic
def unlock_attendance(*, session: Session, reason: str, by: User) -> Session:
    """Open the attendance of a session again. Raises `Refused` without a reason."""
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Tulis alasan membuka kunci kehadiran."), "reason_missing")
    cohort = locked(session.cohort)
    session = locked(session)
    if not session.is_locked:
        return session
    session.locked_at, session.locked_by, session.unlocked_reason = None, None, reason[:255]
    session.save(update_fields=["locked_at", "locked_by", "unlocked_reason"])
    message = gettext_noop("Kunci kehadiran sesi %(title)s dibuka")
    _record(cohort, session, "attendance_unlocked", message, by, after={"reason": reason})
    return session


def refuse_locked(session: Session) -> None:
    """Raises `Refused` when the attendance is closed by now. The caller holds the cohort's lock."""
    if Session.objects.by_system().filter(pk=session.pk, locked_at__isnull=False).exists():
        words = _("Kehadiran sesi ini sudah dikunci. Penyelenggara bisa membuka kuncinya dengan alasan.")
        raise Refused(words, "attendance_locked")


def listed(names: list[str]) -> str:
    """Names in one line; of many only the first."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    shown = {"names": ", ".join(names[:MOST_NAMES]), "n": len(names) - MOST_NAMES}
    return _("%(names)s, dan %(n)s orang lagi") % shown


def _record(
    cohort: Cohort, session: Session, act: str, message: str, by: User | None, after: dict | None = None
) -> None:
    record_event(
        verb=f"cohorts.{act}",
        message=message,
        params={"title": session.title},
        subject=cohort,
        agency=cohort.agency,
        by=by,
        after={"session": session.pk, **(after or {})},
    )
