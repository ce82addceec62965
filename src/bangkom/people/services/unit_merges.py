"""One unit taken into another in one act: people, units below and open postings go over, the history stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import RoleAssignment, User
from bangkom.core.services import Act, record_event, record_events
from bangkom.core.services.scopes import move_scope
from bangkom.people.models import Employee, FormerUnit, OrgUnit, Posting, UnitMerge
from bangkom.people.services.unit_tree import ONE_DAY, end_unit, hang_under, held_unit, lock_agency, numeric, save
from bangkom.people.services.units import ROOT_CODE

UNDO_WITHIN = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do, in numbers."""

    employees: int
    postings: int
    beside: int
    children: int
    roles: int


def preview_merge(*, source: OrgUnit, starts_on: dt.date) -> MergePreview:
    """Employees that go over, open postings (of these beside a definitive one), units below, roles over the source."""
    postings = open_postings(source, starts_on)
    return MergePreview(
        employees=Employee.objects.filter(unit=source).count(),
        postings=postings.count(),
        beside=postings.beside().count(),
        children=source.children.existing(clock.today(source.agency)).count(),
        roles=RoleAssignment.objects.filter(scope=source.scope).holding().count(),
    )


def open_postings(unit: OrgUnit, day: dt.date) -> QuerySet[Posting]:
    """Postings in a unit that hold on a day or begin later."""
    return Posting.objects.filter(unit=unit).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def refuse_impossible(source: OrgUnit, target: OrgUnit, starts_on: dt.date) -> None:
    """Raises `Refused` for what cannot be one: a unit and itself, a unit and one above or below it, the agency."""
    if source.pk == target.pk:
        raise Refused(_("Pilih unit lain sebagai tujuan."), "same")
    if source.code == ROOT_CODE:
        raise Refused(_("Unit ini adalah instansi itu sendiri dan tidak bisa digabungkan."), "root")
    if target.agency_id != source.agency_id or target.is_closed:
        raise Refused(_("Unit tujuan sudah ditutup."), "closed")
    if (target.scope.path or "").startswith(source.scope.path or ""):
        raise Refused(_("Unit tujuan berada di bawah unit ini. Pindahkan unit tujuan dahulu."), "cycle")
    if starts_on > clock.today(source.agency):
        raise Refused(_("Tanggal berlaku belum tiba. Catat perubahan unit pada harinya atau sesudahnya."), "future")
    if target.valid_from is not None and target.valid_from > starts_on:
        raise Refused(_("Unit tujuan belum ada pada tanggal itu."), "before_target")


@transaction.atomic
def merge_units(
    *, source: OrgUnit, version: int, target: OrgUnit, starts_on: dt.date, basis: str, by: User
) -> UnitMerge:
    """Close `source` in favour of `target` from a day on. Raises `Refused`, see `refuse_impossible`."""
    current = held_unit(source, version)
    target = locked(target)
    refuse_impossible(current, target, starts_on)
    children = []
    for child in current.children.existing(clock.today(current.agency)).select_for_update(of=("self",)):
        former = hang_under(child, target, starts_on, basis)
        children.append([child.pk, child.version, former.pk if former else None])
    undo: dict[str, Any] = {"children": children, **_move_postings(current, target, starts_on)}
    moved = list(Employee.objects.filter(unit=current).select_for_update().values_list("pk", flat=True))
    Employee.objects.filter(pk__in=moved).update(unit=target, version=F("version") + 1)
    end_unit(current, starts_on, target)
    save(target)
    versions = dict(Employee.objects.filter(pk__in=moved).values_list("pk", "version"))
    undo |= {
        "employees": [[pk, versions[pk]] for pk in moved],
        "source_version": current.version,
        "target_version": target.version,
    }
    merge = UnitMerge.objects.create(
        source=current, target=target, starts_on=starts_on, basis=basis, undo=undo, done_by=by
    )
    _record_merge(merge, moved, by)
    return merge


def _move_postings(source: OrgUnit, target: OrgUnit, starts_on: dt.date) -> dict[str, Any]:
    """End what is open the day before and begin the same in the target; what begins later begins there."""
    closed, opened, corrected = [], [], []
    ended = []
    for posting in open_postings(source, starts_on).select_for_update(of=("self",)):
        if posting.valid_from is not None and posting.valid_from >= starts_on:
            corrected.append(posting.pk)
            continue
        closed.append([posting.pk, posting.valid_until.isoformat() if posting.valid_until else None])
        opened.append(
            Posting(
                employee_id=posting.employee_id,
                kind=posting.kind,
                unit=target,
                position_id=posting.position_id,
                grade=posting.grade,
                valid_from=starts_on,
                valid_until=posting.valid_until,
                basis=posting.basis,
            )
        )
        posting.valid_until = starts_on - ONE_DAY
        ended.append(posting)
    Posting.objects.bulk_update(ended, ["valid_until"], batch_size=500)
    made = Posting.objects.bulk_create(opened, batch_size=500)
    Posting.objects.filter(pk__in=corrected).update(unit=target)
    return {"closed": closed, "opened": [posting.pk for posting in made], "corrected": corrected}


