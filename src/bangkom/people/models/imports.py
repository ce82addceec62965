"""What imports leave behind: how an agency's files are read, and who was missing in the last one."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Agency, Job, Role, Scoped, ScopedQuerySet, User
from bangkom.core.models.agencies import within
from bangkom.core.privacy import Privacy, Retention
from bangkom.people.models.employees import Employee

KEEPERS = (Role.ADMINISTRATOR, Role.ORGANIZER, Role.UNIT_HR)


class ImportMappingQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Those of the agencies for which somebody keeps people."""
        return self.filter(agency__in={a.scope.agency_id for a in user.assignments_now if a.role in KEEPERS})


class ImportMapping(Scoped):
    """How one layout of an agency's files is read; the next file with the same column titles goes straight through.

    `titles` are the columns as the file showed them, (key, title); `columns`, `words` and `options` as in
    `people.layouts.Layout`.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="import_mappings")
    name = models.CharField(_("nama susunan kolom"), max_length=80)
    signature = models.CharField(max_length=64)
    titles = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = ImportMappingQuerySet.as_manager()
    privacy = Privacy(
        purpose="Reads an agency's next export without asking again.",
        retention=Retention.RECORD,
        personal={"name": "what its author called it", "created_by": "who saved it"},
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="people_mapping_name_once"),
            models.UniqueConstraint(fields=["agency", "signature"], name="people_mapping_layout_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ExportAbsenceQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(within(user.scope_paths(*KEEPERS), "employee__unit__scope__path"))

    def standing(self) -> Self:
        """Neither decided nor ended by a later import."""
        return self.filter(ended_at=None, decision="")


class ExportAbsence(Scoped):
    """An employee who was in no row of a whole export: never deleted, but somebody must say what became of the person.

    It ends when a decision takes the person out of service, or when a later import holds the person again. A person
    who is kept with a reason is not asked about again until then.
    """

    class Decision(models.TextChoices):
        RETIRED = "retired", _("Pensiun")
        MOVED = "moved", _("Pindah instansi")
        DIED = "died", _("Meninggal")
        KEPT = "kept", _("Masih bekerja di sini")

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="absences")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    since = models.DateField(_("tidak ada lagi sejak"))
    source_name = models.CharField(max_length=200, blank=True)
    decision = models.CharField(_("keputusan"), max_length=8, choices=Decision.choices, blank=True)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ExportAbsenceQuerySet.as_manager()
    privacy = Privacy(
        purpose="Keeps who is counted in step with who is employed, without deleting anybody by mistake.",
        retention=Retention.SERVICE,
        personal={
            "employee": "who",
            "source_name": "name of the file as given",
            "decision": "what became of the person",
            "reason": "why the person is kept",
            "decided_by": "who decided",
        },
    )

    class Meta:
        ordering = ["-since", "employee__person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"], condition=Q(ended_at__isnull=True), name="people_absence_one_open"
            )
        ]
        indexes = [models.Index(fields=["ended_at", "decision"], name="people_absence_open")]

    def __str__(self) -> str:
        return f"{self.employee} {self.since}"
