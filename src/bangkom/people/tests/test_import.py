"""The import of employee exports: every rule through the job, as page and command use it."""

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.apps import apps

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event, Job, JobRow, Role, Scope
from bangkom.core.services import advance_job, commit_job, start_job, undo_job
from bangkom.core.services.jobs import source_of
from bangkom.people.commands import import_employees
from bangkom.people.jobs import KIND, EmployeeImport, foreign_agencies
from bangkom.people.models import Employee, EmployeeNumber, OrgUnit, Person, Position, Posting
from bangkom.people.services import change_employee, change_number

from .factories import AgencyFactory, employee, export, nip, root, staff, unit

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).resolve().parents[5] / "shared" / "samples" / "employees"


@pytest.fixture
def agency():
    return AgencyFactory(name="Pemerintah Kabupaten Contoh", code="kab-contoh")


def staged(agency, content: bytes, tmp_path: Path, *, scope=None, by=None) -> Job:
    source = tmp_path / "export.csv"
    source.write_bytes(content)
    job = start_job(kind=KIND, scope=scope or root(agency), by=by, source=source, source_name="export.csv", queue=False)
    return advance_job(job_id=job.pk)


def done(agency, content: bytes, tmp_path: Path, **kwargs) -> Job:
    job = staged(agency, content, tmp_path, **kwargs)
    assert job.state == Job.State.STAGED, job.message
    commit_job(job=job, by=None, queue=False)
    return advance_job(job_id=job.pk)


def undone(job: Job) -> Job:
    undo_job(job=job, by=None, queue=False)
    return advance_job(job_id=job.pk)


def verdicts(job: Job) -> list[tuple[int, str, list[str]]]:
    return [(row.number, row.verdict, [r["code"] for r in row.reasons]) for row in job.rows.all()]


def counts() -> dict[str, int]:
    models = (Person, Employee, EmployeeNumber, Posting, OrgUnit, Scope, Position)
    return {model.__name__: model.objects.count() for model in models}


# --- what an import makes ------------------------------------------------------------------------


def test_a_row_becomes_person_employee_number_posting_and_units(agency, tmp_path):
    done(agency, export({"GELAR BELAKANG": "S.Sos."}), tmp_path)
    made = Employee.objects.get()
    assert (made.number, made.status, made.employment_state, made.grade) == (nip(1), "PNS", "01", "III/d")
    assert made.person.full_name == "Umi Fauziah, S.Sos."
    assert (made.person.birth_date, made.person.sex) == (dt.date(1990, 2, 14), "M")
    assert (made.position.name, made.position.group) == ("Pengelola Layanan Operasional", "pelaksana")
    assert (made.unit.code, made.unit.parent.name) == ("U1", "Dinas Kesehatan")
    assert made.unit.scope.path.startswith(made.unit.parent.scope.path)
    assert made.numbers.get().number == made.number
    posting = made.postings.get()
    assert (posting.unit, posting.valid_from, posting.valid_until) == (made.unit, None, None)


def test_running_the_same_file_again_changes_nothing(agency, tmp_path):
    content = export({}, {"NIP BARU": nip(2), "JENIS KELAMIN": "P"})
    done(agency, content, tmp_path)
    before, events = counts(), Event.objects.exclude(verb__startswith="core.").count()
    again = done(agency, content, tmp_path)
    assert verdicts(again) == [(2, "same", []), (3, "warned", ["sex_differs_from_nip"])]
    assert [row.data["action"] for row in again.rows.all()] == ["same", "same"]
    assert again.counts["done"] == {"same": 2, "failed": 0}
    assert counts() == before
    assert Event.objects.exclude(verb__startswith="core.").count() == events
    assert set(Employee.objects.values_list("version", flat=True)) == {1}


def test_a_changed_row_ends_the_posting_and_keeps_the_history(agency, tmp_path):
    done(agency, export({}), tmp_path)
    job = done(agency, export({"JABATAN NAMA": "Arsiparis Terampil", "JENIS JABATAN ID": "2"}), tmp_path)
    assert verdicts(job) == [(2, "changed", [])]
    made = Employee.objects.get()
    assert (made.position.name, made.position.group, made.version) == ("Arsiparis Terampil", "fungsional", 2)
    new, old = made.postings.order_by("-pk")
    assert new.valid_from == clock.today(agency)
    assert old.valid_until == clock.today(agency) - dt.timedelta(days=1)
    event = Event.objects.about(made).first()
    assert event.payload.body["before"]["position"] == "Pengelola Layanan Operasional"


