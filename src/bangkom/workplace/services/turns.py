"""What the acts on a project have in common: the lock, the drafts, the turn, the history, the notices."""

from typing import Any

from django.db.models import Max
from django.urls import reverse

from bangkom.cohorts import services as cohorts
from bangkom.cohorts.models import SheetRow
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.notices.services import notify
from bangkom.workplace.models import Project, Submission
from bangkom.workplace.outline import Part

PARTY = {Project.Turn.PARTICIPANT: SheetRow.Party.PARTICIPANT, Project.Turn.COACH: SheetRow.Party.COACH}


def fresh(project: Project) -> Project:
    """The project as it is now, its enrolment locked until the transaction ends."""
    locked(project.row.enrolment)
    return Project.objects.by_system().select_related(
        "row__requirement", "row__stage", "row__enrolment__person__user", "row__enrolment__cohort__agency"
    ).get(pk=project.pk)  # fmt: skip


def open_draft(project: Project, part: Part, like: Submission | None = None) -> Submission:
    """The draft of a part: the one there is, else a new version, beginning as a copy of `like`."""
    draft = project.submissions.filter(part=part.key, state=Submission.State.DRAFT).first()
    if draft is not None:
        return draft
    last = project.submissions.filter(part=part.key).aggregate(last=Max("number"))["last"] or 0
    draft = project.submissions.create(part=part.key, number=last + 1, content=like.content if like else {})
    if like is not None:
        draft.evidence.set(like.evidence.all())
    return draft


def pass_turn(project: Project, turn: str, part: Part | None = None) -> None:
    """Say whose turn it is from now on, also in the sheet; a project that is over waits for nobody."""
    project.turn, project.since = turn, clock.now()
    if part is not None:
        project.part = part.key
    project.save(update_fields=["turn", "since", "part", "title"])
    if turn in PARTY:
        cohorts.hand_over(row=project.row, to=PARTY[turn])


def record(project: Project, act: str, message: str, by: User | None, after: dict[str, Any] | None = None) -> None:
    """An event on the enrolment, where the history of the participant is read; what was written stays in the tables."""
    enrolment = project.row.enrolment
    record_event(
        verb=f"workplace.{act}",
        message=message,
        subject=enrolment,
        agency=enrolment.cohort.agency,
        by=by,
        after=after,
    )


def tell_participant(project: Project, submission: Submission, act: str, message: str) -> None:
    """A notice for the participant, where there is an account."""
    user = project.row.enrolment.person.user
    if user is not None:
        notify(
            recipient=user,
            kind=f"workplace.{act}",
            message=message,
            params={},
            url=reverse("workplace:project", args=[project.row.enrolment_id, project.row.requirement_id]),
            dedupe_key=f"workplace.{act}:{submission.pk}",
        )


def tell_coaches(project: Project, submission: Submission, coaches: list[User], message: str) -> None:
    """A notice for each coach who may answer."""
    for user in coaches:
        notify(
            recipient=user,
            kind="workplace.sent",
            message=message,
            params={"name": project.row.enrolment.name},
            url=reverse("workplace:assess", args=[project.pk]),
            dedupe_key=f"workplace.sent:{submission.pk}:{user.pk}",
        )
