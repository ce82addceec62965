import datetime as dt
import re

import pytest
from django.urls import reverse

from bangkom.cohorts.models import Attendance, Enrolment
from bangkom.cohorts.services import make_calls, mark_attendance
from bangkom.cohorts.tests.factories import angkatan, open_a_cohort
from bangkom.core import charts, clock
from bangkom.core.models import Role
from bangkom.ledger.services import reverse_entry
from bangkom.ledger.tests.factories import posted
from bangkom.people.tests.factories import AgencyFactory, employee, staff, unit
from bangkom.reporting import words
from bangkom.reporting.policies import Reach
from bangkom.reporting.queries import compliance, leader
from bangkom.reporting.queries.year import Outlook, Point, Year, course_of

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 18, 1, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 18)
MOST_BYTES = 6 * 1024


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def agency():
    return AgencyFactory()


def course(agency) -> Year:
    reach, basis = Reach(agency), compliance.basis_for(agency)
    everybody = compliance.standings(compliance.employees_in(reach), basis)
    return course_of(reach, basis, everybody, compliance.counted_status(basis))


def page(client, agency) -> str:
    client.force_login(staff(Role.LEADER, agency))
    reply = client.get(reverse("reporting:home"))
    assert reply.status_code == 200
    return " ".join(reply.content.decode().split())


def reached_on(agency, *days: dt.date) -> None:
    """One employee for each day, who had the year's JP on it."""
    for serial, day in enumerate(days, start=1):
        posted(employee(agency, serial=serial), jp=20, on=day)


# The year


def test_the_curve_counts_people_from_the_month_in_which_they_had_enough(agency):
    somebody = employee(agency, serial=1)
    posted(somebody, jp=12, on=dt.date(2026, 3, 10))
    posted(somebody, jp=8, on=dt.date(2026, 6, 30))
    employee(agency, serial=2)
    year = course(agency)
    assert [point.reached for point in year.points] == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, None]
    assert (year.people, year.reached) == (2, 1)


def test_hours_taken_back_are_not_on_the_curve(agency):
    entry = posted(employee(agency, serial=1), jp=20, on=dt.date(2026, 3, 10))
    reverse_entry(entry=entry, reason="Salah orang", by=None)
    assert {point.reached for point in course(agency).points} == {0, None}


def test_the_straight_path_asks_for_everybody_on_the_last_day(agency):
    reached_on(agency, dt.date(2026, 2, 1), dt.date(2026, 2, 1))
    year = course(agency)
    assert year.points[-1].target == 2
    assert year.today.day == TODAY
    assert year.today.target == pytest.approx(2 * 322 / 365)


def test_the_pace_is_that_of_the_last_three_whole_months(agency):
    reached_on(agency, *[dt.date(2026, month, 5) for month in (1, 8, 9, 10, 11)])
    for serial in range(10, 16):
        employee(agency, serial=serial)
    # Three in August to October: one a month, for the 43 days that are left.
    assert course(agency).outlook.at_pace == 5 + 1


def test_nothing_is_foretold_before_three_months_have_passed(agency):
    reached_on(agency, dt.date(2026, 1, 5))
    with clock.held_at(dt.datetime(2026, 3, 20, 1, tzinfo=dt.UTC)):
        year = course(agency)
    assert year.outlook.at_pace is None
    assert words.outlook(year) == words.where_the_year_stands(year)


def test_the_pace_never_foretells_more_than_everybody(agency):
    reached_on(agency, *[dt.date(2026, 9, 5)] * 4)
    assert course(agency).outlook.at_pace == 4


def test_cohorts_under_way_count_for_those_whom_they_lift_over_the_minimum():
    running = angkatan(2, starts_on=dt.date(2026, 11, 16))
    year = course(running.cohort.agency)
    assert year.reached == 0
    assert year.outlook.with_booked == 2
    assert "2 orang" in words.with_booked(year)


def test_behind_and_on_the_path_are_said_in_plain_words():
    def year(reached: int) -> Year:
        return Year(100, reached, [Point(11, TODAY, reached, 88.2)], Outlook(None, reached))

    assert words.where_the_year_stands(year(60)).endswith("baru 60: tertinggal 28.")
    assert words.where_the_year_stands(year(90)).endswith("ternyata 90: sesuai rencana.")


def test_the_page_and_its_curve_agree_with_the_report(client, agency):
    reached_on(agency, dt.date(2026, 2, 1), dt.date(2026, 5, 1))
    employee(agency, serial=9)
    text = page(client, agency)
    assert "2 dari 3 PNS (67%)" in text
    assert "2 sudah mencapai" in text
    assert "Tertinggal 1 orang dari garis target" in text
    assert "Bagaimana ini dihitung?" in text


def test_every_picture_is_small_and_says_what_it_shows(client, agency):
    for serial in range(1, 40):
        employee(agency, serial=serial, where=unit(agency, f"Dinas {serial}"))
    text = page(client, agency)
    pictures = re.findall(r'<svg class="(?:bar|bullet|curve)".*?</svg>(?=\s*[<\w])', text)
    assert len(pictures) > 3
    assert max(len(each) for each in pictures) <= MOST_BYTES
    assert all("aria-label" in each or "aria-hidden" in each for each in pictures)


def test_a_chart_of_nobody_is_no_error():
    assert 'width="0%"' in charts.bar(0, 0)
    assert charts.percent(3, 0) == "0%"
    assert charts.percent(9, 4) == "100%"


# The funnel


