"""The attendance of a cohort as one table: people down, sessions across, sums, and the hours of the teachers.

Other apps may read it. Nothing is written.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from bangkom.cohorts.models import Attendance, Cohort, CohortStaff, Enrolment, Session
from bangkom.core import clock
from bangkom.core.formatting import format_date
from bangkom.core.spreadsheets import Column

Status = Attendance.Status
LETTERS = {Status.PRESENT: "H", Status.EXCUSED: "I", Status.SICK: "S", Status.ABSENT: "TK"}
MADE_GOOD = "+"  # behind the letter of an absence that a substitute task made good
NOT_FOR = "–"  # a session of another group


@dataclass
class Line:
    """One participant: a letter for each session, and what they add up to."""

    enrolment: Enrolment
    letters: list[str]
    counts: Counter[str]
    made_good: int
    held: int  # sessions for this person that have begun
    planned: int

    @property
    def counted(self) -> int:
        """Sessions that count as attended: present, or made good by a substitute task."""
        return self.counts[Status.PRESENT] + self.made_good

    @property
    def unmarked(self) -> int:
        return max(0, self.held - self.counts.total())

    @property
    def percent(self) -> Decimal | None:
        """Of the sessions that have begun; None before the first."""
        return (Decimal(self.counted * 100) / self.held).quantize(Decimal("0.1")) if self.held else None

    def sums(self) -> list[tuple[str, int]]:
        return [(status.label, self.counts[status]) for status in Status]


@dataclass
class Teaching:
    """What a teacher has taught of what is planned, in minutes; a session of several counts whole for each."""

    staff: CohortStaff
    sessions: int = 0
    planned_sessions: int = 0
    minutes: int = 0
    planned_minutes: int = 0


@dataclass
class Recap:
    cohort: Cohort
    sessions: list[Session]
    lines: list[Line]
    teaching: list[Teaching]
    per_jp: int
    present: Counter[int] = field(default_factory=Counter)  # session id -> how many count as present

    @property
    def open_sessions(self) -> list[Session]:
        """Sessions that are over and whose attendance may still change."""
        return [session for session in self.sessions if session.ends_at <= clock.now() and not session.is_locked]

    @property
    def locked_sessions(self) -> int:
        return sum(session.is_locked for session in self.sessions)

    def headers(self) -> list[Column | str]:
        """The header of the workbook."""
        zone = clock.zone_of(self.cohort.agency)
        days = [session.starts_at.astimezone(zone).date() for session in self.sessions]
        locked = "\n" + _("dikunci")
        of_sessions = [
            f"{format_date(day, 'pendek')}\n{session.title}{locked if session.is_locked else ''}"
            for day, session in zip(days, self.sessions, strict=True)
        ]
        sums = [status.label for status in Status]
        return [
            Column(_("No."), 5),
            Column(_("Nama"), 34),
            Column("NIP", 20),
            Column(_("Kelompok"), 14),
            Column(_("Unit kerja"), 34),
            *(Column(title, 14) for title in of_sessions),
            *(Column(str(title), 12) for title in sums),
            Column(_("Tugas pengganti"), 12),
            Column(_("Belum dicatat"), 12),
            Column(_("Dihitung hadir"), 12),
            Column(_("Sesi berlangsung"), 12),
            Column(_("Persen"), 9),
        ]

    def rows(self) -> Iterator[list[str | int | Decimal | None]]:
        """The rows of the workbook; letters for sessions, numbers for sums."""
        for number, line in enumerate(self.lines, start=1):
            person = line.enrolment
            yield [
                number,
                person.name,
                person.number,
                person.group,
                person.unit_name,
                *line.letters,
                *(n for _label, n in line.sums()),
                line.made_good,
                line.unmarked,
                line.counted,
                line.held,
                line.percent,
            ]


def of_cohort(cohort: Cohort) -> Recap:
    """The recap of those taking part; six queries whatever the numbers. The cohort comes from `queries.for_page`."""
    staff = CohortStaff.objects.select_related("person", "agency")
    sessions = list(cohort.sessions.order_by("starts_at").prefetch_related(Prefetch("trainers", staff)))
    enrolments = list(cohort.enrolments.taking_part().order_by("name"))
    marks = Attendance.objects.filter(session__in=sessions, enrolment__in=enrolments)
    known = {(mark.enrolment_id, mark.session_id): mark for mark in marks}
    now = clock.now()
    recap = Recap(
        cohort=cohort,
        sessions=sessions,
        lines=[line_of(enrolment, sessions, known, now) for enrolment in enrolments],
        teaching=teaching_of(sessions, now),
        per_jp=cohort.curriculum.rule_set.data["minutes_per_jp"],
    )
    recap.present.update(session for (_person, session), mark in known.items() if counts_as_present(mark))
    return recap


def counts_as_present(mark: Attendance) -> bool:
    return mark.status == Status.PRESENT or mark.made_good_at is not None


def line_of(
    enrolment: Enrolment, sessions: list[Session], known: dict[tuple[int, int], Attendance], now: dt.datetime
) -> Line:
    """One person's row. A mark in a session of another group is shown as none: it does not count."""
    own = [session for session in sessions if session.group in {"", enrolment.group}]
    marks = {session.pk: known.get((enrolment.pk, session.pk)) for session in own}
    found = [mark for mark in marks.values() if mark is not None]
    return Line(
        enrolment=enrolment,
        letters=[letter(marks[s.pk]) if s.pk in marks else NOT_FOR for s in sessions],
        counts=Counter(Status(mark.status) for mark in found),
        made_good=sum(mark.made_good_at is not None for mark in found),
        held=sum(session.starts_at <= now for session in own),
        planned=len(own),
    )


def letter(mark: Attendance | None) -> str:
    """H, I, S, TK; with a plus where a substitute task made the absence good; empty while unmarked."""
    if mark is None:
        return ""
    return LETTERS[Status(mark.status)] + (MADE_GOOD if mark.made_good_at else "")


def teaching_of(sessions: list[Session], now: dt.datetime) -> list[Teaching]:
    """The hours of everybody who teaches, by name."""
    found: dict[int, Teaching] = {}
    for session in sessions:
        minutes = int((session.ends_at - session.starts_at).total_seconds()) // 60
        for staff in session.trainers.all():
            of_person = found.setdefault(staff.pk, Teaching(staff))
            of_person.planned_sessions += 1
            of_person.planned_minutes += minutes
            if session.ends_at <= now:
                of_person.sessions += 1
                of_person.minutes += minutes
    return sorted(found.values(), key=lambda each: each.staff.person.name)
