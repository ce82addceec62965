"""People whom an export no longer holds: flagged, never deleted, decided by a person."""

import pytest
from django.urls import reverse

from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.models import Event, Job, JobRow, Role
from bangkom.core.services import advance_job, start_job, undo_job
from bangkom.people.jobs import KIND, EmployeeImport
from bangkom.people.models import Employee, ExportAbsence
from bangkom.people.services.absences import PARTIAL, WHOLE, asks_for_extent, decide_absence, save_import

from .factories import AgencyFactory, export, nip, root, staff, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory(name="Pemerintah Kabupaten Contoh", code="kab-contoh")


def rows(*serials: int, **same: str) -> bytes:
    return export(*({"NIP BARU": nip(at), "NAMA": f"Pegawai {at}"} | same for at in serials))


def staged(agency, content: bytes, tmp_path, scope=None) -> Job:
    source = tmp_path / "export.csv"
    source.write_bytes(content)
    job = start_job(kind=KIND, scope=scope or root(agency), by=None, source=source, source_name="mei.csv", queue=False)
    return advance_job(job_id=job.pk)


def done(agency, content: bytes, tmp_path, extent=WHOLE, **kwargs) -> Job:
    job = staged(agency, content, tmp_path, **kwargs)
    save_import(job=job, by=None, extent=extent, queue=False)
    return advance_job(job_id=job.pk)


def flagged() -> list[str]:
    return sorted(ExportAbsence.objects.by_system().filter(ended_at=None).values_list("employee__number", flat=True))


def test_who_is_missing_is_flagged_and_comes_back_with_a_later_import(agency, tmp_path):
    done(agency, rows(1, 2, 3), tmp_path)
    job = done(agency, rows(1, 3), tmp_path)
    assert job.counts["done"] == {"same": 2, "left": 1, "failed": 0}
    assert flagged() == [nip(2)]
    assert Employee.objects.count() == 3
    flag = ExportAbsence.objects.by_system().get()
    assert (flag.source_name, flag.decision) == ("mei.csv", "")
    again = staged(agency, rows(1, 3), tmp_path)
    assert again.counts["left"] == {"count": 0, "of": 2}
    done(agency, rows(1, 2, 3), tmp_path)
    assert flagged() == []
    assert Event.objects.filter(verb="people.back_in_export").count() == 1


def test_the_preview_tells_what_changes_and_of_which_kind(agency, tmp_path):
    done(agency, rows(1, 2, 3), tmp_path)
    changes = (
        {"NIP BARU": nip(1), "NAMA": "Pegawai 1", "GOL AKHIR NAMA": "IV/a", "UNOR ID": "U7", "UNOR NAMA": "Bidang VII"},
        {"NIP BARU": nip(2), "NAMA": "Pegawai 2", "KEDUDUKAN HUKUM ID": "99"},
        {"NIP BARU": nip(3), "NAMA": "Pegawai 3"},
    )
    job = staged(agency, export(*changes), tmp_path)
    assert job.counts["kinds"] == {"moved": 1, "promoted": 1, "ended": 1}
    first = job.rows.get(number=2)
    assert ["grade", "III/d", "IV/a"] in first.data["changes"]
    assert ["unit", "Bidang I pada Dinas Kesehatan", "Bidang VII"] in first.data["changes"]
    assert job.rows.filter(data__kind_moved=True).count() == 1


def test_a_partial_file_flags_nobody(agency, tmp_path):
    done(agency, rows(1, 2, 3), tmp_path)
    job = done(agency, rows(1), tmp_path, extent=PARTIAL)
    assert job.counts["done"]["passed"] == 2
    assert flagged() == []


def test_many_missing_must_be_confirmed_in_words(agency, tmp_path, settings):
    done(agency, rows(*range(1, 11)), tmp_path)
    few, many = staged(agency, rows(*range(1, 9)), tmp_path), staged(agency, rows(*range(1, 8)), tmp_path)
    assert not asks_for_extent(few)
    assert asks_for_extent(many)
    with pytest.raises(Refused):
        save_import(job=many, by=None, queue=False)
    settings.BANGKOM_IMPORT_LEFT_PERCENT = 40
    assert not asks_for_extent(many)


