from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.models import Enrolment
from bangkom.core import clock
from bangkom.core.models import Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention
from bangkom.courseware.models import Activity, Item
from bangkom.learning.models_discussion import FormerText, Post, Report, guided_by, moderated_by

__all__ = [
    "Answer",
    "AnswerHistory",
    "Attempt",
    "FormerText",
    "LessonProgress",
    "Post",
    "Report",
    "guided_by",
    "moderated_by",
]


class _OfEnrolment(ScopedQuerySet):
    path = "enrolment"

    def visible_to(self, user) -> Self:
        return self.filter(**{f"{self.path}__in": Enrolment.objects.visible_to(user)})


class LessonProgress(Scoped):
    """That a person has read a lesson. It only ever grows."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="lesson_progress")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = _OfEnrolment.as_manager()
    privacy = Privacy(
        purpose="Where a person stopped, and what is done.",
        retention=Retention.RECORD,
        personal={"enrolment": "who", "opened_at": "when begun", "completed_at": "when read"},
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "activity"], name="learning_progress_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id}"


class Attempt(Scoped):
    """One try at a quiz. Answers are saved one by one while it is open; submitting grades and closes it."""

    class State(models.TextChoices):
        OPEN = "open", _("Sedang dikerjakan")
        SUBMITTED = "submitted", _("Dikirim")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attempts")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    max_points = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    receipt = models.CharField(max_length=16, blank=True)

    objects = _OfEnrolment.as_manager()
    privacy = Privacy(
        purpose="Result of a test.",
        retention=Retention.RECORD,
        personal={"enrolment": "who", "points": "result", "percent": "result", "receipt": "proof of submission"},
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "activity", "number"], name="learning_attempt_once"),
            models.UniqueConstraint(
                fields=["enrolment", "activity"], condition=Q(state="open"), name="learning_one_open_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.activity_id} #{self.number}"


class _OfAttempt(_OfEnrolment):
    path = "attempt__enrolment"


class Answer(Scoped):
    """The present answer to one item of an attempt.

    `device` and `seq` say which browser sent it and in which order: what the same device wrote earlier but sent
    later does not replace it. Both are empty where a plain form was sent.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    response = models.JSONField()
    device = models.CharField(max_length=36, blank=True)
    seq = models.PositiveBigIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True)

    objects = _OfAttempt.as_manager()
    privacy = Privacy(
        purpose="What was answered.",
        retention=Retention.RECORD,
        personal={
            "response": "the answer",
            "points": "its grade",
            "device": "a random mark of the browser, to keep the order of its answers",
        },
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "item"], name="learning_answer_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.item_id}"


class AnswerHistory(Scoped):
    """Every answer ever saved, also those replaced. Append-only. `op_id` makes a repeated save harmless."""

    op_id = models.UUIDField(primary_key=True)
    body_hash = models.CharField(max_length=64)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="history")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    response = models.JSONField()
    device = models.CharField(max_length=36, null=True)
    seq = models.PositiveBigIntegerField(null=True)
    verdict = models.CharField(max_length=12)
    received_at = models.DateTimeField(default=clock.now)

    objects = _OfAttempt.as_manager()
    privacy = Privacy(
        purpose="Proves what was answered and when, in a dispute.",
        retention=Retention.RECORD,
        personal={"response": "the answer", "device": "a random mark of the browser"},
    )

    class Meta:
        indexes = [models.Index(fields=["attempt", "received_at"], name="learning_history_attempt")]

    def __str__(self) -> str:
        return str(self.op_id)
