import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from bangkom.core.spreadsheets import (
    Column,
    Limits,
    SpreadsheetRefused,
    Table,
    guess_columns,
    parse_pasted,
    read_table,
    write_csv,
    write_xlsx,
)

KNOWN = ["NIP BARU", "NAMA", "UNOR NAMA"]


def workbook(path: Path, rows: list[list], *, hidden_first: bool = False) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        if hidden_first:
            book.add_worksheet("Petunjuk").write_row(0, 0, ["Bacalah", "dulu"])
        sheet = book.add_worksheet("Data")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(at, column, value, day)
                else:
                    sheet.write(at, column, value)
    return path


def repacked(path: Path, target: Path, extra: dict[str, bytes], *, drop: str = "") -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in extra and name != drop:
                new.writestr(name, old.read(name))
        for name, content in extra.items():
            new.writestr(name, content)
    return target


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return workbook(tmp_path / "plain.xlsx", [["NIP BARU", "NAMA"], ["199504222019052080", "Umi"]])


def refusal(path: Path, **kwargs) -> SpreadsheetRefused:
    with pytest.raises(SpreadsheetRefused) as caught:
        read_table(path, known_headers=KNOWN, **kwargs)
    assert "Belum ada data yang diubah." in caught.value.message
    return caught.value


def cells(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows]


# --- reading --------------------------------------------------------------------------------------


def test_a_workbook_reads_as_a_person_sees_it(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["DATA UTAMA ASN"],
            [],
            ["nama", "Nip_Baru ", "TMT", "Nilai"],
            [" Umi\xa0", 199504222019052080, dt.date(1998, 2, 16), 12.5],
            [],
            ["Ani", "'199504222019052080", "16-02-1998", 3],
        ],
    )
    table = read_table(path, known_headers=KNOWN)
    assert table.headers == ["nama", "Nip_Baru", "TMT", "Nilai"]
    assert cells(table) == [
        ["Umi", "1.99504E+17", "1998-02-16", "12.5"],
        ["Ani", "'199504222019052080", "16-02-1998", "3"],
    ]
    assert [row.number for row in table.rows] == [4, 6]
    assert table.child_memory_bytes < Limits().memory_bytes


