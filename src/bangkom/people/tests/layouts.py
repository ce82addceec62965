"""Exports as agencies really have them: each generator gives the bytes of one layout of the same four people."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import xlsxwriter

BUDI, SITI, AGUS, RINA = "199003122015031001", "198807012010122002", "197505052000031003", "199501012023212004"
NIK = "3604711203900001"
PHONE = "081234567890"


@dataclass(frozen=True)
class Sample:
    """A file with what must come of it: the number of rows that are somebody, those accepted, and refusals."""

    name: str
    content: bytes
    rows: int = 4
    valid: int = 4
    refused: tuple[str, ...] = ()
    certain: bool = True


def book(
    *sheets: tuple[str, Sequence[Sequence[object]]],
    merge: Sequence[tuple[int, int, int, int]] = (),
    hide: Sequence[int] = (),
) -> bytes:
    """A workbook; `merge` (first row, first column, last row, last column) and `hide` are for its first sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as made:
        for at, (name, rows) in enumerate(sheets):
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        page.write(number, column, value)
            if at == 0:
                for first_row, first, last_row, last in merge:
                    page.merge_range(first_row, first, last_row, last, rows[first_row][first])
                for number in hide:
                    page.set_row(number, None, None, {"hidden": True})
    return buffer.getvalue()


