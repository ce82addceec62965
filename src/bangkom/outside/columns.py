"""Which column of a platform's list holds what. Pure.

ASN Berpijar, Swajar, Kolabjar, Banten Ceria and the like: each names its columns in its own way, some in English, some
with the user name (the NIP) in the place of the number.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from bangkom.core.spreadsheets import Table, guess_columns, normalise_header
from bangkom.outside.matching import holds_digits
from bangkom.outside.readings import DateReader, Unreadable, read_status

WANTED = {
    "number": [
        "NIP", "NIP Baru", "NIP/NI PPPK", "NIP/NIPPPK", "NI PPPK", "NIPPPK", "Nomor Induk Pegawai", "NIP Peserta",
        "Username", "User name", "Nama Pengguna", "ID Peserta", "User ID", "ID number",
    ],
    "name": [
        "Nama", "Nama Lengkap", "Nama Peserta", "Nama Pegawai", "Nama ASN", "Full name", "Name", "Peserta",
        "Nama Depan", "First name",
    ],
    "last_name": ["Nama Belakang", "Surname", "Last name"],
    "date": [
        "Tanggal Lulus", "Tanggal Selesai", "Tanggal Penyelesaian", "Tgl Lulus", "Tgl Selesai", "Waktu Selesai",
        "Completed on", "Completion date", "Date completed", "Completed at", "Time completed", "Tanggal Sertifikat",
        "Tanggal Terbit", "Tanggal", "Tgl", "Date",
    ],
    "status": [
        "Status Kelulusan", "Status Penyelesaian", "Status Akhir", "Kelulusan", "Completion status", "Status", "Hasil",
        "Progress", "Progres", "Keterangan",
    ],
    "score": [
        "Nilai Akhir", "Nilai Post Test", "Nilai", "Skor Akhir", "Skor", "Final grade", "Course total", "Total kursus",
        "Grade", "Score", "Post Test",
    ],
    "certificate": ["Nomor Sertifikat", "No Sertifikat", "Nomor STTPL", "Certificate number", "Kode Sertifikat"],
}  # fmt: skip
KNOWN_HEADERS = [name for names in WANTED.values() for name in names]

# Columns whose names hold one of ours but say something else: when somebody began, what the course is called.
_OF_SOMETHING_ELSE = re.compile(
    r"\b(tanggal|tgl|waktu|date|time)\b.*\b(mulai|lahir|daftar|pendaftaran|start(ed)?|birth|enrol\w*|login|akses|access)\b"
    r"|\bnama (kelas|kursus|pelatihan|diklat|modul|instansi|unit|opd|jabatan|angkatan|platform|program)\b"
    r"|\b(course|class) name\b|\bstatus (kepegawaian|asn|pegawai|pns|akun)\b|\bpre ?test\b|\bnik\b"
)
_A_NAME = r"[^\d]{3,}"


def find_columns(table: Table) -> dict[str, int | None]:
    """Field -> column. By the headers; without a header row by what the cells hold."""
    if table.has_header:
        headers = ["" if is_of_something_else(header) else header for header in table.headers]
        return guess_columns(headers, WANTED)
    found: dict[str, int | None] = dict.fromkeys(WANTED)
    for key, fits in (("number", holds_digits), ("date", _is_date), ("status", _is_status), ("score", _is_score)):
        found[key] = _by_content(table, fits, set(found.values()))
    found["name"] = _by_content(table, lambda cell: bool(re.fullmatch(_A_NAME, cell)), set(found.values()))
    return found


def is_of_something_else(header: str) -> bool:
    return bool(_OF_SOMETHING_ELSE.search(normalise_header(header)))


def without_serials(table: Table) -> Table:
    """The table with running numbers (1, 2, 3, ...) blanked, which would pass for scores where there is no header."""
    if table.has_header or len(table.rows) < 2:
        return table
    width = len(table.headers)
    serial = {
        at
        for at in range(width)
        if all(row.cells[at].rstrip(".") == str(n) for n, row in enumerate(table.rows, start=1))
    }
    rows = [
        replace(row, cells=["" if at in serial else cell for at, cell in enumerate(row.cells)]) for row in table.rows
    ]
    return replace(table, rows=rows)


def named(table: Table, columns: dict[str, int | None]) -> dict[str, str]:
    """Field -> header, for showing what was read as what."""
    return {key: table.headers[at] for key, at in columns.items() if at is not None}


def _by_content(table: Table, fits: Callable[[str], bool], taken: set[int | None]) -> int | None:
    """The first column of which most filled cells fit."""
    for at in range(len(table.headers)):
        cells = [row.cells[at] for row in table.rows[:50] if row.cells[at]]
        if at not in taken and cells and sum(map(fits, cells)) * 2 > len(cells):
            return at
    return None


def _is_date(cell: str) -> bool:
    try:
        return DateReader([cell], None).read(cell) is not None
    except Unreadable:
        return False


def _is_status(cell: str) -> bool:
    try:
        read_status(cell)
    except Unreadable:
        return False
    return bool(re.search(r"[A-Za-z%]", cell))


def _is_score(cell: str) -> bool:
    return bool(re.fullmatch(r"\d{1,3}([.,]\d+)?", cell))