def test_the_sheet_with_the_known_header_is_found(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["NIP BARU", "NAMA"], ["1", "Umi"]], hidden_first=True)
    table = read_table(path, known_headers=KNOWN)
    assert cells(table) == [["1", "Umi"]]
    assert table.notes == ["sheet:Data"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_encodings_and_separators_are_found(tmp_path, encoding, delimiter):
    lines = [["DAFTAR PEGAWAI"], ["NAMA", "NIP BARU"], ["Désirée", "19780512 200501 1 003"]]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    table = read_table(path, known_headers=KNOWN)
    assert table.headers == ["NAMA", "NIP BARU"]
    assert cells(table) == [["Désirée", "19780512 200501 1 003"]]


def test_quoted_newlines_and_separators_stay_in_their_cell(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('sep=;\nNIP BARU;NAMA;UNOR NAMA\n1;"Umi; S.Sos., M.Si.";"Dinas\nKesehatan"\n')
    assert cells(read_table(path, known_headers=KNOWN)) == [["1", "Umi; S.Sos., M.Si.", "Dinas\nKesehatan"]]


def test_short_rows_are_filled_and_long_rows_are_marked(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("NIP BARU,NAMA\n1\n2,Umi,S.Sos.\n3,Ani,,\n")
    table = read_table(path, known_headers=KNOWN)
    assert cells(table) == [["1", ""], ["2", "Umi"], ["3", "Ani"]]
    assert [row.overflow for row in table.rows] == [False, True, False]


def test_columns_that_are_not_needed_never_leave_the_child(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("NIK,NIP BARU,NIK,NAMA\n3604712481437690,1,3604712481437690,Umi\n")
    table = read_table(path, known_headers=KNOWN, keep=KNOWN)
    assert table.headers == ["NIP BARU", "NAMA"]
    assert cells(table) == [["1", "Umi"]]


# --- hostile files --------------------------------------------------------------------------------


def test_the_name_of_a_file_proves_nothing(tmp_path, plain):
    renamed = tmp_path / "daftar.csv"
    renamed.write_bytes(plain.read_bytes())
    assert cells(read_table(renamed, known_headers=KNOWN)) == [["199504222019052080", "Umi"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"%PDF-1.7 etc", "not_spreadsheet"),
        (bytes(range(256)) * 20, "not_spreadsheet"),
        (b"\x01\x02\x03\x04" * 100, "not_spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old_excel"),
        (b"<html><table><tr><td>NIP BARU</td></tr></table>", "web_page"),
        (b"PK\x03\x04 and then nothing", "damaged_archive"),
        (b"NIP BARU,NAMA\n1,U\x00mi\n", "nul_bytes"),
        (b'NIP BARU,NAMA\n1,"Umi\n2,Ani\n', "unclosed_quote"),
        (b"NIP BARU,NAMA\n1," + b"x" * 40_000 + b"\n", "cell_too_long"),
        (b"NIP BARU,NAMA,nama\n1,a,b\n", "duplicate_column"),
        (b"satu,dua\n1,2\n", "no_header"),
        (b"NIP BARU,NAMA\n", "no_rows"),
        (b"NIP BARU,NAMA" + b",x" * 500 + b"\n1,2\n", "too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path, content, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert refusal(path).code == code


def test_too_many_bytes_or_rows_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("NIP BARU,NAMA\n" + "1,Umi\n" * 20)
    assert refusal(path, limits=Limits(max_bytes=50)).code == "too_big"
    assert refusal(path, limits=Limits(max_rows=19)).code == "too_many_rows"
    assert refusal(path, limits=Limits(max_text_bytes=200)).code == "too_complex"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "xl/../../evil", "C:/evil", "xl\\evil.xml"])
def test_names_that_leave_the_archive_are_refused(tmp_path, plain, name):
    hostile = repacked(plain, tmp_path / "b.xlsx", {name: b"x"})
    assert refusal(hostile).code == "unsafe_archive"


def test_links_and_twice_named_parts_are_refused(tmp_path, plain):
    linked = tmp_path / "b.xlsx"
    linked.write_bytes(plain.read_bytes())
    with zipfile.ZipFile(linked, "a") as archive:
        link = zipfile.ZipInfo("xl/media/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refusal(linked).code == "unsafe_archive"
    twice = tmp_path / "c.xlsx"
    twice.write_bytes(plain.read_bytes())
    with zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("XL/workbook.xml", "<workbook/>")
    assert refusal(twice).code == "unsafe_archive"


def test_a_zip_bomb_is_stopped_by_its_real_size(tmp_path, plain):
    bomb = repacked(plain, tmp_path / "b.xlsx", {"xl/media/image1.bin": b"\0" * 6_000_000})
    data = bytearray(bomb.read_bytes())
    # The directory lies about the size, as bombs do; what counts is what comes out.
    data = data.replace((6_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    bomb.write_bytes(data)
    assert refusal(bomb, limits=Limits(max_inflated_bytes=4_000_000)).code in {
        "archive_too_large",
        "damaged_archive",
    }
    honest = repacked(plain, tmp_path / "c.xlsx", {"xl/media/image1.bin": b"\0" * 6_000_000})
    assert refusal(honest, limits=Limits(max_inflated_bytes=4_000_000)).code == "archive_too_large"


def test_thousands_of_parts_are_refused(tmp_path, plain):
    parts = {f"xl/media/{at}.bin": b"" for at in range(1_100)}
    assert refusal(repacked(plain, tmp_path / "b.xlsx", parts)).code == "archive_too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused(tmp_path, plain, encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><sst><si><t>&b;</t></si></sst>'
    hostile = repacked(plain, tmp_path / "b.xlsx", {"xl/sharedStrings.xml": bomb.encode(encoding)})
    assert refusal(hostile).code == "xml_entities"


def test_macros_and_other_formats_are_refused(tmp_path, plain):
    assert refusal(repacked(plain, tmp_path / "b.xlsx", {"xl/vbaProject.bin": b"x"})).code == "macro"
    assert refusal(repacked(plain, tmp_path / "c.xlsx", {"xl/workbook.bin": b"x"})).code == "xlsb"
    ods = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}
    assert refusal(repacked(plain, tmp_path / "d.xlsx", ods)).code == "ods"
    assert refusal(repacked(plain, tmp_path / "e.xlsx", {}, drop="xl/workbook.xml")).code == "not_spreadsheet"


def test_a_cell_far_away_does_not_eat_the_memory(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, KNOWN)
        sheet.write_string(1_048_575, 16_383, "x")
    assert refusal(path).code == "too_complex"


def test_a_parser_that_runs_too_long_is_stopped(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("NIP BARU,NAMA\n" + "1,Umi\n" * 300_000)
    limits = Limits(cpu_seconds=0, max_rows=1_000_000, max_text_bytes=10**9)
    assert refusal(path, limits=limits).code == "too_complex"


# --- pasted text and columns ----------------------------------------------------------------------


def test_pasted_cells_with_a_header_row():
    table = parse_pasted("NIP\tNama\n1\tUmi\n\n2\tAni\n", known_headers=["NIP", "Nama", "OPD"])
    assert table.has_header
    assert table.headers == ["NIP", "Nama"]
    assert cells(table) == [["1", "Umi"], ["2", "Ani"]]


def test_titles_above_a_pasted_header_are_no_rows():
    text = "Daftar Peserta\n\nNama\tNIP\nUmi\t1\n"
    table = parse_pasted(text, known_headers=["NIP", "Nama"])
    assert table.headers == ["Nama", "NIP"]
    assert cells(table) == [["Umi", "1"]]


def test_pasted_cells_without_a_header_row_are_found_by_their_content():
    table = parse_pasted('Umi "Ibu" S.\t19780512 200501 1 003\n"Ani\t197805122005011003', known_headers=["NIP", "Nama"])
    assert not table.has_header
    assert cells(table)[1] == ['"Ani', "197805122005011003"]
    columns = guess_columns(
        table.headers,
        {"number": ["NIP"], "name": ["Nama"]},
        rows=table.rows,
        patterns={"number": r"[\d ]{18,}", "name": r"\D+"},
    )
    assert columns == {"number": 1, "name": 0}
    assert next(table.records(columns)) == {"number": "19780512 200501 1 003", "name": 'Umi "Ibu" S.'}


def test_a_header_serves_one_field_and_exact_names_win():
    wanted = {"number": ["NIP BARU", "NIP"], "old": ["NIP LAMA"], "name": ["NAMA"], "phone": ["HP"]}
    found = guess_columns(["Unor Nama", "nip", "NIP_LAMA", "Nama", "No. HP / WA"], wanted)
    assert found == {"number": 1, "old": 2, "name": 3, "phone": 4}


def test_nothing_pasted_is_refused():
    with pytest.raises(SpreadsheetRefused) as caught:
        parse_pasted(" \n\t\n")
    assert caught.value.code == "empty"


# --- exports --------------------------------------------------------------------------------------

RISKY = ['=HYPERLINK("http://127.0.0.1","x")', "+1", "-1", "@a", "\t=1", "\r=1", "＝1"]


def test_an_exported_workbook_keeps_text_numbers_and_dates_and_holds_no_formula(tmp_path):
    rows = [[text, "197805122005011003", 12, Decimal("73.5"), dt.date(2025, 5, 26), True, None] for text in RISKY]
    data = write_xlsx(["a", Column("NIP", 20), "c", "d", "e", "f", "g"], rows, sheet="Peserta")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 'state="frozen"' in sheet
    read = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Peserta").to_python()
    assert [row[0].strip() for row in read[1:]] == [text.strip() for text in RISKY]
    assert read[1][1:6] == ["197805122005011003", 12.0, 73.5, dt.date(2025, 5, 26), "Ya"]


def test_an_exported_csv_holds_no_formula_and_excel_keeps_the_nip():
    rows = [[text, -5, "197805122005011003", dt.date(2025, 5, 26)] for text in RISKY]
    lines = write_csv(["a", "b", "NIP", "d"], rows).decode("utf-8-sig")
    assert lines.splitlines()[1] == '"\'=HYPERLINK(""http://127.0.0.1"",""x"")",-5,\'197805122005011003,2025-05-26'
    assert parse_pasted(lines).rows[2].cells[0] == "'+1"
    assert b",197805122005011003," in write_csv(["a"], rows, for_excel=False)


def test_an_exported_csv_is_read_back(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(write_csv(["NIP BARU", "NAMA"], [["197805122005011003", "Umi"]], delimiter=";"))
    assert cells(read_table(path, known_headers=KNOWN)) == [["'197805122005011003", "Umi"]]
