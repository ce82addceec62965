import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from bangkom.cohorts.models import (
    COUNTS_AS_PRESENT,
    Attendance,
    Cohort,
    CohortAgency,
    CohortStaff,
    Enrolment,
    Session,
    SheetRow,
)
from bangkom.core import clock
from bangkom.core.formatting import format_date, format_number, format_range
from bangkom.core.models import User
from bangkom.ledger import queries as ledger
from bangkom.programmes.models import Requirement


def for_page(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Cohorts with what their header shows: programme, agencies, stages."""
    return cohorts.select_related("agency", "curriculum__programme", "curriculum__rule_set").prefetch_related(
        Prefetch("agencies", CohortAgency.objects.select_related("agency")), "stages__stage"
    )


def with_counts(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Cohorts with the number of people taking part and passed, for lists."""
    taking_part = ~Q(enrolments__state=Enrolment.State.WITHDRAWN)
    return (
        for_page(cohorts)
        .annotate(
            participants=Count("enrolments", filter=taking_part),
            passed=Count("enrolments", filter=Q(enrolments__state=Enrolment.State.PASSED)),
        )
        .order_by("-starts_on", "name")
    )  # counting drops the model's own order


def kinds_asked(cohort: Cohort) -> set[str]:
    """The kinds of conditions that the curriculum asks for."""
    of_curriculum = Requirement.objects.by_system().filter(stage__curriculum=cohort.curriculum_id)
    return set(of_curriculum.order_by().values_list("kind", flat=True).distinct())


def stations(cohort: Cohort, on: dt.date, met: set[int] | None = None) -> list[dict]:
    """The path of stages for the design system. `met`: ids of stages a person has completed; else dates decide."""
    path = []
    for dates in cohort.stages.all():
        stage = dates.stage
        is_done = dates.ends_on < on if met is None else stage.pk in met
        state = "done" if is_done else "now" if dates.starts_on <= on else "later"
        path.append(
            {
                "title": stage.title,
                "jp": stage.jp,
                "state": state,
                "detail": format_range(dates.starts_on, dates.ends_on),
            }
        )
    return path


@dataclass
class ParticipantRow:
    """A participant as a list shows one: figures are ready to print."""

    enrolment: Enrolment
    present: int = 0
    sessions: int = 0
    met: int = 0
    needed: int = 0
    jp: Decimal = Decimal(0)
    waiting: list[SheetRow] = field(default_factory=list)


def participant_rows(cohort: Cohort) -> list[ParticipantRow]:
    """Everyone taking part, with attendance, conditions and this year's JP; five queries whatever the number."""
    counted = Attendance.objects.filter(
        COUNTS_AS_PRESENT, Q(session__group="") | Q(session__group=F("enrolment__group")), enrolment__cohort=cohort
    )
    enrolments = list(
        cohort.enrolments.taking_part()
        .annotate(present=Count("attendance", Q(attendance__in=counted)))
        .prefetch_related(Prefetch("sheet", SheetRow.objects.select_related("requirement", "stage")))
        .order_by("name")
    )
    sessions = Counter(cohort.sessions.values_list("group", flat=True))
    year = clock.today(cohort.agency).year
    minutes = ledger.minutes_by_person([e.person_id for e in enrolments], year)
    per_jp = cohort.curriculum.rule_set.data["minutes_per_jp"]
    rows = []
    for enrolment in enrolments:
        sheet = list(enrolment.sheet.all())
        waiting = [row for row in sheet if row.state == SheetRow.State.OPEN]
        rows.append(
            ParticipantRow(
                enrolment=enrolment,
                present=enrolment.present,
                sessions=sessions[""] + (sessions[enrolment.group] if enrolment.group else 0),
                met=len(sheet) - len(waiting),
                needed=len(sheet),
                jp=Decimal(minutes.get(enrolment.person_id, 0)) / per_jp,
                waiting=waiting,
            )
        )
    return rows


def waiting_counts(rows: list[ParticipantRow]) -> Counter[str]:
    """For how many people each party has to act now; a stage that has not begun waits for nobody."""
    now = clock.now()
    return Counter(party for row in rows for party in {each.waiting_for for each in row.waiting if each.since <= now})


def schedule(cohort: Cohort) -> list[Session]:
    """The sessions with trainers, the number of marks and of signed pages, for the schedule page."""
    return list(
        cohort.sessions.select_related("stage", "subject")
        .prefetch_related(Prefetch("trainers", CohortStaff.objects.select_related("person", "agency")))
        .annotate(
            marked=Count("attendance", distinct=True),
            present=Count("attendance", Q(attendance__status=Attendance.Status.PRESENT), distinct=True),
            pages=Count("scans", Q(scans__removed_at__isnull=True), distinct=True),
        )
    )


def sessions_of(user: User, since: dt.datetime) -> QuerySet[Session]:
    """The sessions that a person attends or teaches, from an instant on."""
    teaching = Session.trainers.through.objects.filter(session=OuterRef("pk"), cohortstaff__person__user=user)
    return (
        Session.objects.filter(Q(pk__in=Session.objects.attended_by(user)) | Q(Exists(teaching)), ends_at__gte=since)
        .select_related("cohort__curriculum__programme", "cohort__agency", "stage")
        .order_by("starts_at")
    )


def condition_words(row: SheetRow) -> str:
    """How far an open condition is, in words."""
    facts, kind = row.facts, row.requirement.kind
    if kind == Requirement.Kind.ATTENDANCE:
        words = _("hadir %(present)s dari %(sessions)s sesi, perlu %(percent)s%%")
        return words % {
            "present": facts.get("present", 0),
            "sessions": facts.get("sessions", 0),
            "percent": row.requirement.params["percent"],
        }
    if kind == Requirement.Kind.MODULE:
        if "total" not in facts:
            return _("belum dibuka")
        return _("%(done)s dari %(total)s pelajaran") % facts
    if kind == Requirement.Kind.QUIZ:
        needed = row.requirement.params["pass_percent"]
        if "percent" not in facts:
            return _("belum dikerjakan, perlu nilai %(needed)s") % {"needed": needed}
        words = _("nilai %(reached)s, perlu %(needed)s")
        return words % {"reached": format_number(facts["percent"]), "needed": needed}
    if kind == Requirement.Kind.OUTSIDE:
        return outside_words(row)
    if kind == Requirement.Kind.DISCUSSION:
        return discussion_words(row)
    return facts.get("note") or row.requirement.params["what"]


def discussion_words(row: SheetRow) -> str:
    """How many contributions and replies were given, of how many."""
    params, facts = row.requirement.params, row.facts
    words = _("%(posts)s dari %(posts_needed)s pengalaman, %(replies)s dari %(replies_needed)s tanggapan")
    return words % {
        "posts": facts.get("posts", 0),
        "posts_needed": params["posts"],
        "replies": facts.get("replies", 0),
        "replies_needed": params["replies"],
    }


def outside_words(row: SheetRow) -> str:
    """What is asked on another platform; once verified, what was reached there and when."""
    params, facts = row.requirement.params, row.facts
    if not facts.get("completed"):
        if params.get("min_score") is None:
            return _("lulus di %(platform)s") % {"platform": params["platform"]}
        return _("lulus di %(platform)s, nilai sedikitnya %(needed)s") % {
            "platform": params["platform"],
            "needed": format_number(params["min_score"]),
        }
    day = format_date(dt.date.fromisoformat(facts["completed_on"]))
    if facts.get("score") is None:
        return _("lulus di %(platform)s pada %(day)s") % {"platform": params["platform"], "day": day}
    return _("lulus di %(platform)s pada %(day)s, nilai %(score)s") % {
        "platform": params["platform"],
        "day": day,
        "score": format_number(facts["score"]),
    }


def waiting_since(row: SheetRow) -> int:
    """For how many whole days a condition has waited."""
    return max(0, (clock.now() - row.since).days)


@dataclass(frozen=True)
class Condition:
    """A row of the sheet as pages show it."""

    row: SheetRow
    words: str
    days: int


def conditions(enrolment: Enrolment) -> list[Condition]:
    """A person's whole sheet in words, in the order of the curriculum; one query."""
    sheet = enrolment.sheet.select_related("requirement", "stage")
    return [Condition(row, condition_words(row), waiting_since(row)) for row in sheet]


def complete_after_failed(cohorts: QuerySet[Cohort]) -> QuerySet[Enrolment]:
    """People whose last condition was met after they had been decided as failed: the committee looks again."""
    still_open = SheetRow.objects.filter(enrolment=OuterRef("pk"), state=SheetRow.State.OPEN)
    return Enrolment.objects.filter(~Exists(still_open), cohort__in=cohorts, state=Enrolment.State.FAILED)


def undecided(cohorts: QuerySet[Cohort], on: dt.date) -> QuerySet[Enrolment]:
    """People of cohorts that have ended before a day who neither passed nor have a decision."""
    open_states = (Enrolment.State.ACTIVE, Enrolment.State.UNDER_REVIEW)
    return Enrolment.objects.filter(cohort__in=cohorts, cohort__ends_on__lt=on, state__in=open_states)
