import datetime as dt

import pytest
from django.urls import reverse

from bangkom.cohorts.models import Attendance, Cohort, Enrolment, Session, SheetRow
from bangkom.cohorts.services import confirm_requirement, make_good, mark_attendance
from bangkom.cohorts.tests.factories import account_for, angkatan
from bangkom.core import clock
from bangkom.core.access import ACTING_ROLE
from bangkom.core.models import Job, JobRow, Role
from bangkom.core.services import give_role
from bangkom.ledger.tests.factories import posted
from bangkom.notices.services import notify
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, root, staff, unit
from bangkom.reporting.queries.tasks import organizer_tasks

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 18, 1, tzinfo=dt.UTC)  # Wednesday 08.00 WIB


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def running():
    """An angkatan from 16 to 28 November with sessions on the 16th and 17th."""
    return angkatan(3, starts_on=dt.date(2026, 11, 16))


@pytest.fixture
def ratna(running):
    person = running.enrolments[0].person
    person.name, person.sex = "R. Ratna Wulandari", "F"
    person.save()
    return account_for(person)


def page(client, user, role=None, **query) -> str:
    client.force_login(user)
    if role:
        session = client.session
        session[ACTING_ROLE] = role
        session.save()
    reply = client.get(reverse("reporting:home"), query)
    assert reply.status_code == 200
    return " ".join(reply.content.decode().split())


# The visitor


def test_the_first_page_is_for_everybody(client):
    assert client.get(reverse("reporting:public_home")).status_code == 200
    assert client.get(reverse("reporting:home")).status_code == 302


# The learner


def test_a_learner_is_greeted_by_the_hour_and_by_name(client, ratna):
    assert "Selamat pagi, Ibu Ratna" in page(client, ratna)


def test_earned_and_booked_jp_stand_against_the_yearly_minimum(client, running, ratna):
    posted(running.employees[0], jp=14)
    words = page(client, ratna)
    assert "14" in words
    assert "dari 20 JP" in words
    assert "73 JP terjadwal" in words


def test_a_stage_that_is_met_is_earned_and_no_longer_booked(client, running, ratna):
    confirm_requirement(row=running.row("confirmation"), confirmed=True, note="Laporan baik", by=running.organizer)
    words = page(client, ratna)
    assert "16</b> dari 20 JP" in words
    assert "57 JP terjadwal" in words


def test_the_open_conditions_say_who_has_to_act(client, ratna):
    words = page(client, ratna)
    assert "0 dari 4 sudah terpenuhi" in words
    assert "Giliran Anda" in words
    assert "Menunggu panitia" in words
    assert "Menunggu sesi" in words


def test_this_week_shows_sessions_and_deadlines_and_nothing_further_away(client, running, ratna):
    with clock.held_at(dt.datetime(2026, 11, 15, 1, tzinfo=dt.UTC)):
        words = page(client, ratna)
        assert words.count("Ruang Rapat BKPSDM") == 2
        assert "batas waktu" not in words
    with clock.held_at(dt.datetime(2026, 11, 24, 1, tzinfo=dt.UTC)):
        words = page(client, ratna)
        assert "Ruang Rapat BKPSDM" not in words
        assert "batas waktu Sab, 28 Nov" in words


def test_who_takes_part_in_nothing_reads_what_will_come(client):
    words = page(client, UserFactory())
    assert "Belum ada pelatihan" in words
    assert "JP tahun" not in words


def test_a_pppk_is_told_a_maximum_and_a_cpns_no_duty(client, running):
    for which, status, said in ((1, "PPPK", "paling banyak 24 JP"), (2, "CPNS", "tidak ada kewajiban JP tahunan")):
        one = running.employees[which]
        one.status = status
        one.save()
        words = page(client, account_for(one.person))
        assert said in words
        assert "dari 20 JP" not in words


