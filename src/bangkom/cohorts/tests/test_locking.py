"""The attendance of a session is closed and opened again; the signed sheet is kept beside it."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangkom.cohorts import attendance_codes, recap, services
from bangkom.cohorts.models import Attendance, Scan, Session
from bangkom.cohorts.tests.factories import account_for, angkatan
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event, Role
from bangkom.core.uploads import NotTaken
from bangkom.people.tests.factories import AgencyFactory, employee, staff

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OTHER_PDF = PDF.replace(b"1.4", b"1.7")


@pytest.fixture
def a():
    a = angkatan()
    a.session = a.sessions[0]
    a.path = f"/angkatan/{a.cohort.slug}/sesi/{a.session.pk}"
    return a


def mark_all(a, status="present"):
    marks = {each.pk: (status, "") for each in a.enrolments}
    services.mark_attendance(session=a.session, marks=marks, by=a.organizer)


@pytest.fixture
def closed(a):
    mark_all(a)
    services.lock_attendance(session=a.session, by=a.trainer)
    return a


def send(client, path, **fields):
    return client.post(path, {"op_id": str(uuid.uuid4()), **fields})


def verbs(a):
    return list(Event.objects.about(a.cohort).values_list("verb", flat=True))


def test_attendance_with_people_not_marked_is_not_locked_and_they_are_named(a):
    services.mark_attendance(session=a.session, marks={a.enrolments[0].pk: ("present", "")}, by=a.organizer)
    with pytest.raises(Refused, match="Peserta 2, Peserta 3"):
        services.lock_attendance(session=a.session, by=a.organizer)
    assert not Session.objects.get(pk=a.session.pk).is_locked


def test_of_many_people_not_marked_only_the_first_are_named():
    many = angkatan(9)
    with pytest.raises(Refused, match="dan 4 orang lagi"):
        services.lock_attendance(session=many.sessions[0], by=many.organizer)


def test_a_session_that_has_not_begun_or_expects_nobody_is_not_locked(a):
    with clock.held_at(a.session.starts_at - dt.timedelta(minutes=5)), pytest.raises(Refused, match="belum mulai"):
        services.lock_attendance(session=a.session, by=a.organizer)
    a.session.group = "Kelompok 9"
    a.session.save()
    with pytest.raises(Refused, match="Belum ada peserta"):
        services.lock_attendance(session=a.session, by=a.organizer)


def test_a_locked_mark_does_not_change_even_for_who_read_the_session_before(a):
    stale = Session.objects.select_related("cohort__agency", "stage").get(pk=a.session.pk)
    mark_all(a)
    services.lock_attendance(session=a.session, by=a.organizer)
    with pytest.raises(Refused, match="sudah dikunci"):
        services.mark_attendance(session=stale, marks={a.enrolments[0].pk: ("absent", "salah")}, by=a.organizer)
    assert Attendance.objects.get(enrolment=a.enrolments[0]).status == "present"


def test_locking_twice_is_recorded_once(closed):
    services.lock_attendance(session=closed.session, by=closed.organizer)
    assert verbs(closed).count("cohorts.attendance_locked") == 1
    assert Session.objects.get(pk=closed.session.pk).locked_by == closed.trainer


def test_opening_again_needs_a_reason_and_keeps_it(closed):
    with pytest.raises(Refused, match="alasan"):
        services.unlock_attendance(session=closed.session, reason="  ", by=closed.organizer)
    services.unlock_attendance(session=closed.session, reason="Surat izin baru datang", by=closed.organizer)
    session = Session.objects.get(pk=closed.session.pk)
    assert (session.is_locked, session.unlocked_reason) == (False, "Surat izin baru datang")
    assert "cohorts.attendance_unlocked" in verbs(closed)
    services.mark_attendance(
        session=session, marks={closed.enrolments[0].pk: ("excused", "surat izin")}, by=closed.organizer
    )
    services.lock_attendance(session=session, by=closed.organizer)
    assert Session.objects.get(pk=session.pk).unlocked_reason == ""


def test_a_substitute_task_is_recorded_and_taken_back_after_the_lock(a):
    mark_all(a, "sick")
    services.lock_attendance(session=a.session, by=a.organizer)
    mark = Attendance.objects.get(enrolment=a.enrolments[0])
    services.make_good(mark=mark, done=True, note="Resume", by=a.organizer)
    assert a.row("attendance").facts["present"] == 1
    services.make_good(mark=mark, done=False, note="Milik orang lain", by=a.organizer)
    assert a.row("attendance").facts["present"] == 0


def test_a_locked_session_is_neither_changed_nor_removed(closed):
    fields = {"stage": closed.stages[1], "title": "Lain", "room": "Aula"}
    with pytest.raises(Refused, match="sudah dikunci"):
        services.plan_session(
            cohort=closed.cohort, session=closed.sessions[0], by=closed.organizer,
            starts_at=closed.session.starts_at, ends_at=closed.session.ends_at, **fields,
        )  # fmt: skip
    with pytest.raises(Refused):
        services.remove_session(session=closed.session, by=closed.organizer)


def late_comer(a):
    late = services.enrol_person(cohort=a.cohort, employee=employee(a.cohort.agency, serial=55), by=None)
    return account_for(late.person)


def test_a_code_after_the_lock_gets_a_plain_message(closed, client):
    client.force_login(late_comer(closed))
    with clock.held_at(closed.session.starts_at + dt.timedelta(minutes=20)):
        code = attendance_codes.code_at(closed.session.pk, clock.now())
        answer = send(client, "/angkatan/hadir/", code=code)
        assert answer.status_code == 422
        assert "Panitia sudah mengunci kehadiran sesi ini" in answer.content.decode()
        client.force_login(account_for(closed.enrolments[0].person))
        assert send(client, "/angkatan/hadir/", code=code).status_code == 302  # present already: the same answer


def test_the_screen_shows_no_code_of_a_locked_session(closed, client):
    client.force_login(closed.organizer)
    with clock.held_at(closed.session.starts_at + dt.timedelta(minutes=20)):
        page = client.get(f"{closed.path}/kode/").content.decode()
        assert "sudah dikunci" in page
        assert attendance_codes.spaced(attendance_codes.code_at(closed.session.pk, clock.now())) not in page


def test_the_trainer_locks_on_the_grid_and_only_the_organizer_opens(a, client):
    client.force_login(a.trainer)
    assert "Masih 3 orang" in client.get(f"{a.path}/kehadiran/").content.decode()
    mark_all(a)
    assert "Kunci kehadiran" in client.get(f"{a.path}/kehadiran/").content.decode()
    assert send(client, f"{a.path}/kunci/").status_code == 302
    page = client.get(f"{a.path}/kehadiran/").content.decode()
    assert "Kehadiran dikunci" in page
    assert "Simpan kehadiran" not in page
    assert "Buka kunci" not in page
    assert send(client, f"{a.path}/buka-kunci/", reason="salah catat").status_code == 403
    client.force_login(a.organizer)
    assert send(client, f"{a.path}/buka-kunci/", reason="").status_code == 422
    assert send(client, f"{a.path}/buka-kunci/", reason="salah catat").status_code == 302
    assert "salah catat" in client.get(f"{a.path}/kehadiran/").content.decode()


def test_a_grid_sent_after_the_lock_says_why_it_is_refused(closed, client):
    client.force_login(closed.organizer)
    answer = send(client, f"{closed.path}/kehadiran/", **{f"hadir-{closed.enrolments[0].pk}": "absent"})
    assert answer.status_code == 422
    assert "sudah dikunci" in answer.content.decode()


def test_schedule_and_recap_show_what_is_locked(closed, client):
    client.force_login(closed.organizer)
    assert "dikunci" in client.get(f"/angkatan/{closed.cohort.slug}/jadwal/").content.decode()
    page = client.get(f"/angkatan/{closed.cohort.slug}/kehadiran/").content.decode()
    assert "Dikunci: 1 sesi." in page
    assert closed.sessions[1].title in page.split("belum dikunci:")[1]
    assert any("dikunci" in str(header) for header in recap.of_cohort(closed.cohort).headers())


def upload(name="lembar.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_pages_are_kept_in_order_and_the_same_page_once(a):
    services.add_scans(session=a.session, pages=[(PDF, "1.pdf"), (OTHER_PDF, "2.pdf")], by=a.organizer)
    assert services.add_scans(session=a.session, pages=[(PDF, "lagi.pdf")], by=a.organizer) == []
    assert [(s.position, s.file.name) for s in a.session.scans.all()] == [(1, "1.pdf"), (2, "2.pdf")]
    assert verbs(a).count("cohorts.scans_added") == 1


def test_one_page_that_is_none_keeps_all_of_them_out(a):
    with pytest.raises(NotTaken):
        services.add_scans(session=a.session, pages=[(PDF, "1.pdf"), (b"MZ", "2.pdf")], by=a.organizer)
    assert not Scan.objects.exists()


def test_a_page_is_replaced_with_a_reason_and_the_old_one_stays(closed):
    (scan,) = services.add_scans(session=closed.session, pages=[(PDF, "buram.pdf")], by=closed.organizer)
    with pytest.raises(Refused, match="alasan"):
        services.replace_scan(scan=scan, content=OTHER_PDF, name="jelas.pdf", reason=" ", by=closed.organizer)
    new = services.replace_scan(scan=scan, content=OTHER_PDF, name="jelas.pdf", reason="buram", by=closed.organizer)
    assert [new] == list(Scan.objects.kept())
    assert (new.position, Scan.objects.get(pk=scan.pk).removed_reason) == (1, "buram")
    with pytest.raises(Refused, match="sudah diganti"):
        services.replace_scan(scan=scan, content=None, name="", reason="lagi", by=closed.organizer)


def test_more_pages_than_a_sheet_has_are_refused(a):
    pages = [(PDF + bytes([65 + n]), f"{n}.pdf") for n in range(21)]
    with pytest.raises(Refused, match="Paling banyak 20"):
        services.add_scans(session=a.session, pages=pages, by=a.organizer)
    assert not Scan.objects.exists()


def test_the_trainer_photographs_the_sheet_and_the_organizer_sees_it(a, client):
    client.force_login(a.trainer)
    answer = send(client, f"{a.path}/lembar/", files=[upload("1.pdf"), upload("2.pdf", OTHER_PDF)])
    assert answer.status_code == 302
    client.force_login(a.organizer)
    page = client.get(f"{a.path}/lembar/").content.decode()
    assert "Halaman 1" in page
    assert "Halaman 2" in page
    scan = Scan.objects.order_by("position").first()
    shown = client.get(f"/angkatan/lembar/{scan.pk}/?unduh")
    assert b"".join(shown.streaming_content) == PDF
    assert shown["Content-Disposition"] == f'attachment; filename="daftar-hadir-{scan.pk}.pdf"'
    assert send(client, f"{a.path}/lembar/{scan.pk}/ganti/", reason="").status_code == 422
    send(client, f"{a.path}/lembar/{scan.pk}/ganti/", reason="sesi lain")
    page = client.get(f"{a.path}/lembar/").content.decode()
    assert "sesi lain" in page
    assert "2 halaman" not in client.get(f"{a.path}/kehadiran/").content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "kosong"), (b"MZ program", "bukan PDF"), (PDF[:20], "terpotong"), (None, "Pilih sedikitnya")],
)
def test_what_is_no_page_is_refused_with_its_name_and_the_way_out(a, client, content, words):
    client.force_login(a.organizer)
    files = {} if content is None else {"files": [upload("foto.pdf", content)]}
    answer = send(client, f"{a.path}/lembar/", **files)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert content is None or "foto.pdf" in answer.content.decode()


def test_signatures_are_shown_to_nobody_else(a, client):
    (scan,) = services.add_scans(session=a.session, pages=[(PDF, "1.pdf")], by=a.organizer)
    agency = a.cohort.agency
    strangers = [
        (account_for(a.employees[0].person), 403),
        (staff(Role.LEADER, agency), 404),
        (staff(Role.ORGANIZER, AgencyFactory()), 404),
        (staff(Role.TRAINER, AgencyFactory()), 404),
    ]
    for user, status in strangers:
        client.force_login(user)
        assert client.get(f"/angkatan/lembar/{scan.pk}/").status_code == status
        assert client.get(f"{a.path}/lembar/").status_code in {403, 404}


def test_a_session_with_a_signed_sheet_stays_on_the_schedule(a):
    services.add_scans(session=a.session, pages=[(PDF, "1.pdf")], by=a.organizer)
    with pytest.raises(Refused, match="sudah dicatat"):
        services.remove_session(session=a.session, by=a.organizer)
