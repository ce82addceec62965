from typing import Self

from django.db import models

from bangkom.core import clock
from bangkom.core.models.accounts import Role, User
from bangkom.core.models.agencies import Agency
from bangkom.core.models.base import Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention


class AccessRecordQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """What the staff of the agencies one administers opened."""
        return self.filter(agency__in=user.agencies_as(Role.ADMINISTRATOR))


class AccessRecord(Scoped):
    """A page with personal data of others that a member of staff opened, once a day for each filter.

    `page` is the name of the address, `filter` says in words by what a list was narrowed, without what was typed.
    """

    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    page = models.CharField(max_length=60)
    filter = models.CharField(max_length=200, blank=True, default="")
    day = models.DateField()
    first_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)

    objects = AccessRecordQuerySet.as_manager()
    privacy = Privacy(
        purpose="Answers who saw a person's data, and finds whom a breach affects.",
        retention=Retention.SERVICE,
        personal={"reader": "who looked", "role": "in which role"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "day", "page", "role", "filter"], name="core_access_once_a_day")
        ]
        indexes = [models.Index(fields=["agency", "day"], name="core_access_agency_day")]

    def __str__(self) -> str:
        return f"{self.reader}: {self.page}"


class AccessedPersonQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Of the pages that the staff of the agencies one administers opened; everybody reaches their own by the id."""
        return self.filter(record__in=AccessRecord.objects.visible_to(user))


class AccessedPerson(Scoped):
    """Whose data a page showed. The person stands here by id alone: the record outlives an erased person."""

    record = models.ForeignKey(AccessRecord, on_delete=models.CASCADE, related_name="persons")
    person_id = models.PositiveBigIntegerField()
    first_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)

    objects = AccessedPersonQuerySet.as_manager()
    privacy = Privacy(
        purpose="Answers whose data a page showed.",
        retention=Retention.SERVICE,
        personal={"person_id": "whose data was shown"},
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "person_id"], name="core_accessed_once_a_record")]
        indexes = [models.Index(fields=["person_id", "last_at"], name="core_accessed_person")]

    def __str__(self) -> str:
        return f"person {self.person_id}"
