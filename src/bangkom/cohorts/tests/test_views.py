import uuid

import pytest

from bangkom.cohorts.models import Cohort, Session
from bangkom.cohorts.tests.factories import account_for, angkatan
from bangkom.core.models import Role
from bangkom.people.services import register_partner
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, staff
from bangkom.programmes.tests.factories import curriculum

pytestmark = pytest.mark.django_db


@pytest.fixture
def a():
    return angkatan()


def send(client, path, **fields):
    return client.post(path, {"op_id": str(uuid.uuid4()), **fields})


def pages_of(a):
    base = f"/angkatan/{a.cohort.slug}/"
    return [
        base, f"{base}syarat/", f"{base}petugas/", f"{base}jadwal/",
        f"{base}sesi/{a.sessions[0].pk}/kehadiran/", f"{base}peserta/{a.enrolments[0].pk}/",
    ]  # fmt: skip


def test_the_organizer_and_the_teacher_of_another_agency_see_the_cohort(a, client):
    for user in (a.organizer, a.trainer):
        client.force_login(user)
        give = [client.get(path).status_code for path in pages_of(a)]
        if user is a.organizer:
            assert give == [200] * 6
        else:
            # A teacher works through the role of the cohort, not through one over the agency.
            assert set(give) <= {200, 403}


def test_a_teacher_sees_exactly_the_cohort_taught(a, client):
    other = angkatan(1)
    trainer_role(a.trainer)
    client.force_login(a.trainer)
    assert [client.get(path).status_code for path in pages_of(a)] == [200] * 6
    assert [client.get(path).status_code for path in pages_of(other)] == [404] * 6
    listed = client.get("/angkatan/").content.decode()
    assert a.cohort.slug in listed
    assert other.cohort.slug not in listed


def trainer_role(user):
    from bangkom.core.services import give_role
    from bangkom.people.tests.factories import root

    give_role(user=user, role=Role.TRAINER, scope=root(user.person.employments.get().agency), by=None)


def test_another_agencys_organizer_gets_404_everywhere(a, client):
    client.force_login(staff(Role.ORGANIZER, AgencyFactory()))
    assert [client.get(path).status_code for path in pages_of(a)] == [404] * 6
    assert send(client, f"/angkatan/{a.cohort.slug}/petugas/", number="1", part="coach").status_code == 404


def test_a_participant_does_not_see_the_staff_pages(a, client):
    client.force_login(account_for(a.employees[0].person))
    assert {client.get(path).status_code for path in pages_of(a)} == {403}


def test_a_teacher_may_mark_attendance_but_not_change_the_schedule(a, client):
    trainer_role(a.trainer)
    client.force_login(a.trainer)
    path = f"/angkatan/{a.cohort.slug}/sesi/{a.sessions[0].pk}/kehadiran/"
    assert send(client, path, semua="1").status_code == 302
    assert a.sessions[0].attendance.count() == 3
    assert client.get(f"/angkatan/{a.cohort.slug}/jadwal/sesi/").status_code == 403


def test_the_rest_are_marked_present_with_one_button(a, client):
    client.force_login(a.organizer)
    path = f"/angkatan/{a.cohort.slug}/sesi/{a.sessions[0].pk}/kehadiran/"
    send(client, path, **{f"hadir-{a.enrolments[1].pk}": "sick", "semua": "1"})
    marks = dict(a.sessions[0].attendance.values_list("enrolment", "status"))
    assert marks == {a.enrolments[0].pk: "present", a.enrolments[1].pk: "sick", a.enrolments[2].pk: "present"}


