"""Rows of an employee export in SIASN/SIMPEG layout, read and judged. Pure.

The layout has 69 columns (older ones 64), in any order and letter case. Only the columns below are read:
religion, marriage, NIK, tax and insurance numbers, address and private contacts never enter the system.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from bangkom.core.spreadsheets import Table, normalise_header
from bangkom.core.spreadsheets.export import is_formula_like

from .nip import NipRefused, normalise, read_nip
from .positions import grade_of, position_group

COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("NIP BARU", "NIP", "NI PPPK", "NIP/NI PPPK"),
    "name": ("NAMA", "NAMA LENGKAP", "NAMA PEGAWAI"),
    "front_title": ("GELAR DEPAN",),
    "back_title": ("GELAR BELAKANG",),
    "birth_place": ("TEMPAT LAHIR NAMA", "TEMPAT LAHIR"),
    "birth_date": ("TANGGAL LAHIR", "TGL LAHIR"),
    "sex": ("JENIS KELAMIN",),
    "kind": ("JENIS PEGAWAI NAMA", "JENIS PEGAWAI"),
    "state": ("KEDUDUKAN HUKUM ID",),
    "state_name": ("KEDUDUKAN HUKUM NAMA", "KEDUDUKAN HUKUM"),
    "status": ("STATUS CPNS PNS", "STATUS KEPEGAWAIAN"),
    "hired_on": ("TMT CPNS",),
    "grade": ("GOL AKHIR NAMA", "GOLONGAN", "GOL RUANG"),
    "position_kind": ("JENIS JABATAN ID",),
    "position_kind_name": ("JENIS JABATAN NAMA", "JENIS JABATAN"),
    "position": ("JABATAN NAMA", "JABATAN", "NAMA JABATAN"),
    "echelon": ("ESELON NAMA", "ESELON"),
    "unit_code": ("UNOR ID",),
    "unit": ("UNOR NAMA", "UNIT KERJA", "NAMA UNOR"),
    "parent_unit": ("SATUAN KERJA KERJA NAMA", "SATUAN KERJA", "PERANGKAT DAERAH", "OPD"),
    "agency": ("INSTANSI KERJA NAMA", "INSTANSI KERJA"),
    "email": ("EMAIL GOV",),
}
REQUIRED = ("number", "name")
# By these the header row is recognised among title rows.
KNOWN_HEADERS = [name for names in COLUMNS.values() for name in names]

# Codes of kedudukan hukum in SIASN; only these two count as active.
ACTIVE_STATES = frozenset({"01", "03"})
STATE_NAMES = {
    "aktif": "01",
    "cltn": "02",
    "tugas belajar": "03",
    "pemberhentian sementara": "04",
    "mpp": "20",
    "cpns belum sk": "51",
    "diberhentikan": "66",
    "mencapai bup": "98",
    "pensiun": "99",
}
_SEXES = dict.fromkeys(("l", "m", "1", "laki laki", "pria"), "M") | dict.fromkeys(
    ("p", "f", "2", "perempuan", "wanita"), "F"
)
_DATES = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T].*)?"), (3, 2, 1)),
)


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
}
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
# Sixteen digits are a NIK: not even the preview of a refused row may keep them.
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
NIK_MASK = "(16 angka)"


@dataclass(frozen=True)
class EmployeeRecord:
    """One employee as an export says it. `sex` is M or F; `status` PNS, CPNS or PPPK (part-time PPPK too);
    `state` the two digits of kedudukan hukum; `position_group` a name of `positions.GROUPS` or ''."""

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
    agency: str = ""
    email: str = ""

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    def as_data(self) -> dict[str, str]:
        """Plain text values for staging; `from_data` reads them back."""
        return {key: "" if value is None else str(value) for key, value in asdict(self).items()}

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


def find_columns(headers: Sequence[str]) -> dict[str, int | None]:
    """Which column holds which field; exact names only, for `NIP LAMA` is not `NIP`."""
    at = {normalise_header(header): index for index, header in reversed(list(enumerate(headers)))}
    return {
        key: next((at[name] for name in map(normalise_header, names) if name in at), None)
        for key, names in COLUMNS.items()
    }


def judge_table(table: Table, columns: Mapping[str, int | None]) -> Iterable[JudgedRow]:
    """Every row with its verdict; a number that an earlier good row has is `duplicate`, the first one wins."""
    seen: set[str] = set()
    for row, cells in zip(table.rows, table.records(columns), strict=True):
        judged = judge_row(row.number, cells, shifted=row.overflow)
        if judged.record is not None:
            if judged.record.number in seen:
                judged = JudgedRow(row.number, None, "duplicate", shown=judged.shown)
            else:
                seen.add(judged.record.number)
        yield judged


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
    text = {key: "" if value in ("-", "--") else value for key, value in cells.items()}
    return EmployeeRecord(
        number=digits,
        name=name,
        front_title=text["front_title"],
        back_title=text["back_title"],
        birth_place=text["birth_place"],
        birth_date=parse_date(text["birth_date"]),
        sex=_SEXES.get(normalise_header(text["sex"]), ""),
        status=read_status(text["status"], text["kind"], digits),
        state=read_state(text["state"], text["state_name"]),
        hired_on=parse_date(text["hired_on"]),
        grade=grade_of(text["grade"]),
        position=text["position"],
        position_group=position_group(
            kind_id=text["position_kind"],
            kind_name=text["position_kind_name"],
            echelon=text["echelon"],
            name=text["position"],
        ),
        echelon=text["echelon"],
        unit_code=text["unit_code"],
        unit=text["unit"],
        parent_unit=text["parent_unit"],
        agency=text["agency"],
        email=text["email"] if _EMAIL.fullmatch(text["email"]) and len(text["email"]) <= 254 else "",
    )


def parse_date(text: str) -> dt.date | None:
    """16-02-1998, 16/02/1998, 1998-02-16 (also with a time behind it); None for anything else."""
    for pattern, (year, month, day) in _DATES:
        if found := pattern.fullmatch(text.strip()):
            try:
                return dt.date(int(found[year]), int(found[month]), int(found[day]))
            except ValueError:
                return None
    return None


def read_status(status: str, kind: str, digits: str) -> str:
    """PNS, CPNS or PPPK from STATUS CPNS PNS and JENIS PEGAWAI; the NIP decides where both are silent."""
    words = normalise_header(f"{status} {kind}")
    if "pppk" in words or "p3k" in words or "perjanjian kerja" in words:
        return "PPPK"
    letter = normalise_header(status)
    if letter in ("c", "cpns"):
        return "CPNS"
    if letter in ("p", "pns") or "pns" in words:
        return "PNS"
    return read_nip(digits).kind or "PNS"


def read_state(code: str, name: str) -> str:
    """Two digits of kedudukan hukum: from the code (Excel may have cut its zero), else the name, else active."""
    if code.isdecimal():
        return code.zfill(2)[-2:]
    return STATE_NAMES.get(normalise_header(name), "01")
