"""The unit tree: units made by hand, and the units that an import names."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, Scope, User
from bangkom.core.services import Act, add_scope, record_events
from bangkom.core.spreadsheets import normalise_header
from bangkom.people.exports import EmployeeRecord
from bangkom.people.models import FormerUnit, OrgUnit

# Units that exports name without a code get one that says so; a real code replaces it when it comes.
DERIVED_PREFIX = "nama-"
ROOT_CODE = "instansi"
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class UnitRef:
    """The unit a row names: its code and name, the name of the perangkat daerah above ('' when it is one), and the
    names of the units between the two, the highest first."""

    code: str
    name: str
    top: str
    between: tuple[str, ...] = ()

    @property
    def top_key(self) -> str:
        return name_key(self.top or self.name)

    @property
    def codes(self) -> list[str]:
        """The codes by which the unit and those between it and the top are known."""
        depths = range(1, len(self.between) + 1)
        return [self.code, *(derived_code(self.top, *self.between[:depth]) for depth in depths)]


def name_key(name: str) -> str:
    """Names that differ in case or blanks only are one name."""
    return normalise_header(name)


def derived_code(*names: str) -> str:
    joined = "|".join(map(name_key, names))
    return DERIVED_PREFIX + hashlib.sha256(joined.encode()).hexdigest()[:16]


def unit_named_by(record: EmployeeRecord) -> UnitRef:
    """The unit of a row: the unor; else the satuan kerja; else the agency itself."""
    name, top = record.unit or record.parent_unit, record.parent_unit
    if not name:
        return UnitRef(ROOT_CODE, "", "")
    if name_key(name) == name_key(top):
        top = ""
    code = record.unit_code if record.unit else ""
    between = tuple(record.unit_levels.splitlines()) if top else ()
    return UnitRef(code or derived_code(top, *between, name), name, top, between)


@transaction.atomic
def add_unit(*, agency: Agency, name: str, parent: OrgUnit | None, by: User | None, code: str = "") -> OrgUnit:
    """A new unit under a parent of the same agency. Raises `Refused` when the code is taken."""
    code = code or derived_code(parent.name if parent else "", name)
    if OrgUnit.objects.filter(agency=agency, code=code).exists():
        raise Refused(_("Unit dengan kode atau nama ini sudah ada."), "unit_exists")
    return create_units(agency=agency, wanted=[(code, name, parent)], by=by)[0]


def create_units(
    *, agency: Agency, wanted: Iterable[tuple[str, str, OrgUnit | None]], by: User | None
) -> list[OrgUnit]:
    """Units with a scope each and an event each, in the caller's transaction."""
    root = Scope.objects.get(agency=agency, parent=None)
    made = [_create_unit(agency, root, *each) for each in wanted]
    record_events(unit_added(unit, by) for unit in made)
    return made


def _create_unit(agency: Agency, root: Scope, code: str, name: str, parent: OrgUnit | None) -> OrgUnit:
    scope = root if code == ROOT_CODE else add_scope(agency=agency, parent=parent.scope if parent else root)
    return OrgUnit.objects.create(agency=agency, scope=scope, parent=parent, code=code, name=name)


def unit_added(unit: OrgUnit, by: User | None) -> Act:
    return Act(
        verb="people.unit_added",
        message=gettext_noop("Unit kerja %(name)s dibuat"),
        params={"name": unit.name},
        subject=unit,
        agency=unit.agency,
        by=by,
    )