def test_only_the_imported_unit_is_looked_at(agency, tmp_path):
    here, there = unit(agency, "Dinas Kesehatan"), unit(agency, "Dinas Sosial")
    done(agency, rows(1, 2), tmp_path)
    done(
        agency,
        export({"NIP BARU": nip(3), "UNOR ID": "S1", "UNOR NAMA": "Bidang", "SATUAN KERJA KERJA NAMA": there.name}),
        tmp_path,
        PARTIAL,
    )
    done(agency, rows(1), tmp_path, scope=here.scope)
    assert flagged() == [nip(2)]


def test_a_damaged_number_and_a_refused_row_are_no_absence(agency, tmp_path):
    done(agency, rows(1, 2, 3), tmp_path)
    damaged = export({}, {"NIP BARU": "1.99002E+17", "NAMA": "Pegawai 2"}, {"NIP BARU": nip(3), "NAMA": ""})
    assert staged(agency, damaged, tmp_path).counts["left"]["count"] == 0


def test_undo_takes_flags_back_but_not_decided_ones(agency, tmp_path):
    done(agency, rows(1, 2, 3), tmp_path)
    job = done(agency, rows(1), tmp_path)
    decide_absence(
        absence=ExportAbsence.objects.by_system().get(employee__number=nip(2)),
        decision="kept",
        reason="Tugas belajar di luar negeri",
        by=staff(Role.ORGANIZER, agency),
    )
    undo_job(job=job, by=None, queue=False)
    advance_job(job_id=job.pk)
    assert flagged() == [nip(2)]
    kept = job.rows.get(state=JobRow.State.KEPT)
    assert (kept.data["number"], kept.reasons[0]["code"]) == (nip(2), "kept_decided")


def test_undo_of_a_return_sets_the_flag_again(agency, tmp_path):
    done(agency, rows(1, 2), tmp_path)
    done(agency, rows(1), tmp_path)
    job = done(agency, rows(1, 2), tmp_path)
    undo_job(job=job, by=None, queue=False)
    advance_job(job_id=job.pk)
    assert flagged() == [nip(2)]


# --- deciding ------------------------------------------------------------------------------------


def sent(**values):
    return {"op_id": str(new_id()), **values}


def test_the_list_is_decided_for_several_at_once(agency, tmp_path, client):
    done(agency, rows(1, 2, 3, 4), tmp_path)
    done(agency, rows(1), tmp_path)
    client.force_login(staff(Role.ORGANIZER, agency))
    url = reverse("people:absences")
    page = client.get(url).content.decode()
    assert "Pegawai 2" in page
    assert "mei.csv" in page
    two, three, four = ExportAbsence.objects.by_system().order_by("employee__number")
    gone = client.post(url, sent(pegawai=[two.pk, three.pk], keputusan="retired"))
    assert gone.status_code == 302
    states = dict(Employee.objects.values_list("number", "employment_state"))
    assert (states[nip(2)], states[nip(3)], states[nip(4)]) == ("99", "99", "01")
    assert client.post(url, sent(pegawai=[four.pk], keputusan="kept")).status_code == 422
    assert client.post(url, sent(keputusan="kept", alasan="x")).status_code == 422
    assert client.post(url, sent(pegawai=[four.pk], keputusan="kept", alasan="Cuti sakit")).status_code == 302
    assert "Tidak ada yang perlu diputuskan" in client.get(url).content.decode()
    assert "Cuti sakit" in client.get(url + "?tampil=diputuskan").content.decode()


