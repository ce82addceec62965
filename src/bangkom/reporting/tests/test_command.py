import datetime as dt
import json

import pytest

from bangkom.core import clock
from bangkom.ledger.tests.factories import posted
from bangkom.people.tests.factories import AgencyFactory, employee, unit
from bangkom.reporting.commands import report_compliance

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def province():
    with clock.held_at(dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)):
        serang, cilegon = AgencyFactory(code="kab-serang"), AgencyFactory(code="kota-cilegon")
        health = unit(serang, "Dinas Kesehatan")
        posted(employee(serang, where=health, serial=1), jp=24)
        posted(employee(serang, where=health, serial=2), minutes=100)
        employee(serang, where=health, serial=3, status="PPPK")
        employee(cilegon, where=unit(cilegon, "Dinas Sosial"), serial=4)
        yield


def run(capsysbinary, **asked) -> tuple[int, str]:
    given = {"year": 2026, "agency_code": None, "as_of": None, "format": "json", "output": None} | asked
    code = report_compliance(**given)
    return code, capsysbinary.readouterr().out.decode("utf-8-sig")


def test_json_has_rows_by_unit_and_a_total(capsysbinary):
    code, out = run(capsysbinary, agency_code="kab-serang")
    found = json.loads(out)
    assert code == 0
    assert [(row["unit"], row["people"], row["reached"], row["jp"]) for row in found["rows"]] == [
        ("Dinas Kesehatan", 2, 1, 26.22)
    ]
    assert found["total"] == {"people": 2, "reached": 1, "jp": 26.22}
    assert found["apart"] == {"PPPK": {"people": 1, "jp": 0}}
    assert (found["year"], found["as_of"], found["minimum_jp"]) == (2026, "2026-11-21", 20)


def test_without_an_agency_all_are_reported(capsysbinary):
    found = json.loads(run(capsysbinary)[1])
    assert {row["agency"] for row in found["rows"]} == {"kab-serang", "kota-cilegon"}
    assert found["total"]["people"] == 3


def test_an_earlier_day_can_be_asked_for(capsysbinary):
    found = json.loads(run(capsysbinary, agency_code="kab-serang", as_of=dt.date(2026, 1, 31))[1])
    assert found["as_of"] == "2026-01-31"
    assert found["total"]["reached"] == 0


def test_csv_and_xlsx_go_to_a_file(capsysbinary, tmp_path):
    target = tmp_path / "rekap.csv"
    assert run(capsysbinary, format="csv", output=target) == (0, "")
    assert target.read_text("utf-8-sig").splitlines()[1].startswith("kab-serang,Dinas Kesehatan,PNS,2,1,1,26.22,2026")
    target = tmp_path / "rekap.xlsx"
    run(capsysbinary, format="xlsx", output=target)
    assert target.read_bytes()[:2] == b"PK"


def test_an_unknown_agency_or_a_day_to_come_is_wrong_usage(capsys):
    given = {"year": 2026, "as_of": None, "format": "json", "output": None}
    assert report_compliance(agency_code="kab-atlantis", **given) == 2
    assert "kab-serang, kota-cilegon" in capsys.readouterr().err
    assert report_compliance(agency_code="kab-serang", **given | {"as_of": dt.date(2027, 1, 1)}) == 2
    assert report_compliance(agency_code="kab-serang", **given | {"year": 1998}) == 2
