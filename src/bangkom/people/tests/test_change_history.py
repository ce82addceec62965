"""Riwayat perubahan: every act in plain words, with what changed, for those who may know."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bangkom.core import chain_state, checkpoints, clock, history, queries
from bangkom.core.models import AccessedPerson, Event, Role
from bangkom.core.request_ids import current_way
from bangkom.core.services import make_checkpoints, record_event, seal_events
from bangkom.people.models import Position
from bangkom.people.services import change_employee
from bangkom.people.tests.factories import AgencyFactory, employee, staff, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    found = employee(AgencyFactory(), name="Umi Fauziah")
    change_employee(
        employee=found,
        by=staff(Role.ADMINISTRATOR, found.agency),
        version=found.version,
        name="Umi Fauziah Rahmi",
        employment_state="03",
        birth_date=dt.date(1990, 2, 3),
    )
    return found


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(worker, user):
    return browser(user).get(reverse("core:object_history", args=["people.employee", worker.pk]))


def test_a_change_says_who_when_and_from_what_to_what_in_words(worker):
    admin = staff(Role.ADMINISTRATOR, worker.agency)
    admin.name = "Sri Lestari"
    admin.save()
    words = page_of(worker, admin).content.decode()
    assert "Nama: Umi Fauziah → Umi Fauziah Rahmi" in words
    assert "Kedudukan hukum: Aktif → Tugas belajar" in words
    assert "Tanggal lahir" in words
    assert "3 Februari 1990" in words
    assert '"03"' not in words


def test_the_history_says_by_which_way_an_act_came(worker):
    token = current_way.set("import")
    try:
        record_event(verb="test.done", message="Diubah", subject=worker, agency=worker.agency, by=None)
    finally:
        current_way.reset(token)
    assert "lewat impor" in page_of(worker, staff(Role.ADMINISTRATOR, worker.agency)).content.decode()


def test_ids_in_a_change_are_shown_as_names(worker):
    other = unit(worker.agency, "Dinas Perikanan")
    record_event(
        verb="people.unit_moved", message="Unit dipindah", subject=worker.unit, agency=worker.agency, by=None,
        before={"parent": None}, after={"parent": other.pk},
    )  # fmt: skip
    (entry,) = history.entries(Event.objects.about(worker.unit).filter(verb="people.unit_moved"))
    assert [(each.label, each.before, each.after) for each in entry.changes] == [
        ("Unit di atasnya", "–", "Dinas Perikanan")
    ]


def test_whose_object_one_may_not_see_one_may_not_read_the_history_of(worker):
    assert page_of(worker, staff(Role.ADMINISTRATOR, AgencyFactory())).status_code == 404
    assert page_of(worker, staff(Role.UNIT_HR, unit(worker.agency, "Lain").scope)).status_code == 404
    assert page_of(worker, staff(Role.UNIT_HR, worker.unit.scope)).status_code == 200


def test_an_object_without_a_history_is_not_found(worker):
    admin = staff(Role.ADMINISTRATOR, worker.agency)
    position = Position.objects.create(agency=worker.agency, name="Analis", group=Position.Group.PELAKSANA)
    assert browser(admin).get(f"/riwayat-perubahan/people.position/{position.pk}/").status_code == 404
    assert browser(admin).get("/riwayat-perubahan/apa.saja/1/").status_code == 404


def test_acts_of_an_agency_one_does_not_work_for_are_left_out(worker):
    """An object may be touched by two agencies, an account above all: each reads its own."""
    admin = staff(Role.ADMINISTRATOR, worker.agency)
    record_event(verb="test.done", message="Di instansi lain", subject=admin, agency=AgencyFactory(), by=None)
    found = history.events_for(admin, admin)
    assert not found.filter(message="Di instansi lain").exists()


def test_reading_the_history_of_a_person_is_itself_noted(worker):
    admin = staff(Role.ADMINISTRATOR, worker.agency)
    page_of(worker, admin)
    seen = AccessedPerson.objects.get(person_id=worker.person_id)
    assert (seen.record.reader, seen.record.page) == (admin, "core:object_history")


def test_the_agency_history_is_narrowed_by_person_kind_way_and_period(worker):
    admin = staff(Role.ADMINISTRATOR, worker.agency)
    admin.name = "Sri Lestari"
    admin.save()
    for message, by, way, days in (("Satu", admin, "page", 0), ("Dua", None, "system", 10)):
        token = current_way.set(way)
        with clock.held_at(clock.now() - dt.timedelta(days=days)):
            record_event(verb="test.done", message=message, subject=worker, agency=worker.agency, by=by)
        current_way.reset(token)
    client, address = browser(admin), reverse("core:history")

    def shows(message: str, **asked) -> bool:
        return f"<span>{message}" in client.get(address, asked).content.decode()

    assert shows("Satu")
    assert shows("Dua")
    assert shows("Satu", pelaku="lestari")
    assert not shows("Dua", pelaku="lestari")
    assert not shows("Satu", cara="system")
    assert not shows("Satu", jenis="core.agency")
    week = (clock.today() - dt.timedelta(days=5)).isoformat()
    assert not shows("Dua", dari=week)
    assert not shows("Satu", sampai=week)
    assert shows("Satu", dari="kemarin"), "nonsense is passed over"
    assert "Tidak ada yang cocok" in client.get(address, {"pelaku": "tidak ada"}).content.decode()


def test_the_history_takes_a_constant_number_of_queries(worker, django_assert_max_num_queries):
    admin = staff(Role.ADMINISTRATOR, worker.agency)
    for number in range(40):
        record_event(verb="test.done", message=f"x{number}", subject=worker, agency=worker.agency, by=admin)
    client = browser(admin)
    client.get(reverse("core:history"))
    with django_assert_max_num_queries(16):
        client.get(reverse("core:history"))


def test_the_history_comes_as_a_workbook(worker):
    reply = browser(staff(Role.ADMINISTRATOR, worker.agency)).get(reverse("core:history_export"))
    assert reply.status_code == 200
    assert reply.content[:2] == b"PK"


# --- the sealed chain ---------------------------------------------------------------------------------------------


def test_the_administrator_sees_the_state_of_the_own_chain_and_takes_its_checkpoints_away(worker):
    other = AgencyFactory()
    record_event(verb="test.done", message="x", subject=other, agency=other, by=None)
    while seal_events():
        pass
    make_checkpoints()
    chain_state.note(queries.check_audit())
    client = browser(staff(Role.ADMINISTRATOR, worker.agency))
    words = client.get(reverse("core:chain")).content.decode()
    assert "Utuh" in words
    assert other.name not in words
    points = checkpoints.read_file(client.get(reverse("core:chain_points")).content.decode())
    assert {point.chain for point in points} == {str(worker.agency.pk)}
