"""The experience discussion: what a cohort writes to each other, and how it is kept decent."""

from typing import Self

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.models import Cohort, CohortStaff, Enrolment
from bangkom.core import clock
from bangkom.core.models import Scoped, ScopedQuerySet, User
from bangkom.core.privacy import Privacy, Retention
from bangkom.courseware.models import Activity

MODERATORS = (CohortStaff.Part.TRAINER, CohortStaff.Part.COMMITTEE)


def guided_by(user: User) -> QuerySet[Cohort]:
    """The cohorts in which a person teaches, coaches or serves, and those of the agencies one organizes for.

    Leaders read how a cohort stands; what its people tell each other is none of theirs.
    """
    own = CohortStaff.objects.filter(person__user=user)
    return Cohort.objects.filter(Q(pk__in=Cohort.objects.run_by(user)) | Q(pk__in=own.values("cohort")))


def moderated_by(user: User) -> QuerySet[Cohort]:
    """The cohorts whose discussions a person keeps decent: as organizer, committee or trainer."""
    own = CohortStaff.objects.filter(person__user=user, part__in=MODERATORS)
    return Cohort.objects.filter(Q(pk__in=Cohort.objects.run_by(user)) | Q(pk__in=own.values("cohort")))


class PostQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """What is written in the cohorts one takes part in, and in those one guides. Never another cohort's."""
        taking_part = Enrolment.objects.own(user).taking_part()
        return self.filter(Q(cohort__in=taking_part.values("cohort")) | Q(cohort__in=guided_by(user)))

    def standing(self) -> Self:
        """Neither deleted by its author nor hidden: it is read, and it counts."""
        return self.filter(deleted_at__isnull=True, hidden_at__isnull=True)

    def of(self, cohort_id: int, activity_id: int) -> Self:
        return self.filter(cohort=cohort_id, activity=activity_id)


class Post(Scoped):
    """An experience (`thread` is empty) or a reply to one. `part` is what its author was in the cohort when writing."""

    class Part(models.TextChoices):
        PARTICIPANT = "participant", _("Peserta")
        TRAINER = "trainer", _("Pengajar")
        COACH = "coach", _("Coach")
        COMMITTEE = "committee", _("Panitia")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="posts")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, null=True, blank=True, related_name="posts")
    part = models.CharField(max_length=11, choices=Part.choices)
    text = models.TextField(_("tulisan"))
    written_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    wording = models.PositiveSmallIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hidden_reason = models.CharField(max_length=200, blank=True)

    objects = PostQuerySet.as_manager()
    privacy = Privacy(
        purpose="People of a cohort learn from each other's experience.",
        retention=Retention.SERVICE,
        personal={
            "author": "who wrote",
            "enrolment": "as which participant",
            "text": "what was written; after deletion read by nobody but the moderators of a report",
            "hidden_by": "who hid it",
            "hidden_reason": "why, told to the author",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(part="participant", enrolment__isnull=False)
                | (~Q(part="participant") & Q(enrolment__isnull=True)),
                name="learning_post_of_participant",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="learning_post_hidden_why"
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "activity", "-written_at"], name="learning_post_discussion"),
            models.Index(fields=["author", "written_at"], name="learning_post_author"),
        ]

    def __str__(self) -> str:
        return f"{self.author_id} {self.written_at:%Y-%m-%d}"

    @property
    def is_reply(self) -> bool:
        return self.thread_id is not None

    @property
    def is_standing(self) -> bool:
        return self.deleted_at is None and self.hidden_at is None

    @property
    def thread_pk(self) -> int:
        """The experience that this belongs to, or is."""
        return self.thread_id or self.pk


class _OfPost(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(post__cohort__in=moderated_by(user))


class FormerText(Scoped):
    """What a post said before it was edited; for moderators."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="former_texts")
    text = models.TextField()
    replaced_at = models.DateTimeField(default=clock.now)

    objects = _OfPost.as_manager()
    privacy = Privacy(
        purpose="Shows what was reported, after it was edited.",
        retention=Retention.SERVICE,
        personal={"text": "what was written before"},
    )

    class Meta:
        ordering = ["replaced_at", "pk"]

    def __str__(self) -> str:
        return f"{self.post_id} {self.replaced_at:%Y-%m-%d}"


class Report(Scoped):
    """Somebody of the cohort asks the moderators to look at a post. The author never learns who."""

    class Reason(models.TextChoices):
        RUDE = "rude", _("Kasar atau menghina")
        HATE = "hate", _("Menyerang suku, agama, ras, atau golongan")
        PRIVATE = "private", _("Membuka data pribadi atau rahasia")
        OFF_TOPIC = "off_topic", _("Tidak ada hubungannya, iklan, atau diulang-ulang")
        OTHER = "other", _("Lain-lain")

    class State(models.TextChoices):
        OPEN = "open", _("Menunggu diperiksa")
        HIDDEN = "hidden", _("Tulisan disembunyikan")
        KEPT = "kept", _("Tulisan dibiarkan")
        DELETED = "deleted", _("Tulisan dihapus penulisnya")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=9, choices=Reason.choices)
    words = models.CharField(max_length=300, blank=True)
    reported_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = _OfPost.as_manager()
    privacy = Privacy(
        purpose="Keeps the discussion decent.",
        retention=Retention.SERVICE,
        personal={
            "reporter": "who reported; seen by moderators only",
            "words": "what the reporter added",
            "decided_by": "who decided",
        },
    )

    class Meta:
        ordering = ["reported_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "reporter"], condition=Q(state="open"), name="learning_report_once"
            ),
        ]
        indexes = [models.Index(fields=["reported_at"], condition=Q(state="open"), name="learning_report_open")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.reason}"