def test_a_change_without_a_reason_is_refused_and_nothing_typed_is_lost(a, client):
    client.force_login(a.organizer)
    path = f"/angkatan/{a.cohort.slug}/sesi/{a.sessions[0].pk}/kehadiran/"
    send(client, path, semua="1")
    answer = send(client, path, **{f"hadir-{a.enrolments[0].pk}": "absent"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Tulis alasan" in page
    assert f'name="hadir-{a.enrolments[0].pk}" value="absent" checked' in page


def test_an_organizer_opens_a_cohort_and_lands_on_the_paste_page(client):
    agency = AgencyFactory()
    frozen = curriculum(agency)
    client.force_login(staff(Role.ORGANIZER, agency))
    stages = frozen.stages.all()
    days = [("2025-05-14", "2025-05-16"), ("2025-05-19", "2025-05-22"), ("2025-05-23", "2025-05-26")]
    dates = {}
    for stage, (first, last) in zip(stages, days, strict=True):
        dates |= {f"first_{stage.pk}": first, f"last_{stage.pk}": last}
    answer = send(
        client, f"/angkatan/buka/?kurikulum={frozen.pk}",
        name="Angkatan II", capacity="40", starts_on="2025-05-14", ends_on="2025-05-26", **dates,
    )  # fmt: skip
    cohort = Cohort.objects.get()
    assert answer.url == f"/angkatan/{cohort.slug}/peserta/tempel/"
    assert cohort.stages.count() == 3


def test_stage_dates_that_do_not_fit_are_named_at_their_field(client):
    agency = AgencyFactory()
    frozen = curriculum(agency)
    client.force_login(staff(Role.ORGANIZER, agency))
    dates = {f"first_{s.pk}": "2026-05-01" for s in frozen.stages.all()}
    dates |= {f"last_{s.pk}": "2026-05-26" for s in frozen.stages.all()}
    answer = send(
        client, f"/angkatan/buka/?kurikulum={frozen.pk}",
        name="Angkatan II", capacity="40", starts_on="2026-05-14", ends_on="2026-05-26", **dates,
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Tahap mulai sebelum angkatan mulai." in answer.content.decode()
    assert not Cohort.objects.exists()


def test_dates_against_the_calendar_are_explained_and_opened_only_knowingly(client):
    agency = AgencyFactory()
    frozen = curriculum(agency)
    client.force_login(staff(Role.ORGANIZER, agency))
    form = {"name": "Angkatan II", "capacity": "40", "starts_on": "2025-05-14", "ends_on": "2025-05-26"}
    for stage in frozen.stages.all():
        form |= {f"first_{stage.pk}": "2025-05-14", f"last_{stage.pk}": "2025-05-26"}
    answer = send(client, f"/angkatan/buka/?kurikulum={frozen.pk}", **form)
    assert answer.status_code == 422
    assert "tumpang tindih" in answer.content.decode()
    assert send(client, f"/angkatan/buka/?kurikulum={frozen.pk}", knowingly="on", **form).status_code == 302


def test_the_dates_of_all_stages_are_proposed_from_the_start(client):
    agency = AgencyFactory()
    frozen = curriculum(agency)
    client.force_login(staff(Role.ORGANIZER, agency))
    answer = send(
        client, f"/angkatan/buka/?kurikulum={frozen.pk}", name="II", capacity="40", starts_on="2025-05-10", usul="1"
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="2025-05-14"' in page
    assert 'value="2025-05-26"' in page
    assert not Cohort.objects.exists()


def test_another_agencys_curriculum_cannot_be_opened(client):
    frozen = curriculum(AgencyFactory())
    client.force_login(staff(Role.ORGANIZER, AgencyFactory()))
    assert client.get(f"/angkatan/buka/?kurikulum={frozen.pk}").status_code == 404


def test_an_organizer_adds_a_session_with_room_and_link(a, client):
    client.force_login(a.organizer)
    day = a.cohort.starts_on.isoformat()
    answer = send(
        client, f"/angkatan/{a.cohort.slug}/jadwal/sesi/",
        stage=a.stages[1].pk, title="Mitigasi konflik", day=day, starts="13:00", ends="15:15",
        room="Aula", link="https://rapat.example.id/1",
    )  # fmt: skip
    assert answer.status_code == 302
    session = Session.objects.get(title="Mitigasi konflik")
    assert (session.starts_at.hour, session.link) == (6, "https://rapat.example.id/1")


def test_staff_of_another_agency_are_added_by_number(a, client):
    client.force_login(a.organizer)
    guest = employee(AgencyFactory(), serial=77, name="Budi Santoso")
    send(client, f"/angkatan/{a.cohort.slug}/petugas/", number=guest.number, part="coach")
    assert a.cohort.staff.filter(person=guest.person, agency=guest.agency, part="coach").exists()


def test_the_committee_confirms_with_a_note_and_takes_it_back(a, client):
    client.force_login(a.organizer)
    row = a.row("confirmation")
    path = f"/angkatan/{a.cohort.slug}/peserta/{a.enrolments[0].pk}/syarat/{row.pk}/"
    assert send(client, path, note="").status_code == 422
    send(client, path, note="Laporan no. 12")
    row.refresh_from_db()
    assert (row.state, row.facts["note"]) == ("met", "Laporan no. 12")
    send(client, path, note="Ternyata milik orang lain")
    row.refresh_from_db()
    assert row.state == "open"


def test_the_participants_page_takes_the_same_queries_for_three_or_thirty(a, client, django_assert_max_num_queries):
    client.force_login(a.organizer)
    path = f"/angkatan/{a.cohort.slug}/"
    client.get(path)
    from bangkom.cohorts.services import enrol_person

    for serial in range(100, 127):
        enrol_person(cohort=a.cohort, employee=employee(a.cohort.agency, serial=serial), by=None)
    with django_assert_max_num_queries(22):
        assert client.get(path).status_code == 200


def test_a_learner_sees_the_own_schedule_only(a, client):
    client.force_login(account_for(a.employees[0].person))
    assert client.get("/angkatan/jadwal-saya/").status_code == 200
    client.force_login(UserFactory())
    assert "Sesi 1" not in client.get("/angkatan/jadwal-saya/").content.decode()


def test_a_person_without_nip_teaches_and_the_form_wants_one_of_both(a, client):
    lecturer = register_partner(
        agency=a.cohort.agency, by=None, name="Siti Rahmawati", role_title="Dosen", valid_from=None
    )
    foreign = register_partner(agency=AgencyFactory(), by=None, name="Orang Luar", role_title="Dosen")
    client.force_login(a.organizer)
    url = f"/angkatan/{a.cohort.slug}/petugas/"
    sent = {"op_id": str(uuid.uuid4()), "part": "trainer"}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, sent | {"partner": foreign.pk}).status_code == 422
    assert client.post(url, sent | {"partner": lecturer.pk}).status_code == 302
    assert a.cohort.staff.get(person=lecturer.person).agency == a.cohort.agency


def test_a_copy_is_shown_before_it_is_made_and_takes_sessions_and_staff_along(a, client):
    client.force_login(a.organizer)
    form = {"name": "Angkatan II", "starts_on": "2027-02-01"}
    shown = send(client, f"/angkatan/{a.cohort.slug}/salin/", lihat="1", **form)
    assert "Februari 2027" in shown.content.decode()
    assert Cohort.objects.count() == 1
    send(client, f"/angkatan/{a.cohort.slug}/salin/", **form)
    made = Cohort.objects.get(name="Angkatan II")
    assert [s.title for s in made.sessions.all()] == ["Sesi 0", "Sesi 1"]
    assert made.staff.get().person == a.trainer.person
    assert not made.enrolments.exists()
