import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from bangkom.core import clock
from bangkom.core.models import Role
from bangkom.ledger import services as ledger
from bangkom.ledger.models import YearBalance
from bangkom.ledger.tests.factories import posted
from bangkom.people import services as people
from bangkom.people.models import Employee, Posting
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, many_employees, staff, unit
from bangkom.reporting.policies import Reach
from bangkom.reporting.queries import compliance
from bangkom.rules.models import RuleSet

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def serang():
    return AgencyFactory(name="Pemerintah Kabupaten Serang")


@pytest.fixture
def health(serang):
    return unit(serang, "Dinas Kesehatan")


@pytest.fixture
def clinic(serang, health):
    return unit(serang, "Puskesmas Ciruas", parent=health)


@pytest.fixture
def schools(serang):
    return unit(serang, "Dinas Pendidikan")


def person(where, serial, jp=0, **fields) -> Employee:
    one = employee(where.agency, where=where, serial=serial, **fields)
    if jp:
        posted(one, jp=jp)
    return one


def figures(report) -> dict[str, tuple]:
    return {row.unit.name: (row.people, row.reached, row.jp) for row in report.rows}


def the_report(agency, **asked) -> compliance.Report:
    return compliance.report(Reach(agency), compliance.basis_for(agency, **asked))


def test_people_count_for_the_top_unit_above_theirs(serang, health, clinic, schools):
    person(health, 1, jp=20)
    person(clinic, 2, jp=19)
    person(schools, 3, jp=30)
    report = the_report(serang)
    assert figures(report) == {"Dinas Kesehatan": (2, 1, 39), "Dinas Pendidikan": (1, 1, 30)}
    assert (report.total.people, report.total.reached, report.total.short) == (3, 2, 1)


def test_nineteen_jp_and_forty_four_minutes_are_not_twenty(serang, health):
    one = person(health, 1)
    posted(one, minutes=20 * 45 - 1)
    assert the_report(serang).total.reached == 0
    posted(one, minutes=1)
    assert the_report(serang).total.reached == 1


def test_only_those_in_service_count(serang, health):
    person(health, 1, jp=20)
    for serial, state in ((2, "02"), (3, "99"), (4, "03")):
        person(health, serial, employment_state=state)
    assert the_report(serang).total.people == 2


def test_pppk_and_cpns_are_shown_apart_because_their_rule_differs(serang, health):
    person(health, 1, jp=20)
    person(health, 2, jp=30, status="PPPK")
    person(health, 3, jp=4, status="CPNS")
    report = the_report(serang)
    assert report.total.people == 1
    assert {status: (sums.people, sums.jp) for status, sums in report.apart.items()} == {
        "PPPK": (1, 30),
        "CPNS": (1, 4),
    }
    pppk = compliance.report(Reach(serang), report.basis, "PPPK")
    assert (pppk.kind, pppk.needed, pppk.total.over, pppk.total.reached) == ("maximum", 24, 1, 0)


def test_most_people_short_stand_first_not_the_smallest_share(serang, health, schools):
    for serial in range(1, 4):
        person(schools, serial)
    for serial in range(4, 12):
        person(schools, serial, jp=20)
    person(health, 20)
    assert [row.unit.name for row in the_report(serang).rows] == ["Dinas Pendidikan", "Dinas Kesehatan"]


