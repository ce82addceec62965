"""Guards: every table with personal data is exported, erased, or named with a reason; and the export itself."""

import json

import pytest
from django.test import Client

from bangkom.core.models import AccessRecord, Role
from bangkom.core.privacy import Retention
from bangkom.core.services import record_reads
from bangkom.learning.tests.factories import learning
from bangkom.people.tests.factories import staff
from bangkom.privacy import holdings as held
from bangkom.privacy import queries, words
from bangkom.privacy.purposes import PURPOSES
from bangkom.privacy.services import erasure

MODELS = list(held.ours())
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


@each_model
def test_a_table_with_personal_data_leads_to_its_person_or_says_why_not(model):
    label = model._meta.label
    if held.way_of(model):
        assert label not in held.EXCEPTIONS, "it has a way, the exception is not needed"
        assert label in words.TABLES, "name it in privacy/words.py"
    elif not held.is_of_acts_only(model):
        assert label in held.EXCEPTIONS, "no link leads to the person: name it in holdings.EXCEPTIONS, with the reason"


@each_model
def test_every_personal_field_is_exported_or_named(model):
    if not held.way_of(model):
        return
    exported = {each.name for each in held.exported_fields(model)}
    way = held.way_of(model).split("__")[0]
    missing = [
        name
        for name in model.privacy.personal
        if name not in exported
        and name != way
        and not held.ACTOR.search(name)
        and f"{model._meta.label}.{name}" not in held.SECRETS
        and name in {each.name for each in model._meta.local_fields}
    ]
    assert not missing
    unnamed = [
        each.name
        for each in held.exported_fields(model)
        if each.name in model.privacy.personal and not held.label_of(each)
    ]
    assert not unnamed, "name these fields in privacy/words.py"


@each_model
def test_a_table_says_for_what_it_is_kept_in_the_words_of_people(model):
    assert model._meta.label in PURPOSES


@each_model
def test_a_table_is_kept_by_law_or_erased_or_left_with_a_reason(model):
    label = model._meta.label
    if model.privacy.retention == Retention.RECORD:
        return
    assert label in {*erasure.DELETED, *erasure.EMPTIED, *erasure.LEFT}


def test_the_lists_hold_nothing_that_is_gone():
    labels = {model._meta.label for model in MODELS}
    assert labels >= {*held.EXCEPTIONS, *words.TABLES, *PURPOSES, *erasure.DELETED, *erasure.LEFT}
    fields = {f"{model._meta.label}.{each.name}" for model in MODELS for each in model._meta.local_fields}
    assert set(held.SECRETS) <= fields


def test_every_page_that_records_who_saw_whom_has_words_for_it():
    """Read off the source: the addresses of views that call `note_reads` or show participants."""
    import inspect

    from tests.architecture.test_views import patterns

    unnamed = [
        name
        for name, entry in patterns()
        if "note_reads(" in inspect.getsource(inspect.unwrap(entry.callback)) and name not in words.PAGES
    ]
    assert not unnamed, "name these pages in privacy/words.py"


@pytest.fixture
def scene(db):
    return learning()


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_export_holds_what_is_known_and_nothing_of_others(scene):
    reply = browser(scene.user).get("/data-saya/data-saya.json")
    content = json.loads(reply.content)
    tables = {each["table"] for each in content["tables"]}
    assert {"people.Person", "people.Employee", "cohorts.Enrolment", "core.User"} <= tables
    text = reply.content.decode()
    assert scene.enrolment.name in text
    assert scene.other.name not in text
    assert scene.other.number not in text
    assert "password" not in text
    assert all(each["purpose"] and each["kept"] for each in content["tables"])


def test_the_paper_is_a_pdf_in_both_languages(scene):
    client = browser(scene.user)
    assert client.get("/data-saya/data-saya.pdf").content[:5] == b"%PDF-"
    scene.user.language = "en"
    scene.user.save()
    assert client.get("/data-saya/data-saya.pdf").content[:5] == b"%PDF-"


def test_the_page_shows_the_tables_in_words(scene):
    words_shown = browser(scene.user).get("/data-saya/").content.decode()
    assert "Pelatihan yang diikuti" in words_shown
    assert "Mengenali siapa yang belajar" in words_shown


def test_an_account_of_no_person_is_told_so(scene):
    reply = browser(staff(Role.ORGANIZER, scene.cohort.agency)).get("/data-saya/")
    assert "bukan akun pegawai" in reply.content.decode()


def test_acts_about_a_person_are_told_with_what_they_changed(scene):
    section = held.acts_about(scene.enrolment.person)
    assert section.rows
    assert not any(scene.other.number in json.dumps(row, default=str) for row in section.data)


def test_a_person_reads_in_which_role_and_agency_somebody_looked_but_not_who(scene):
    officer = staff(Role.ORGANIZER, scene.cohort.agency)
    officer.name = "Rahasia Petugas"
    officer.save()
    for _again in range(3):
        record_reads(
            reader=officer, role=Role.ORGANIZER, agency=scene.cohort.agency, page="people:detail",
            persons=[scene.enrolment.person_id, scene.other.person_id], filter="Dinas Kesehatan",
        )  # fmt: skip
    assert AccessRecord.objects.by_system().count() == 1, "once a day"
    shown = browser(scene.user).get("/data-saya/siapa-melihat/").content.decode()
    assert shown.count("membuka data pegawai") == 1
    assert scene.cohort.agency.name in shown
    assert "Dinas Kesehatan" in shown
    assert "Rahasia Petugas" not in shown


def test_own_looks_are_not_told(scene):
    record_reads(
        reader=scene.user, role=Role.LEARNER, agency=None, page="people:detail", persons=[scene.enrolment.person_id]
    )
    assert not queries.seen_by(scene.enrolment.person).exists()


def test_a_page_costs_two_statements_whatever_the_number_of_people(scene, django_assert_max_num_queries):
    officer = staff(Role.ORGANIZER, scene.cohort.agency)
    with django_assert_max_num_queries(6):  # with the savepoints
        record_reads(
            reader=officer, role=Role.ORGANIZER, agency=scene.cohort.agency, page="people:list", persons=range(1, 500)
        )


def test_the_register_of_processing_is_read_off_the_tables(scene):
    lines = {each.table: each for each in queries.register()}
    assert lines["people.Person"].purpose
    assert len(lines) >= 40
    page = browser(staff(Role.ADMINISTRATOR, scene.cohort.agency)).get("/privasi/catatan-pemrosesan/")
    assert page.status_code == 200
    sheet = browser(staff(Role.ADMINISTRATOR, scene.cohort.agency)).get("/privasi/catatan-pemrosesan/?format=xlsx")
    assert sheet.content[:2] == b"PK"
