"""Positions: level from the name, putting right, and doubles made one that the next import still knows."""

import pytest
from django.urls import reverse

from bangkom.core.errors import Refused
from bangkom.core.models import Role
from bangkom.people import queries, services
from bangkom.people.models import Employee, Position, Posting
from bangkom.people.tests.factories import AgencyFactory, employee, staff, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def serang():
    return AgencyFactory(name="Pemerintah Kabupaten Serang")


@pytest.fixture
def admin(serang):
    return staff(Role.ADMINISTRATOR, serang)


def position(agency, name, group=Position.Group.PELAKSANA, echelon=""):
    return services.ensure_position(agency=agency, name=name, group=group, echelon=echelon)


@pytest.mark.parametrize(
    ("name", "echelon", "level"),
    [
        ("Guru Ahli Muda", "", "ahli_muda"),
        ("Perawat Terampil", "", "terampil"),
        ("Kepala Dinas Kesehatan", "II.b", "jpt_pratama"),
        ("Pengelola Layanan Operasional", "", ""),
    ],
)
def test_the_level_follows_from_the_name_where_it_tells_it(serang, name, echelon, level):
    assert position(serang, name, echelon=echelon).level == level


def test_what_is_written_differently_only_is_suggested(serang, admin):
    for name in ("Kasi Kepegawaian", "Kepala Seksi Kepegawaian", "Kepala Seksi Kepegawain", "Kepala Seksi Keuangan"):
        position(serang, name, Position.Group.PENGAWAS)
    for name in ("Guru Ahli Muda", "Guru Ahli Madya", "Analis Kebijakan 1", "Analis Kebijakan 2"):
        position(serang, name)
    sets = queries.likely_doubles(queries.positions_of(admin, serang))
    assert [{each.name for each in one} for one in sets] == [
        {"Kasi Kepegawaian", "Kepala Seksi Kepegawaian", "Kepala Seksi Kepegawain"}
    ]


@pytest.fixture
def twice(serang):
    """Two people who hold one position under two names."""
    where = unit(serang)
    names = ("Pengelola Kepegawaian", "Pengelola Kepegawain")
    return [
        employee(serang, where=where, serial=n, position=position(serang, name)).position
        for n, name in enumerate(names, 1)
    ]


def test_doubles_become_one_for_everybody_who_held_one(serang, admin, twice):
    kept, double = twice
    assert services.merge_positions(kept=kept, doubles=[double], by=admin) == 1
    assert set(Employee.objects.values_list("position", flat=True)) == {kept.pk}
    assert set(Posting.objects.values_list("position", flat=True)) == {kept.pk}
    assert position(serang, double.name) == kept
    assert list(queries.positions_of(admin, serang)) == [kept]


def test_another_group_is_another_position(serang, admin):
    with pytest.raises(Refused) as refusal:
        services.merge_positions(
            kept=position(serang, "Pranata"), doubles=[position(serang, "Pranata", "fungsional")], by=admin
        )
    assert refusal.value.code == "group"


def test_a_double_of_another_agency_is_refused(serang, admin, twice):
    foreign = position(AgencyFactory(), "Pengelola Kepegawaian")
    with pytest.raises(Refused):
        services.merge_positions(kept=twice[0], doubles=[foreign], by=admin)


def test_a_position_is_put_right_by_the_page_and_a_second_editor_is_told(client, serang, admin, twice):
    client.force_login(admin)
    url = reverse("people:position_change", args=[twice[0].pk])
    sent = {
        "op_id": "0198c0de-0000-7000-8000-00000000000a", "version": 1, "name": "Pengelola Kepegawaian",
        "group": "pelaksana", "family": "Manajemen", "job_class": "7",
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    twice[0].refresh_from_db()
    assert (twice[0].family, twice[0].job_class) == ("Manajemen", 7)
    again = sent | {"op_id": "0198c0de-0000-7000-8000-00000000000b", "family": "Lain"}
    assert client.post(url, again).status_code == 422
    too_high = sent | {"op_id": "0198c0de-0000-7000-8000-00000000000c", "job_class": "18", "version": 2}
    assert client.post(url, too_high).status_code == 422


def test_a_name_that_exists_is_refused_with_what_to_do(client, serang, admin, twice):
    with pytest.raises(Refused) as refusal:
        services.change_position(position=twice[0], version=1, by=admin, name=twice[1].name)
    assert refusal.value.code == "taken"


def test_doubles_are_merged_by_the_page(client, serang, admin, twice):
    client.force_login(admin)
    url = reverse("people:position_doubles")
    assert "Pengelola Kepegawain" in client.get(url).content.decode()
    sent = {"op_id": "0198c0de-0000-7000-8000-00000000000a", "kept": twice[0].pk, "doubles": [twice[1].pk]}
    assert client.post(url, sent).status_code == 302
    assert "Tidak ada yang tampak kembar" in client.get(url).content.decode()
    page = client.get(reverse("people:position", args=[twice[1].pk]), follow=True).content.decode()
    assert "Nama lain dalam impor" in page


def test_a_unit_officer_reads_positions_and_changes_none(client, serang, twice):
    client.force_login(staff(Role.UNIT_HR, unit(serang, "Dinas Perikanan").scope))
    assert client.get(reverse("people:positions")).status_code == 200
    assert client.get(reverse("people:position_change", args=[twice[0].pk])).status_code == 403


def test_another_agencys_position_is_not_found(client, twice):
    client.force_login(staff(Role.ADMINISTRATOR, AgencyFactory()))
    assert client.get(reverse("people:position", args=[twice[0].pk])).status_code == 404
