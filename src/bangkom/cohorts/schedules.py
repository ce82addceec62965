"""Who is to be where and when: a person's own sessions, the ones that take codes now, and what clashes with what."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from bangkom.cohorts import feeds, queries
from bangkom.cohorts.models import Attendance, CalendarAddress, Cohort, CohortStaff, Session
from bangkom.core import clock
from bangkom.core.formatting import format_time
from bangkom.core.models import User

# A session whose code somebody may mean lies this near.
NEAR = dt.timedelta(hours=18)
# How far back a calendar feed reaches, and how many sessions a page and a feed show.
LOOK_BACK = dt.timedelta(days=120)
MOST_SHOWN, MOST_FED = 100, 500


def my_sessions(user: User) -> list[Session]:
    """The own sessions from today on, each with `mark` (own attendance, if any), its words, `is_open` and `marks_on`.

    `is_open`: its attendance code is taken now, and the person is to attend. `marks_on`: the person teaches it, and
    its attendance is kept from today.
    """
    since = clock.instant(clock.today(), dt.time(0))
    own = Attendance.objects.filter(session=OuterRef("pk"), enrolment__person__user=user)
    teaching = Session.trainers.through.objects.filter(session=OuterRef("pk"), cohortstaff__person__user=user)
    marked = queries.sessions_of(user, since).annotate(mark=Subquery(own.values("status")[:1]), taught=Exists(teaching))
    sessions = list(marked[:MOST_SHOWN])
    attended = set(Session.objects.attended_by(user).filter(ends_at__gte=since).values_list("pk", flat=True))
    now = clock.now()
    for session in sessions:
        day = clock.day_of(session.starts_at, session.cohort.agency)
        session.marks_on = session.taught and day <= clock.day_of(now, session.cohort.agency)
        session.is_open = session.pk in attended and session.takes_codes(now)
        session.mark_words = Attendance.Status(session.mark).label if session.mark else ""
    return sessions


def fed_sessions(user: User) -> QuerySet[Session]:
    """The sessions that a calendar program gets to see."""
    return queries.sessions_of(user, clock.now() - LOOK_BACK)[:MOST_FED]


def near_sessions(user: User) -> QuerySet[Session]:
    """The sessions a person attends around now: the ones whose code can be meant."""
    now = clock.now()
    near = Session.objects.attended_by(user).filter(ends_at__gte=now - NEAR, starts_at__lte=now + NEAR)
    return near.select_related("cohort__agency", "cohort__curriculum__programme", "stage").order_by("starts_at")


def taking_codes(user: User) -> list[Session]:
    """The sessions a person attends that take attendance codes now."""
    now = clock.now()
    return [session for session in near_sessions(user) if session.takes_codes(now)]


def code_phase(session: Session, now: dt.datetime) -> str:
    """Whether the attendance code can be shown: `now`, `soon` (later on this day), `later`; empty when it is over."""
    if session.takes_codes(now):
        return "now"
    if session.is_locked or now > session.code_closes_at:
        return ""
    zone = clock.zone_of(session.cohort.agency)
    return "soon" if session.code_opens_at.astimezone(zone).date() == now.astimezone(zone).date() else "later"


def owner_of_calendar(secret: str) -> User | None:
    """Whose calendar address this is; None for an unknown secret or a closed account."""
    found = CalendarAddress.objects.by_system().filter(digest=feeds.digest_of(secret), user__is_active=True)
    address = found.select_related("user").first()
    return address.user if address else None


def clashes(cohort: Cohort, planned: dict[str, Any], session: Session | None = None) -> list[str]:
    """In words, what else the agency has at the same time: in the same room, with the same teacher or participants.

    `planned` are the arguments of `services.plan_session`; `session` the one that is being changed.
    """
    others = (
        Session.objects.filter(
            cohort__agency=cohort.agency_id, starts_at__lt=planned["ends_at"], ends_at__gt=planned["starts_at"]
        )
        .exclude(pk=session.pk if session else None)
        .select_related("cohort")
        .prefetch_related(Prefetch("trainers", CohortStaff.objects.select_related("person")))
        .order_by("starts_at")
    )
    words: list[str] = []
    with timezone.override(clock.zone_of(cohort.agency)):
        for other in others:
            words += _clashes_with(cohort, planned, other)
    return words


def _clashes_with(cohort: Cohort, planned: dict[str, Any], other: Session) -> Iterator[str]:
    facts = {
        "session": other.title,
        "cohort": other.cohort.name,
        "from": format_time(other.starts_at).split()[0],
        "to": format_time(other.ends_at),
    }
    if planned["room"] and _same_room(planned["room"], other.room):
        words = _("%(room)s dipakai sesi %(session)s (%(cohort)s) pukul %(from)s sampai %(to)s.")
        yield words % (facts | {"room": other.room})
    people = {staff.person_id for staff in planned["trainers"]}
    for staff in other.trainers.all():
        if staff.person_id in people:
            words = _("%(name)s mengajar sesi %(session)s (%(cohort)s) pukul %(from)s sampai %(to)s.")
            yield words % (facts | {"name": staff.person.full_name})
    if other.cohort_id == cohort.pk and (not other.group or not planned["group"] or other.group == planned["group"]):
        yield _("Peserta yang sama mengikuti sesi %(session)s pukul %(from)s sampai %(to)s.") % facts


def _same_room(one: str, other: str) -> bool:
    """Whether two rooms are the same as people write them."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
