"""What a learner's first page shows, in as few queries as it takes on a slow line."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from bangkom.cohorts import queries as cohorts
from bangkom.cohorts.models import Enrolment, Session, SheetRow
from bangkom.core import clock
from bangkom.core.models import User
from bangkom.ledger.models import Entry, YearBalance
from bangkom.notices import queries as notices
from bangkom.people.models import Employee, Person
from bangkom.rules import queries as rules

WEEK = dt.timedelta(days=7)
# A passed training stays on the first page this long, so that the certificate is found.
SHOWN_AFTER_PASSING = dt.timedelta(days=30)
MOST_ROWS = 5


@dataclass(frozen=True)
class Standing:
    """A person's year: JP earned, and what the rule of the status says (`kind` minimum, maximum, none)."""

    person: Person
    status: str
    earned: Decimal
    kind: str
    needed: int
    minutes_per_jp: int


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
    return Standing(person, person.status, Decimal(person.minutes) / per_jp, duty["kind"], duty["jp"], per_jp)


@dataclass
class Course:
    """A training one takes part in: the conditions of its certificate, each with the days of its stage."""

    enrolment: Enrolment
    rows: list[SheetRow] = field(default_factory=list)

    @property
    def open_rows(self) -> list[SheetRow]:
        return [row for row in self.rows if row.state == SheetRow.State.OPEN]

    @property
    def met(self) -> int:
        return len(self.rows) - len(self.open_rows)

    @property
    def is_passed(self) -> bool:
        return self.enrolment.state == Enrolment.State.PASSED

    def waits_for(self, party: str) -> list[SheetRow]:
        return [row for row in self.open_rows if row.waiting_for == party]

    def booked_jp(self, today: dt.date) -> int:
        """JP of the stages still to be met, where the cohort still runs and the stage ends this year."""
        if self.enrolment.state != Enrolment.State.ACTIVE or self.enrolment.cohort.ends_on < today:
            return 0
        stages = {row.stage for row in self.open_rows if row.due is None or row.due.year == today.year}
        return sum(stage.jp for stage in stages)


def courses_of(user: User, now: dt.datetime) -> list[Course]:
    """What one takes part in now or has just passed, the next to end first. One query."""
    active = [Enrolment.State.ACTIVE, Enrolment.State.UNDER_REVIEW]
    just_passed = Q(enrolment__state=Enrolment.State.PASSED, enrolment__passed_at__gte=now - SHOWN_AFTER_PASSING)
    rows = (
        SheetRow.objects.filter(Q(enrolment__state__in=active) | just_passed, enrolment__person__user=user)
        .select_related(
            "enrolment__cohort__curriculum__programme",
            "enrolment__cohort__agency",
            "enrolment__certificate",
            "requirement",
            "stage",
        )
        .annotate(
            dates=FilteredRelation(
                "enrolment__cohort__stages", condition=Q(enrolment__cohort__stages__stage=F("stage"))
            )
        )
        .annotate(due=F("dates__ends_on"), opens=F("dates__starts_on"))
        .order_by("enrolment__cohort__ends_on", "enrolment", "stage__position", "requirement__position")
    )
    found: dict[int, Course] = {}
    for row in rows:
        found.setdefault(row.enrolment_id, Course(row.enrolment)).rows.append(row)
    return list(found.values())


def sessions_of_week(user: User, now: dt.datetime) -> list[Session]:
    """The sessions of the next seven days, the nearest first. One query."""
    return list(cohorts.sessions_of(user, now).filter(starts_at__lt=now + WEEK)[:MOST_ROWS])


@dataclass(frozen=True)
class Due:
    """One line of "Minggu ini": a session, or conditions that end with their stage."""

    day: dt.date
    title: str
    note: str
    enrolment: Enrolment | None = None
    session: Session | None = None


def due_this_week(courses: Iterable[Course], sessions: Iterable[Session], today: dt.date) -> list[Due]:
    """Sessions and the ends of stages in which the participant still has something to do, the nearest first."""
    lines = [Due(clock.day_of(s.starts_at, s.cohort.agency), s.title, "", session=s) for s in sessions]
    for course in courses:
        for row in course.waits_for(SheetRow.Party.PARTICIPANT):
            if row.due and row.opens <= today and row.due <= today + WEEK:
                lines.append(Due(row.due, row.requirement.title, cohorts.condition_words(row), course.enrolment))
    return sorted(lines, key=lambda line: line.day)[:MOST_ROWS]


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
