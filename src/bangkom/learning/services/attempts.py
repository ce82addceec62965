from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Enrolment
from bangkom.cohorts.services import meet_requirement
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.ids import random_code
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.courseware.items import ITEM_TYPES
from bangkom.courseware.models import Activity
from bangkom.learning import queries
from bangkom.learning.models import Answer, Attempt
from bangkom.learning.scores import as_decimal, percent
from bangkom.learning.services.checks import check_may_learn

RECEIPT_CHARACTERS = 10


@transaction.atomic
def start_attempt(*, enrolment: Enrolment, activity: Activity, by: User) -> Attempt:
    """The open attempt at a quiz; a new one when none is open.

    Attempts are unlimited unless the quiz's requirement says otherwise (`max_attempts`). Raises `Refused` when they are
    used up, before the stage begins, or for somebody who has left.
    """
    enrolment = locked(enrolment)
    check_may_learn(enrolment, activity)
    attempts = Attempt.objects.filter(enrolment=enrolment, activity=activity)
    last = attempts.order_by("-number").first()
    if last is not None and last.state == Attempt.State.OPEN:
        return last
    done = last.number if last else 0
    most = queries.most_attempts(queries.quiz_rows(enrolment, activity))
    if most is not None and done >= most:
        raise Refused(_("Semua kesempatan sudah dipakai: %(n)s dari %(n)s.") % {"n": most}, "no_attempts_left")
    attempt = Attempt.objects.create(enrolment=enrolment, activity=activity, number=done + 1, started_at=clock.now())
    _record(attempt, "attempt_started", gettext_noop("Kuis %(title)s mulai dikerjakan"), by)
    return attempt


@transaction.atomic
def submit_attempt(*, attempt: Attempt, by: User) -> Attempt:
    """Grade and close an attempt, write the result into the requirement sheet, and give a receipt: all or nothing.

    Submitting again gives the same receipt. The best result counts, so a later, weaker attempt takes nothing away.
    """
    enrolment = locked(attempt.enrolment)
    attempt = locked(attempt)
    attempt.enrolment = enrolment
    if attempt.state == Attempt.State.SUBMITTED:
        return attempt
    check_may_learn(enrolment, attempt.activity)
    earned, whole = _grade(attempt)
    attempt.state, attempt.submitted_at = Attempt.State.SUBMITTED, clock.now()
    attempt.points, attempt.max_points = as_decimal(earned), Decimal(whole)
    attempt.percent = Decimal(str(percent(earned, whole)))
    attempt.receipt = random_code(RECEIPT_CHARACTERS)
    attempt.save(update_fields=["state", "submitted_at", "points", "max_points", "percent", "receipt"])
    _record(
        attempt,
        "quiz_submitted",
        gettext_noop("Kuis %(title)s dikirim"),
        by,
        after={"points": str(attempt.points), "max_points": str(attempt.max_points), "receipt": attempt.receipt},
    )
    for row in queries.quiz_rows(enrolment, attempt.activity):
        meet_requirement(
            enrolment=enrolment,
            requirement=row.requirement,
            facts={"percent": max(percent(earned, whole), row.facts.get("percent", 0))},
            source="quiz",
            happened_at=attempt.submitted_at,
            by=by,
        )
    return attempt


def _grade(attempt: Attempt) -> tuple[Fraction, int]:
    """Grade every answer; the points earned, exact, and the points there were. An empty question earns nothing."""
    items = {item.pk: item for item in attempt.activity.items.all()}
    answers = list(attempt.answers.all())
    earned = Fraction(0)
    for answer in answers:
        item = items[answer.item_id]
        points = item.points * ITEM_TYPES[item.kind].grade(item.body, answer.response)
        answer.points = as_decimal(points)
        earned += points
    Answer.objects.bulk_update(answers, ["points"])
    return earned, sum(item.points for item in items.values())


def _record(attempt: Attempt, act: str, message: str, by: User, after: dict | None = None) -> None:
    record_event(
        verb=f"learning.{act}",
        message=message,
        params={"title": attempt.activity.title, "number": attempt.number},
        subject=attempt.enrolment,
        agency=attempt.enrolment.cohort.agency,
        by=by,
        after=after,
    )
