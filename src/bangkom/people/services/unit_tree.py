"""The unit tree changed by hand: rename, move, close. All from a day on; what was before stays readable."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_date
from bangkom.core.models import Agency, User
from bangkom.core.services import record_event
from bangkom.core.services.scopes import move_scope
from bangkom.people.models import Employee, FormerUnit, OrgUnit, Posting
from bangkom.people.services.units import ONE_DAY, ROOT_CODE, create_units, derived_code, name_key


def lock_agency(agency_id: int) -> Agency:
    """One change of the tree at a time in an agency; imports take the same lock."""
    return Agency.objects.select_for_update(no_key=True).get(pk=agency_id)


def held_unit(unit: OrgUnit, version: int) -> OrgUnit:
    """The unit locked, with its agency. Raises `Refused` when somebody changed it since `version`, and when closed."""
    lock_agency(unit.agency_id)
    current = locked(unit)
    if current.version != version:
        raise Refused(_("Unit ini baru saja diubah orang lain. Muat ulang halaman, lalu ulangi."), "changed_meanwhile")
    if current.is_closed:
        raise Refused(_("Unit ini sudah ditutup."), "closed")
    return current


def began_on(unit: OrgUnit) -> dt.date | None:
    """Since when a unit has its present name and place; None where that is not known."""
    last = unit.former.order_by("-valid_until").first()
    return last.valid_until + ONE_DAY if last else unit.valid_from


def note_former(unit: OrgUnit, starts_on: dt.date, basis: str) -> FormerUnit | None:
    """Keep the present name and parent as what held until the day before; call it before changing them.

    A change on the very day on which the present ones began is a correction: nothing is kept. Raises `Refused` for a
    day that has not come or lies before they began.
    """
    if starts_on > clock.today(unit.agency):
        raise Refused(_("Tanggal berlaku belum tiba. Catat perubahan unit pada harinya atau sesudahnya."), "future")
    since = began_on(unit)
    if since is not None and starts_on < since:
        words = _("Nama dan tempat unit sekarang baru berlaku sejak %(day)s. Pilih tanggal itu atau sesudahnya.")
        raise Refused(words % {"day": format_date(since)}, "before_present")
    if since == starts_on:
        return None
    return FormerUnit.objects.create(
        unit=unit,
        name=unit.name,
        parent_id=unit.parent_id,
        valid_from=since,
        valid_until=starts_on - ONE_DAY,
        basis=basis,
    )


@transaction.atomic
def open_unit(
    *, agency: Agency, name: str, parent: OrgUnit | None, starts_on: dt.date, basis: str, by: User, code: str = ""
) -> OrgUnit:
    """A new unit from a day on. Raises `Refused` when name (under the same parent) or code is taken."""
    lock_agency(agency.pk)
    refuse_taken_name(agency, name, parent)
    code = code or derived_code(parent.name if parent else "", name)
    if OrgUnit.objects.filter(agency=agency, code=code).exists():
        raise Refused(_("Unit dengan kode atau nama ini sudah ada."), "unit_exists")
    if parent is not None and parent.is_closed:
        raise Refused(_("Unit induk sudah ditutup."), "closed")
    unit = create_units(agency=agency, wanted=[(code, name, parent)], by=by)[0]
    unit.valid_from = starts_on
    unit.save(update_fields=["valid_from"])
    record(unit, "opened", gettext_noop("Unit %(name)s berlaku sejak %(day)s, dasar: %(basis)s"), by, starts_on, basis)
    return unit


@transaction.atomic
def rename_unit(*, unit: OrgUnit, version: int, name: str, starts_on: dt.date, basis: str, by: User) -> OrgUnit:
    """A new name from a day on; the old one stays in the unit's history. Raises `Refused`, see `note_former`."""
    current = held_unit(unit, version)
    if current.name == name:
        return current
    if name_key(name) != name_key(current.name):
        refuse_taken_name(current.agency, name, current.parent)
    note_former(current, starts_on, basis)
    old, current.name = current.name, name
    save(current, "name")
    message = gettext_noop("Unit %(old)s berganti nama menjadi %(name)s sejak %(day)s, dasar: %(basis)s")
    record(current, "renamed", message, by, starts_on, basis, old=old)
    return current


