import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Agency, Role, Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention


class RuleSetQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Rules are public."""
        return self.all()

    def holding(self, on: dt.date) -> Self:
        """Rule sets whose time includes a day."""
        return self.filter(effective_from__lte=on).filter(Q(effective_until__isnull=True) | Q(effective_until__gte=on))

    def in_force(self, code: str, on: dt.date) -> "RuleSet":
        """The rule set of a code on a day. Raises RuleSet.DoesNotExist where none holds."""
        return self.filter(code=code).holding(on).latest("effective_from")


class RuleSet(Scoped):
    """What the law (or an agency's decision) says on one subject, from a day to a day, with source and confidence.

    Never edited in place: a change is a new version. Every computed result names the rule set it was computed with.
    """

    class Confidence(models.TextChoices):
        SEEN = "S", _("teks aturan dilihat")
        SECOND_HAND = "S2", _("dari sumber kedua")
        DERIVED = "D", _("dihitung dari fakta lain")
        KNOWN = "K", _("belum diverifikasi")
        DISPUTED = "?", _("sumber berbeda-beda")

    code = models.SlugField(max_length=60)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    effective_from = models.DateField()
    effective_until = models.DateField(null=True, blank=True)
    source = models.TextField()
    confidence = models.CharField(max_length=2, choices=Confidence.choices)
    data = models.JSONField()

    objects = RuleSetQuerySet.as_manager()
    privacy = Privacy(purpose="Dated rules with their sources.", retention=Retention.NONE)

    class Meta:
        ordering = ["code", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="rules_version_once"),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                name="rules_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    def holds_on(self, day: dt.date) -> bool:
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)


class CalendarDayQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Those for everybody, and those of the agencies one works for."""
        if not user.is_authenticated:
            return self.filter(agency=None)
        return self.filter(Q(agency=None) | Q(agency__in={each.scope.agency_id for each in user.assignments_now}))

    def kept_by(self, user) -> Self:
        """Those that an account may set and take off: an administrator its agency's, an operator those for all."""
        kept = Q(agency__in=user.agencies_as(Role.ADMINISTRATOR))
        return self.filter(kept | Q(agency=None) if user.has_role(Role.OPERATOR) else kept)


class CalendarDay(Scoped):
    """A day off, or a working day in spite of the packaged calendar: of one agency, or (without one) for everybody."""

    class Kind(models.TextChoices):
        OFF = "off", _("Libur")
        WORKING = "working", _("Hari kerja")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="calendar_days")
    day = models.DateField(_("tanggal"))
    kind = models.CharField(_("jenis"), max_length=7, choices=Kind.choices)
    name = models.CharField(_("nama"), max_length=120)
    source = models.CharField(_("dasar"), max_length=200)

    objects = CalendarDayQuerySet.as_manager()
    privacy = Privacy(purpose="Working days, by which dates of training are counted.", retention=Retention.NONE)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "day"], name="rules_day_once_for_agency"),
            models.UniqueConstraint(fields=["day"], condition=Q(agency=None), name="rules_day_once_for_all"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