class UnitTree:
    """The units of an agency as an import needs them: known by code, top ones by name. Short-lived: one transaction."""

    def __init__(self, agency: Agency, refs: Iterable[UnitRef], by: User | None) -> None:
        refs = list(refs)
        self.agency, self.by = agency, by
        self.created: list[OrgUnit] = []  # whoever uses `ensure` records `unit_added` for each
        self._root: Scope | None = None
        units = OrgUnit.objects.filter(agency=agency).select_related("scope", "successor")
        tops = sorted(units.filter(parent=None), key=lambda unit: not unit.is_closed)  # one that is open wins
        self.tops = {name_key(unit.name): unit for unit in tops}
        self.by_code = {unit.code: unit for unit in units.filter(code__in={code for ref in refs for code in ref.codes})}

    def find(self, ref: UnitRef) -> OrgUnit | None:
        """The unit if it exists; of one that was merged, what it has become."""
        known = self._named(ref)
        while known is not None and known.successor is not None:
            known = known.successor
        return known

    def _named(self, ref: UnitRef) -> OrgUnit | None:
        known = self.by_code.get(ref.code)
        if known is None and not ref.top and ref.code != ROOT_CODE:
            known = self.tops.get(ref.top_key)
        return known

    def ensure(self, ref: UnitRef) -> OrgUnit:
        """The unit, made with the one above it where they do not exist yet, and renamed where its name has changed."""
        unit = self.find(ref)
        if unit is None:
            return self._create(ref)
        if unit.is_closed:
            self._reopen(unit)
        if unit != self._named(ref):
            return unit  # code and name in the export are those of the unit it was merged from
        if unit.code.startswith(DERIVED_PREFIX) and not ref.code.startswith(DERIVED_PREFIX):
            unit.code = ref.code
            unit.save(update_fields=["code"])
            self.by_code[ref.code] = unit
        if ref.name and name_key(unit.name) != name_key(ref.name) and not self._was_called(unit, ref.name):
            self._rename(unit, ref.name)
        return unit

    def _was_called(self, unit: OrgUnit, name: str) -> bool:
        """Whether the export only does not know the newer name yet."""
        return name_key(name) in {name_key(each) for each in unit.former.values_list("name", flat=True)}

    def _reopen(self, unit: OrgUnit) -> None:
        """A closed unit in which the export says that somebody works."""
        unit.valid_until = None
        unit.version += 1
        unit.save(update_fields=["valid_until", "version"])
        record_events(
            [
                Act(
                    verb="people.unit_reopened",
                    message=gettext_noop("Unit %(name)s dibuka lagi karena disebut dalam impor"),
                    params={"name": unit.name},
                    subject=unit,
                    agency=self.agency,
                    by=self.by,
                )
            ]
        )

    def _create(self, ref: UnitRef) -> OrgUnit:
        if ref.code == ROOT_CODE:
            return self._make(ROOT_CODE, self.agency.name, None)
        parent = None
        if ref.top:
            parent = self.tops.get(ref.top_key) or self._make(derived_code("", ref.top), ref.top, None)
        for depth, name in enumerate(ref.between, start=1):
            code = derived_code(ref.top, *ref.between[:depth])
            parent = self.by_code.get(code) or self._make(code, name, parent)
            while parent.successor is not None:
                parent = parent.successor
        return self._make(ref.code, ref.name, parent)

    def _make(self, code: str, name: str, parent: OrgUnit | None) -> OrgUnit:
        if self._root is None:
            self._root = Scope.objects.get(agency=self.agency, parent=None)
        unit = _create_unit(self.agency, self._root, code, name, parent)
        self.created.append(unit)
        self.by_code[code] = unit
        if parent is None:
            self.tops[name_key(name)] = unit
        return unit

    def _rename(self, unit: OrgUnit, name: str) -> None:
        today = clock.today(self.agency)
        last = unit.former.order_by("-valid_until").first()
        since = last.valid_until + ONE_DAY if last else unit.valid_from
        if since is None or since < today:
            FormerUnit.objects.create(
                unit=unit, name=unit.name, parent_id=unit.parent_id, valid_from=since, valid_until=today - ONE_DAY
            )
        old, unit.name = unit.name, name
        unit.version += 1
        unit.save(update_fields=["name", "version"])
        record_events(
            [
                Act(
                    verb="people.unit_renamed",
                    message=gettext_noop("Unit kerja %(old)s berganti nama menjadi %(name)s"),
                    params={"old": old, "name": name},
                    subject=unit,
                    agency=self.agency,
                    by=self.by,
                )
            ]
        )
