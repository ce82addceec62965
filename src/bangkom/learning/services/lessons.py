from django.db import transaction
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Enrolment
from bangkom.cohorts.services import meet_requirement
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.courseware.models import Activity
from bangkom.learning import queries
from bangkom.learning.models import LessonProgress
from bangkom.learning.services.checks import check_may_learn


def open_lesson(*, enrolment: Enrolment, activity: Activity) -> None:
    """Note that a lesson was begun; the first time counts. One statement, no decision, so no event."""
    LessonProgress.objects.bulk_create(
        [LessonProgress(enrolment=enrolment, activity=activity, opened_at=clock.now())], ignore_conflicts=True
    )


@transaction.atomic
def complete_lesson(*, enrolment: Enrolment, activity: Activity, by: User) -> LessonProgress:
    """Note that a lesson was read, and how far the module is; reading it again changes nothing.

    Once all lessons of the module are read its requirement is met, in this transaction. Raises `Refused` before the
    stage begins, for a lesson that the cohort does not learn, or for somebody who has left.
    """
    enrolment = locked(enrolment)
    check_may_learn(enrolment, activity)
    progress, _made = LessonProgress.objects.get_or_create(
        enrolment=enrolment, activity=activity, defaults={"opened_at": clock.now()}
    )
    if progress.completed_at is not None:
        return progress
    progress.completed_at = clock.now()
    progress.save(update_fields=["completed_at"])
    record_event(
        verb="learning.lesson_completed",
        message=gettext_noop("Pelajaran %(title)s selesai"),
        params={"title": activity.title},
        subject=enrolment,
        agency=enrolment.cohort.agency,
        by=by,
    )
    done, total = queries.lessons_done(enrolment, activity.version)
    for row in queries.module_rows(enrolment, activity.version.module_id):
        meet_requirement(
            enrolment=enrolment,
            requirement=row.requirement,
            facts={"done": done, "total": total},
            source="lessons",
            happened_at=progress.completed_at,
            by=by,
        )
    return progress