def test_an_empty_cell_takes_nothing_away(agency, tmp_path):
    done(agency, export({"GELAR BELAKANG": "S.Sos."}), tmp_path)
    job = staged(agency, export({"GELAR BELAKANG": "", "GOL AKHIR NAMA": "-"}), tmp_path)
    assert verdicts(job) == [(2, "same", [])]


def test_a_number_held_before_still_finds_the_employee(agency, tmp_path):
    done(agency, export({}), tmp_path)
    change_number(employee=Employee.objects.get(), number=nip(9), valid_from=dt.date(2025, 3, 1), by=None)
    job = staged(agency, export({}), tmp_path)
    assert verdicts(job) == [(2, "same", [])]


def test_a_unit_named_first_without_a_code_gets_its_code_later(agency, tmp_path):
    top = {"NIP BARU": nip(2), "UNOR ID": "U0", "UNOR NAMA": "DINAS KESEHATAN"}
    done(agency, export({}, top), tmp_path)
    assert dict(OrgUnit.objects.values_list("code", "parent__code")) == {"U0": None, "U1": "U0"}


def test_a_unit_is_renamed_once_and_a_row_without_unit_stands_under_the_agency(agency, tmp_path):
    done(agency, export({}), tmp_path)
    renamed = {"UNOR NAMA": "Bidang Pelayanan pada Dinas Kesehatan"}
    bare = {"NIP BARU": nip(2), "UNOR ID": "", "UNOR NAMA": "", "SATUAN KERJA KERJA NAMA": ""}
    job = done(agency, export(renamed, {"NIP BARU": nip(3)}, bare), tmp_path)
    assert verdicts(job)[2] == (4, "warned", ["unit_missing"])
    assert OrgUnit.objects.get(code="U1").name == renamed["UNOR NAMA"]
    assert Event.objects.filter(verb="people.unit_renamed").count() == 1
    assert Employee.objects.get(number=nip(2)).unit.scope == root(agency)


# --- verdicts ------------------------------------------------------------------------------------


def test_every_row_has_a_verdict_in_words(agency, tmp_path):
    job = staged(
        agency,
        export(
            {},
            {"NIP BARU": "1.96811E+17", "NAMA": ""},
            {"NIP BARU": "123", "NAMA": ""},
            {"NIP BARU": nip(3, born="19901340"), "NAMA": ""},
            {"NIP BARU": nip(4), "NAMA": " "},
            {"NIP BARU": f"'{nip(1)}", "NAMA": "Lain"},
            {"NIP BARU": nip(5), "NAMA": '=HYPERLINK("x")'},
        ),
        tmp_path,
    )
    assert verdicts(job) == [
        (2, "new", []),
        (3, "refused", ["nip_scientific"]),
        (4, "refused", ["nip_length"]),
        (5, "refused", ["nip_birth_date_impossible"]),
        (6, "refused", ["name_missing"]),
        (7, "duplicate", ["duplicate"]),
        (8, "warned", ["formula_in_name"]),
    ]
    assert job.rows.get(number=3).reasons[0]["message"] == "NIP rusak oleh Excel"
    assert job.counts["summary"]["refused"]["nip_scientific"] == 1


def test_the_first_good_row_wins_over_a_refused_one_before_it(agency, tmp_path):
    job = staged(agency, export({"NAMA": ""}, {}), tmp_path)
    assert verdicts(job) == [(2, "refused", ["name_missing"]), (3, "new", [])]


def test_nothing_anywhere_keeps_a_nik(agency, tmp_path):
    job = done(agency, export({}, {"NIP BARU": "3604712481437691"}), tmp_path)
    assert not source_of(job).exists()
    for model in apps.get_models():
        for row in model._base_manager.all():
            assert "36047124814376" not in repr(list(row.__dict__.values()))


def test_a_file_that_is_no_employee_table_is_refused_whole(agency, tmp_path):
    job = staged(agency, b"NAMA,UNOR NAMA\nUmi,Dinas\n", tmp_path)
    assert job.state == Job.State.REFUSED
    assert job.message.startswith("Kolom berikut tidak ada: NIP BARU.")
    assert job.rows.count() == 0
    assert not source_of(job).exists()


def test_a_file_of_another_agency_is_pointed_out(agency, tmp_path):
    job = staged(agency, export({}, {"NIP BARU": nip(2), "INSTANSI KERJA NAMA": "Pemerintah Kab. Lain"}), tmp_path)
    assert foreign_agencies(job) == [("Pemerintah Kab. Lain", 1)]


# --- whose people --------------------------------------------------------------------------------


