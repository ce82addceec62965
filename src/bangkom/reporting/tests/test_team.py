"""Tim saya: a superior sees how the own team's year goes, and nobody else's."""

import pytest

from bangkom.core.models import Role
from bangkom.people.services.superiors import name_superior
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, staff

pytestmark = pytest.mark.django_db


def with_account(worker):
    worker.person.user = UserFactory(name=worker.person.name)
    worker.person.save()
    return worker


@pytest.fixture
def boss():
    return with_account(employee(AgencyFactory(), serial=1, name="Bu Kepala"))


def led_by(boss, serial: int = 2, **fields):
    led = employee(boss.agency, serial=serial, **fields)
    name_superior(employee=led, superior=boss, reason="ST-7", by=None)
    return led


def test_the_team_stands_by_name_and_each_leads_to_the_own_year(client, boss):
    led = led_by(boss, name="Cici Lestari")
    client.force_login(boss.person.user)
    assert "Cici Lestari" in client.get("/tim/").content.decode()
    page = client.get(f"/tim/{led.pk}/").content.decode()
    assert "Belum ada JP pada tahun ini" in page
    assert "Ditetapkan dengan nama" in page
    assert "Tim saya" in client.get("/beranda/").content.decode()


def test_nobody_elses_people_are_opened(client, boss):
    other = employee(boss.agency, serial=5)
    led_by(boss)
    client.force_login(boss.person.user)
    assert client.get(f"/tim/{other.pk}/").status_code == 404
    client.force_login(with_account(other).person.user)
    assert "Belum ada orang di tim Anda" in client.get("/tim/").content.decode()
    assert client.get(f"/pegawai/{boss.pk}/").status_code == 403


def test_a_role_makes_no_team(client, boss):
    led = led_by(boss)
    client.force_login(staff(Role.ADMINISTRATOR, boss.agency))
    assert client.get(f"/tim/{led.pk}/").status_code == 404
    assert "Akun ini bukan pegawai" in client.get("/tim/").content.decode()


def test_the_team_costs_the_same_whatever_its_size(client, boss, django_assert_max_num_queries):
    for serial in range(2, 22):
        led_by(boss, serial)
    client.force_login(boss.person.user)
    with django_assert_max_num_queries(26):
        client.get("/tim/")
