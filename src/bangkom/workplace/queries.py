import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from bangkom.cohorts.models import Cohort, CohortStaff, CohortStage, Enrolment, SheetRow
from bangkom.core.models import User
from bangkom.programmes.models import Requirement
from bangkom.workplace import outline
from bangkom.workplace.models import Coaching, Evidence, Project, Submission, coached_by
from bangkom.workplace.outline import Part, Question

KIND = Requirement.Kind.ACTUALIZATION
Turn = Project.Turn
OF_PAGE = ("requirement", "stage", "enrolment__person", "enrolment__cohort__agency")


def own_row(user: User, enrolment_id: int, requirement_id: int) -> SheetRow | None:
    """A condition of the person's own sheet that is met by an aktualisasi, with its project; None when not theirs."""
    return (
        SheetRow.objects.by_system()
        .filter(
            enrolment=enrolment_id, enrolment__person__user=user, requirement=requirement_id, requirement__kind=KIND
        )
        .select_related(*OF_PAGE, "enrolment__cohort__curriculum__programme", "project")
        .first()
    )


def project_of(row: SheetRow) -> Project | None:
    """The project of a condition; None before it is begun."""
    project = getattr(row, "project", None)
    if project is not None:
        project.row = row
    return project


def stage_dates(row: SheetRow) -> CohortStage | None:
    """From when to when the stage runs in this cohort."""
    return CohortStage.objects.by_system().filter(cohort=row.enrolment.cohort_id, stage=row.stage_id).first()


# Who coaches whom


def coaches_of(cohort: Cohort, enrolments: Iterable[Enrolment]) -> dict[int, list[CohortStaff]]:
    """By id of the enrolment: the coach named for the person, else for the kelompok, else all of the cohort; 2 queries.

    The same rule as `models.coached_by`, for showing.
    """
    staff = {each.pk: each for each in staff_coaching(cohort)}
    people, groups = {}, {}
    for each in Coaching.objects.by_system().filter(cohort=cohort):
        (people if each.enrolment_id else groups)[each.enrolment_id or each.group] = each.staff_id
    everybody = list(staff.values())
    found = {}
    for enrolment in enrolments:
        named = people.get(enrolment.pk) or groups.get(enrolment.group)
        coaches = [staff[named]] if named in staff else everybody
        found[enrolment.pk] = [each for each in coaches if each.person_id != enrolment.person_id]
    return found


def coach_accounts(enrolment: Enrolment) -> list[User]:
    """The accounts of those who may answer a participant."""
    coaches = coaches_of(enrolment.cohort, [enrolment])[enrolment.pk]
    return list(User.objects.filter(person__in=[each.person_id for each in coaches]))


def staff_coaching(cohort: Cohort) -> list[CohortStaff]:
    """The coaches of a cohort, by name."""
    coaches = cohort.staff.filter(part=CohortStaff.Part.COACH)
    return list(coaches.select_related("person", "agency").order_by("person__name", "pk"))


# What was written


@dataclass(frozen=True)
class Answered:
    """A question with its answer; `before` is the answer of the version before, where that was another."""

    question: Question
    value: str | dt.date
    before: str | dt.date = ""

    @property
    def is_day(self) -> bool:
        return isinstance(self.value, dt.date)

    @property
    def was_day(self) -> bool:
        return isinstance(self.before, dt.date)


def answers(part: Part, content: dict[str, Any], before: dict[str, Any] | None = None) -> list[Answered]:
    """The answers of a part in the order of its questions, compared with an earlier version."""
    shown = []
    for question in part.questions:
        value, earlier = content.get(question.key, ""), (before or {}).get(question.key, "")
        shown.append(
            Answered(
                question, _as_day(question, value), _as_day(question, earlier) if earlier and earlier != value else ""
            )
        )
    return shown


def _as_day(question: Question, value: str) -> str | dt.date:
    return dt.date.fromisoformat(value) if value and question.shape == outline.Shape.DAY else value


def history(project: Project | None) -> list[Submission]:
    """Everything that was sent, latest first, with who said what to it and the evidence; two queries."""
    if project is None:
        return []
    return list(
        project.submissions.sent()
        .select_related("sent_by", "answered_by", "taken_back_by")
        .prefetch_related(Prefetch("evidence", Evidence.objects.select_related("file")))
    )


def draft_of(project: Project | None) -> Submission | None:
    """What is being written of the part at hand, with its evidence; None before anything is."""
    if project is None:
        return None
    drafts = project.submissions.filter(state=Submission.State.DRAFT, part=project.part)
    return drafts.prefetch_related(Prefetch("evidence", Evidence.objects.select_related("file"))).first()


def advice_on(project: Project | None) -> Submission | None:
    """The answer to which a draft is written: the last version of its part, where it came back."""
    if project is None:
        return None
    back = (Submission.State.RETURNED, Submission.State.TAKEN_BACK)
    last = project.submissions.sent().filter(part=project.part).select_related("answered_by", "taken_back_by").first()
    return last if last is not None and last.state in back else None


def last_accepted(project: Project) -> Submission | None:
    """The acceptance that may be taken back: the latest one, unless something sent waits for an answer first."""
    if project.turn == Turn.COACH:
        return None
    accepted = project.submissions.filter(state=Submission.State.ACCEPTED)
    return accepted.order_by("-answered_at", "-pk").first()


def standing_versions(versions: list[Submission]) -> list[Submission]:
    """Of what was sent: what is accepted, and what waits."""
    standing = (Submission.State.ACCEPTED, Submission.State.SENT)
    return [each for each in versions if each.state in standing]