def test_a_unit_officer_imports_only_the_own_unit(agency, tmp_path):
    own, other = unit(agency, "Dinas Kesehatan"), unit(agency, "Dinas Sosial")
    employee(agency, where=other, serial=7)
    officer = staff(Role.UNIT_HR, own.scope)
    rows = export(
        {},
        {"NIP BARU": nip(2), "UNOR ID": "U2", "UNOR NAMA": "Bidang II", "SATUAN KERJA KERJA NAMA": "Dinas Sosial"},
        {"NIP BARU": nip(3), "UNOR ID": "U3", "UNOR NAMA": "Badan Baru", "SATUAN KERJA KERJA NAMA": "Badan Baru"},
        {"NIP BARU": nip(7)},
    )
    job = done(agency, rows, tmp_path, scope=own.scope, by=officer)
    assert verdicts(job) == [
        (2, "new", []),
        (3, "refused", ["unit_outside_scope"]),
        (4, "refused", ["unit_outside_scope"]),
        (5, "refused", ["employee_outside_scope"]),
    ]
    assert set(Employee.objects.visible_to(officer).values_list("number", flat=True)) == {nip(1)}


def test_a_number_of_another_agency_is_noted_there_and_the_person_stays_as_is(agency, tmp_path):
    elsewhere = employee(AgencyFactory(), name="Nama di sana")
    job = done(agency, export({}), tmp_path)
    assert verdicts(job) == [(2, "warned", ["recorded_elsewhere"])]
    here = Employee.objects.get(agency=agency)
    assert here.person == elsewhere.person
    assert here.person.name == "Nama di sana"
    note = Event.objects.get(agency=elsewhere.agency, verb="people.recorded_elsewhere")
    assert note.sentence == "NIP ini juga dicatat oleh Pemerintah Kabupaten Contoh"
    again = done(agency, export({"NAMA": "Nama lain"}), tmp_path)
    assert again.rows.get().data["action"] == "same"
    undone(job)
    assert Person.objects.get().name == "Nama di sana"


def test_a_unit_officer_cannot_reach_a_person_of_another_agency_by_importing(agency, tmp_path):
    employee(AgencyFactory())
    own = unit(agency, "Dinas Kesehatan")
    job = done(agency, export({}), tmp_path, scope=own.scope, by=staff(Role.UNIT_HR, own.scope))
    assert verdicts(job) == [(2, "refused", ["recorded_elsewhere"])]
    assert Employee.objects.filter(agency=agency).count() == 0


def test_what_became_impossible_since_the_preview_fails_in_its_own_row(agency, tmp_path):
    own, other = unit(agency, "Dinas Kesehatan"), unit(agency, "Dinas Sosial")
    job = staged(agency, export({}, {"NIP BARU": nip(2)}), tmp_path, scope=own.scope)
    employee(agency, where=other, serial=2)
    commit_job(job=job, by=None, queue=False)
    job = advance_job(job_id=job.pk)
    assert [row.state for row in job.rows.all()] == ["committed", "failed"]
    assert job.counts["done"] == {"created": 1, "failed": 1}


# --- taking back ---------------------------------------------------------------------------------


def test_undo_takes_everything_away_that_the_import_made(agency, tmp_path):
    before = counts()
    job = undone(done(agency, export({}, {"NIP BARU": nip(2)}), tmp_path))
    assert job.state == Job.State.UNDONE
    assert counts() == before


def test_undo_restores_what_the_import_changed(agency, tmp_path):
    done(agency, export({}), tmp_path)
    before = counts()
    changes = {"NAMA": "Umi F.", "JABATAN NAMA": "Arsiparis", "UNOR ID": "U9", "UNOR NAMA": "Bidang IX"}
    job = done(agency, export(changes), tmp_path)
    undone(job)
    made = Employee.objects.get()
    assert (made.person.name, made.position.name, made.unit.code) == (
        "Umi Fauziah",
        "Pengelola Layanan Operasional",
        "U1",
    )
    assert made.postings.get().valid_until is None
    assert counts() == before


def test_undo_restores_a_posting_that_was_corrected_on_its_first_day(agency, tmp_path):
    done(agency, export({}), tmp_path)
    done(agency, export({"GOL AKHIR NAMA": "IV/a"}), tmp_path)
    undone(done(agency, export({"GOL AKHIR NAMA": "IV/b"}), tmp_path))
    made = Employee.objects.get()
    assert made.grade == "IV/a"
    assert [p.grade for p in made.postings.order_by("pk")] == ["III/d", "IV/a"]