def test_the_ledger_of_an_earlier_day_is_the_ledger_as_it_stood(serang, health, schools):
    with clock.held_at(dt.datetime(2026, 6, 1, tzinfo=dt.UTC)):
        early = posted(person(health, 1), jp=20, on=dt.date(2026, 5, 26))
    with clock.held_at(dt.datetime(2026, 10, 1, tzinfo=dt.UTC)):
        posted(person(schools, 2), jp=20, on=dt.date(2026, 9, 30))
        ledger.reverse_entry(entry=early, reason="Bukti tidak sah", by=None)
    Posting.objects.filter(employee__unit=health).update(valid_until=dt.date(2026, 6, 30))
    moved = Employee.objects.get(unit=health)
    Posting.objects.create(employee=moved, unit=schools, position=moved.position, valid_from=dt.date(2026, 7, 1))
    Employee.objects.filter(pk=moved.pk).update(unit=schools)

    assert figures(the_report(serang, as_of=dt.date(2026, 6, 15))) == {
        "Dinas Kesehatan": (1, 1, 20),
        "Dinas Pendidikan": (1, 0, 0),
    }
    assert figures(the_report(serang)) == {"Dinas Pendidikan": (2, 1, 20)}


def test_who_was_hired_later_is_not_missing_earlier(serang, health):
    person(health, 1, hired_on=dt.date(2026, 8, 1))
    assert the_report(serang, as_of=dt.date(2026, 6, 15)).total.people == 0
    assert the_report(serang, year=2025).total.people == 0
    assert the_report(serang).total.people == 1


def test_a_new_rule_counts_for_its_own_years_only(serang, health):
    person(health, 1, jp=20)
    RuleSet.objects.create(
        code="jp-duty", version="2027", title="JP", effective_from="2027-01-01", source="uji", confidence="K",
        data={"PNS": {"kind": "minimum", "jp": 24, "window": "calendar_year"}},
    )  # fmt: skip
    with clock.held_at(dt.datetime(2027, 3, 1, tzinfo=dt.UTC)):
        assert the_report(serang, year=2026).needed == 20
        assert the_report(serang, year=2026).total.reached == 1
        assert the_report(serang).needed == 24


def test_the_report_costs_the_same_for_two_thousand_people(serang, django_assert_num_queries):
    units = [unit(serang, f"Dinas {n}") for n in range(30)]
    units += [unit(serang, f"Bidang {n}", parent=units[n]) for n in range(30)]
    people = many_employees(serang, 2000, units)
    YearBalance.objects.bulk_create(
        YearBalance(person_id=e.person_id, year=2026, minutes=45 * (n % 40)) for n, e in enumerate(people)
    )
    basis = compliance.basis_for(serang)
    with django_assert_num_queries(3):
        report = compliance.report(Reach(serang), basis)
    assert report.total.people == 2000
    assert report.total.reached == 1000
    assert len(report.rows) == 30
    earlier = compliance.basis_for(serang, as_of=dt.date(2026, 6, 1))
    with django_assert_num_queries(6):
        compliance.report(Reach(serang), earlier)


# The pages


def test_the_organizer_reads_sentence_rule_and_source(client, serang, health, django_assert_max_num_queries):
    person(health, 1, jp=20)
    person(health, 2, jp=5)
    client.force_login(staff(Role.ORGANIZER, serang))
    with django_assert_max_num_queries(10):
        page = client.get(reverse("reporting:compliance"))
    words = page.content.decode()
    assert "Per 21 November 2026, 1 dari 2 PNS (50%) sudah mencapai 20 JP tahun 2026." in words
    assert "PP 11/2017 jo. PP 17/2020 Pasal 203 ayat (4)" in words
    assert reverse("reporting:compliance_unit", args=[health.pk]) in words


def test_the_list_of_a_unit_shows_first_who_is_short(client, serang, health, clinic, django_assert_max_num_queries):
    person(health, 1, jp=20, name="Umi Sudah")
    person(clinic, 2, jp=5, name="Budi Kurang")
    client.force_login(staff(Role.ORGANIZER, serang))
    address = reverse("reporting:compliance_unit", args=[health.pk])
    with django_assert_max_num_queries(16):
        words = client.get(address).content.decode()
    assert "Budi Kurang" in words
    assert "Umi Sudah" not in words
    assert "Masih ada 1 orang yang kurang. Batasnya 31 Desember 2026." in words
    assert "Umi Sudah" in client.get(address, {"siapa": "semua"}).content.decode()


