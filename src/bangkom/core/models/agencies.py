from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.core.models.base import Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention


class AgencyQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Agencies are public bodies: everyone with an account may know that they exist."""
        return self.all() if user.is_authenticated else self.none()


class Agency(Scoped):
    """A government agency (instansi): the owner of people, programmes and cohorts."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Provinsi")
        REGENCY = "regency", _("Kabupaten")
        CITY = "city", _("Kota")
        NATIONAL = "national", _("Lembaga pusat")

    code = models.SlugField(_("kode"), unique=True, max_length=40)
    name = models.CharField(_("nama instansi"), max_length=200)
    short_name = models.CharField(_("nama pendek"), max_length=60)
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind.choices)
    training_unit = models.CharField(
        _("unit penyelenggara"),
        max_length=200,
        blank=True,
        help_text=_("Misalnya BKPSDM Kabupaten Tangerang."),
    )
    place = models.CharField(_("tempat terbit surat"), max_length=80, blank=True)
    address = models.CharField(_("alamat kantor"), max_length=200, blank=True)
    phone = models.CharField(_("telepon kantor"), max_length=40, blank=True)
    email = models.EmailField(_("surel kantor"), blank=True)
    website = models.URLField(_("situs"), blank=True)
    time_zone = models.CharField(_("zona waktu"), max_length=40, default="Asia/Jakarta")
    brand_colour = models.CharField(
        _("warna instansi"), max_length=7, default="#1f5c99", validators=[RegexValidator(r"^#[0-9a-f]{6}$")]
    )
    version = models.PositiveIntegerField(default=1)

    objects = AgencyQuerySet.as_manager()
    privacy = Privacy(purpose="Names the public bodies that use the system.", retention=Retention.NONE)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def organizer_name(self) -> str:
        """The name under which the agency runs training: its HR unit, else the agency itself."""
        return self.training_unit or self.name

    @property
    def government_name(self) -> str:
        """The line of a letterhead above the issuing unit: "Pemerintah Kabupaten Tangerang"; empty without a unit."""
        if not self.training_unit:
            return ""
        local = self.kind != Agency.Kind.NATIONAL and not self.name.lower().startswith("pemerintah")
        return f"Pemerintah {self.name}" if local else self.name

    @property
    def contact_line(self) -> str:
        """Address and ways to reach the office, as the small line of a letterhead; empty where nothing is known."""
        parts = (self.address, self.phone, self.email, self.website.removeprefix("https://").rstrip("/"))
        return " · ".join(part for part in parts if part)

    @property
    def root_scope(self) -> "Scope":
        """The scope of the whole agency."""
        return self.scopes.get(parent=None)


class ScopeQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(within(user.scope_paths()))

    def under(self, scope: "Scope") -> Self:
        """This scope and everything below it."""
        return self.filter(path__startswith=scope.path)


class Scope(Scoped):
    """A node of the tree over which roles hold: the agency at the root, one node for each unit.

    `path` is materialised ("4.17.203."), so that a role over a subtree is one indexed prefix comparison.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="scopes")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=255, unique=True, null=True)

    objects = ScopeQuerySet.as_manager()
    privacy = Privacy(purpose="Says over which part of an agency a role holds.", retention=Retention.NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(parent__isnull=True), name="core_scope_one_root_per_agency"
            )
        ]

    def __str__(self) -> str:
        return self.path or f"scope {self.pk}"


def within(paths: list[str], field: str = "path") -> Q:
    """Rows whose scope path lies in one of these subtrees; no path means no row."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition
