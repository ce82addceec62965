"""Writes invented employees as an export in SIASN layout: 69 columns, dates in three forms, a few defects as in life.

Columns that the import drops anyway (religion, NIK, tax number, address, ...) stay empty: what is not there
cannot leak.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random

import xlsxwriter

from .careers import ECHELON_IDS, KIND_NAMES
from .generator import SEED, Invented

TITLE = "DATA DEMO (REKAAN): tidak ada orang sungguhan dalam berkas ini"
_COLUMNS = """
    PNS ID; NIP BARU; NIP LAMA; NAMA; GELAR DEPAN; GELAR BELAKANG; TEMPAT LAHIR ID; TEMPAT LAHIR NAMA; TANGGAL
    LAHIR; JENIS KELAMIN; AGAMA ID; AGAMA NAMA; JENIS KAWIN ID; JENIS KAWIN NAMA; NIK; NOMOR HP; EMAIL; EMAIL GOV;
    ALAMAT; NPWP NOMOR; BPJS; JENIS PEGAWAI ID; JENIS PEGAWAI NAMA; KEDUDUKAN HUKUM ID; KEDUDUKAN HUKUM NAMA; STATUS
    CPNS PNS; KARTU ASN VIRTUAL; NOMOR SK CPNS; TANGGAL SK CPNS; TMT CPNS; NOMOR SK PNS; TANGGAL SK PNS; TMT PNS;
    GOL AWAL ID; GOL AWAL NAMA; GOL AKHIR ID; GOL AKHIR NAMA; TMT GOLONGAN; MK TAHUN; MK BULAN; JENIS JABATAN ID;
    JENIS JABATAN NAMA; JABATAN ID; JABATAN NAMA; TMT JABATAN; TINGKAT PENDIDIKAN ID; TINGKAT PENDIDIKAN NAMA;
    PENDIDIKAN ID; PENDIDIKAN NAMA; TAHUN LULUS; KPKN ID; KPKN NAMA; LOKASI KERJA ID; LOKASI KERJA NAMA; UNOR ID;
    UNOR NAMA; INSTANSI INDUK ID; INSTANSI INDUK NAMA; INSTANSI KERJA ID; INSTANSI KERJA NAMA; SATUAN KERJA INDUK
    ID; SATUAN KERJA INDUK NAMA; SATUAN KERJA KERJA ID; SATUAN KERJA KERJA NAMA; IS VALID NIK; NAMA SEKOLAH; FLAG
    IKD; ESELON ID; ESELON NAMA
"""
COLUMNS = tuple(" ".join(name.split()) for name in _COLUMNS.split(";"))
AT = {name: index for index, name in enumerate(COLUMNS)}
DATE_FORMS = ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d")
SEXES = {"M": ("L", "M", "1"), "F": ("P", "F", "2")}
STATUSES = {"PNS": ("PNS Daerah Kab/Kota", "P"), "CPNS": ("PNS Daerah Kab/Kota", "C"), "PPPK": ("PPPK", "-")}
# Of a thousand rows: names in capitals, numbers with spaces, numbers with Excel's apostrophe.
CAPITALS, SPACED, QUOTED = 12, 2, 1

Cells = dict[str, str]


def cells_of(person: Invented, agency_name: str, rng: Random) -> Cells:
    """The filled cells of one person's row."""
    kind, status = STATUSES[person.status]
    seat = person.seat
    return {
        "NIP BARU": person.number,
        "NAMA": person.name,
        "GELAR DEPAN": person.front_title,
        "GELAR BELAKANG": person.back_title,
        "TEMPAT LAHIR NAMA": person.birth_place,
        "TANGGAL LAHIR": person.birth_date.strftime(rng.choice(DATE_FORMS)),
        "JENIS KELAMIN": rng.choice(SEXES[person.sex]),
        "EMAIL GOV": person.email,
        "JENIS PEGAWAI NAMA": kind,
        "KEDUDUKAN HUKUM ID": person.state[0],
        "KEDUDUKAN HUKUM NAMA": person.state[1],
        "STATUS CPNS PNS": status,
        "TMT CPNS": person.hired_on.strftime(rng.choice(DATE_FORMS)),
        "GOL AKHIR NAMA": person.grade,
        "JENIS JABATAN ID": seat.kind,
        "JENIS JABATAN NAMA": KIND_NAMES[seat.kind],
        "JABATAN NAMA": person.position,
        "TINGKAT PENDIDIKAN ID": person.schooling.level_id,
        "TINGKAT PENDIDIKAN NAMA": person.schooling.level,
        "UNOR ID": seat.unit.code,
        "UNOR NAMA": seat.unit.name,
        "INSTANSI INDUK NAMA": agency_name,
        "INSTANSI KERJA NAMA": agency_name,
        "SATUAN KERJA KERJA NAMA": seat.unit.office,
        "ESELON ID": ECHELON_IDS.get(seat.echelon, ""),
        "ESELON NAMA": seat.echelon,
    }


