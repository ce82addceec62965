import datetime as dt

import pytest
from django.urls import reverse

from bangkom.core import clock
from bangkom.core.models import Role
from bangkom.ledger import services
from bangkom.ledger.tests.factories import posted, somebody
from bangkom.people.tests.factories import AgencyFactory, UserFactory, staff, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ratna():
    employee = somebody()
    employee.person.user = UserFactory(name="Ratna")
    employee.person.save()
    with clock.held_at(dt.datetime(2026, 6, 1, tzinfo=dt.UTC)):
        posted(employee, jp=4)
        posted(employee, minutes=100, form="course", label="Kursus Pelayanan")
    return employee


def test_a_person_reads_the_own_card_with_running_total_form_and_rule(client, ratna, django_assert_max_num_queries):
    client.force_login(ratna.person.user)
    with django_assert_max_num_queries(8):
        page = client.get(reverse("ledger:mine"))
    words = page.content.decode()
    assert "Kursus Pelayanan" in words
    assert "6,22" in words
    assert "Pelatihan Sosial Kultural" in words
    assert "1 JP = 45 menit" in words


def test_somebody_without_hours_reads_why_the_card_is_empty(client):
    client.force_login(UserFactory())
    assert "begitu sebuah tahap pelatihan terpenuhi" in client.get(reverse("ledger:mine")).content.decode()


def test_each_year_has_its_own_page_and_a_later_correction_stands_apart(client, ratna):
    posted(ratna, jp=3, on=dt.date(2025, 3, 1), label="Seminar lama")
    with clock.held_at(dt.datetime(2027, 2, 1, tzinfo=dt.UTC)):
        entry = ratna.person.jp_entries.get(minutes=100)
        services.reverse_entry(entry=entry, reason="Bukti tidak sah", by=None)
    client.force_login(ratna.person.user)

    now = client.get(reverse("ledger:mine")).content.decode()
    assert "Seminar lama" not in now
    assert "Sesudah tahun ditutup" in now
    assert "Bukti tidak sah" in now
    assert "Seminar lama" in client.get(reverse("ledger:mine"), {"tahun": 2025}).content.decode()
    assert "Kursus Pelayanan" in client.get(reverse("ledger:mine"), {"tahun": "xx"}).content.decode()


def test_staff_of_the_unit_read_it_and_nobody_else_does(client, ratna):
    own = staff(Role.UNIT_HR, ratna.unit.scope)
    whole = staff(Role.ORGANIZER, ratna.agency)
    other_unit = staff(Role.UNIT_HR, unit(ratna.agency, "Dinas Sosial").scope)
    other_agency = staff(Role.ADMINISTRATOR, AgencyFactory())
    teacher = staff(Role.TRAINER, ratna.agency)
    page = reverse("ledger:card", args=[ratna.person_id])

    for user, status in ((own, 200), (whole, 200), (other_unit, 404), (other_agency, 404), (teacher, 403)):
        client.force_login(user)
        assert client.get(page).status_code == status, user


def test_a_visitor_is_asked_to_sign_in(client, ratna):
    assert client.get(reverse("ledger:mine")).status_code == 302
    assert client.get(reverse("ledger:card", args=[ratna.person_id])).status_code == 302
