"""What a learner's first page shows, in as few queries as it takes on a slow line."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from bangkom.cohorts import queries as cohorts
from bangkom.cohorts.models import Enrolment, Session, SheetRow
from bangkom.core import clock
from bangkom.core.models import User
from bangkom.learning import queries as learning
from bangkom.learning.queries import Room
from bangkom.ledger.models import Entry, YearBalance
from bangkom.notices import queries as notices
from bangkom.people.models import Employee, Person, Superior
from bangkom.people.models.superiors import STRUCTURAL
from bangkom.rules import queries as rules

WEEK = dt.timedelta(days=7)
# A passed training stays on the first page this long, so that the certificate is found.
SHOWN_AFTER_PASSING = dt.timedelta(days=30)
MOST_ROWS = 5


@dataclass(frozen=True)
class Standing:
    """A person's year: JP earned, and what the rule of the status says (`kind` minimum, maximum, none).

    `leads`: the person may have a team (a structural position, or named as somebody's superior).
    """

    person: Person
    status: str
    earned: Decimal
    kind: str
    needed: int
    minutes_per_jp: int
    leads: bool


def standing_of(user: User, today: dt.date) -> Standing | None:
    """The person behind an account with the year's JP; None for an account without one. One query.

    The unread notices are counted on the way, because the page's header asks for them.
    """
    job = Employee.objects.filter(person=OuterRef("pk")).order_by("-pk")
    balance = YearBalance.objects.filter(person=OuterRef("pk"), year=today.year)
    person = (
        Person.objects.filter(user=user)
        .annotate(
            status=Coalesce(Subquery(job.values("status")[:1]), Value("")),
            group=Subquery(job.values("position__group")[:1]),
            is_named=Exists(Superior.objects.on(today).filter(superior__person=OuterRef("pk"))),
            minutes=Coalesce(Subquery(balance.values("minutes")[:1]), 0),
            unread=notices.unread_of("user"),
            duty=rules.data_of(rules.JP_DUTY, today),
            unit=rules.data_of(rules.JP_UNIT, today),
        )
        .first()
    )
    if person is None:
        return None
    notices.remember_unread(user, person.unread)
    duty = (person.duty or {}).get(person.status, rules.NO_DUTY)
    per_jp = person.unit["minutes_per_jp"] if person.unit else rules.minutes_per_jp(today)[0]
    leads = person.is_named or person.group in STRUCTURAL
    return Standing(person, person.status, Decimal(person.minutes) / per_jp, duty["kind"], duty["jp"], per_jp, leads)


def rooms_now(user: User, now: dt.datetime) -> list[Room]:
    """What one takes part in now or has just passed, the next to end first. One query."""
    rooms = [room for room in learning.rooms_of(user) if is_now(room.enrolment, now)]
    return sorted(rooms, key=lambda room: (room.enrolment.cohort.ends_on, room.enrolment.pk))


def is_now(enrolment: Enrolment, now: dt.datetime) -> bool:
    if enrolment.state == Enrolment.State.PASSED:
        return enrolment.passed_at is not None and now - enrolment.passed_at <= SHOWN_AFTER_PASSING
    return enrolment.state in {Enrolment.State.ACTIVE, Enrolment.State.UNDER_REVIEW}


def booked_in(rooms: Iterable[Room], today: dt.date) -> int:
    """JP of the stages still to be met, where the cohort still runs and the stage ends this year."""
    return sum(
        view.stage.jp
        for room in rooms
        if room.enrolment.state == Enrolment.State.ACTIVE and room.enrolment.cohort.ends_on >= today
        for view in room.stages
        if not view.is_done and (view.ends_on is None or view.ends_on.year == today.year)
    )


# What the card "Lanjutkan" prefers: one's own work, then a meeting, then waiting.
URGENCY = {"lesson": 0, "quiz": 0, "discussion": 0, "session": 1, "wait": 2, "later": 3}


def to_go_on_with(rooms: Iterable[Room]) -> Room | None:
    """The room whose next step belongs on the one card: where the person can act, soonest to end first."""
    open_rooms = [room for room in rooms if room.step.kind in URGENCY]
    return min(open_rooms, key=lambda room: URGENCY[room.step.kind], default=None)


def sessions_of_week(user: User, now: dt.datetime) -> list[Session]:
    """The sessions of the next seven days, the nearest first. One query."""
    return list(cohorts.sessions_of(user, now).filter(starts_at__lt=now + WEEK)[:MOST_ROWS])


@dataclass(frozen=True)
class Due:
    """One line of "Minggu ini": a session, or conditions that end with their stage."""

    day: dt.date
    title: str
    note: str = ""
    url: str = ""
    session: Session | None = None


def due_this_week(rooms: Iterable[Room], sessions: Iterable[Session], today: dt.date) -> list[Due]:
    """Sessions and the ends of stages in which the participant still has something to do, the nearest first."""
    lines = [
        Due(clock.day_of(session.starts_at, session.cohort.agency), session.title, session=session)
        for session in sessions
    ]
    for room in rooms:
        for row in room.rows:
            is_mine = row.state == SheetRow.State.OPEN and row.waiting_for == SheetRow.Party.PARTICIPANT
            if is_mine and row.ends_on and row.starts_on <= today <= row.ends_on <= today + WEEK:
                url = reverse("learning:room", args=[room.enrolment.pk])
                lines.append(Due(row.ends_on, row.requirement.title, cohorts.condition_words(row), url))
    return sorted(lines, key=lambda line: line.day)[:MOST_ROWS]


def owner_of_record(user: User) -> Employee | None:
    """Whose record it is, with the present number and unit, for the head of the printed page. One query."""
    return Employee.objects.filter(person__user=user).select_related("person", "unit__agency").order_by("-pk").first()


def record_entries(user: User) -> QuerySet[Entry]:
    """All entries of one's JP account in the order of time."""
    return Entry.objects.filter(person__user=user).select_related("rule_set").order_by("occurred_on", "pk")


def record_enrolments(user: User) -> QuerySet[Enrolment]:
    """Every training one took part in, newest first, with its certificate."""
    return (
        Enrolment.objects.own(user)
        .select_related("cohort__curriculum__programme", "cohort__agency", "certificate")
        .order_by("-cohort__starts_on", "-pk")
    )
