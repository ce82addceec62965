import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Prefetch, QuerySet

from bangkom.cohorts.models import Cohort, SheetRow
from bangkom.core.models import User
from bangkom.outside.models import Credit, Evidence
from bangkom.programmes.models import Requirement

OUTSIDE = Requirement.Kind.OUTSIDE


def requirements_of(cohort: Cohort) -> list[Requirement]:
    """The conditions of a cohort that are met on other platforms, in the order of the curriculum."""
    return list(
        Requirement.objects.by_system()
        .filter(stage__curriculum=cohort.curriculum_id, kind=OUTSIDE)
        .select_related("stage")
        .order_by("stage__position", "position")
    )


def own_row(user: User, enrolment_id: int, requirement_id: int) -> SheetRow | None:
    """A condition of the person's own sheet that is met on another platform; None when it is not theirs."""
    return (
        SheetRow.objects.by_system()
        .filter(
            enrolment=enrolment_id,
            enrolment__person__user=user,
            requirement=requirement_id,
            requirement__kind=OUTSIDE,
        )
        .select_related(
            "requirement", "stage", "enrolment__person", "enrolment__cohort__agency",
            "enrolment__cohort__curriculum__programme",
        )
        .first()
    )  # fmt: skip


def latest_evidence(row: SheetRow) -> Evidence | None:
    """What was sent last for a condition, whatever became of it."""
    return row.evidence.select_related("file").order_by("-sent_at", "-pk").first()


def open_credit(row: SheetRow) -> Credit | None:
    """What a condition was met from."""
    return row.credits.holding().select_related("evidence__file").first()


@dataclass(frozen=True)
class Waiting:
    """Evidence that waits in one cohort: how much, and since when the oldest does."""

    slug: str
    cohort: str
    programme: str
    count: int
    oldest: dt.datetime


def waiting_evidence(user: User) -> list[Waiting]:
    """For each cohort that a person runs, the evidence to be looked at, longest waiting first; one query."""
    rows = (
        Evidence.objects.by_system()
        .waiting()
        .filter(row__enrolment__cohort__in=Cohort.objects.run_by(user))
        .order_by()
        .values(
            "row__enrolment__cohort__slug",
            "row__enrolment__cohort__name",
            "row__enrolment__cohort__curriculum__programme__title",
        )
        .annotate(n=Count("pk"), oldest=Min("sent_at"))
        .order_by("oldest")
    )
    return [
        Waiting(
            slug=row["row__enrolment__cohort__slug"],
            cohort=row["row__enrolment__cohort__name"],
            programme=row["row__enrolment__cohort__curriculum__programme__title"],
            count=row["n"],
            oldest=row["oldest"],
        )
        for row in rows
    ]


def queue(cohort: Cohort) -> QuerySet[Evidence]:
    """The evidence of a cohort that waits, oldest first, with whom and what it is about."""
    return (
        Evidence.objects.by_system()
        .waiting()
        .of_cohort(cohort)
        .select_related("row__enrolment", "row__requirement", "row__stage", "file")
    )


@dataclass(frozen=True)
class Place:
    """Where a piece of evidence stands in the queue (from 1), and its neighbours; 0 when it waits no longer."""

    at: int
    of: int
    before: int | None
    after: int | None


def place_of(evidence: Evidence, cohort: Cohort) -> Place:
    waiting = list(queue(cohort).values_list("pk", flat=True))
    if evidence.pk not in waiting:
        return Place(0, len(waiting), None, waiting[0] if waiting else None)
    at = waiting.index(evidence.pk)
    return Place(
        at=at + 1,
        of=len(waiting),
        before=waiting[at - 1] if at else None,
        after=waiting[at + 1] if at + 1 < len(waiting) else None,
    )


@dataclass(frozen=True)
class Standing:
    """One participant and one condition: credited from what, or what waits, or nothing yet."""

    row: SheetRow
    credit: Credit | None
    evidence: Evidence | None

    @property
    def waits(self) -> bool:
        return self.credit is None and self.evidence is not None and self.evidence.state == Evidence.State.WAITING

    @property
    def is_bare(self) -> bool:
        """Neither credited nor before the committee."""
        return self.credit is None and not self.waits


def standings(cohort: Cohort, requirement: Requirement) -> list[Standing]:
    """Everyone taking part, by name, and how far each is with one condition; three queries whatever the number."""
    rows = (
        SheetRow.objects.by_system()
        .filter(enrolment__in=cohort.enrolments.taking_part(), requirement=requirement)
        .select_related("enrolment", "requirement", "stage")
        .prefetch_related(
            Prefetch("credits", Credit.objects.holding()),
            Prefetch("evidence", Evidence.objects.order_by("-sent_at", "-pk")),
        )
        .order_by("enrolment__name", "enrolment")
    )
    return [Standing(row, _first(row.credits.all()), _first(row.evidence.all())) for row in rows]


def _first(found: Sequence) -> Credit | Evidence | None:
    return next(iter(found), None)
