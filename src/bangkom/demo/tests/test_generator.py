import datetime as dt
from collections import Counter

import pytest

from bangkom.core.tests.factories import AgencyFactory
from bangkom.demo import workbook
from bangkom.demo.generator import Given, Invented, Inventor
from bangkom.demo.seats import SIZES
from bangkom.people.columns import COLUMNS
from bangkom.people.exports import JudgedRow
from bangkom.people.readings import judge_rows, open_readings

TODAY = dt.date(2026, 11, 21)
SMALL = sorted(set(SIZES) - {"kab-serang"})


def staff(agency: str, cast: tuple[Given, ...] = ()) -> list[Invented]:
    return Inventor(agency, today=TODAY).staff(cast)


def judged(rows: list[workbook.Cells], folder) -> list[JudgedRow]:
    path = workbook.write_export(folder / "pegawai.xlsx", rows, made_on=TODAY)
    with open_readings(path, AgencyFactory(), {}) as readings:
        return list(judge_rows(readings.rows()))


@pytest.fixture(scope="module")
def serang() -> list[Invented]:
    return staff("kab-serang")


def test_the_same_seed_invents_the_same_people():
    assert staff("lan") == staff("lan")
    assert staff("lan") != Inventor("lan", today=TODAY, seed="another").staff()


def test_each_agency_has_its_size_and_nobody_shares_a_number(serang):
    everybody = list(serang)
    for agency in SMALL:
        people = staff(agency)
        assert len(people) == SIZES[agency].people
        assert len({person.number for person in people}) == len(people)
        everybody += people
    assert len(serang) == SIZES["kab-serang"].people
    assert len({person.number for person in serang}) == len(serang)


def test_a_kabupaten_looks_like_one(serang):
    careers = Counter(person.seat.career for person in serang)
    statuses = Counter(person.status for person in serang)
    assert 0.42 < careers["teacher"] / len(serang) < 0.48
    assert 0.55 < statuses["PNS"] / len(serang) < 0.7
    assert statuses["CPNS"] > 100
    assert careers["pengawas"] > careers["administrator"] > careers["jpt"] > 30
    assert sum(" " not in person.name for person in serang) > 500
    assert any("'" in person.name for person in serang)
    assert max(len(person.name) for person in serang) > 30


@pytest.mark.django_db
def test_an_export_is_read_back_without_a_single_remark(serang, tmp_path):
    rows = judged(workbook.rows_of(serang[:400], agency_name="Pemerintah Kab. Serang", defects=False), tmp_path)
    assert len(rows) == 400
    assert all(row.record and not row.warnings for row in rows)
    for row, person in zip(rows, serang, strict=False):
        assert row.record.number == person.number
        assert (row.record.status, row.record.sex, row.record.birth_date) == (
            person.status,
            person.sex,
            person.birth_date,
        )
        assert row.record.position_group


@pytest.mark.django_db
def test_an_export_with_defects_is_refused_where_it_should_be(tmp_path):
    inventor = Inventor("kota-tangerang", today=TODAY)
    people = inventor.staff()
    spare = inventor.newcomers([people[0].seat.unit], workbook.spoilt_rows())
    rows = judged(workbook.rows_of(people, agency_name="Kota Tangerang", defects=True, spare=spare), tmp_path)
    refused = Counter(row.refused for row in rows if row.refused)
    assert refused == {
        "nip_scientific": 3,
        "nip_length": 2,
        "nip_birth_date_impossible": 2,
        "name_missing": 1,
        "duplicate": 3,
    }
    assert Counter(code for row in rows for code in row.warnings) == {
        "sex_differs_from_nip": 4,
        "birth_date_differs_from_nip": 5,
    }


def test_the_cast_sits_where_it_says():
    given = Given("198003122005012004", "Rina Rekaan", position="Widyaiswara", level="Ahli Madya", grade="IV/b")
    (rina,) = [person for person in staff("lan", (given,)) if person.number == given.number]
    assert (rina.name, rina.position, rina.grade, rina.sex) == (
        "Rina Rekaan",
        "Widyaiswara Ahli Madya",
        "IV/b",
        "F",
    )
    assert rina.birth_date == dt.date(1980, 3, 12)


def test_the_cast_cannot_sit_in_a_seat_that_does_not_exist():
    with pytest.raises(LookupError):
        staff("lan", (Given("198003122005012004", "Rina Rekaan", position="Camat"),))


def test_personal_columns_that_the_import_drops_are_not_even_made():
    person = staff("lan")[0]
    filled = workbook.cells_of(person, "Lembaga Administrasi Negara", workbook.Random(1))
    assert set(filled) <= set(workbook.COLUMNS)
    assert not set(filled) & {"NIK", "AGAMA NAMA", "NPWP NOMOR", "BPJS", "ALAMAT", "NOMOR HP", "JENIS KAWIN NAMA"}
    read = {name for names in COLUMNS.values() for name in names}
    assert set(filled) - read <= {
        "ESELON ID",
        "INSTANSI INDUK NAMA",
        "TINGKAT PENDIDIKAN ID",
        "TINGKAT PENDIDIKAN NAMA",
    }