def test_the_message_for_the_group_names_nobody(client, serang, health):
    person(health, 1, name="Budi Kurang")
    client.force_login(staff(Role.UNIT_HR, health.scope))
    page = client.get(reverse("reporting:compliance_unit", args=[health.pk]))
    assert "Budi" not in page.context["message"]
    assert "http" in page.context["message"]
    assert f"/{health.pk}/" not in page.context["message"]


def test_the_list_costs_the_same_for_fifty_people(client, serang, health, django_assert_max_num_queries):
    many_employees(serang, 120, [health])
    client.force_login(staff(Role.ORGANIZER, serang))
    with django_assert_max_num_queries(16):
        client.get(reverse("reporting:compliance_unit", args=[health.pk]))


def test_a_unit_keeper_comes_to_the_own_unit_and_sees_no_other(client, serang, health, schools):
    person(health, 1, name="Budi")
    other = person(schools, 2, name="Wati")
    client.force_login(staff(Role.UNIT_HR, health.scope))
    reply = client.get(reverse("reporting:compliance"), follow=True)
    assert reply.redirect_chain[0][0].startswith(reverse("reporting:compliance_unit", args=[health.pk]))
    assert "Budi" in reply.content.decode()
    assert client.get(reverse("reporting:compliance_unit", args=[other.unit_id])).status_code == 404


def test_another_agency_is_not_found(client, serang, health):
    client.force_login(staff(Role.ORGANIZER, AgencyFactory()))
    assert client.get(reverse("reporting:compliance_unit", args=[health.pk])).status_code == 404
    assert "Dinas Kesehatan" not in client.get(reverse("reporting:compliance")).content.decode()


@pytest.mark.parametrize("role", [Role.TRAINER, None])
def test_the_report_is_not_for_trainers_and_learners(client, serang, role):
    client.force_login(staff(role, serang) if role else UserFactory())
    assert client.get(reverse("reporting:compliance")).status_code == 403


def test_filters_that_make_no_sense_are_refused_in_words(client, serang, health):
    client.force_login(staff(Role.ORGANIZER, serang))
    reply = client.get(reverse("reporting:compliance"), {"per": "2027-01-01"})
    assert reply.status_code == 422
    assert "Tanggal ini belum tiba" in reply.content.decode()
    assert client.get(reverse("reporting:compliance"), {"status": "XYZ"}).status_code == 422


def test_the_year_and_the_status_can_be_chosen(client, serang, health):
    posted(person(health, 1), jp=20, on=dt.date(2025, 5, 1))
    person(health, 2, status="PPPK", jp=30)
    client.force_login(staff(Role.ORGANIZER, serang))
    assert "1 dari 1 PNS" in client.get(reverse("reporting:compliance"), {"tahun": 2025}).content.decode()
    words = client.get(reverse("reporting:compliance"), {"status": "PPPK"}).content.decode()
    assert "paling banyak 24 JP" in words
    assert "orang di atas batas" in words


def test_an_empty_agency_says_what_to_do(client, serang):
    client.force_login(staff(Role.ORGANIZER, serang))
    assert "Tidak ada pegawai untuk dihitung" in client.get(reverse("reporting:compliance")).content.decode()


def test_the_report_can_be_taken_along_as_spreadsheet(client, serang):
    sly = unit(serang, "=HYPERLINK(1)")
    person(sly, 1, jp=20)
    client.force_login(staff(Role.ORGANIZER, serang))
    reply = client.get(reverse("reporting:compliance"), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert rows[0][:5] == ["Perangkat daerah", "Status", "Pegawai", "Mencapai 20 JP", "Kurang"]
    assert rows[1][:6] == ["'=HYPERLINK(1)", "PNS", "1", "1", "0", "20"]
    assert rows[2][0] == "Jumlah"
    assert "attachment" in reply["Content-Disposition"]

    book = CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(reverse("reporting:compliance"), {"format": "xlsx"}).content)
    )
    assert book.get_sheet_by_index(0).to_python()[1][:4] == ["=HYPERLINK(1)", "PNS", 1, 1]