def test_who_has_passed_finds_the_way_to_the_certificate(client, running, ratna):
    passed = running.enrolments[0]
    passed.sheet.update(state=SheetRow.State.MET, met_on=NOW.date())
    Enrolment.objects.filter(pk=passed.pk).update(state=Enrolment.State.PASSED, passed_at=NOW)
    words = page(client, ratna)
    assert reverse("credentials:outcome", args=[passed.pk]) in words
    assert "terjadwal" not in words


def test_a_learners_page_costs_seven_queries_at_most(client, running, ratna, django_assert_max_num_queries):
    posted(running.employees[0], jp=14)
    notify(recipient=ratna, kind="x", message="Sesi pindah ruang.", params={})
    client.force_login(ratna)
    with django_assert_max_num_queries(7):
        words = client.get(reverse("reporting:home")).content.decode()
    assert '<b class="count">1</b>' in words


# The organizer


def test_the_organizer_sees_what_waits_and_where_to_do_it(client, running):
    words = page(client, running.organizer)
    slug = running.cohort.slug
    assert "<b>3</b><div><a" in words
    assert f'href="{reverse("cohorts:sheet", args=[slug])}">syarat menunggu panitia' in words
    for session in running.sessions:
        assert reverse("cohorts:attendance", args=[slug, session.pk]) in words
    assert "Berjalan hari ini" in words
    assert reverse("cohorts:detail", args=[slug]) in words


def test_who_has_missed_too_much_is_below_the_threshold(client, running):
    first, second = running.enrolments[:2]
    mark_attendance(
        session=running.sessions[0],
        marks={first.pk: ("absent", ""), second.pk: ("present", "")},
        by=running.organizer,
    )
    words = page(client, running.organizer)
    assert "<b>1</b><div><a" in words
    assert "di bawah batas kehadiran" in words


def test_an_absence_made_good_is_no_longer_below_the_threshold(client, running):
    first = running.enrolments[0]
    everybody = {e.pk: ("present", "") for e in running.enrolments}
    mark_attendance(session=running.sessions[0], marks=everybody | {first.pk: ("sick", "")}, by=running.organizer)
    assert "di bawah batas kehadiran" in page(client, running.organizer)
    make_good(mark=first.attendance.get(), done=True, note="Ringkasan materi", by=running.organizer)
    assert "di bawah batas kehadiran" not in page(client, running.organizer)


def test_who_did_not_check_in_is_left_to_be_marked_after_the_session(client, running):
    first = running.enrolments[0]
    mark_attendance(session=running.sessions[0], marks={first.pk: ("present", "")}, by=running.organizer)
    unmarked = [task.count for task in organizer_tasks(running.organizer) if "kehadiran" in task.label]
    assert unmarked == [2, 3]


def test_a_session_of_a_group_expects_the_group_only(client, running):
    Session.objects.update(group="A")
    Enrolment.objects.filter(pk=running.enrolments[0].pk).update(group="A")
    assert [t.count for t in organizer_tasks(running.organizer) if "kehadiran" in t.label] == [1, 1]


def test_marked_sessions_and_full_attendance_ask_for_nothing(client, running):
    everybody = {e.pk: (Attendance.Status.PRESENT, "") for e in running.enrolments}
    for session in running.sessions:
        mark_attendance(session=session, marks=everybody, by=running.organizer)
    words = page(client, running.organizer)
    assert "kehadiran belum dicatat" not in words
    assert "di bawah batas kehadiran" not in words


def test_passed_without_a_certificate_is_shown(client, running):
    Enrolment.objects.filter(pk=running.enrolments[0].pk).update(state=Enrolment.State.PASSED, passed_at=NOW)
    words = page(client, running.organizer)
    assert reverse("credentials:cohort_certificates", args=[running.cohort.slug]) in words


def staged_job(agency, by, kind="people.import_employees", **params) -> Job:
    job = Job.objects.create(
        kind=kind, state=Job.State.STAGED, agency=agency, scope=root(agency), created_by=by, total=12,
        source_name="pegawai.xlsx", params=params,
    )  # fmt: skip
    JobRow.objects.create(job=job, number=1, data={}, verdict=JobRow.Verdict.NEW)
    return job


