from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Agency, Role, Scope, Scoped, ScopedQuerySet
from bangkom.core.models.agencies import within
from bangkom.core.privacy import Privacy, Retention

# Who may read the people of a scope.
READERS = (Role.ADMINISTRATOR, Role.ORGANIZER, Role.UNIT_HR, Role.LEADER)


class OrgUnitQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(within(user.scope_paths(*READERS), "scope__path"))


class OrgUnit(Scoped):
    """A unit of an agency (unor), in a tree; a top one is a perangkat daerah (OPD)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="unit")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField(_("kode unor"), max_length=60)
    name = models.CharField(_("nama unit"), max_length=255)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    objects = OrgUnitQuerySet.as_manager()
    privacy = Privacy(purpose="The structure in which people work.", retention=Retention.NONE)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="people_unit_code_once")]

    def __str__(self) -> str:
        return self.name