@transaction.atomic
def move_unit(
    *, unit: OrgUnit, version: int, parent: OrgUnit | None, starts_on: dt.date, basis: str, by: User
) -> OrgUnit:
    """Under another parent (None: the top) from a day on, with everything below it; roles over it keep holding.

    Raises `Refused` for the unit's own subtree and for a parent that is closed.
    """
    current = held_unit(unit, version)
    if current.code == ROOT_CODE:
        raise Refused(_("Unit ini adalah instansi itu sendiri dan tidak bisa dipindahkan."), "root")
    if parent is not None and (parent.agency_id != current.agency_id or parent.is_closed):
        raise Refused(_("Unit induk sudah ditutup."), "closed")
    if (parent.pk if parent else None) == current.parent_id:
        return current
    old = current.parent
    refuse_taken_name(current.agency, current.name, parent)
    hang_under(current, parent, starts_on, basis)
    record_event(
        verb="people.unit_moved",
        message=gettext_noop("Unit %(name)s dipindahkan dari %(old)s ke %(new)s sejak %(day)s, dasar: %(basis)s"),
        params={
            "name": current.name,
            "old": old.name if old else "-",
            "new": parent.name if parent else "-",
            "day": numeric(starts_on),
            "basis": basis,
        },
        subject=current,
        agency=current.agency,
        by=by,
    )
    return current


def hang_under(unit: OrgUnit, parent: OrgUnit | None, starts_on: dt.date, basis: str) -> FormerUnit | None:
    """Move a held unit and its scope; the caller records the act."""
    target = locked(parent.scope) if parent else unit.agency.root_scope
    former = note_former(unit, starts_on, basis)
    move_scope(scope=unit.scope, parent=target)
    unit.parent = parent
    save(unit, "parent")
    return former


@transaction.atomic
def close_unit(
    *, unit: OrgUnit, version: int, starts_on: dt.date, basis: str, by: User, successor: OrgUnit | None = None
) -> OrgUnit:
    """End an empty unit: `starts_on` is the first day on which it is no more. Raises `Refused` while anybody works
    there or a unit stands below it (merge it into another then)."""
    current = held_unit(unit, version)
    if current.code == ROOT_CODE:
        raise Refused(_("Unit ini adalah instansi itu sendiri dan tidak bisa ditutup."), "root")
    if starts_on > clock.today(current.agency):
        raise Refused(_("Tanggal berlaku belum tiba. Catat perubahan unit pada harinya atau sesudahnya."), "future")
    if holds_anybody(current, starts_on) or current.children.existing(clock.today(current.agency)).exists():
        words = _("Unit ini belum kosong. Pindahkan pegawai dan unit di bawahnya, atau gabungkan ke unit lain.")
        raise Refused(words, "not_empty")
    end_unit(current, starts_on, successor)
    record(
        current, "closed", gettext_noop("Unit %(name)s ditutup sejak %(day)s, dasar: %(basis)s"), by, starts_on, basis
    )
    return current


def holds_anybody(unit: OrgUnit, day: dt.date) -> bool:
    """Whether somebody belongs to a unit now, or holds any posting in it on the day or later."""
    open_then = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return Employee.objects.filter(unit=unit).exists() or Posting.objects.filter(unit=unit).filter(open_then).exists()


def end_unit(unit: OrgUnit, starts_on: dt.date, successor: OrgUnit | None) -> None:
    last_day = starts_on - ONE_DAY
    since = began_on(unit)
    if since is not None and last_day < since:
        words = _("Nama dan tempat unit sekarang baru berlaku sejak %(day)s. Pilih tanggal sesudahnya.")
        raise Refused(words % {"day": format_date(since)}, "before_present")
    unit.valid_until, unit.successor = last_day, successor
    save(unit, "valid_until", "successor")


def save(unit: OrgUnit, *fields: str) -> None:
    unit.version += 1
    unit.save(update_fields=[*fields, "version"])


def refuse_taken_name(agency: Agency, name: str, parent: OrgUnit | None) -> None:
    """Two units of one name side by side would be one to every reader, and to the next import."""
    beside = OrgUnit.objects.filter(agency=agency, parent=parent).existing(clock.today(agency))
    if name_key(name) in {name_key(each) for each in beside.values_list("name", flat=True)}:
        raise Refused(_("Di tempat itu sudah ada unit dengan nama ini."), "name_taken")


def numeric(day: dt.date) -> str:
    """A day in an event's words, the same in every language."""
    return f"{day:%d-%m-%Y}"


def record(unit: OrgUnit, verb: str, message: str, by: User, starts_on: dt.date, basis: str, **params: Any) -> None:
    record_event(
        verb=f"people.unit_{verb}",
        message=message,
        params={"name": unit.name, "day": numeric(starts_on), "basis": basis, **params},
        subject=unit,
        agency=unit.agency,
        by=by,
    )
