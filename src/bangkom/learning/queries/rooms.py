"""The learner's rooms, read from the requirement sheet: what is done, what is next, who is waited for.

A page with all of it must stay within its budget of queries, so one statement brings the sheet together with the
cohort, the dates of its stages, the next lesson, quiz, discussion and session; the calendar is a second.
"""

import datetime as dt
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateTimeField,
    Exists,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import JSONObject

from bangkom.cohorts.models import Attendance, CohortStaff, CohortStage, Enrolment, PinnedModule, Session, SheetRow
from bangkom.core import clock
from bangkom.core.formatting import format_range
from bangkom.core.models import User
from bangkom.courseware.models import Activity
from bangkom.learning.models import Attempt, LessonProgress
from bangkom.learning.prepared import Kind, Prepared
from bangkom.learning.queries.steps import Step, step_of
from bangkom.programmes.models import Stage


@dataclass
class StageView:
    """A stage of the path as one person stands in it."""

    stage: Stage
    starts_on: dt.date | None
    ends_on: dt.date | None
    rows: list[SheetRow]
    today: dt.date

    @property
    def is_done(self) -> bool:
        return all(row.state == SheetRow.State.MET for row in self.rows)

    @property
    def is_open(self) -> bool:
        return self.starts_on is None or self.starts_on <= self.today

    @property
    def state(self) -> str:
        if self.is_done:
            return "done"
        return "now" if self.is_open else "later"

    @property
    def is_overdue(self) -> bool:
        return not self.is_done and self.ends_on is not None and self.ends_on < self.today

    @property
    def progress(self) -> float:
        """How far, 0 to 1, for the picture of the path."""
        return sum(row.progress for row in self.rows) / (100 * len(self.rows))


@dataclass
class Room:
    """One enrolment with its sheet, stage by stage."""

    enrolment: Enrolment
    stages: list[StageView]
    step: Step = field(init=False)

    @property
    def rows(self) -> list[SheetRow]:
        return [row for stage in self.stages for row in stage.rows]

    @property
    def met(self) -> int:
        return sum(row.state == SheetRow.State.MET for row in self.rows)

    @property
    def needed(self) -> int:
        return len(self.rows)

    @property
    def stations(self) -> list[dict[str, Any]]:
        """The path for the design system."""
        return [
            {
                "title": view.stage.title,
                "jp": view.stage.jp,
                "state": view.state,
                "progress": view.progress,
                "detail": format_range(view.starts_on, view.ends_on) if view.starts_on else "",
            }
            for view in self.stages
        ]


def sheet_rows(now: dt.datetime) -> QuerySet[SheetRow]:
    """Sheet rows with everything around them; filter by enrolment or person. One statement."""
    of_cohort = OuterRef("enrolment__cohort")
    dates = CohortStage.objects.filter(cohort=of_cohort, stage=OuterRef("stage"))
    pinned = PinnedModule.objects.filter(cohort=of_cohort, module=OuterRef("requirement__module"))
    lessons = Activity.objects.filter(version=OuterRef("version_id"), kind=Activity.Kind.LESSON)
    read = LessonProgress.objects.filter(
        activity=OuterRef("pk"), enrolment=OuterRef(OuterRef("enrolment")), completed_at__isnull=False
    )
    unread = lessons.exclude(Exists(read))
    named = Activity.objects.filter(
        version=OuterRef("version_id"),
        kind__in=[Activity.Kind.QUIZ, Activity.Kind.DISCUSSION],
        key=OuterRef("requirement__activity_key"),
    )
    attempt = Attempt.objects.filter(
        enrolment=OuterRef("enrolment"),
        activity__version=OuterRef("version_id"),
        activity__key=OuterRef("requirement__activity_key"),
        state=Attempt.State.OPEN,
    )
    for_person = Q(group="") | Q(group=OuterRef("enrolment__group"))
    coming = Session.objects.filter(for_person, cohort=of_cohort, stage=OuterRef("stage"), ends_at__gte=now)
    session = coming.order_by("starts_at")
    found = JSONObject(key="key", title="title", minutes="minutes")
    return (
        SheetRow.objects.select_related(
            "requirement", "stage", "enrolment__cohort__agency", "enrolment__cohort__curriculum__programme"
        )
        .annotate(
            starts_on=Subquery(dates.values("starts_on")[:1]),
            ends_on=Subquery(dates.values("ends_on")[:1]),
            version_id=Subquery(pinned.values("version")[:1]),
        )
        .annotate(
            lesson=Subquery(unread.order_by("position").values(found=found)[:1], output_field=JSONField()),
            lessons_left=_count(unread),
            lessons_total=_count(lessons),
            named=Subquery(named.values(found=found)[:1], output_field=JSONField()),
            quiz_open=Exists(attempt),
            session_at=Subquery(session.values("starts_at")[:1]),
            session_title=Subquery(session.values("title")[:1]),
        )
        .order_by(F("enrolment__cohort__starts_on").desc(), "enrolment", "stage__position", "requirement__position")
    )


