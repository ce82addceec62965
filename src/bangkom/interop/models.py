import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Agency, Event, Role, Scoped, ScopedQuerySet, User
from bangkom.core.privacy import Privacy, Retention
from bangkom.interop.kinds import EventKind


class WebhookQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Those of the agencies that one administers."""
        return self.filter(agency__in=user.agencies_as(Role.ADMINISTRATOR))

    def working(self) -> Self:
        return self.filter(is_active=True)


class Webhook(Scoped):
    """An address of another program that is told what happens in an agency. The secret is sealed with our own key.

    `cursor` is the place in the agency's sealed chain up to which events were looked at. After a rotation the former
    secret signs too, until `former_until`, so that the receiver has time to change over.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    url = models.URLField(_("alamat penerima"), max_length=500)
    kinds = models.JSONField(default=list)
    secret = models.TextField()
    former_secret = models.TextField(blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    stopped_reason = models.CharField(max_length=200, blank=True)
    cursor = models.PositiveBigIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = WebhookQuerySet.as_manager()
    privacy = Privacy(
        purpose="Tells other programs of an agency what happened; by ids only.",
        retention=Retention.RECORD,
        personal={"created_by": "who let it be told"},
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.url

    @property
    def kind_labels(self) -> list[str]:
        return [str(EventKind(kind).label) for kind in self.kinds if kind in EventKind.values]


class DeliveryQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(webhook__in=Webhook.objects.visible_to(user))

    def due(self) -> Self:
        """Those that wait and whose time has come, in the order of the chain."""
        waiting = self.filter(state=Delivery.State.WAITING, next_try_at__lte=clock.now(), webhook__is_active=True)
        return waiting.order_by("sequence", "pk")


class Delivery(Scoped):
    """One message to one receiver, and what became of it.

    waiting -> sending -> sent; a failure waits again, ever longer, and at last is given up; by hand it waits anew.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu")
        SENDING = "sending", _("Sedang dikirim")
        SENT = "sent", _("Terkirim")
        GIVEN_UP = "given_up", _("Menyerah")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.UUIDField(default=uuid.uuid4, unique=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    sequence = models.PositiveBigIntegerField(default=0)
    kind = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)

    objects = DeliveryQuerySet.as_manager()
    privacy = Privacy(purpose="Shows what was told to whom, and why not.", retention=Retention.SHORT)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="interop_delivery_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event"],
                condition=models.Q(event__isnull=False),
                name="interop_event_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"

    @property
    def tag_kind(self) -> str:
        """How the state is marked on screen."""
        marks = {self.State.SENT: "success", self.State.GIVEN_UP: "error"}
        return marks.get(self.State(self.state), "warning" if self.tries else "info")


KEPT = dt.timedelta(days=30)