def test_the_funnel_tells_how_far_people_came(client):
    running = angkatan(4, starts_on=dt.date(2026, 11, 16))
    first, second, third, _fourth = running.enrolments
    marks = {each.pk: (Attendance.Status.PRESENT, "") for each in (first, second)}
    mark_attendance(session=running.sessions[0], marks=marks, by=running.organizer)
    Enrolment.objects.filter(pk=first.pk).update(state=Enrolment.State.PASSED, passed_at=NOW)
    Enrolment.objects.filter(pk=third.pk).update(state=Enrolment.State.WITHDRAWN)
    funnel = leader.funnel_of(type(running.cohort).objects.all(), TODAY)
    assert [(step.name, step.people) for step in funnel.steps] == [
        ("Terdaftar", 4), ("Hadir di sesi", 2), ("Lulus", 1), ("Bersertifikat", 0),
    ]  # fmt: skip
    text = page(client, running.cohort.agency)
    assert "Dari 4 peserta angkatan tahun ini, 1 lulus; 2 masih belajar, 1 mengundurkan diri." in text


def test_calls_are_a_step_where_they_were_made():
    with clock.held_at(dt.datetime(2026, 11, 10, 1, tzinfo=dt.UTC)):
        running = angkatan(2, starts_on=dt.date(2026, 11, 16))
        make_calls(cohort=running.cohort, enrolments=None, by=running.organizer)
    funnel = leader.funnel_of(type(running.cohort).objects.all(), TODAY)
    assert ("Menjawab akan hadir", 0) in [(step.name, step.people) for step in funnel.steps]


def test_without_cohorts_of_the_year_the_page_says_so(client, agency):
    employee(agency, serial=1)
    text = page(client, agency)
    assert "Belum ada peserta angkatan tahun ini" in text
    assert "Tidak ada yang mengancam angkatan dalam 30 hari." in text


# Risks


def risks(running) -> list[str]:
    return [risk.what for risk in leader.risks_of(type(running.cohort).objects.all(), TODAY)]


def test_a_cohort_that_begins_soon_with_free_seats_is_a_risk():
    running = angkatan(3, starts_on=dt.date(2026, 12, 1), capacity=40)
    assert risks(running) == ["baru 3 dari 40 kursi terisi"]


def test_a_cohort_in_two_months_is_none():
    assert risks(angkatan(3, starts_on=dt.date(2027, 1, 20))) == []


def test_open_conditions_and_missing_marks_are_risks_of_a_running_cohort():
    assert risks(angkatan(3, starts_on=dt.date(2026, 11, 16))) == [
        "kehadiran 2 sesi belum lengkap",
        "3 peserta belum memenuhi semua syarat, angkatan segera selesai",
    ]


def angkatan_of_october(participants: int):
    with clock.held_at(dt.datetime(2026, 9, 20, 1, tzinfo=dt.UTC)):
        return angkatan(participants, starts_on=dt.date(2026, 10, 1))


def test_people_nobody_has_decided_about_are_a_risk_with_an_owner():
    over = angkatan_of_october(2)
    [found] = [risk for risk in leader.risks_of(type(over.cohort).objects.all(), TODAY) if "diputus" in risk.what]
    assert found.what == "2 peserta belum diputus, angkatan sudah selesai"
    assert found.owner == "panitia"


def test_who_passed_and_waits_for_the_certificate_is_a_risk():
    over = angkatan_of_october(1)
    Enrolment.objects.update(state=Enrolment.State.PASSED, passed_at=NOW)
    assert "1 orang lulus, belum bersertifikat" in risks(over)


def test_the_page_names_no_person_and_links_to_cohorts(client):
    running = angkatan(3, starts_on=dt.date(2026, 11, 16))
    text = page(client, running.cohort.agency)
    assert reverse("cohorts:detail", args=[running.cohort.slug]) in text
    assert not [each.person.name for each in running.employees if each.person.name in text]


def test_another_agency_is_not_in_the_figures(client, agency):
    running = angkatan(3, starts_on=dt.date(2026, 11, 16))
    employee(agency, serial=1)
    text = page(client, agency)
    assert running.cohort.name not in text
    assert "0 dari 1 PNS" in text


# The tables


@pytest.mark.parametrize(
    ("chart", "line"),
    [
        ("tahun", "2026-02-28,1,"),
        ("angkatan", "Terdaftar,0"),
        ("perangkat-daerah", "Dinas Kesehatan,PNS,1,1,0,20,2026,2026-11-18"),
    ],
)
def test_every_chart_gives_its_figures(client, agency, chart, line):
    reached_on(agency, dt.date(2026, 2, 1))
    client.force_login(staff(Role.LEADER, agency))
    reply = client.get(reverse("reporting:chart_csv", args=[chart]))
    assert reply.status_code == 200
    assert line in reply.content.decode("utf-8-sig").replace(";", ",")


def test_a_chart_that_is_not_there_is_not_found(client, agency):
    client.force_login(staff(Role.LEADER, agency))
    assert client.get(reverse("reporting:chart_csv", args=["gaji"])).status_code == 404


def test_the_page_costs_the_same_for_many_people_units_and_cohorts(client, django_assert_max_num_queries):
    running = angkatan(2, starts_on=dt.date(2026, 11, 16))
    agency = running.cohort.agency
    boss = staff(Role.LEADER, agency)
    for number in range(3):
        open_a_cohort(agency, starts_on=dt.date(2026, 12, 1 + number), curriculum=running.cohort.curriculum)
        employee(agency, serial=50 + number, where=unit(agency, f"Dinas {number}"))
    client.force_login(boss)
    with django_assert_max_num_queries(20):
        client.get(reverse("reporting:home"))