def text(rows: Sequence[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    import csv

    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


PLAIN = [
    ["NIP", "NAMA", "L/P", "PANGKAT/GOL", "JABATAN", "ESELON", "UNIT KERJA"],
    [BUDI, "Budi Santoso", "L", "III/c", "Analis SDM Aparatur Ahli Muda", "", "Dinas Kesehatan"],
    [SITI, "Siti Aminah", "P", "III/d", "Kepala Seksi Surveilans", "IV/a", "Dinas Kesehatan"],
    [AGUS, "Agus Salim", "L", "IV/b", "Kepala Dinas Sosial", "II.b", "Dinas Sosial"],
    [RINA, "Rina Wati", "P", "IX", "Perawat Ahli Pertama", "-", "RSUD Serang"],
]


def header_on_line_three() -> Sample:
    title = [["DAFTAR PEGAWAI NEGERI SIPIL"], ["PEMERINTAH KABUPATEN CONTOH"]]
    return Sample("header on line 3", book(("Sheet1", [*title, *PLAIN])))


def merged_titles() -> Sample:
    head = [["DAFTAR URUT KEPANGKATAN", *[None] * 6], ["Keadaan: 31 Desember 2025", *[None] * 6], [None]]
    content = book(("DUK", [*head, *PLAIN]), merge=[(0, 0, 0, 6), (1, 0, 1, 6)])
    return Sample("merged titles", content)


def two_line_header() -> Sample:
    upper = ["NO", "NAMA", "NIP", "PANGKAT", None, "JABATAN", None, "UNIT KERJA"]
    lower = [None, None, None, "GOL", "TMT", "NAMA", "ESELON", None]
    numbers = [str(n) for n in range(1, 9)]
    rows = [[at, r[1], r[0], r[3], "01-04-2020", r[4], r[5], r[6]] for at, r in enumerate(PLAIN[1:], start=1)]
    merge = [(2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4), (2, 5, 2, 6), (2, 7, 3, 7)]
    table = [["DAFTAR NOMINATIF"], ["Per 1 Januari 2026"], upper, lower, numbers, *rows]
    return Sample("two-line header", book(("Nominatif", table), merge=merge))


def two_line_csv() -> Sample:
    upper = ["NO", "NAMA", "NIP", "PANGKAT", "", "JABATAN", "", "UNIT KERJA"]
    lower = ["", "", "", "GOL", "TMT", "NAMA", "ESELON", ""]
    rows = [[str(at), r[1], r[0], r[3], "01-04-2020", r[4], r[5], r[6]] for at, r in enumerate(PLAIN[1:], start=1)]
    return Sample("two-line header in a CSV", text([upper, lower, *rows], delimiter=";"))


def semicolons_and_windows_letters() -> Sample:
    rows = [list(row) for row in PLAIN]
    rows[1][1], rows[2][6] = "André Santoso", "Dinas Kesehatan – Kota"
    return Sample("semicolons, Windows-1252", text(rows, delimiter=";", encoding="cp1252"))


def odd_numbers() -> Sample:
    rows = [list(row) for row in PLAIN]
    rows[1][0], rows[2][0] = "19900312 201503 1 001", f"'{SITI}"
    rows[3][0], rows[4][0] = "1.97505E+17", "NIP. 19950101 202321 2 004"
    return Sample("odd numbers", text(rows), valid=3, refused=("nip_scientific",))


def titles_in_the_name() -> Sample:
    rows = [list(row) for row in PLAIN]
    rows[1][1], rows[2][1] = "Dr. H. Budi Santoso, S.Sos., M.Si.", "Hj. Siti Aminah, S.Kep., Ns."
    rows[0][1] = "NAMA LENGKAP DAN GELAR"
    return Sample("titles in the name", book(("Data", rows)))


def unit_as_a_path() -> Sample:
    rows = [list(row) for row in PLAIN]
    for row, unit in zip(
        rows[1:],
        (
            "Dinas Kesehatan / Bidang P2P / Seksi Surveilans",
            "Dinas Kesehatan / Bidang P2P",
            "Dinas Sosial",
            "RSUD Serang / Instalasi Gawat Darurat",
        ),
        strict=True,
    ):
        row[6] = unit
    return Sample("unit as a path", book(("Data", rows)))


def units_in_columns() -> Sample:
    head = ["NIP", "NAMA", "GOLONGAN", "NAMA JABATAN", "OPD", "BIDANG", "SEKSI"]
    rows = [
        [BUDI, "Budi Santoso", "III/c", "Analis", "Dinas Kesehatan", "Bidang P2P", "Seksi Surveilans"],
        [SITI, "Siti Aminah", "III/d", "Kepala Bidang P2P", "Dinas Kesehatan", "Bidang P2P", "-"],
        [AGUS, "Agus Salim", "IV/b", "Kepala Dinas", "Dinas Sosial", "", ""],
        [RINA, "Rina Wati", "IX", "Perawat", "Dinas Kesehatan", "Bidang Pelayanan", "Seksi Surveilans"],
    ]
    return Sample("units in columns", book(("Data", [head, *rows])))


def dates_in_words() -> Sample:
    head = ["NO.", "NAMA PEGAWAI", "NIP", "TEMPAT, TANGGAL LAHIR", "TMT CPNS", "JABATAN", "UNIT ORGANISASI"]
    rows = [
        ["1", "Budi Santoso", BUDI, "Serang, 12 Maret 1990", "1 Maret 2015", "Analis", "Dinas Kesehatan"],
        ["2", "Siti Aminah", SITI, "Cilegon, 1 Juli 1988", "1 Desember 2010", "Arsiparis", "Dinas Kesehatan"],
        ["3", "Agus Salim", AGUS, "Pandeglang, 5 Mei 1975", "1 Maret 2000", "Kepala Dinas", "Dinas Sosial"],
        ["4", "Rina Wati", RINA, "Lebak, 1 Januari 1995", "", "Perawat", "RSUD Serang"],
    ]
    return Sample("dates in words", text([head, *rows]))


def several_sheets() -> Sample:
    recap = [["REKAPITULASI"], ["Golongan", "Jumlah"], ["III", 3], ["IV", 1]]
    first, second = [PLAIN[0], *PLAIN[1:3]], [PLAIN[0], *PLAIN[3:]]
    return Sample("several sheets", book(("Rekap", recap), ("PNS", first), ("PPPK", second)))


def hidden_rows_totals_and_signature() -> Sample:
    empty = [[None, *row[:3], None, None, *row[3:]] for row in PLAIN]
    for at, row in enumerate(empty[1:], start=1):
        row[0] = at
    empty[0][0] = "NO"
    foot = [
        [],
        ["JUMLAH", "4 orang"],
        [],
        [None, None, None, None, None, None, None, None, "Serang, 1 Januari 2026"],
        [None, None, None, None, None, None, None, None, "Kepala Badan Kepegawaian"],
        [None, None, None, None, None, None, None, None, "NIP. 19680101 199001 1 001"],
    ]
    return Sample("hidden rows, totals", book(("Data", [["DAFTAR"], *empty, *foot]), hide=[3]))


def headings_between_rows() -> Sample:
    rows = [PLAIN[0], ["I. SEKRETARIAT"], *PLAIN[1:3], ["", "II. BIDANG"], PLAIN[0], *PLAIN[3:]]
    return Sample("headings between rows", text([[*row, *[""] * (7 - len(row))] for row in rows]))


def forbidden_columns() -> Sample:
    head = [*PLAIN[0], "NO. KTP", "No HP", "Kontak", "Kode Kependudukan", "Agama", "Alamat Rumah"]
    rows = [[*row, NIK, PHONE, PHONE, NIK, "Islam", "Jl. Mawar 1"] for row in PLAIN[1:]]
    return Sample("forbidden columns", text([head, *rows]))


def name_and_number_in_one_cell() -> Sample:
    head = ["No", "Nama / NIP", "Pangkat / Gol. Ruang", "Jabatan", "Unit Kerja"]
    rows = [
        [str(at), f"{row[1]}\nNIP. {row[0]}", f"Penata, {row[3]}", row[4], row[6]]
        for at, row in enumerate(PLAIN[1:], start=1)
    ]
    return Sample("name and number in one cell", text([head, *rows]))


def words_of_its_own() -> Sample:
    head = ["NIP", "NAMA", "JENIS KELAMIN", "STATUS PEGAWAI", "KEDUDUKAN PEGAWAI", "JENIS JABATAN", "JABATAN", "UNIT"]
    rows = [
        [BUDI, "Budi Santoso", "Laki-laki", "PNSD", "Aktif", "Fungsional", "Analis", "Dinas Kesehatan"],
        [SITI, "Siti Aminah", "Perempuan", "PNSD", "Izin Belajar Luar", "Pelaksana", "Arsip", "Dinas Kesehatan"],
        [AGUS, "Agus Salim", "Laki-laki", "PNSD", "Purna Tugas", "Struktural", "Kepala Dinas", "Dinas Sosial"],
        [RINA, "Rina Wati", "Perempuan", "P3K", "Aktif", "Fungsional", "Perawat", "RSUD Serang"],
    ]
    return Sample("words of its own", text([head, *rows]), certain=False)


def titles_nobody_knows() -> Sample:
    head = ["ID_PEG", "NM_PEG", "KD_GOL", "NM_JAB_SKRG", "NM_TMPT_TGS"]
    rows = [[row[0], row[1], row[3], row[4], row[6]] for row in PLAIN[1:]]
    return Sample("titles nobody knows", text([head, *rows], delimiter="\t"), certain=False)


SAMPLES: list[Callable[[], Sample]] = [
    header_on_line_three,
    merged_titles,
    two_line_header,
    two_line_csv,
    semicolons_and_windows_letters,
    odd_numbers,
    titles_in_the_name,
    unit_as_a_path,
    units_in_columns,
    dates_in_words,
    several_sheets,
    hidden_rows_totals_and_signature,
    headings_between_rows,
    forbidden_columns,
    name_and_number_in_one_cell,
]
