from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Agency, Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention
from bangkom.people.models.units import READERS
from bangkom.people.positions import level_of

HIGHEST_CLASS = 17  # kelas jabatan, Permenpan RB 39/2013


class PositionQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Those of the agencies for whose people one works, wherever in them."""
        agencies = {each.scope.agency_id for each in user.assignments_now if each.role in READERS}
        return self.filter(agency__in=agencies)

    def in_use(self) -> Self:
        """Without doubles that were merged into another."""
        return self.filter(merged_into=None)


class Position(Scoped):
    """A position (jabatan) of an agency by name and group.

    A double that was merged keeps its row, so that the next import finds the kept one by the name it knows.
    """

    class Group(models.TextChoices):
        JPT = "jpt", _("Pimpinan tinggi")
        ADMINISTRATOR = "administrator", _("Administrator")
        PENGAWAS = "pengawas", _("Pengawas")
        PELAKSANA = "pelaksana", _("Pelaksana")
        FUNGSIONAL = "fungsional", _("Fungsional")

    class Level(models.TextChoices):
        UTAMA = "jpt_utama", _("JPT utama")
        MADYA = "jpt_madya", _("JPT madya")
        PRATAMA = "jpt_pratama", _("JPT pratama")
        AHLI_UTAMA = "ahli_utama", _("Ahli utama")
        AHLI_MADYA = "ahli_madya", _("Ahli madya")
        AHLI_MUDA = "ahli_muda", _("Ahli muda")
        AHLI_PERTAMA = "ahli_pertama", _("Ahli pertama")
        PENYELIA = "penyelia", _("Penyelia")
        MAHIR = "mahir", _("Mahir")
        TERAMPIL = "terampil", _("Terampil")
        PEMULA = "pemula", _("Pemula")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="positions")
    name = models.CharField(_("nama jabatan"), max_length=255)
    group = models.CharField(_("kelompok jabatan"), max_length=14, choices=Group.choices)
    echelon = models.CharField(_("eselon"), max_length=8, blank=True)
    level = models.CharField(_("jenjang"), max_length=12, choices=Level.choices, blank=True)
    family = models.CharField(_("rumpun jabatan"), max_length=120, blank=True)
    job_class = models.PositiveSmallIntegerField(
        _("kelas jabatan"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_CLASS)],
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="doubles")
    version = models.PositiveIntegerField(default=1)

    objects = PositionQuerySet.as_manager()
    privacy = Privacy(purpose="What people are employed to do.", retention=Retention.NONE)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name", "group", "echelon"], name="people_position_once")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The level follows from name and echelon where they tell it and nobody has chosen another."""
        if self._state.adding and not self.level:
            self.level = level_of(self.name, self.echelon)
        super().save(*args, **kwargs)

    @property
    def kept(self) -> "Position":
        """The position that stands for this one: itself, or what it was merged into."""
        return self.merged_into or self