def test_a_unit_officer_decides_about_the_own_unit_only(agency, tmp_path, client):
    here = unit(agency, "Dinas Kesehatan")
    done(agency, rows(1, 2), tmp_path)
    other = {"UNOR ID": "S1", "UNOR NAMA": "Bidang", "SATUAN KERJA KERJA NAMA": "Dinas Sosial"}
    done(agency, rows(3, **other), tmp_path, PARTIAL)
    done(agency, rows(1), tmp_path)
    assert flagged() == [nip(2), nip(3)]
    client.force_login(staff(Role.UNIT_HR, here.scope))
    page = client.get(reverse("people:absences")).content.decode()
    assert "Pegawai 2" in page
    assert "Pegawai 3" not in page
    hidden = ExportAbsence.objects.by_system().get(employee__number=nip(3))
    reply = client.post(reverse("people:absences"), sent(pegawai=[hidden.pk], keputusan="died"))
    assert reply.status_code == 422


def test_saving_from_the_page_asks_when_many_are_missing(agency, tmp_path, client):
    done(agency, rows(*range(1, 6)), tmp_path)
    job = staged(agency, rows(1, 2, 3), tmp_path)
    client.force_login(staff(Role.ORGANIZER, agency))
    page = client.get(reverse("people:import", args=[job.pk])).content.decode()
    assert "Apakah berkas ini memuat seluruh pegawai?" in page
    act = reverse("people:import_act", args=[job.pk, "simpan"])
    client.post(act, sent())
    job.refresh_from_db()
    assert job.state == Job.State.STAGED
    client.post(act, sent(cakupan="partial"))
    assert advance_job(job_id=job.pk).counts["done"]["passed"] == 2


# --- killed at any point -------------------------------------------------------------------------


def finished(job: Job) -> Job:
    """Go on as the next worker does, however often the one before was killed."""
    for _again in range(40):
        try:
            return advance_job(job_id=job.pk)
        except KeyboardInterrupt:
            continue
    raise AssertionError("never finished")


def test_an_import_killed_at_every_step_loses_and_doubles_nothing(agency, tmp_path, monkeypatch):
    done(agency, rows(*range(1, 11)), tmp_path)
    monkeypatch.setattr(EmployeeImport, "commit_chunk", 2)
    steps = []
    for name in ("commit_rows", "undo_rows"):
        act = getattr(EmployeeImport, name)

        def dying(self, job, chunk, act=act):
            act(self, job, chunk)
            steps.append(len(chunk))
            if len(steps) % 2:
                raise KeyboardInterrupt

        monkeypatch.setattr(EmployeeImport, name, dying)
    before = list(Employee.objects.order_by("pk").values_list("pk", "grade"))
    job = staged(agency, rows(*range(5, 14), **{"GOL AKHIR NAMA": "IV/a"}), tmp_path)
    save_import(job=job, by=None, extent=WHOLE, queue=False)
    job = finished(job)
    assert job.counts["done"] == {"changed": 6, "created": 3, "left": 4, "failed": 0}
    assert flagged() == [nip(at) for at in range(1, 5)]
    assert Employee.objects.count() == 13
    undo_job(job=job, by=None, queue=False)
    assert finished(job).state == Job.State.UNDONE
    assert flagged() == []
    assert list(Employee.objects.order_by("pk").values_list("pk", "grade")) == before


def test_a_reading_killed_in_the_middle_begins_again_without_doubles(agency, tmp_path, monkeypatch):
    done(agency, rows(*range(1, 6)), tmp_path)
    monkeypatch.setattr("bangkom.core.services.jobs.STAGE_CHUNK", 2)
    read, died = EmployeeImport.read, []

    def dying(self, job, source):
        for at, row in enumerate(read(self, job, source)):
            if at == 3 and not died:
                died.append(at)
                raise KeyboardInterrupt
            yield row

    monkeypatch.setattr(EmployeeImport, "read", dying)
    source = tmp_path / "export.csv"
    source.write_bytes(rows(2, 3, 4))
    job = start_job(kind=KIND, scope=root(agency), by=None, source=source, source_name="x", queue=False)
    job = finished(job)
    assert died
    assert job.counts["verdicts"] == {"same": 3, "left": 2}
    assert job.rows.count() == 5
