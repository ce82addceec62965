"""Exports of other layouts than SIASN's: their header, columns, words and rows are found, and nothing more is read."""

import datetime as dt

import pytest

from bangkom.core import clock
from bangkom.core.models import Job
from bangkom.core.services import advance_job, answer_job, commit_job, forget_sources, start_job
from bangkom.core.services.jobs import source_of
from bangkom.core.spreadsheets import Sheet
from bangkom.people.jobs import KIND
from bangkom.people.layouts import signature
from bangkom.people.models import Employee, ImportMapping, OrgUnit

from . import layouts
from .factories import AgencyFactory, root
from .layouts import AGUS, BUDI, NIK, PHONE, RINA, SITI, Sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory(name="Pemerintah Kabupaten Contoh", code="kab-contoh")


def read(agency, sample: Sample, tmp_path, **params) -> Job:
    source = tmp_path / "export"
    source.write_bytes(sample.content)
    job = start_job(
        kind=KIND, scope=root(agency), by=None, source=source, source_name="export", params=params, queue=False
    )
    return advance_job(job_id=job.pk)


def saved(agency, sample: Sample, tmp_path, **params) -> Job:
    job = read(agency, sample, tmp_path, **params)
    assert job.state == Job.State.STAGED, job.message or job.params
    commit_job(job=job, by=None, queue=False)
    return advance_job(job_id=job.pk)


def one(number: str) -> Employee:
    return Employee.objects.select_related("person", "unit__parent", "position").get(number=number)


@pytest.mark.parametrize("make", layouts.SAMPLES, ids=lambda make: make.__name__)
def test_a_layout_goes_straight_through_with_the_right_verdicts(agency, tmp_path, make):
    sample = make()
    job = saved(agency, sample, tmp_path)
    summary = job.counts["summary"]
    assert (summary["rows"], summary["valid"]) == (sample.rows, sample.valid)
    assert tuple(summary["refused"]) == sample.refused
    assert summary["duplicates"] == 0
    assert Employee.objects.count() == sample.valid
    assert one(BUDI).person.name.endswith("Santoso")


def test_a_header_of_two_lines_names_each_column(agency, tmp_path):
    for sample in (layouts.two_line_header(), layouts.two_line_csv()):
        saved(agency, sample, tmp_path)
        siti = one(SITI)
        assert (siti.grade, siti.position.name, siti.position.echelon) == ("III/d", "Kepala Seksi Surveilans", "IV.a")
        assert (siti.position.group, one(AGUS).position.group) == ("pengawas", "jpt")


def test_titles_leave_the_name(agency, tmp_path):
    saved(agency, layouts.titles_in_the_name(), tmp_path)
    budi, siti = one(BUDI).person, one(SITI).person
    assert (budi.front_title, budi.name, budi.back_title) == ("Dr. H.", "Budi Santoso", "S.Sos., M.Si.")
    assert (siti.front_title, siti.name, siti.back_title) == ("Hj.", "Siti Aminah", "S.Kep., Ns.")
    assert one(AGUS).person.full_name == "Agus Salim"


@pytest.mark.parametrize("make", [layouts.unit_as_a_path, layouts.units_in_columns], ids=lambda make: make.__name__)
def test_a_unit_of_several_levels_becomes_a_branch_of_the_tree(agency, tmp_path, make):
    saved(agency, make(), tmp_path)
    leaf = one(BUDI).unit
    assert [leaf.name, leaf.parent.name, leaf.parent.parent.name] == [
        "Seksi Surveilans",
        "Bidang P2P",
        "Dinas Kesehatan",
    ]
    assert one(SITI).unit == leaf.parent
    assert one(AGUS).unit.parent is None
    units = OrgUnit.objects.count()
    again = saved(agency, make(), tmp_path)
    assert again.counts["done"] == {"same": 4, "failed": 0}
    assert OrgUnit.objects.count() == units


def test_sections_of_one_name_in_two_divisions_are_two_units(agency, tmp_path):
    job = saved(agency, layouts.units_in_columns(), tmp_path)
    assert OrgUnit.objects.filter(name="Seksi Surveilans").count() == 2
    assert job.counts["summary"]["units_leaf"] == 4


def test_place_and_date_of_birth_in_words_are_read(agency, tmp_path):
    saved(agency, layouts.dates_in_words(), tmp_path)
    budi = one(BUDI)
    assert (budi.person.birth_place, budi.person.birth_date) == ("Serang", dt.date(1990, 3, 12))
    assert budi.hired_on == dt.date(2015, 3, 1)


