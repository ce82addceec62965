import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Agency, Role, Scope, Scoped, ScopedQuerySet, User
from bangkom.core.models.agencies import within
from bangkom.core.privacy import Privacy, Retention

# Who may read the people of a scope.
READERS = (Role.ADMINISTRATOR, Role.ORGANIZER, Role.UNIT_HR, Role.LEADER)


class OrgUnitQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(within(user.scope_paths(*READERS), "scope__path"))

    def existing(self, on: dt.date | None = None) -> Self:
        """Units that exist on a day, today by default."""
        return self.filter(clock.valid_on(on or clock.today()))


class OrgUnit(Scoped):
    """A unit of an agency (unor), in a tree; a top one is a perangkat daerah (OPD).

    Name and parent are as of today; what they were before stands in `FormerUnit`. A unit that has ended keeps its row
    (`valid_until`), and `successor` says where its people went. `version` guards against a second editor.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="unit")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField(_("kode unor"), max_length=60)
    name = models.CharField(_("nama unit"), max_length=255)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("penerus")
    )
    version = models.PositiveIntegerField(default=1)

    objects = OrgUnitQuerySet.as_manager()
    privacy = Privacy(purpose="The structure in which people work.", retention=Retention.NONE)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="people_unit_code_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.valid_until is not None


class _OfUnit(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(unit__in=OrgUnit.objects.visible_to(user))

    def on(self, day: dt.date) -> Self:
        return self.filter(clock.valid_on(day))


class FormerUnit(Scoped):
    """What a unit was called and under which unit it stood until a day: written when that ends, never changed."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="former")
    name = models.CharField(max_length=255)
    parent = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField()
    basis = models.CharField(_("dasar perubahan"), max_length=200, blank=True)

    objects = _OfUnit.as_manager()
    privacy = Privacy(
        purpose="Names and places of a unit before today, for reports as of a day.", retention=Retention.NONE
    )

    class Meta:
        ordering = ["-valid_until", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="people_former_unit_ends_after_start",
            )
        ]
        indexes = [models.Index(fields=["unit", "valid_until"], name="people_former_unit")]

    def __str__(self) -> str:
        return self.name


class UnitMergeQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """For administrators of both units."""
        paths = user.scope_paths(Role.ADMINISTRATOR)
        return self.filter(within(paths, "source__scope__path"), within(paths, "target__scope__path"))


class UnitMerge(Scoped):
    """One unit taken into another in one act. `undo` holds what it changed, by ids, to take it back for a while."""

    source = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="merged_into")
    target = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="merged_from")
    starts_on = models.DateField(_("berlaku sejak"))
    basis = models.CharField(_("dasar perubahan"), max_length=200)
    undo = models.JSONField(default=dict)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(default=clock.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = UnitMergeQuerySet.as_manager()
    privacy = Privacy(
        purpose="Says which units became one, and lets a mistake be taken back.",
        retention=Retention.RECORD,
        personal={"done_by": "who merged them", "undo": "employee ids, to restore their unit"},
    )

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"
