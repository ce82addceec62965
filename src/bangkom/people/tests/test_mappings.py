"""The page on which columns are explained, and what is kept of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bangkom.core.ids import new_id
from bangkom.core.models import Event, Job, Role
from bangkom.core.services import advance_job
from bangkom.people.commands import import_employees
from bangkom.people.models import Employee, ImportMapping

from . import layouts
from .factories import AgencyFactory, staff, unit
from .layouts import AGUS, NIK, SITI

pytestmark = pytest.mark.django_db
MEANT = {"kolom-0": "number", "kolom-1": "name", "kolom-2": "grade", "kolom-3": "position", "kolom-4": "unit"}


@pytest.fixture
def agency():
    return AgencyFactory(name="Pemerintah Kabupaten Contoh", code="kab-contoh")


@pytest.fixture
def organizer(agency, client):
    user = staff(Role.ORGANIZER, agency)
    client.force_login(user)
    return user


def sent(**values):
    return {"op_id": str(new_id()), **values}


def upload(client, content: bytes) -> Job:
    scope = client.get(reverse("people:imports")).context["form"].fields["scope"].choices[0][0]
    file = SimpleUploadedFile("pegawai.csv", content)
    assert client.post(reverse("people:imports"), sent(file=file, scope=scope)).status_code == 302
    return advance_job(job_id=Job.objects.latest("pk").pk)


def columns(client, job: Job, **values):
    return client.post(reverse("people:import_columns", args=[job.pk]), sent(**values))


def test_an_unknown_layout_leads_to_the_page_and_the_next_file_goes_straight_through(client, organizer):
    sample = layouts.titles_nobody_knows()
    job = upload(client, sample.content)
    page = client.get(reverse("people:import", args=[job.pk]), follow=True).content.decode()
    assert "Cocokkan kolom" in page
    assert "Siti Aminah" in page
    assert columns(client, job, **MEANT, name="SIMPEG lama").status_code == 302
    assert advance_job(job_id=job.pk).counts["verdicts"] == {"new": 4}
    assert Event.objects.filter(verb="people.mapping_saved", actor=organizer).exists()
    again = upload(client, sample.content)
    assert again.state == Job.State.STAGED


def test_without_a_name_the_answer_holds_for_this_file_only(client, organizer):
    sample = layouts.titles_nobody_knows()
    job = upload(client, sample.content)
    columns(client, job, **MEANT)
    assert advance_job(job_id=job.pk).state == Job.State.STAGED
    assert not ImportMapping.objects.exists()
    assert upload(client, sample.content).state == Job.State.ASKING


def test_what_is_missing_or_chosen_twice_is_said(client, organizer):
    job = upload(client, layouts.titles_nobody_knows().content)
    reply = columns(client, job, **(MEANT | {"kolom-1": "", "kolom-4": "position"}))
    assert reply.status_code == 422
    page = reply.content.decode()
    assert "Tunjukkan kolom nama." in page
    assert "Satu isi hanya untuk satu kolom." in page
    assert advance_job(job_id=job.pk).state == Job.State.ASKING


def test_words_are_asked_once(client, organizer):
    job = upload(client, layouts.words_of_its_own().content)
    form = client.get(reverse("people:import_columns", args=[job.pk])).context["form"]
    guessed = {name: field.initial for name, field in form.fields.items() if name.startswith("kolom-")}
    asked = {field.label.split(": ")[1]: name for name, field in form.fields.items() if name.startswith("kata-")}
    assert set(asked) == {"Izin Belajar Luar", "Purna Tugas"}
    assert columns(client, job, **guessed).status_code == 422
    said = {asked["Izin Belajar Luar"]: "03", asked["Purna Tugas"]: "99"}
    columns(client, job, **guessed, **said, name="Kata")
    job = advance_job(job_id=job.pk)
    states = {row.data["number"]: row.data["state"] for row in job.rows.all()}
    assert (states[SITI], states[AGUS]) == ("03", "99")


def test_forbidden_columns_are_named_but_never_shown(client, organizer):
    sample = layouts.forbidden_columns()
    job = upload(client, sample.content.replace(b"ESELON", b"RUMPUN X"))
    page = client.get(reverse("people:import_columns", args=[job.pk])).content.decode()
    assert "Tidak pernah dibaca:" in page
    assert "No HP" in page
    assert NIK not in page
    assert layouts.PHONE not in page


def test_a_saved_layout_is_changed_and_deleted(client, organizer, agency):
    job = upload(client, layouts.titles_nobody_knows().content)
    columns(client, job, **MEANT, name="SIMPEG lama")
    mapping = ImportMapping.objects.get()
    url = reverse("people:mapping", args=[mapping.pk])
    assert "NM_TMPT_TGS" in client.get(url).content.decode()
    changed = MEANT | {"kolom-4": "parent_unit"}
    assert client.post(url, sent(**changed, name="SIMPEG baru", version="1")).status_code == 302
    assert client.post(url, sent(**changed, name="SIMPEG lain", version="1")).status_code == 422
    mapping.refresh_from_db()
    assert (mapping.name, mapping.columns["nm tmpt tgs"], mapping.version) == ("SIMPEG baru", "parent_unit", 2)
    client.post(reverse("people:mapping_delete", args=[mapping.pk]), sent())
    assert not ImportMapping.objects.exists()


def test_a_unit_officer_reads_the_layouts_but_does_not_change_another_s(client, agency):
    mapping = ImportMapping.objects.create(agency=agency, name="SIMPEG", signature="a" * 64)
    client.force_login(staff(Role.UNIT_HR, unit(agency, "Dinas Kesehatan").scope))
    assert client.get(reverse("people:mapping", args=[mapping.pk])).status_code == 200
    assert client.post(reverse("people:mapping", args=[mapping.pk]), sent()).status_code == 403
    assert client.post(reverse("people:mapping_delete", args=[mapping.pk]), sent()).status_code == 404


def test_a_file_that_nobody_wants_to_explain_is_dropped(client, organizer):
    job = upload(client, layouts.titles_nobody_knows().content)
    client.post(reverse("people:import_act", args=[job.pk, "buang"]), sent())
    job.refresh_from_db()
    assert (job.state, job.params) == (Job.State.CANCELLED, {})


def test_the_command_takes_a_mapping_by_name_and_tells_what_it_guessed(agency, tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_bytes(layouts.titles_nobody_knows().content)
    assert import_employees(path=path, agency_code=agency.code) == 2
    assert "--mapping" in capsys.readouterr().err
    assert import_employees(path=path, agency_code=agency.code, mapping="Tidak ada") == 2
    assert "belum ada" in capsys.readouterr().err
    ImportMapping.objects.create(
        agency=agency,
        name="SIMPEG",
        signature="a" * 64,
        columns={"id peg": "number", "nm peg": "name", "nm tmpt tgs": "unit"},
    )
    assert import_employees(path=path, agency_code=agency.code, mapping="simpeg") == 0
    assert Employee.objects.count() == 4
    path.write_bytes(layouts.words_of_its_own().content)
    assert import_employees(path=path, agency_code=agency.code, dry_run=True) == 0
    assert "Kolom “KEDUDUKAN PEGAWAI” dibaca sebagai" in capsys.readouterr().err