def test_every_sheet_of_one_layout_is_read_and_others_are_left_alone(agency, tmp_path):
    job = read(agency, layouts.several_sheets(), tmp_path)
    assert job.counts["sheets"] == ["PNS", "PPPK"]
    assert len(set(job.rows.values_list("number", flat=True))) == 4


def test_totals_signatures_and_headings_are_nobody_and_hidden_rows_are_told(agency, tmp_path):
    job = read(agency, layouts.hidden_rows_totals_and_signature(), tmp_path)
    assert job.counts["passed_over"] == {"skipped": 4, "hidden": 1}
    job = read(agency, layouts.headings_between_rows(), tmp_path)
    assert job.counts["passed_over"]["skipped"] == 3


def test_what_is_forbidden_is_found_by_title_and_by_content_and_leaves_no_trace(agency, tmp_path):
    sample = layouts.forbidden_columns()
    job = saved(agency, sample, tmp_path)
    assert job.counts["summary"]["valid"] == 4
    kept = repr([*job.rows.values_list("data", "undo"), job.params, job.counts])
    assert NIK not in kept
    assert PHONE not in kept
    assert "Mawar" not in kept
    unknown = Sample("", sample.content.replace(b"ESELON", b"RUMPUN X"))
    question = read(agency, unknown, tmp_path).params["question"]
    assert {c["title"] for c in question["sheet"]["columns"] if c["forbidden"]} == {
        "NO. KTP",
        "No HP",
        "Kontak",
        "Kode Kependudukan",
        "Agama",
        "Alamat Rumah",
    }
    assert NIK not in repr(question)
    assert PHONE not in repr(question)


# --- what nobody knows is asked ------------------------------------------------------------------


def test_unknown_titles_are_asked_with_samples_and_a_guess_by_content(agency, tmp_path):
    job = read(agency, layouts.titles_nobody_knows(), tmp_path)
    assert job.state == Job.State.ASKING
    assert source_of(job).exists()
    assert job.rows.count() == 0
    question = job.params["question"]
    assert question["layout"]["columns"]["id peg"] == "number"
    assert question["sheet"]["columns"][1]["samples"] == ["Budi Santoso", "Siti Aminah", "Agus Salim"]


def test_an_answer_reads_on_and_takes_the_samples_away(agency, tmp_path):
    job = read(agency, layouts.titles_nobody_knows(), tmp_path)
    sheet = job.params["question"]["sheet"]
    columns = {
        "id peg": "number",
        "nm peg": "name",
        "kd gol": "grade",
        "nm jab skrg": "position",
        "nm tmpt tgs": "unit",
    }
    layout = {"columns": columns, "words": {}, "options": {}}
    answer_job(job=job, by=None, params={"layouts": {signature(Sheet.from_data(sheet)): layout}}, queue=False)
    job = advance_job(job_id=job.pk)
    assert job.counts["verdicts"] == {"new": 4}
    assert "question" not in job.params
    assert not source_of(job).exists()


def test_a_saved_mapping_takes_the_next_file_straight_through(agency, tmp_path):
    first = layouts.words_of_its_own()
    job = read(agency, first, tmp_path)
    assert job.state == Job.State.ASKING
    sheet = Sheet.from_data(job.params["question"]["sheet"])
    ImportMapping.objects.create(
        agency=agency,
        name="SIMPEG kabupaten",
        signature=signature(sheet),
        columns=job.params["question"]["layout"]["columns"],
        words={"state_name": {"izin belajar luar": "03", "purna tugas": "99"}},
    )
    job = saved(agency, first, tmp_path)
    assert [one(n).employment_state for n in (BUDI, SITI, AGUS)] == ["01", "03", "99"]
    assert (one(RINA).status, one(SITI).person.sex, one(SITI).position.group) == ("PPPK", "F", "pelaksana")
    assert job.counts["summary"]["active"] == 3
    other = AgencyFactory()
    assert read(other, first, tmp_path).state == Job.State.ASKING


def test_the_likeliest_layout_is_taken_where_nobody_can_be_asked(agency, tmp_path):
    job = read(agency, layouts.words_of_its_own(), tmp_path, guess=True)
    assert job.counts["summary"]["warned"] == {"state_unknown": 2}
    job = read(agency, layouts.titles_nobody_knows(), tmp_path, guess=True)
    assert job.state == Job.State.REFUSED
    assert "--mapping" in job.message


def test_a_file_nobody_explains_is_gone_after_a_day(agency, tmp_path):
    job = read(agency, layouts.titles_nobody_knows(), tmp_path)
    forget_sources()
    assert source_of(job).exists()
    with clock.held_at(clock.now() + dt.timedelta(hours=25)):
        forget_sources()
    job.refresh_from_db()
    assert (job.state, job.params) == (Job.State.CANCELLED, {})
    assert not source_of(job).exists()
