import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Agency, Scoped, ScopedQuerySet, StoredFile
from bangkom.core.privacy import Privacy, Retention
from bangkom.people.models.persons import Person
from bangkom.people.models.units import READERS

# How long before its end an accreditation is warned about: renewing takes months.
WARN_BEFORE = dt.timedelta(days=183)


class _OfAgency(ScopedQuerySet):
    """Rows that an agency keeps: its staff sees them, wherever in the agency they work."""

    path = "agency"

    def visible_to(self, user) -> Self:
        agencies = {each.scope.agency_id for each in user.assignments_now if each.role in READERS}
        return self.filter(**{f"{self.path}__in": agencies})

    def on(self, day: dt.date) -> Self:
        return self.filter(clock.valid_on(day))


class _OfOrganisation(_OfAgency):
    path = "organisation__agency"


class Organisation(Scoped):
    """A training provider or partner as an agency knows it: university, community, other body. Not an agency here,
    unless `here` says which."""

    class Kind(models.TextChoices):
        PROVIDER = "provider", _("Lembaga pelatihan pemerintah")
        UNIVERSITY = "university", _("Perguruan tinggi")
        COMMUNITY = "community", _("Komunitas atau organisasi profesi")
        GOVERNMENT = "government", _("Instansi pemerintah")
        COMPANY = "company", _("Lembaga swasta atau BUMN")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="organisations")
    kind = models.CharField(_("jenis lembaga"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("nama lembaga"), max_length=200)
    short_name = models.CharField(_("nama pendek"), max_length=60, blank=True)
    city = models.CharField(_("kota atau kabupaten"), max_length=80, blank=True)
    address = models.CharField(_("alamat kantor"), max_length=250, blank=True)
    contact = models.CharField(_("kontak kantor"), max_length=200, blank=True)
    here = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("instansi di sini")
    )
    version = models.PositiveIntegerField(default=1)

    objects = _OfAgency.as_manager()
    privacy = Privacy(purpose="Names the bodies that train with an agency.", retention=Retention.NONE)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="people_organisation_once")]

    def __str__(self) -> str:
        return self.short_name or self.name


class Accreditation(Scoped):
    """Leave to hold a kind of training, from a day to a day, as its decree says."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="accreditations")
    training = models.CharField(_("jenis pelatihan"), max_length=160)
    level = models.CharField(_("peringkat"), max_length=40, blank=True)
    number = models.CharField(_("nomor keputusan"), max_length=120)
    issued_by = models.CharField(_("diberikan oleh"), max_length=160)
    valid_from = models.DateField(_("berlaku sejak"))
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    document = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_assumption = models.BooleanField(_("perlu diperiksa"), default=False)

    objects = _OfOrganisation.as_manager()
    privacy = Privacy(purpose="Says who may hold which training, and until when.", retention=Retention.NONE)

    class Meta:
        ordering = ["training", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="people_accreditation_ends_after_start",
            ),
            models.UniqueConstraint(fields=["organisation", "number"], name="people_accreditation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.training}: {self.number}"

    def state_on(self, day: dt.date) -> str:
        """later, valid, ending (within half a year) or ended."""
        if self.valid_from > day:
            return "later"
        if self.valid_until is None:
            return "valid"
        if self.valid_until < day:
            return "ended"
        return "ending" if self.valid_until <= day + WARN_BEFORE else "valid"


class Affiliation(Scoped):
    """A person without NIP as an agency knows them: of which organisation, as what, from when to when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="affiliations"
    )
    role_title = models.CharField(_("sebagai"), max_length=120)
    lecturer_number = models.CharField(_("NIDN, NUPTK, atau nomor profesi"), max_length=30, blank=True)
    valid_from = models.DateField(_("sejak"), null=True, blank=True)
    valid_until = models.DateField(_("sampai"), null=True, blank=True)

    objects = _OfAgency.as_manager()
    privacy = Privacy(
        purpose="Says for which body a teacher from outside the service speaks.",
        retention=Retention.SERVICE,
        personal={
            "person": "who",
            "organisation": "where the person works",
            "role_title": "what the person is there",
            "lecturer_number": "tells two people of one name apart; never an identity card number",
        },
    )

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="people_affiliation_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role_title}, {self.organisation}" if self.organisation else self.role_title