def test_rows_that_somebody_changed_or_used_since_stay(agency, tmp_path):
    job = done(agency, export({}, {"NIP BARU": nip(2)}, {"NIP BARU": nip(3)}), tmp_path)
    changed, invited, untouched = Employee.objects.order_by("number")
    change_employee(employee=changed, version=1, by=None, name="Umi F.")
    invited.person.user = staff(Role.LEADER, agency)
    invited.person.save()
    job = undone(job)
    assert [row.state for row in job.rows.all()] == ["kept", "kept", "undone"]
    assert set(Employee.objects.all()) == {changed, invited}
    assert not Person.objects.filter(pk=untouched.person_id).exists()


def test_undo_is_refused_after_half_an_hour(agency, tmp_path):
    job = done(agency, export({}), tmp_path)
    with clock.held_at(job.finished_at + dt.timedelta(minutes=31)), pytest.raises(Refused):
        undo_job(job=job, by=None, queue=False)


# --- killed and resumed --------------------------------------------------------------------------


def test_a_killed_import_goes_on_where_it_stopped(agency, tmp_path, monkeypatch):
    rows = [{"NIP BARU": nip(at)} for at in range(1, 8)]
    job = staged(agency, export(*rows), tmp_path)
    monkeypatch.setattr(EmployeeImport, "commit_chunk", 3)
    calls = []

    def die_at_second_chunk(self, job, chunk):
        write(self, job, chunk)
        calls.append(len(chunk))
        if len(calls) == 2:
            raise KeyboardInterrupt

    write = EmployeeImport.commit_rows
    monkeypatch.setattr(EmployeeImport, "commit_rows", die_at_second_chunk)
    commit_job(job=job, by=None, queue=False)
    with pytest.raises(KeyboardInterrupt):
        advance_job(job_id=job.pk)
    assert Employee.objects.count() == 3
    job = advance_job(job_id=job.pk)
    assert (job.state, Employee.objects.count()) == (Job.State.DONE, 7)


def test_a_killed_reading_starts_again(agency, tmp_path, monkeypatch):
    content = export({}, {"NIP BARU": nip(2)})
    source = tmp_path / "export.csv"
    source.write_bytes(content)
    job = start_job(kind=KIND, scope=root(agency), by=None, source=source, source_name="x", queue=False)
    JobRow.objects.create(job=job, number=2, data={}, verdict="new")
    assert advance_job(job_id=job.pk).counts["verdicts"] == {"new": 2}


# --- the command ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["kab-serang-400.xlsx", "kota-tangerang-300.csv"])
def test_the_command_prints_the_expected_counts(agency, name):
    expected = json.loads((SAMPLES / f"{name.split('.')[0]}.expected.json").read_text())
    out = io.StringIO()
    assert import_employees(path=SAMPLES / name, agency_code=agency.code, json=True, out=out) == 1
    assert json.loads(out.getvalue()) == expected
    assert Employee.objects.count() == expected["valid"]
    assert not OrgUnit.objects.filter(employees=None, children=None).exists()
    before = counts()
    assert import_employees(path=SAMPLES / name, agency_code=agency.code, json=True, out=io.StringIO()) == 1
    assert counts() == before


def test_a_dry_run_changes_nothing(agency, tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_bytes(export({}))
    assert import_employees(path=str(path), agency_code=agency.code, dry_run=True) == 0
    assert "Hanya diperiksa" in capsys.readouterr().out
    assert Employee.objects.count() == 0
    assert JobRow.objects.count() == 0


def test_wrong_usage_is_said_in_plain_words(agency, tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_bytes(b"%PDF-1.4")
    assert import_employees(path=path, agency_code="tidak-ada") == 2
    assert import_employees(path=tmp_path / "tidak-ada.csv", agency_code=agency.code) == 2
    assert import_employees(path=path, agency_code=agency.code) == 2
    error = capsys.readouterr().err
    assert "kab-contoh" in error
    assert "Berkas ini bukan tabel" in error


def test_the_command_reports_in_words(agency, tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_bytes(export({}, {"NIP BARU": "1.9E+17"}, {"NIP BARU": nip(2), "JENIS KELAMIN": "P"}))
    assert import_employees(path=path, agency_code=agency.code) == 1
    out = capsys.readouterr().out
    assert "3 baris dibaca, 2 diterima, 1 ditolak, 0 berulang." in out
    assert "ditolak: NIP rusak oleh Excel (1)" in out
    assert "catatan: Jenis kelamin beda dengan NIP (1)" in out
    assert "Disimpan: 2 baru, 0 berubah, 0 tidak berubah." in out