def _scientific(cells: Cells) -> None:
    cells["NIP BARU"] = f"{int(cells['NIP BARU']):.5E}"


def _one_digit_short(cells: Cells) -> None:
    cells["NIP BARU"] = cells["NIP BARU"][:-1]


def _no_such_day(cells: Cells) -> None:
    cells["NIP BARU"] = cells["NIP BARU"][:4] + "0231" + cells["NIP BARU"][8:]


def _no_name(cells: Cells) -> None:
    cells["NAMA"] = ""


def _other_sex(cells: Cells) -> None:
    cells["JENIS KELAMIN"] = "L" if cells["JENIS KELAMIN"] in SEXES["F"] else "P"


def _other_birth_date(cells: Cells) -> None:
    cells["TANGGAL LAHIR"] = "17-08-1979"


# What exports of a whole kabupaten contain, and how often in 6,000 rows. A defect replaces nobody: it hits an extra
# row, or is one the import accepts with a remark.
SPOILS_EXTRA_ROW: tuple[tuple[Callable[[Cells], None], int], ...] = (
    (_scientific, 3),
    (_one_digit_short, 2),
    (_no_such_day, 2),
    (_no_name, 1),
)
REMARKS: tuple[tuple[Callable[[Cells], None], int], ...] = ((_other_sex, 4), (_other_birth_date, 5))
REPEATED_ROWS = 3


def rows_of(
    people: Sequence[Invented], *, agency_name: str, defects: bool, spare: Sequence[Invented] = (), seed: str = SEED
) -> list[Cells]:
    """Rows as an agency would export them. With `defects` some of `spare` come in as spoilt rows, some rows twice."""
    rng = Random(f"{seed}/{agency_name}")  # noqa: S311 - varies an invented file, guards nothing
    rows = [_as_typed(cells_of(person, agency_name, rng), rng) for person in people]
    if not defects:
        return rows
    for spoil, times in REMARKS:
        for cells in rng.sample(rows, times):
            spoil(cells)
    spoilt = [cells_of(person, agency_name, rng) for person in spare]
    for spoil, times in SPOILS_EXTRA_ROW:
        for _ in range(times):
            cells = spoilt.pop()
            spoil(cells)
            rows.insert(rng.randrange(len(rows)), cells)
    for _ in range(REPEATED_ROWS):
        at = rng.randrange(len(rows) // 2)
        rows.insert(rng.randrange(at + 1, len(rows)), dict(rows[at]))
    return rows


def spoilt_rows() -> int:
    """How many spare people `rows_of` needs for its defects."""
    return sum(times for _, times in SPOILS_EXTRA_ROW)


def _as_typed(cells: Cells, rng: Random) -> Cells:
    """What different hands did to names and numbers."""
    dice = rng.randrange(1000)
    number = cells["NIP BARU"]
    if dice < CAPITALS:
        cells["NAMA"] = cells["NAMA"].upper()
    elif dice < CAPITALS + SPACED:
        cells["NIP BARU"] = f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}"
    elif dice < CAPITALS + SPACED + QUOTED:
        cells["NIP BARU"] = f"'{number}"
    return cells


def write_export(path: Path, rows: Iterable[Cells], *, made_on: dt.date) -> Path:
    """Write rows as XLSX: a title row that says the data are invented, the header, then the rows, all as text."""
    options = {
        "constant_memory": True,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": TITLE, "created": dt.datetime.combine(made_on, dt.time(), tzinfo=dt.UTC)})
        sheet = book.add_worksheet("Pegawai")
        sheet.write_string(0, 0, TITLE)
        for at, name in enumerate(COLUMNS):
            sheet.write_string(1, at, name)
        for line, cells in enumerate(rows, start=2):
            for name, text in cells.items():
                if text:
                    sheet.write_string(line, AT[name], text)
    return path
