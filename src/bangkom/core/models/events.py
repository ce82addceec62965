import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models.accounts import Role, User
from bangkom.core.models.agencies import Agency
from bangkom.core.models.base import Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention


class EventQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own acts; for staff of a whole agency, that agency's."""
        return self.filter(Q(actor=user) | Q(agency__in=user.agencies_as(Role.ADMINISTRATOR, Role.ORGANIZER)))

    def about(self, subject: models.Model) -> Self:
        """What happened to one object."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class Event(Scoped):
    """An act of a person or the system. Append-only: the database refuses UPDATE and DELETE.

    `message` is a message id (Indonesian) with %(name)s places filled from `params`; it holds nothing personal, what
    is personal stands in the erasable `EventPayload`, known here only by its salted digest.
    """

    SCHEMA_VERSION = 2  # 1 knew no `way`

    class Way(models.TextChoices):
        """How the act came in."""

        PAGE = "page", _("lewat halaman")
        IMPORT = "import", _("lewat impor atau pekerjaan massal")
        API = "api", _("lewat API")
        SYSTEM = "system", _("oleh sistem")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=80)
    message = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    request_id = models.UUIDField(default=uuid.uuid4)
    occurred_at = models.DateTimeField(default=clock.now)
    schema_version = models.PositiveSmallIntegerField(default=SCHEMA_VERSION)
    payload_digest = models.CharField(max_length=64, blank=True)
    way = models.CharField(max_length=6, choices=Way.choices, blank=True, default="")  # unknown for acts of version 1

    objects = EventQuerySet.as_manager()
    privacy = Privacy(
        purpose="History of acts: accountability of the administration.",
        retention=Retention.RECORD,
        personal={"actor": "who acted"},
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="core_event_subject"),
            models.Index(fields=["agency", "-occurred_at"], name="core_event_agency_time"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_id}"

    @property
    def sentence(self) -> str:
        """The act in words, in the reader's language."""
        from django.utils.translation import gettext

        text, params = gettext(self.message), self.params
        if params.get("role") in Role.values:
            params = params | {"role": Role(params["role"]).label}
        return text % params if params else text


class EventPayload(Scoped):
    """The personal values before and after an act. Erasable without breaking the chain."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="payload")
    salt = models.CharField(max_length=32)
    body = models.JSONField()

    privacy = Privacy(
        purpose="Shows what a change altered.",
        retention=Retention.SERVICE,
        personal={"body": "values before and after; erased on a person's lawful request"},
    )

    def __str__(self) -> str:
        return f"payload of event {self.event_id}"


class EventSeal(Scoped):
    """One link of an agency's hash chain. The background sealer writes it; nobody changes it."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="seal")
    chain = models.CharField(max_length=40)
    sequence = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now)

    privacy = Privacy(purpose="Proves that the history of acts was not altered.", retention=Retention.RECORD)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="core_seal_once_per_place")]

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence}"
