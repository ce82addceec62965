"""The pages of attendance: the code on screen and phone, the grid, substitute tasks, the sheet, the recap, kelompok."""

import datetime as dt
import io
import re
import uuid

import pytest
from pypdf import PdfReader

from bangkom.cohorts import attendance_codes, recap, services
from bangkom.cohorts.models import Attendance, Session
from bangkom.cohorts.prints import blocks
from bangkom.cohorts.tests.factories import account_for, angkatan
from bangkom.core import clock
from bangkom.core.models import Role
from bangkom.core.spreadsheets import read_table
from bangkom.people.tests.factories import AgencyFactory, employee, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def a():
    a = angkatan()
    a.learner = account_for(a.employees[0].person)
    a.base = f"/angkatan/{a.cohort.slug}"
    a.of_session = f"{a.base}/sesi/{a.sessions[0].pk}"
    return a


@pytest.fixture
def in_session(a):
    with clock.held_at(a.sessions[0].starts_at + dt.timedelta(minutes=15)):
        yield a


def send(client, path, **fields):
    return client.post(path, {"op_id": str(uuid.uuid4()), **fields})


def code_of(a):
    return attendance_codes.code_at(a.sessions[0].pk, clock.now())


def mark(a, which, status):
    services.mark_attendance(session=a.sessions[0], marks={a.enrolments[which].pk: (status, "")}, by=a.organizer)


def test_the_screen_shows_the_code_of_now_its_qr_and_how_many_are_there(in_session, client):
    mark(in_session, 1, "present")
    client.force_login(in_session.organizer)
    answer = client.get(f"{in_session.of_session}/kode/")
    page = answer.content.decode()
    assert attendance_codes.spaced(code_of(in_session)) in page
    assert re.search(r"<b>1</b>\s+dari 3 sudah hadir", page)
    assert '<svg class="qr"' in page
    assert answer["Cache-Control"] == "no-store"


def test_the_screen_shows_no_code_before_and_after(a, client):
    client.force_login(a.organizer)
    for when, words in ((-40, "Kode tampil di sini"), (240, "Kode ditutup sejak")):
        with clock.held_at(a.sessions[0].starts_at + dt.timedelta(minutes=when)):
            page = client.get(f"{a.of_session}/kode/").content.decode()
            assert words in page
            assert attendance_codes.spaced(code_of(a)) not in page


def test_only_those_who_may_mark_see_the_code(in_session, client):
    client.force_login(staff(Role.LEADER, in_session.cohort.agency))
    assert client.get(f"{in_session.of_session}/kode/").status_code == 403
    client.force_login(in_session.learner)
    assert client.get(f"{in_session.of_session}/kode/").status_code == 403


def test_a_participant_types_the_code_and_sees_the_answer(in_session, client):
    client.force_login(in_session.learner)
    assert in_session.sessions[0].title in client.get("/angkatan/hadir/").content.decode()
    answer = send(client, "/angkatan/hadir/", code=attendance_codes.spaced(code_of(in_session)))
    page = client.get(answer.url).content.decode()
    assert "Anda tercatat hadir" in page
    assert in_session.sessions[0].title in page


def test_a_scanned_code_asks_before_it_marks(in_session, client):
    client.force_login(in_session.learner)
    path = f"/angkatan/hadir/{in_session.sessions[0].pk}/{code_of(in_session)}"
    assert "Catat saya hadir" in client.get(path).content.decode()
    assert not Attendance.objects.exists()
    first, second = send(client, path).url, send(client, path).url
    assert first == second
    assert Attendance.objects.get().source == "code"


def test_an_old_qr_leads_to_the_field_for_the_code_of_now(in_session, client):
    client.force_login(in_session.learner)
    path = f"/angkatan/hadir/{in_session.sessions[0].pk}/{code_of(in_session)}"
    with clock.held_at(clock.now() + dt.timedelta(minutes=3)):
        for answer in (client.get(path), send(client, path)):
            assert answer.status_code == 422
            assert "sudah berganti" in answer.content.decode()
            assert 'name="code"' in answer.content.decode()