def test_the_people_of_a_unit_can_be_taken_along_with_their_numbers_intact(client, serang, health):
    one = person(health, 1, jp=5)
    client.force_login(staff(Role.UNIT_HR, health.scope))
    reply = client.get(reverse("reporting:compliance_unit", args=[health.pk]), {"format": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(reply.content)).get_sheet_by_index(0).to_python()
    assert sheet[1][1] == one.number
    assert sheet[1][5:7] == [5, 15]


# Per tanggal: what was so then, whatever has been changed since


@pytest.fixture
def moved(serang, health, schools):
    """A nurse with all JP who moved to the school office in July, and one who stayed."""
    admin = staff(Role.ADMINISTRATOR, serang)
    with clock.held_at(dt.datetime(2026, 6, 1, tzinfo=dt.UTC)):
        nurse = person(health, 1, jp=20)
        person(health, 2)
    people.transfer(
        employee=nurse, version=1, unit=schools, position=nurse.position, grade="", starts_on=dt.date(2026, 7, 1),
        basis="SK 1/2026", by=admin,
    )  # fmt: skip
    return nurse


def test_a_move_leaves_the_report_of_before_as_it_was(serang, moved):
    assert figures(the_report(serang, as_of=dt.date(2026, 6, 30))) == {"Dinas Kesehatan": (2, 1, 20)}
    assert figures(the_report(serang)) == {"Dinas Kesehatan": (1, 0, 0), "Dinas Pendidikan": (1, 1, 20)}


def test_a_units_own_report_of_before_counts_who_has_left_since(serang, health, schools, moved):
    june = compliance.basis_for(serang, as_of=dt.date(2026, 6, 30))
    own = compliance.report(Reach(serang, (health.scope.path,)), june)
    assert figures(own) == {"Dinas Kesehatan": (2, 1, 20)}
    assert figures(compliance.report(Reach(serang, (schools.scope.path,)), june)) == {}


def test_a_renamed_and_moved_unit_stands_where_it_stood(serang, health, clinic, schools):
    admin = staff(Role.ADMINISTRATOR, serang)
    person(clinic, 1)
    day = dt.date(2026, 7, 1)
    people.move_unit(unit=clinic, version=1, parent=schools, starts_on=day, basis="Perda 1", by=admin)
    people.rename_unit(unit=health, version=1, name="Dinkes", starts_on=day, basis="Perda 1", by=admin)
    assert set(figures(the_report(serang, as_of=dt.date(2026, 6, 30)))) == {"Dinas Kesehatan"}
    assert set(figures(the_report(serang))) == {"Dinas Pendidikan"}


def test_who_has_retired_since_was_counted_before(serang, health):
    one = person(health, 1, jp=20)
    people.change_employee(employee=one, version=1, by=None, employment_state="99")
    assert the_report(serang).total.people == 0
    assert the_report(serang, as_of=dt.date(2026, 11, 1)).total.people == 1


def test_the_unit_page_of_before_lists_who_worked_there(client, serang, health, moved):
    client.force_login(staff(Role.ADMINISTRATOR, serang))
    url = reverse("reporting:compliance_unit", args=[health.pk])
    page = client.get(url, {"per": "2026-06-30", "siapa": "semua"})
    assert sorted(row["employee"].person.name for row in page.context["people"]) == ["Pegawai 1", "Pegawai 2"]
    assert {row["employee"].unit.name for row in page.context["people"]} == {"Dinas Kesehatan"}


def test_an_earlier_day_costs_the_same_however_many(serang, health, schools, django_assert_num_queries):
    many_employees(serang, 200, [health, schools])
    basis = compliance.basis_for(serang, as_of=dt.date(2026, 6, 30))
    with django_assert_num_queries(6):
        compliance.report(Reach(serang), basis)
