"""Rows of an employee export, judged. Pure.

`layouts` finds the columns; here a row's cells by field become a record or a reason of refusal. Religion, marriage,
NIK, tax and insurance numbers, address and private contacts never enter the system.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bangkom.core.spreadsheets import normalise_header
from bangkom.core.spreadsheets.export import is_formula_like

from .columns import COLUMNS
from .nip import NipRefused, normalise, read_nip
from .positions import grade_of, position_group
from .values import SEXES, is_empty, known_state, known_status, parse_date

NUMBER_TITLES = {normalise_header(name) for name in COLUMNS["number"]}
# Codes of kedudukan hukum in SIASN; only these two count as active.
ACTIVE_STATES = frozenset({"01", "03"})
# States in which somebody has left the service: who is in one is not missed in an export.
ENDED_STATES = frozenset({"66", "98", "99"})

# What the tables can hold; a longer value is a sign of shifted or glued cells.
LENGTHS = {
    "name": 200,
    "front_title": 60,
    "back_title": 100,
    "birth_place": 100,
    "grade": 10,
    "position": 255,
    "echelon": 8,
    "unit_code": 60,
    "unit": 255,
    "parent_unit": 255,
    "unit_levels": 600,
}
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
# Sixteen digits are a NIK: not even the preview of a refused row may keep them.
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
NIK_MASK = "(16 angka)"


@dataclass(frozen=True)
class EmployeeRecord:
    """One employee as an export says it. `sex` is M or F; `status` PNS, CPNS or PPPK (part-time PPPK too);
    `state` the two digits of kedudukan hukum; `position_group` a name of `positions.GROUPS` or ''; `unit_levels` the
    units between parent_unit and unit, the highest first, a line each."""

    number: str
    name: str
    front_title: str = ""
    back_title: str = ""
    birth_place: str = ""
    birth_date: dt.date | None = None
    sex: str = ""
    status: str = "PNS"
    state: str = "01"
    hired_on: dt.date | None = None
    grade: str = ""
    position: str = ""
    position_group: str = ""
    echelon: str = ""
    unit_code: str = ""
    unit: str = ""
    parent_unit: str = ""
    unit_levels: str = ""
    agency: str = ""
    email: str = ""

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    def as_data(self) -> dict[str, str]:
        """Plain text values for staging; `from_data` reads them back."""
        return {key: "" if value is None else str(value) for key, value in vars(self).items()}

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> EmployeeRecord:
        values: dict[str, object] = {key: data.get(key, "") for key in cls.__dataclass_fields__}
        for key in ("birth_date", "hired_on"):
            values[key] = dt.date.fromisoformat(data[key]) if data.get(key) else None
        return cls(**values)  # type: ignore[arg-type]


@dataclass(frozen=True)
class JudgedRow:
    """A row of the file: the record (None when refused), the reason of a refusal, codes of warnings."""

    number: int
    record: EmployeeRecord | None
    refused: str = ""
    warnings: list[str] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)  # what identifies a refused row to its sender


_TOTAL = re.compile(
    r"(sub ?|grand ?)?(jumlah|total)\b|mengetahui\b|catatan\b|keterangan\b|sumber( data)?\b|dicetak\b", re.I
)
FEW_CELLS = 4


def is_no_person(values: Sequence[str], cells: Mapping[str, str], *, after_total: bool) -> str:
    """Why a row is nobody and is passed over without a verdict: `total`, `heading`, `signature`; '' for a person.

    `values` are the cells as read, `cells` those by field; `after_total`: a total has come before. Whoever has a number
    of an employee's length, or a name with more beside it, is a person, if only one to refuse.
    """
    digits = sum(1 for sign in cells["number"] if sign.isdigit())
    filled = [value for value in values if value]
    if digits >= 14:
        alone = len(filled) == 1 and len(values) >= FEW_CELLS
        return "signature" if alone or (after_total and not cells["name"]) else ""
    if normalise_header(cells["number"]) in NUMBER_TITLES:
        return "heading"
    if filled and _TOTAL.match(filled[0]):
        return "total"
    if after_total:
        return "signature"
    if cells["name"].strip("() .").isdecimal() and digits < 6:
        return "heading"
    nameless = not cells["name"] and not digits and len(filled) <= 2
    return "heading" if len(values) >= FEW_CELLS and (len(filled) <= 1 or nameless) else ""


def judge_row(number: int, cells: Mapping[str, str], *, shifted: bool = False) -> JudgedRow:
    """Refused in this order: wrong columns, scientific notation, length of NIP, birth date, name, too long."""
    cells = {key: _plain(value) for key, value in cells.items()}
    shown = _identification(cells)
    if shifted:
        return JudgedRow(number, None, "columns_shifted", shown=shown)
    try:
        nip = read_nip(cells["number"])
    except NipRefused as refused:
        return JudgedRow(number, None, refused.code, shown=shown)
    name = " ".join(cells["name"].split())
    if not name.strip("-. "):
        return JudgedRow(number, None, "name_missing", shown=shown)
    record = _record(nip.digits, name, cells)
    if any(len(getattr(record, key)) > most for key, most in LENGTHS.items()):
        return JudgedRow(number, None, "value_too_long", shown=shown)
    warnings = list(nip.warnings)
    if is_formula_like(name):
        warnings.append("formula_in_name")
    if record.sex and nip.sex and record.sex != nip.sex:
        warnings.append("sex_differs_from_nip")
    if (
        cells["state_name"]
        and not cells["state"]
        and not is_empty(cells["state_name"])
        and not known_state(cells["state_name"])
    ):
        warnings.append("state_unknown")
    if record.birth_date and record.birth_date != nip.birth_date:
        warnings.append("birth_date_differs_from_nip")
    if nip.kind and (nip.kind == "PPPK") != (record.status == "PPPK"):
        warnings.append("status_differs_from_nip")
    filled = {"birth_date": record.birth_date or nip.birth_date, "sex": record.sex or nip.sex or ""}
    record = EmployeeRecord(**{**record.__dict__, **filled})
    return JudgedRow(number, record, warnings=warnings, shown=shown)


def _plain(value: str) -> str:
    """Without the apostrophe that a safe export puts before what looks like a formula."""
    value = value.strip()
    return value[1:] if value.startswith("'") and is_formula_like(value[1:]) else value


def _identification(cells: Mapping[str, str]) -> dict[str, str]:
    """What lets the sender find a refused row again, without anything that looks like a NIK."""
    number = cells["number"]
    if len(normalise(number)) == 16:
        number = NIK_MASK
    return {
        "number": _NIK.sub(NIK_MASK, number)[:40],
        "name": _NIK.sub(NIK_MASK, cells["name"])[:120],
        "unit": _NIK.sub(NIK_MASK, cells["unit"])[:200],
    }


def _record(digits: str, name: str, cells: Mapping[str, str]) -> EmployeeRecord:
    text = defaultdict(str, {key: "" if value in ("-", "--") else value for key, value in cells.items()})
    return EmployeeRecord(
        number=digits,
        name=name,
        front_title=text["front_title"],
        back_title=text["back_title"],
        birth_place=text["birth_place"],
        birth_date=parse_date(text["birth_date"]),
        sex=SEXES.get(normalise_header(text["sex"]), ""),
        status=read_status(text["status"], text["kind"], digits),
        state=read_state(text["state"], text["state_name"]),
        hired_on=parse_date(text["hired_on"]),
        grade=grade_of(text["grade"]),
        position=text["position"],
        position_group=text["position_group"]
        or position_group(
            kind_id=text["position_kind"],
            kind_name=text["position_kind_name"],
            echelon=text["echelon"],
            name=text["position"],
        ),
        echelon=text["echelon"],
        unit_code=text["unit_code"],
        unit=text["unit"],
        parent_unit=text["parent_unit"],
        unit_levels=text["unit_levels"],
        agency=text["agency"],
        email=text["email"] if _EMAIL.fullmatch(text["email"]) and len(text["email"]) <= 254 else "",
    )


def read_status(status: str, kind: str, digits: str) -> str:
    """PNS, CPNS or PPPK from STATUS CPNS PNS and JENIS PEGAWAI; the NIP decides where both are silent."""
    said = known_status(status), known_status(kind)
    if "PPPK" in said:
        return "PPPK"
    if said[0] or said[1]:
        return said[0] or said[1]
    return read_nip(digits).kind or "PNS"


def read_state(code: str, name: str) -> str:
    """Two digits of kedudukan hukum: from the code (Excel may have cut its zero), else the name, else active."""
    if code.isdecimal():
        return code.zfill(2)[-2:]
    return known_state(name) or "01"
