from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Agency, Scoped, ScopedQuerySet, User
from bangkom.core.privacy import Privacy, Retention
from bangkom.people.models import Employee, Person
from bangkom.rules.models import RuleSet


class OfPersonQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own account, and those of the people of one's scopes."""
        people = Employee.objects.visible_to(user).values("person")
        return self.filter(Q(person__user=user) | Q(person__in=people))


class Entry(Scoped):
    """One posting to a person's JP account (kartu JP). Append-only: a mistake is put right by a corrective entry.

    Time is kept in whole minutes with the rule set's minutes for one JP; `occurred_on` (the day the stage was completed
    in the agency's zone) decides the year. `source_key` names what the hours come from, once.
    """

    class Kind(models.TextChoices):
        EARNED = "earned", _("Diperoleh")
        CORRECTION = "correction", _("Koreksi")
        CLOSED_YEAR = "closed_year", _("Koreksi tahun tertutup")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="jp_entries")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.EARNED)
    minutes = models.IntegerField()
    minutes_per_jp = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=40)
    occurred_on = models.DateField()
    year = models.PositiveSmallIntegerField()
    source_type = models.CharField(max_length=60)
    source_id = models.CharField(max_length=40)
    source_label = models.CharField(max_length=255)
    source_key = models.CharField(max_length=120, unique=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    reason = models.CharField(max_length=255, blank=True)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="+")
    posted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField(default=clock.now)

    objects = OfPersonQuerySet.as_manager()
    privacy = Privacy(
        purpose="Legal record of learning hours.",
        retention=Retention.RECORD,
        personal={
            "person": "whose hours",
            "posted_by": "who caused the entry",
            "reason": "why it was corrected",
        },
    )

    class Meta:
        ordering = ["-occurred_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(minutes=0), name="ledger_entry_not_empty"),
            models.CheckConstraint(condition=Q(minutes_per_jp__gt=0), name="ledger_entry_has_unit"),
            models.CheckConstraint(
                condition=Q(kind="earned", corrects__isnull=True, minutes__gt=0) | ~Q(kind="earned"),
                name="ledger_earned_is_positive",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "year"], name="ledger_person_year"),
            models.Index(fields=["agency", "year", "occurred_on"], name="ledger_agency_year"),
        ]

    def __str__(self) -> str:
        return f"{self.jp} JP {self.source_label}"

    @property
    def jp(self) -> Decimal:
        """The entry in JP; may be a fraction, may be negative."""
        return Decimal(self.minutes) / self.minutes_per_jp


class YearBalance(Scoped):
    """The sum of a person's entries in a year, kept in the transaction of each entry; `ledger check` recomputes it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="jp_balances")
    year = models.PositiveSmallIntegerField()
    minutes = models.IntegerField(default=0)

    objects = OfPersonQuerySet.as_manager()
    privacy = Privacy(
        purpose="Answers at once how many hours a person has this year.",
        retention=Retention.RECORD,
        personal={"person": "whose hours", "minutes": "sum of the year"},
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "year"], name="ledger_balance_once")]
        indexes = [models.Index(fields=["year", "person"], name="ledger_balance_year")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.year}: {self.minutes} menit"
