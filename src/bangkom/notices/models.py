from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Scoped, ScopedQuerySet, User
from bangkom.core.privacy import Privacy, Retention


class NoticeQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notice(Scoped):
    """One message to one person, shown in the application. `message` is a message id filled from `params`."""

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    message = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=120, null=True, unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()
    privacy = Privacy(
        purpose="Tells a person what happened or is due.",
        retention=Retention.SERVICE,
        personal={"recipient": "who is told", "params": "names of trainings and dates"},
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["recipient", "read_at"], name="notices_unread")]

    def __str__(self) -> str:
        return f"{self.kind} untuk {self.recipient}"

    @property
    def text(self) -> str:
        """The message in the reader's language."""
        from django.utils.translation import gettext

        return gettext(self.message) % self.params if self.params else gettext(self.message)


class DeliveryQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(notice__recipient=user)


class Delivery(Scoped):
    """What became of a notice on a channel outside the application, and why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu")
        SENT = "sent", _("Terkirim")
        SKIPPED = "skipped", _("Tidak dikirim")
        FAILED = "failed", _("Gagal")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=[("mail", _("Surel"))])
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)

    objects = DeliveryQuerySet.as_manager()
    privacy = Privacy(purpose="Shows whether a message was sent, and why not.", retention=Retention.SERVICE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="notices_delivery_once")]
        indexes = [models.Index(fields=["state", "at"], name="notices_delivery_waiting")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.state}"