def test_imports_that_wait_for_somebody_to_save_them_are_shown(client, running):
    agency = running.cohort.agency
    employees = staged_job(agency, running.organizer)
    pasted = staged_job(agency, running.organizer, "cohorts.enrol_participants", cohort=running.cohort.pk)
    words = page(client, running.organizer)
    assert reverse("people:import", args=[employees.pk]) in words
    assert reverse("cohorts:paste_job", args=[running.cohort.slug, pasted.pk]) in words


def test_an_organizer_sees_nothing_of_another_agency(client, running):
    words = page(client, staff(Role.ORGANIZER, AgencyFactory()))
    assert "Tidak ada yang menunggu Anda" in words
    assert "Tidak ada angkatan yang berjalan hari ini" in words


def test_the_organizers_page_costs_the_same_for_two_cohorts(client, running, django_assert_max_num_queries):
    angkatan(5, starts_on=dt.date(2026, 11, 16))
    Cohort.objects.update(agency=running.cohort.agency)
    client.force_login(running.organizer)
    with django_assert_max_num_queries(20):
        client.get(reverse("reporting:home"))


# The others


def test_the_keeper_of_a_unit_sees_who_is_short_and_a_message_to_copy(client):
    agency = AgencyFactory()
    health, social = unit(agency, "Dinas Kesehatan"), unit(agency, "Dinas Sosial")
    posted(employee(agency, where=health, serial=1, name="Umi Sudah"), jp=20)
    employee(agency, where=health, serial=2, name="Budi Kurang")
    employee(agency, where=social, serial=3, name="Wati Lain")
    words = page(client, staff(Role.UNIT_HR, health.scope))
    assert "1 dari 2 PNS (50%)" in words
    assert "Budi Kurang" in words
    assert "Wati Lain" not in words
    assert "Yth. Bapak/Ibu di Dinas Kesehatan" in words
    assert "readonly" in words


def test_the_leader_reads_one_sentence_and_never_a_name(client):
    agency = AgencyFactory()
    health = unit(agency, "Dinas Kesehatan")
    posted(employee(agency, where=health, serial=1, name="Umi Sudah"), jp=20)
    employee(agency, where=health, serial=2, name="Budi Kurang")
    words = page(client, staff(Role.LEADER, agency))
    assert "<h1>Per 18 November 2026, 1 dari 2 PNS (50%) sudah mencapai 20 JP tahun 2026.</h1>" in words
    assert "1 dari 2 orang mencapai 20 JP" in words
    assert '<rect class="bar-done" width="50%"' in words
    assert "Budi" not in words
    assert reverse("reporting:compliance_unit", args=[health.pk]) in words


def as_trainer(user):
    """A teacher of another agency: the role there, the class here."""
    give_role(user=user, role=Role.TRAINER, scope=root(AgencyFactory()), by=None)
    return user


def test_a_trainer_sees_exactly_the_classes_taught(client, running):
    other = angkatan(1, starts_on=dt.date(2026, 11, 16))
    words = page(client, as_trainer(running.trainer))
    assert reverse("cohorts:detail", args=[running.cohort.slug]) in words
    assert reverse("cohorts:detail", args=[other.cohort.slug]) not in words


def test_a_trainer_is_reminded_of_attendance_not_marked(client, running):
    words = page(client, as_trainer(running.trainer))
    assert "kehadiran belum dicatat" in words
    assert "Kelas saya" in words


def test_the_administrator_sees_the_agency_in_figures(client):
    agency = AgencyFactory(name="Pemerintah Kabupaten Serang")
    employee(agency, serial=1)
    admin = staff(Role.ADMINISTRATOR, agency)
    staged_job(agency, admin)
    words = page(client, admin)
    assert "Pemerintah Kabupaten Serang" in words
    assert "pegawai.xlsx" in words
    assert "Siap disimpan" in words
    assert reverse("core:history") in words


def test_one_person_with_two_roles_sees_the_page_of_the_chosen_one(client, running):
    assert "Perlu tindakan" in page(client, running.organizer)
    assert "Belum ada pelatihan" in page(client, running.organizer, Role.LEARNER)