def test_a_session_of_others_looks_like_one_that_is_not_there(in_session, client):
    client.force_login(account_for(employee(AgencyFactory(), serial=90).person))
    answers = [client.get(f"/angkatan/hadir/{pk}/123456") for pk in (in_session.sessions[0].pk, 999_999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Tidak ada sesi Anda" in answers[0].content.decode()
    assert in_session.sessions[0].title not in answers[0].content.decode()


def test_guessing_codes_ends_after_a_dozen_tries(in_session, client):
    client.force_login(in_session.learner)
    wrong = f"{(int(code_of(in_session)) + 1) % 10**6:06d}"
    answers = [send(client, "/angkatan/hadir/", code=wrong).status_code for _ in range(13)]
    assert answers == [422] * 12 + [429]
    assert send(client, "/angkatan/hadir/", code=code_of(in_session)).status_code == 429
    assert not Attendance.objects.exists()
    client.force_login(account_for(in_session.employees[1].person))
    assert send(client, "/angkatan/hadir/", code=code_of(in_session)).status_code == 302


def test_somebody_elses_mark_is_not_shown(in_session, client):
    mark(in_session, 1, "present")
    client.force_login(in_session.learner)
    assert client.get(f"/angkatan/hadir/tercatat/{Attendance.objects.get().pk}/").status_code == 404


def test_the_grid_shows_where_a_mark_came_from_and_the_sums(in_session, client):
    services.check_in(user=in_session.learner, typed=code_of(in_session))
    mark(in_session, 1, "sick")
    client.force_login(in_session.organizer)
    page = client.get(f"{in_session.of_session}/kehadiran/").content.decode()
    assert "dengan kode, " in page
    for status, n in (("present", 1), ("sick", 1), ("", 1)):
        assert f'<b data-count="{status}">{n}</b>' in page


def test_the_grid_of_a_groups_session_holds_its_members(a, client):
    services.assign_group(cohort=a.cohort, enrolments=[a.enrolments[1].pk], group="Melati", by=a.organizer)
    Session.objects.filter(pk=a.sessions[0].pk).update(group="Melati")
    client.force_login(a.organizer)
    page = client.get(f"{a.of_session}/kehadiran/").content.decode()
    assert a.enrolments[1].name in page
    assert a.enrolments[0].name not in page


def test_the_committee_records_a_substitute_task_and_takes_it_back(a, client):
    mark(a, 0, "sick")
    client.force_login(a.organizer)
    path = f"{a.of_session}/kehadiran/{a.enrolments[0].pk}/pengganti/"
    assert path in client.get(f"{a.of_session}/kehadiran/").content.decode()
    assert send(client, path, note="").status_code == 422
    send(client, path, note="Resume bab 2")
    assert a.row("attendance").facts["present"] == 1
    assert "Resume bab 2" in client.get(path).content.decode()
    send(client, path, note="Bukan karyanya")
    assert a.row("attendance").facts["present"] == 0


def test_no_substitute_task_for_somebody_without_an_excuse(a, client):
    mark(a, 0, "absent")
    client.force_login(a.organizer)
    assert client.get(f"{a.of_session}/kehadiran/{a.enrolments[0].pk}/pengganti/").status_code == 404


def text_of(answer):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


@pytest.mark.parametrize(("paper", "height"), [("a4", 842), ("f4", 935)])
def test_the_sheet_to_sign_holds_forty_names_a_page_on_the_chosen_paper(client, paper, height):
    a = angkatan(41, capacity=60)
    client.force_login(a.organizer)
    answer = client.get(f"/angkatan/{a.cohort.slug}/sesi/{a.sessions[0].pk}/daftar-hadir.pdf?kertas={paper}")
    reader = PdfReader(io.BytesIO(answer.content))
    assert [round(page.mediabox.height) for page in reader.pages] == [height, height]
    first, second = (page.extract_text() for page in reader.pages)
    assert ("40." in first, "41." in first, "41." in second) == (True, False, True)


def test_the_sheet_names_agency_session_and_everybody(a, client):
    client.force_login(a.organizer)
    words = text_of(client.get(f"{a.of_session}/daftar-hadir.pdf"))
    for expected in ("PEMERINTAH KABUPATEN TANGERANG", "Sesi 0", "Ruang Rapat BKPSDM", "Peserta 1", "Sri Wahyuni"):
        assert expected in words


def test_the_sheet_is_the_same_in_either_language(a, client):
    a.organizer.language = "en"
    a.organizer.save()
    client.force_login(a.organizer)
    assert "Tanda tangan" in text_of(client.get(f"{a.of_session}/daftar-hadir.pdf"))


def a_mixed_cohort(a):
    """Of the first session: one present, one sick and made good, one absent; the second is a group's."""
    for which, status in enumerate(("present", "sick", "absent")):
        mark(a, which, status)
    services.make_good(mark=Attendance.objects.get(enrolment=a.enrolments[1]), done=True, note="Resume", by=a.organizer)
    services.assign_group(cohort=a.cohort, enrolments=[a.enrolments[0].pk], group="Melati", by=a.organizer)
    Session.objects.filter(pk=a.sessions[1].pk).update(group="Melati")


def test_the_recap_counts_what_was_made_good_apart(a):
    a_mixed_cohort(a)
    lines = recap.of_cohort(a.cohort).lines
    assert [line.letters for line in lines] == [["H", ""], ["S+", "–"], ["TK", "–"]]
    assert [(line.counted, line.made_good, line.held, line.unmarked) for line in lines] == [
        (1, 0, 2, 1), (1, 1, 1, 0), (0, 0, 1, 0),
    ]  # fmt: skip
    assert [line.percent for line in lines] == [50, 100, 0]


def test_sessions_to_come_are_no_absence(a):
    Session.objects.filter(pk=a.sessions[1].pk).update(
        starts_at=clock.now() + dt.timedelta(days=1), ends_at=clock.now() + dt.timedelta(days=1, hours=2)
    )
    mark(a, 0, "present")
    line = recap.of_cohort(a.cohort).lines[0]
    assert (line.counted, line.held, line.planned, line.percent) == (1, 1, 2, 100)


def test_the_hours_of_teachers_are_minutes_by_the_cohorts_rule(a):
    whole = recap.of_cohort(a.cohort)
    teaching = whole.teaching[0]
    assert (teaching.sessions, teaching.minutes, teaching.planned_minutes) == (2, 360, 360)
    assert whole.per_jp == a.cohort.curriculum.rule_set.data["minutes_per_jp"]


def test_the_workbook_holds_numbers_and_every_session(a, client, tmp_path):
    a_mixed_cohort(a)
    client.force_login(a.organizer)
    answer = client.get(f"{a.base}/kehadiran/kehadiran.xlsx")
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(answer.content)
    table = read_table(path, known_headers=["Nama", "NIP", "Persen"])
    assert len(table.rows) == 3
    first = [str(cell) for cell in table.rows[0].cells]
    assert first[1] == "Peserta 1"
    assert "H" in first
    assert float(first[-1]) == 50


def test_the_recap_on_paper_has_everybody_and_the_teachers(a, client):
    a_mixed_cohort(a)
    client.force_login(a.organizer)
    words = text_of(client.get(f"{a.base}/kehadiran/kehadiran.pdf"))
    for expected in ("Rekap kehadiran", "Peserta 3", "S+", "Sri Wahyuni"):
        assert expected in words


@pytest.mark.parametrize("sessions", [0, 1, 11, 12, 29, 30, 40, 47, 48, 80])
def test_many_sessions_are_split_without_losing_one(sessions):
    parts = blocks(sessions)
    assert [at for start, end in parts for at in range(start, end)] == list(range(sessions))
    sizes = [end - start for start, end in parts]
    assert all(size <= 18 for size in sizes)
    assert sizes[-1] <= 11


def test_the_recap_takes_the_same_queries_for_three_or_thirty(a, client, django_assert_max_num_queries):
    client.force_login(a.organizer)
    path = f"{a.base}/kehadiran/"
    client.get(path)
    for serial in range(100, 127):
        services.enrol_person(cohort=a.cohort, employee=employee(a.cohort.agency, serial=serial), by=None)
    with django_assert_max_num_queries(21):
        assert client.get(path).status_code == 200


def test_the_organizer_ticks_people_and_names_their_group(a, client):
    client.force_login(a.organizer)
    path = f"{a.base}/kelompok/"
    assert send(client, path, group="Melati").status_code == 422
    assert send(client, path, group="Melati", peserta=[a.enrolments[0].pk, a.enrolments[2].pk]).status_code == 302
    listed = client.get(f"{a.base}/?kelompok=Melati").content.decode()
    assert ("Peserta 1" in listed, "Peserta 2" in listed, "Peserta 3" in listed) == (True, False, True)


def test_everybody_is_spread_with_one_button(a, client):
    client.force_login(a.organizer)
    assert send(client, f"{a.base}/kelompok/bagi/", count="1").status_code == 422
    send(client, f"{a.base}/kelompok/bagi/", count="3")
    assert set(a.cohort.enrolments.values_list("group", flat=True)) == {"Kelompok 1", "Kelompok 2", "Kelompok 3"}


def session_form(a, **changes):
    start = clock.zone_of(a.cohort.agency)
    day = a.sessions[0].starts_at.astimezone(start).date().isoformat()
    return {
        "stage": a.stages[1].pk, "title": "Sesi tambahan", "day": day, "starts": "09:00", "ends": "10:00",
        "room": "Aula lain", "link": "", "group": "", "code_before": "30", "code_after": "15",
    } | changes  # fmt: skip


def test_a_clash_of_room_teacher_and_people_is_explained_and_kept_only_knowingly(a, client):
    client.force_login(a.organizer)
    path = f"{a.base}/jadwal/sesi/"
    form = session_form(a, room="ruang  rapat BKPSDM", trainers=[a.cohort.staff.get().pk])
    answer = send(client, path, **form)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Ruang Rapat BKPSDM dipakai sesi Sesi 0", "Sri Wahyuni mengajar sesi Sesi 0", "Peserta yang sama"):
        assert words in page
    assert a.cohort.sessions.count() == 2
    assert send(client, path, **form, knowingly="on").status_code == 302
    assert a.cohort.sessions.count() == 3


def test_two_groups_may_meet_at_the_same_time_in_different_rooms(a, client):
    services.spread_groups(cohort=a.cohort, count=2, by=a.organizer)
    Session.objects.filter(pk=a.sessions[0].pk).update(group="Kelompok 1")
    client.force_login(a.organizer)
    assert send(client, f"{a.base}/jadwal/sesi/", **session_form(a, group="Kelompok 2")).status_code == 302
    assert Session.objects.get(title="Sesi tambahan").group == "Kelompok 2"


def test_a_session_does_not_clash_with_itself_nor_with_another_agencys(a, client):
    other = angkatan(1)
    services.plan_session(
        cohort=other.cohort, stage=other.stages[1], title="Sesi lain", starts_at=a.sessions[0].starts_at,
        ends_at=a.sessions[0].ends_at, room="Ruang Rapat BKPSDM", by=None,
    )  # fmt: skip
    client.force_login(a.organizer)
    path = f"{a.base}/jadwal/sesi/{a.sessions[0].pk}/"
    form = session_form(a, title="Sesi 0", starts="08:45", ends="11:30", room="Ruang Rapat BKPSDM")
    assert send(client, path, **form).status_code == 302


def test_the_schedule_shows_the_way_to_the_code_while_it_is_taken(in_session, client):
    client.force_login(in_session.organizer)
    assert f"{in_session.of_session}/kode/" in client.get(f"{in_session.base}/jadwal/").content.decode()
    client.force_login(in_session.learner)
    assert "Kehadiran sedang dicatat" in client.get("/angkatan/jadwal-saya/").content.decode()
    services.check_in(user=in_session.learner, typed=code_of(in_session))
    page = client.get("/angkatan/jadwal-saya/").content.decode()
    assert "Kehadiran sedang dicatat" not in page


def test_the_learners_pages_take_few_queries(in_session, client, django_assert_max_num_queries):
    client.force_login(in_session.learner)
    for path in ("/angkatan/jadwal-saya/", "/angkatan/hadir/"):
        with django_assert_max_num_queries(7):
            assert client.get(path).status_code == 200


def test_the_screen_in_the_room_takes_few_queries(in_session, client, django_assert_max_num_queries):
    client.force_login(in_session.organizer)
    with django_assert_max_num_queries(13):
        assert client.get(f"{in_session.of_session}/kode/").status_code == 200