def compared(submission: Submission, versions: list[Submission]) -> list[Answered]:
    """The answers of a version, each with what the version before it said where that was another."""
    before = earlier(submission, versions)
    return answers(submission.of, submission.content, before.content if before else None)


def earlier(submission: Submission, versions: list[Submission]) -> Submission | None:
    """The version of the same part that was sent before this one."""
    before = [each for each in versions if each.part == submission.part and each.number < submission.number]
    return max(before, key=lambda each: each.number, default=None)


# Lists


@dataclass(frozen=True)
class Waiting:
    """Projects of one cohort that wait for this coach: how many, and since when the oldest does."""

    slug: str
    cohort: str
    programme: str
    count: int
    oldest: dt.datetime


def waiting_for_coach(user: User) -> list[Waiting]:
    """For each cohort in which a person coaches, what waits for an answer, longest waiting first; one query."""
    prefix = "row__enrolment__cohort__"
    names = (f"{prefix}slug", f"{prefix}name", f"{prefix}curriculum__programme__title")
    rows = (
        Project.objects.by_system()
        .coached_by(user)
        .waiting_for_coach()
        .order_by()
        .values(*names)
        .annotate(n=Count("pk"), oldest=Min("since"))
        .order_by("oldest")
    )
    return [Waiting(*(row[name] for name in names), count=row["n"], oldest=row["oldest"]) for row in rows]


def coached_rows(user: User) -> QuerySet[SheetRow]:
    """The conditions of everybody whom this person coaches and who takes part, with project and cohort."""
    return (
        SheetRow.objects.by_system()
        .filter(coached_by(user, "enrolment"), requirement__kind=KIND)
        .exclude(enrolment__state=Enrolment.State.WITHDRAWN)
        .select_related("requirement", "enrolment__cohort__curriculum__programme", "project")
    )


def by_turn(rows: QuerySet[SheetRow], turn: str) -> QuerySet[SheetRow]:
    """Those whose turn it is: what waits for the coach oldest first, the others by cohort and name."""
    if turn == Turn.COACH:
        return rows.filter(project__turn=turn).order_by("project__since", "pk")
    if turn == Turn.NOBODY:
        return rows.filter(project__turn=turn).order_by("-project__since", "pk")
    mine = Q(project__isnull=True) | Q(project__turn=turn)
    return rows.filter(mine).order_by("-enrolment__cohort__starts_on", "enrolment__cohort", "enrolment__name", "pk")


def counts_by_turn(rows: QuerySet[SheetRow]) -> dict[str, int]:
    """How many wait for each, in one query; whoever has not begun waits for the own first step."""
    of = {turn: Count("pk", filter=Q(project__turn=turn)) for turn in (Turn.COACH, Turn.NOBODY)}
    counted = rows.order_by().aggregate(everybody=Count("pk"), **{turn.value: count for turn, count in of.items()})
    rest = counted["everybody"] - counted[Turn.COACH] - counted[Turn.NOBODY]
    return {Turn.COACH: counted[Turn.COACH], Turn.PARTICIPANT: rest, Turn.NOBODY: counted[Turn.NOBODY]}


@dataclass(frozen=True)
class Place:
    """Where a project stands among those that wait (from 1), and its neighbours; 0 when it waits no longer."""

    at: int
    of: int
    before: int | None
    after: int | None


def place_of(user: User, project: Project) -> Place:
    waiting = list(Project.objects.by_system().coached_by(user).waiting_for_coach().values_list("pk", flat=True))
    if project.pk not in waiting:
        return Place(0, len(waiting), None, waiting[0] if waiting else None)
    at = waiting.index(project.pk)
    return Place(
        at=at + 1,
        of=len(waiting),
        before=waiting[at - 1] if at else None,
        after=waiting[at + 1] if at + 1 < len(waiting) else None,
    )


def requirements_of(cohort: Cohort) -> list[Requirement]:
    """The conditions of a cohort that are met by an aktualisasi, in the order of the curriculum."""
    return list(
        Requirement.objects.by_system()
        .filter(stage__curriculum=cohort.curriculum_id, kind=KIND)
        .select_related("stage")
        .order_by("stage__position", "position")
    )


@dataclass(frozen=True)
class Standing:
    """One participant and one condition. `latest`: what was sent last; `may_read` by whoever looks at the page."""

    row: SheetRow
    project: Project | None
    latest: Submission | None
    coaches: list[CohortStaff]
    may_read: bool


def standings(cohort: Cohort, requirements: list[Requirement], user: User) -> dict[int, list[Standing]]:
    """By id of the condition: everyone taking part, by name, and how far each is; five queries whatever the number."""
    sent = Submission.objects.sent().only("pk", "project", "part", "number", "state", "sent_at")
    rows = list(
        SheetRow.objects.by_system()
        .filter(enrolment__in=cohort.enrolments.taking_part(), requirement__in=requirements)
        .select_related("enrolment", "project")
        .prefetch_related(Prefetch("project__submissions", sent))
        .order_by("enrolment__name", "enrolment")
    )
    readable = set(Project.objects.visible_to(user).filter(row__in=rows).values_list("pk", flat=True))
    coaches = coaches_of(cohort, [row.enrolment for row in rows])
    found: dict[int, list[Standing]] = defaultdict(list)
    for row in rows:
        project = getattr(row, "project", None)
        latest = next(iter(project.submissions.all()), None) if project else None
        found[row.requirement_id].append(
            Standing(row, project, latest, coaches[row.enrolment_id], project is not None and project.pk in readable)
        )
    return found