def _count(of_version: QuerySet[Activity]) -> Subquery:
    return Subquery(of_version.order_by().values("version").annotate(n=Count("pk")).values("n"))


_rows_of_person = Prepared(
    lambda user, now: sheet_rows(now).filter(enrolment__person__user=user), user=Kind.ID, now=Kind.MOMENT
)
_rows_of_room = Prepared(
    lambda user, enrolment, now: sheet_rows(now).filter(enrolment__person__user=user, enrolment=enrolment),
    user=Kind.ID,
    enrolment=Kind.ID,
    now=Kind.MOMENT,
)
_rows_of_enrolment = Prepared(
    lambda enrolment, now: sheet_rows(now).filter(enrolment=enrolment), enrolment=Kind.ID, now=Kind.MOMENT
)


def rooms_of(user: User) -> list[Room]:
    """All cohorts a person learns or learned in, the newest first; one query."""
    return _rooms(_rows_of_person(user=user.pk, now=clock.now()))


def room_of(user: User, enrolment_id: int) -> Room | None:
    """One of the person's own rooms; None when it is not theirs. One query."""
    rooms = _rooms(_rows_of_room(user=user.pk, enrolment=enrolment_id, now=clock.now()))
    return rooms[0] if rooms else None


def next_step(enrolment: Enrolment) -> Step | None:
    """The one thing to do next in a cohort, for the card "Lanjutkan"; None for a cohort that asks for nothing."""
    rooms = _rooms(_rows_of_enrolment(enrolment=enrolment.pk, now=clock.now()))
    return rooms[0].step if rooms else None


def _rooms(rows: QuerySet[SheetRow]) -> list[Room]:
    rooms = []
    for _pk, of_enrolment in groupby(rows, key=lambda row: row.enrolment_id):
        sheet = list(of_enrolment)
        enrolment = sheet[0].enrolment
        today = clock.today(enrolment.cohort.agency)
        stages = []
        for _stage, of_stage in groupby(sheet, key=lambda row: row.stage_id):
            part = list(of_stage)
            stages.append(StageView(part[0].stage, part[0].starts_on, part[0].ends_on, part, today))
        room = Room(enrolment, stages)
        room.step = step_of(room, today)
        rooms.append(room)
    return rooms


@dataclass
class Meeting:
    """A live session as a participant sees it; `mark` is the own attendance, empty while unmarked."""

    stage_id: int
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    room: str
    link: str
    mark: str
    trainers: list[str]

    @property
    def mark_words(self) -> str:
        return str(Attendance.Status(self.mark).label) if self.mark else ""


@dataclass(frozen=True)
class Contact:
    """Somebody of the committee, to be asked."""

    name: str
    part: str
    email: str


def calendar_rows(enrolment: int, cohort: int) -> QuerySet:
    """The sessions, a row for each of their trainers, and after them the committee, in rows of the same shape."""
    mark = Attendance.objects.filter(session=OuterRef("pk"), enrolment=enrolment).values("status")[:1]
    person = ("front_title", "name", "back_title", "email")
    sessions = Session.objects.filter(cohort=cohort).values_list(
        "pk",
        "stage",
        "title",
        "starts_at",
        "ends_at",
        "room",
        "link",
        Subquery(mark),
        *(f"trainers__person__{name}" for name in person),
    )
    zero, nothing = Value(0, output_field=BigIntegerField()), Value("", output_field=TextField())
    never = Value(None, output_field=DateTimeField())
    staff = CohortStaff.objects.filter(cohort=cohort, part=CohortStaff.Part.COMMITTEE).values_list(
        zero, zero, "part", never, never, nothing, nothing, nothing, *(f"person__{name}" for name in person)
    )
    return sessions.order_by().union(staff.order_by(), all=True)


_calendar_rows = Prepared(calendar_rows, enrolment=Kind.ID, cohort=Kind.ID)


def calendar(enrolment: Enrolment) -> tuple[list[Meeting], list[Contact]]:
    """The sessions of a cohort in order, with trainers and the own marks, and whom to ask. One statement for both."""
    meetings: dict[int, Meeting] = {}
    contacts = []
    rows = _calendar_rows(enrolment=enrolment.pk, cohort=enrolment.cohort_id)
    for pk, stage, title, starts, ends, room, link, status, *who in rows:
        name = _full_name(*who[:3])
        if not pk:
            contacts.append(Contact(name, str(CohortStaff.Part(title).label), who[3]))
            continue
        meeting = meetings.setdefault(pk, Meeting(stage, title, starts, ends, room, link, status or "", []))
        if name:
            meeting.trainers.append(name)
    for meeting in meetings.values():
        meeting.trainers.sort()
    return sorted(meetings.values(), key=lambda each: each.starts_at), sorted(contacts, key=lambda each: each.name)


def _full_name(front: str | None, name: str | None, back: str | None) -> str:
    full = f"{front or ''} {name or ''}".strip()
    return f"{full}, {back}" if back else full
