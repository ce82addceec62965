"""Positions put right: level, family and class, and doubles of one position made one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import Act, record_event, record_events
from bangkom.people.models import Employee, Position, Posting

FIELDS = ("name", "group", "echelon", "level", "family", "job_class")


@transaction.atomic
def change_position(*, position: Position, version: int, by: User, **values: Any) -> Position:
    """Change what is said of a position (`FIELDS`). Raises `Refused` when somebody saved since `version` was read, and
    when another position has this name, group and echelon (merge the two then)."""
    current = locked(position)
    if current.version != version:
        raise Refused(_("Jabatan ini baru saja diubah orang lain. Muat ulang halaman, lalu ubah lagi."), "changed")
    before = {key: getattr(current, key) for key in values}
    differing = {key: value for key, value in values.items() if value != before[key]}
    if not differing:
        return current
    for key, value in differing.items():
        setattr(current, key, value)
    same = Position.objects.filter(
        agency=current.agency, name=current.name, group=current.group, echelon=current.echelon
    )
    if same.exclude(pk=current.pk).exists():
        raise Refused(_("Jabatan dengan nama, kelompok, dan eselon ini sudah ada. Gabungkan keduanya."), "taken")
    current.version += 1
    current.save(update_fields=[*differing, "version"])
    record_event(
        verb="people.position_changed",
        message=gettext_noop("Data jabatan %(name)s diubah"),
        params={"name": current.name},
        subject=current,
        agency=current.agency,
        by=by,
        before={key: before[key] for key in differing},
        after=differing,
    )
    return current


@transaction.atomic
def merge_positions(*, kept: Position, doubles: Sequence[Position], by: User) -> int:
    """Make doubles one with the kept position: everybody who holds or held one holds the kept one. How many employees.

    The rows of the doubles stay as names by which the next import finds the kept one. Raises `Refused` for other
    agencies' positions, another group, and one that was merged already.
    """
    rows = Position.objects.select_for_update().in_bulk([kept.pk, *(each.pk for each in doubles)])
    kept = rows.pop(kept.pk)
    if not rows:
        raise Refused(_("Pilih sedikitnya satu jabatan yang digabungkan."), "nothing")
    if any(each.agency_id != kept.agency_id or each.merged_into_id for each in (kept, *rows.values())):
        raise Refused(_("Salah satu jabatan ini sudah digabungkan. Muat ulang halaman."), "merged_already")
    if any(each.group != kept.group for each in rows.values()):
        raise Refused(
            _("Kelompok jabatannya berbeda. Perbaiki kelompoknya dahulu bila memang jabatan yang sama."), "group"
        )
    moved = Employee.objects.filter(position__in=rows).update(position=kept, version=F("version") + 1)
    Posting.objects.filter(position__in=rows).update(position=kept)
    Position.objects.filter(merged_into__in=rows).update(merged_into=kept)
    for field in ("level", "family", "job_class"):
        told = next((getattr(each, field) for each in rows.values() if getattr(each, field)), None)
        if told and not getattr(kept, field):
            setattr(kept, field, told)
    kept.version += 1
    kept.save(update_fields=["level", "family", "job_class", "version"])
    Position.objects.filter(pk__in=rows).update(merged_into=kept, version=F("version") + 1)
    message = gettext_noop("Jabatan %(double)s digabungkan ke %(name)s")
    record_events(
        Act(
            verb="people.positions_merged",
            message=message,
            params={"double": each.name, "name": kept.name},
            subject=kept,
            agency=kept.agency,
            by=by,
        )
        for each in rows.values()
    )
    return moved
