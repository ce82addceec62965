from django.db import models
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Agency, Scoped
from bangkom.core.privacy import Privacy, Retention


class Position(Scoped):
    """A position (jabatan) of an agency by name and group."""

    class Group(models.TextChoices):
        JPT = "jpt", _("Pimpinan tinggi")
        ADMINISTRATOR = "administrator", _("Administrator")
        PENGAWAS = "pengawas", _("Pengawas")
        PELAKSANA = "pelaksana", _("Pelaksana")
        FUNGSIONAL = "fungsional", _("Fungsional")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="positions")
    name = models.CharField(_("nama jabatan"), max_length=255)
    group = models.CharField(_("kelompok jabatan"), max_length=14, choices=Group.choices)
    echelon = models.CharField(_("eselon"), max_length=8, blank=True)

    privacy = Privacy(purpose="What people are employed to do.", retention=Retention.NONE)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name", "group", "echelon"], name="people_position_once")
        ]

    def __str__(self) -> str:
        return self.name