def _record_merge(merge: UnitMerge, moved: list[int], by: User) -> None:
    source, target = merge.source, merge.target
    names = {"source": source.name, "target": target.name}
    whole = {**names, "day": numeric(merge.starts_on), "basis": merge.basis, "people": len(moved)}
    message = gettext_noop(
        "Unit %(source)s digabungkan ke %(target)s sejak %(day)s, %(people)s pegawai ikut pindah, dasar: %(basis)s"
    )
    acts = [
        Act(verb="people.units_merged", message=message, params=whole, subject=unit, agency=unit.agency, by=by)
        for unit in (source, target)
    ]
    acts += [
        Act(
            verb="people.employee_merged",
            message=gettext_noop("Pindah dari %(source)s ke %(target)s karena unitnya digabungkan"),
            params=names,
            subject=Employee(pk=pk),
            agency=source.agency,
            by=by,
        )
        for pk in moved
    ]
    record_events(acts)


def may_be_undone(merge: UnitMerge) -> bool:
    """Whether a merge is young enough; whether something was built on it, the undo itself finds out."""
    return merge.undone_at is None and clock.now() < merge.done_at + UNDO_WITHIN


@transaction.atomic
def undo_merge(*, merge: UnitMerge, by: User) -> UnitMerge:
    """Take a merge back as if it had not been. Raises `Refused` after half an hour, and when anything it touched has
    been changed since."""
    lock_agency(merge.source.agency_id)
    current = locked(merge)
    if not may_be_undone(current):
        raise Refused(_("Penggabungan hanya bisa dibatalkan dalam 30 menit."), "too_late")
    undo = current.undo
    source, target = locked(current.source), locked(current.target)
    _refuse_changed(source, target, undo)
    _restore_postings(source, undo)
    Employee.objects.filter(pk__in=[pk for pk, _v in undo["employees"]]).update(unit=source, version=F("version") + 1)
    source.valid_until, source.successor = None, None
    save(source, "valid_until", "successor")
    save(target)
    for pk, _version, former in undo["children"]:
        child = locked(OrgUnit(pk=pk))
        FormerUnit.objects.filter(pk=former).delete()
        move_scope(scope=child.scope, parent=source.scope)
        child.parent = source
        save(child, "parent")
    current.undone_at = clock.now()
    current.save(update_fields=["undone_at"])
    for unit in (source, target):
        record_event(
            verb="people.merge_undone",
            message=gettext_noop("Penggabungan unit %(source)s ke %(target)s dibatalkan"),
            params={"source": source.name, "target": target.name},
            subject=unit,
            agency=unit.agency,
            by=by,
        )
    return current


def _refuse_changed(source: OrgUnit, target: OrgUnit, undo: dict[str, Any]) -> None:
    people = dict(undo["employees"])
    units = {source.pk: undo["source_version"], target.pk: undo["target_version"]}
    units |= {pk: version for pk, version, _former in undo["children"]}
    now = dict(Employee.objects.filter(pk__in=people).select_for_update().values_list("pk", "version"))
    placed = dict(OrgUnit.objects.filter(pk__in=units).values_list("pk", "version"))
    touched = [*undo["opened"], *(pk for pk, _end in undo["closed"]), *undo["corrected"]]
    gone = Posting.objects.filter(pk__in=touched).count() != len(touched)
    if now != people or placed != units or gone:
        words = _("Sesudah digabungkan sudah ada perubahan lain. Penggabungan ini tidak bisa dibatalkan lagi.")
        raise Refused(words, "changed_meanwhile")


def _restore_postings(source: OrgUnit, undo: dict[str, Any]) -> None:
    Posting.objects.filter(pk__in=undo["opened"]).delete()
    ends = dict(undo["closed"])
    postings = list(Posting.objects.filter(pk__in=ends))
    for posting in postings:
        posting.valid_until = dt.date.fromisoformat(ends[posting.pk]) if ends[posting.pk] else None
    Posting.objects.bulk_update(postings, ["valid_until"], batch_size=500)
    Posting.objects.filter(pk__in=undo["corrected"]).update(unit=source)
