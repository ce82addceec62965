from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Agency, Role, Scoped, ScopedQuerySet, User
from bangkom.core.models.agencies import within
from bangkom.core.privacy import Privacy, Retention
from bangkom.people.models import Person

# Who may look up why a message did not reach one of their people.
KEEPERS = (Role.ADMINISTRATOR, Role.ORGANIZER, Role.UNIT_HR)


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
        text = gettext(self.message)
        return text % self.params if self.params else text


class DeliveryQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Of messages to oneself; and for those who keep the people of a scope, of messages to these people."""
        people = Person.objects.filter(within(user.scope_paths(*KEEPERS), "employments__unit__scope__path"))
        return self.filter(Q(notice__recipient=user) | Q(notice__recipient__in=people.values("user")))


class Delivery(Scoped):
    """What became of a notice on a channel outside the application, and why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu")
        SENDING = "sending", _("Sedang dikirim")
        SENT = "sent", _("Terkirim")
        SKIPPED = "skipped", _("Tidak dikirim")
        FAILED = "failed", _("Gagal")

    MAIL = "mail"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=[(MAIL, _("Surel"))])
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

    @property
    def kind(self) -> str:
        """How the state is marked on screen (the tag kinds of the design system)."""
        return {
            self.State.SENT: "success",
            self.State.FAILED: "error",
            self.State.SKIPPED: "neutral",
        }.get(self.State(self.state), "warning")

    @property
    def reason_text(self) -> str:
        """Why it was not sent, in the reader's language; empty where it was."""
        return gettext(self.reason) if self.reason else ""


class AgencyTextQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(agency__in=user.agencies_as(Role.ADMINISTRATOR))


class AgencyText(Scoped):
    """What a kind of notice says when an agency sends it, in its own words; empty words mean the default."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="notice_texts")
    kind = models.CharField(max_length=60)
    text_id = models.CharField(_("teks"), max_length=300, blank=True)
    text_en = models.CharField(_("teks dalam bahasa Inggris"), max_length=300, blank=True)

    objects = AgencyTextQuerySet.as_manager()
    privacy = Privacy(purpose="Words in which an agency tells its participants.", retention=Retention.NONE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "kind"], name="notices_text_once")]

    def __str__(self) -> str:
        return f"{self.agency.code}: {self.kind}"
