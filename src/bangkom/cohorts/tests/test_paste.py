import uuid

import pytest

from bangkom.cohorts.services import mark_attendance
from bangkom.cohorts.tests.factories import angkatan
from bangkom.cohorts.views.imports import stage_paste
from bangkom.core.models import JobRow
from bangkom.core.services import advance_job, cancel_job, commit_job, undo_job
from bangkom.people.tests.factories import employee, nip

pytestmark = pytest.mark.django_db


@pytest.fixture
def a():
    return angkatan(1)


def paste(a, text):
    job = stage_paste(a.cohort, text, a.organizer)
    return job, list(job.rows.all())


def commit(job):
    commit_job(job=job, by=job.created_by, queue=False)
    return advance_job(job_id=job.pk)


def codes(row):
    return [reason["code"] for reason in row.reasons]


def test_a_messy_list_is_judged_row_by_row(a):
    for serial, name in ((10, "Ratna Wulandari"), (11, "Sukarno"), (12, "Siti Aminah"), (13, "Siti Aminah")):
        employee(a.cohort.agency, serial=serial, name=name)
    spaced = f"{nip(10)[:8]} {nip(10)[8:14]} {nip(10)[14]} {nip(10)[15:]}"
    rows = [
        "No\tNama\tNIP\tOPD",
        f"1\tRatna Wulandari, S.Sos.\t{spaced}\tDinas Kesehatan",
        "2\tSukarno\t\tDinas Kesehatan",
        "3\tSiti Aminah\t\tDinas Kesehatan",
        "4\tBudi\t1.97805E+17\tDinas",
        "5\tBudi\t19780512200501100\tDinas",
        f"6\tOrang Lain\t{nip(99)}\tDinas",
        f"7\tPeserta 1\t{nip(1)}\tDinas",
        f"8\tRatna\t'{nip(10)}\tDinas",
    ]
    _job, staged = paste(a, "\n".join(rows))
    assert [row.verdict for row in staged] == [
        "new", "warned", "refused", "refused", "refused", "refused", "same", "duplicate",
    ]  # fmt: skip
    assert [codes(row) for row in staged] == [
        [], ["by_name"], ["name_ambiguous"], ["nip_scientific"], ["nip_length"], ["unknown_number"], [], ["duplicate"],
    ]  # fmt: skip


def test_nobody_is_enrolled_before_the_organizer_says_so(a):
    employee(a.cohort.agency, serial=20)
    job, _rows = paste(a, nip(20))
    assert a.cohort.enrolments.count() == 1
    commit(job)
    assert a.cohort.enrolments.count() == 2


def test_pasting_the_same_list_again_enrols_nobody_twice(a):
    employee(a.cohort.agency, serial=20)
    for _turn in range(2):
        job, rows = paste(a, f"{nip(20)}\n{nip(1)}")
        commit(job)
    assert [row.verdict for row in rows] == ["same", "same"]
    assert a.cohort.enrolments.count() == 2


def test_who_gets_no_seat_is_named_and_nobody_else_is_lost(a):
    a.cohort.capacity = 2
    a.cohort.save()
    for serial in (20, 21):
        employee(a.cohort.agency, serial=serial)
    job = commit(paste(a, f"{nip(20)}\n{nip(21)}")[0])
    failed = job.rows.get(state=JobRow.State.FAILED)
    assert codes(failed) == ["cohort_full"]
    assert job.counts["failed"] == 1
    assert a.cohort.enrolments.taking_part().count() == 2


def test_a_paste_can_be_taken_back_but_not_from_who_has_begun(a):
    people = [employee(a.cohort.agency, serial=serial) for serial in (20, 21)]
    job = commit(paste(a, f"{nip(20)}\n{nip(21)}")[0])
    begun = a.cohort.enrolments.get(employee=people[0])
    mark_attendance(session=a.sessions[0], marks={begun.pk: ("present", "")}, by=a.organizer)
    undo_job(job=job, by=a.organizer, queue=False)
    advance_job(job_id=job.pk)
    assert sorted(job.rows.values_list("state", flat=True)) == ["kept", "undone"]
    assert set(a.cohort.enrolments.taking_part().values_list("employee", flat=True)) == {
        a.employees[0].pk, people[0].pk,
    }  # fmt: skip


def test_text_without_a_number_or_name_column_is_refused_whole_and_kept_on_the_page(a, client):
    client.force_login(a.organizer)
    answer = client.post(
        f"/angkatan/{a.cohort.slug}/peserta/tempel/", {"op_id": str(uuid.uuid4()), "text": "1;2;3\n4;5;6"}
    )
    assert answer.status_code == 422
    assert "1;2;3" in answer.content.decode()


def test_the_preview_page_shows_the_reason_and_the_commit_goes_on_in_the_background(a, client):
    employee(a.cohort.agency, serial=20, name="Ratna Wulandari")
    client.force_login(a.organizer)
    answer = client.post(
        f"/angkatan/{a.cohort.slug}/peserta/tempel/",
        {"op_id": str(uuid.uuid4()), "text": f"NIP\n{nip(20)}\n1.97E+17"},
    )
    page = client.get(answer.url).content.decode()
    assert "Ratna Wulandari" in page
    assert "Excel mengubah NIP" in page
    client.post(answer.url + "simpan/", {"op_id": str(uuid.uuid4())})
    assert "memuat ulang sendiri" in client.get(answer.url).content.decode()


def page_of(a, client, job):
    client.force_login(a.organizer)
    return " ".join(client.get(f"/angkatan/{a.cohort.slug}/peserta/tempel/{job.pk}/").content.decode().split())


def test_a_list_that_was_not_wanted_says_what_happened_and_what_now(a, client):
    job, _rows = paste(a, nip(1))
    cancel_job(job=job, by=a.organizer)
    page = page_of(a, client, job)
    assert "Daftar ini tidak jadi disimpan" in page
    assert "Tidak ada yang didaftarkan" in page
    assert "Tempel lagi" in page
    assert "<table" not in page


def test_a_list_with_nobody_new_says_so_before_and_after(a, client):
    job, _rows = paste(a, nip(1))
    assert "Tidak ada orang baru dalam daftar ini" in page_of(a, client, job)
    assert "Tidak ada yang didaftarkan" in page_of(a, client, commit(job))


def test_a_list_taken_back_says_who_left_and_who_stayed(a, client):
    people = [employee(a.cohort.agency, serial=serial) for serial in (20, 21)]
    job = commit(paste(a, f"{nip(20)}\n{nip(21)}")[0])
    assert "2 orang didaftarkan" in page_of(a, client, job)
    begun = a.cohort.enrolments.get(employee=people[0])
    mark_attendance(session=a.sessions[0], marks={begun.pk: ("present", "")}, by=a.organizer)
    undo_job(job=job, by=a.organizer, queue=False)
    advance_job(job_id=job.pk)
    page = page_of(a, client, job)
    assert "1 orang tidak lagi menjadi peserta." in page
    assert "1 orang tetap peserta" in page
