"""What the services must know before they write."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Min, OuterRef, QuerySet, Subquery

from bangkom.cohorts.models import CohortStage, Enrolment, PinnedModule, SheetRow
from bangkom.core.models import User
from bangkom.courseware import queries as courseware
from bangkom.courseware.models import Activity, Attachment, AttachmentUse, ModuleVersion, Picture
from bangkom.learning.models import Attempt, LessonProgress
from bangkom.learning.prepared import Kind, Prepared
from bangkom.programmes.models import Requirement


def is_pinned(enrolment: Enrolment, activity: Activity) -> bool:
    """Whether the cohort learns the very version that the activity belongs to."""
    return PinnedModule.objects.filter(cohort=enrolment.cohort_id, version=activity.version_id).exists()


def enrolment_with_opening(user: int, enrolment: int, module: int) -> QuerySet[Enrolment]:
    """A person's own enrolment with its cohort, and the day from which a module is open there."""
    curriculum = OuterRef(OuterRef("cohort__curriculum"))
    stages = Requirement.objects.filter(stage__curriculum=curriculum, module=module).values("stage")
    dates = CohortStage.objects.filter(cohort=OuterRef("cohort"), stage__in=stages).order_by("starts_on")
    own = Enrolment.objects.own(user).select_related("cohort__agency", "cohort__curriculum__programme")
    return own.annotate(opens_on=Subquery(dates.values("starts_on")[:1])).filter(pk=enrolment)


_enrolment = Prepared(enrolment_with_opening, user=Kind.ID, enrolment=Kind.ID, module=Kind.ID)


def own_enrolment(user: User, enrolment_id: int, module_id: int) -> Enrolment | None:
    """A person's own enrolment with its cohort, and as `opens_on` the day from which this module is open; one query."""
    return next(iter(_enrolment(user=user.pk, enrolment=enrolment_id, module=module_id)), None)


_attempt = Prepared(
    lambda user, attempt: Attempt.objects.filter(pk=attempt, enrolment__person__user=user).select_related(
        "enrolment__cohort__agency", "enrolment__cohort__curriculum__programme", "activity__version"
    ),
    user=Kind.ID,
    attempt=Kind.ID,
)


def own_attempt(user: User, attempt_id: int) -> Attempt | None:
    """A person's own attempt with its quiz and cohort; one query."""
    return next(iter(_attempt(user=user.pk, attempt=attempt_id)), None)


def opens_on(enrolment: Enrolment, module_id: int) -> dt.date | None:
    """The first day of the earliest stage that needs this module."""
    stages = Requirement.objects.filter(stage__curriculum=enrolment.cohort.curriculum_id, module=module_id).values(
        "stage"
    )
    dates = CohortStage.objects.filter(cohort=enrolment.cohort_id, stage__in=stages)
    return dates.aggregate(first=Min("starts_on"))["first"]


def module_rows(enrolment: Enrolment, module_id: int) -> list[SheetRow]:
    """The rows of the sheet that reading this module meets."""
    rows = enrolment.sheet.filter(requirement__kind=Requirement.Kind.MODULE, requirement__module=module_id)
    return list(rows.select_related("requirement"))


def quiz_rows(enrolment: Enrolment, activity: Activity) -> list[SheetRow]:
    """The rows of the sheet that passing this quiz meets."""
    rows = enrolment.sheet.filter(
        requirement__kind=Requirement.Kind.QUIZ,
        requirement__module=activity.version.module_id,
        requirement__activity_key=activity.key,
    )
    return list(rows.select_related("requirement"))


def most_attempts(rows: Iterable[SheetRow]) -> int | None:
    """How many attempts the curriculum allows; None where it sets no limit."""
    limits = [row.requirement.params["max_attempts"] for row in rows if row.requirement.params.get("max_attempts")]
    return min(limits, default=None)


def lessons_done(enrolment: Enrolment, version: ModuleVersion) -> tuple[int, int]:
    """How many lessons of a version the person has read, and how many there are."""
    lessons = version.activities.filter(kind=Activity.Kind.LESSON)
    done = LessonProgress.objects.filter(enrolment=enrolment, activity__in=lessons, completed_at__isnull=False)
    return done.count(), lessons.count()


def shows_picture(enrolment: Enrolment, picture: Picture) -> bool:
    """Whether a lesson that this person's cohort learns shows the picture."""
    pinned = PinnedModule.objects.filter(cohort=enrolment.cohort_id, module=picture.module_id).values("version")
    return picture.pk in courseware.pictures_in(pinned)


def attachments_shown_to(enrolment: Enrolment) -> QuerySet[Attachment]:
    """The files of the lessons and discussions that this person's cohort learns."""
    pinned = PinnedModule.objects.filter(cohort=enrolment.cohort_id)
    shown = AttachmentUse.objects.filter(activity__version__in=pinned.values("version"))
    return Attachment.objects.filter(pk__in=shown.values("attachment")).select_related("file")
