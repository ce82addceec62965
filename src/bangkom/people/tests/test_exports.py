import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest

from bangkom.people.exports import EmployeeRecord, judge_row, parse_date, read_state, read_status
from bangkom.people.readings import judge_rows, open_readings

from .factories import AgencyFactory

SAMPLES = Path(__file__).resolve().parents[5] / "shared" / "samples" / "employees"
FORBIDDEN = (
    "AGAMA",
    "KAWIN",
    "NIK",
    "NPWP",
    "BPJS",
    "ALAMAT",
    "NOMOR HP",
    "EMAIL",
)

ROW = {
    "number": "199504222019052080",
    "name": "Umi Fauziah",
    "front_title": "",
    "back_title": "S.Sos., M.Si.",
    "birth_place": "Serang",
    "birth_date": "22/04/1995",
    "sex": "F",
    "kind": "PNS Daerah Kab/Kota",
    "state": "01",
    "state_name": "Aktif",
    "status": "P",
    "hired_on": "01-05-2019",
    "grade": "IV/a",
    "position_kind": "4",
    "position_kind_name": "Jabatan Fungsional Umum",
    "position": "Pengelola Layanan Operasional",
    "echelon": "",
    "unit_code": "U00110967",
    "unit": "Sekretariat pada Kecamatan Waringinkurung",
    "parent_unit": "Kecamatan Waringinkurung",
    "agency": "Pemerintah Kab. Serang",
    "email": "",
}


def judged(**changes):
    return judge_row(2, ROW | changes)


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["kab-serang-400", "kab-serang-6000", "kota-tangerang-300"])
def test_the_counts_of_the_samples_come_out_exactly(name, ending):
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_text())
    with open_readings(SAMPLES / f"{name}.{ending}", AgencyFactory(), {}) as readings:
        read = list(readings.rows())
        rows = list(judge_rows(read))
        held = readings._table
    records = [row.record for row in rows if row.record]
    assert {
        "rows": len(rows),
        "valid": len(records),
        "refused": dict(Counter(r.refused for r in rows if r.refused and r.refused != "duplicate")),
        "warned": dict(Counter(w for r in rows for w in r.warnings)),
        "duplicates": sum(r.refused == "duplicate" for r in rows),
        "statuses": dict(Counter(r.status for r in records)),
        "units_leaf": len({row.cells["unit_code"] for row in read}),
        "active": sum(r.is_active for r in records),
    } == expected
    assert held.memory < 512 * 1024 * 1024
    titles = {column.title.upper() for sheet in held.sheets for column in sheet.columns if not column.forbidden}
    assert not titles & set(FORBIDDEN)
    assert all(record.position_group for record in records)


def test_a_good_row_becomes_a_record():
    assert judged().record == EmployeeRecord(
        number="199504222019052080",
        name="Umi Fauziah",
        back_title="S.Sos., M.Si.",
        birth_place="Serang",
        birth_date=dt.date(1995, 4, 22),
        sex="F",
        status="PNS",
        state="01",
        hired_on=dt.date(2019, 5, 1),
        grade="IV/a",
        position="Pengelola Layanan Operasional",
        position_group="pelaksana",
        unit_code="U00110967",
        unit="Sekretariat pada Kecamatan Waringinkurung",
        parent_unit="Kecamatan Waringinkurung",
        agency="Pemerintah Kab. Serang",
    )
    assert judged().warnings == []


def test_refusals_come_in_their_order():
    assert judged(number="1.96811E+17", name="").refused == "nip_scientific"
    assert judged(number="19950422201905208", name="").refused == "nip_length"
    assert judged(number="", name="").refused == "nip_length"
    assert judged(number="199513222019052080", name="").refused == "nip_birth_date_impossible"
    assert judged(name=" ").refused == "name_missing"
    assert judged(name="-").refused == "name_missing"
    assert judge_row(2, ROW, shifted=True).refused == "columns_shifted"


def test_what_disagrees_with_the_nip_is_a_warning():
    assert judged(sex="L").warnings == ["sex_differs_from_nip"]
    assert judged(birth_date="1995-04-23").warnings == ["birth_date_differs_from_nip"]
    assert judged(kind="PPPK", status="-").warnings == ["status_differs_from_nip"]
    assert judged(name='=HYPERLINK("x")').warnings == ["formula_in_name"]


def test_what_is_missing_is_taken_from_the_nip():
    record = judged(sex="", birth_date="", status="", kind="").record
    assert (record.sex, record.birth_date, record.status) == ("F", dt.date(1995, 4, 22), "PNS")
    assert judged(number="199504222021212080", status="", kind="").record.status == "PPPK"


@pytest.mark.parametrize("text", ["16-02-1998", "16/02/1998", "1998-02-16", "1998-02-16 00:00:00", "16.2.1998"])
def test_dates_are_read_in_every_form_seen(text):
    assert parse_date(text) == dt.date(1998, 2, 16)


@pytest.mark.parametrize(
    "text", ["16 Februari 1998", "16 Pebruari 1998", "16-Feb-98", "16 feb. 1998", "35842", "Senin, 16 Februari 1998"]
)
def test_dates_in_words_and_numbers_of_excel_are_read(text):
    assert parse_date(text) == dt.date(1998, 2, 16)


def test_a_month_may_stand_first():
    assert parse_date("02/16/1998", month_first=True) == dt.date(1998, 2, 16)
    assert parse_date("02/16/1998") is None


@pytest.mark.parametrize("text", ["", "-", "31-02-1998", "16 Foo 1998", "98-02-16", "123"])
def test_what_is_no_date_is_none(text):
    assert parse_date(text) is None


@pytest.mark.parametrize(("text", "sex"), [(t, "M") for t in "LM1"] + [(t, "F") for t in "PF2"])
def test_sex_is_read_in_three_notations(text, sex):
    assert judged(sex=text).record.sex == sex


def test_status_and_state_are_read():
    nip = ROW["number"]
    assert read_status("C", "PNS Daerah Kab/Kota", nip) == "CPNS"
    assert read_status("-", "PPPK", nip) == "PPPK"
    assert read_status("", "PPPK Paruh Waktu", nip) == "PPPK"
    assert read_state("1", "") == "01"
    assert read_state("", "Tugas Belajar") == "03"
    assert read_state("", "") == "01"


def test_a_staged_record_is_read_back():
    record = judged().record
    assert EmployeeRecord.from_data(record.as_data()) == record


def test_a_nik_is_not_even_kept_of_a_refused_row():
    row = judged(number="3604 7124 8143 7690", name="Umi 3604712481437690")
    assert row.refused == "nip_length"
    assert row.shown["number"] == "(16 angka)"
    assert row.shown["name"] == "Umi (16 angka)"


def test_cells_that_no_column_can_hold_are_refused():
    assert judged(name="x" * 201).refused == "value_too_long"
    assert judged(position="x" * 256).refused == "value_too_long"


def test_only_a_real_address_is_kept():
    assert judged(email="umi@serang.go.id").record.email == "umi@serang.go.id"
    assert judged(email="tidak ada").record.email == ""
