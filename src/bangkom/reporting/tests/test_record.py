import datetime as dt

import pytest
from django.urls import reverse

from bangkom.core import clock
from bangkom.credentials.models import Certificate
from bangkom.credentials.tests import factories as passed
from bangkom.ledger import services as ledger
from bangkom.ledger.tests.factories import posted, somebody
from bangkom.people.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)):
        yield


def read(client, user, **query) -> str:
    client.force_login(user)
    return " ".join(client.get(reverse("reporting:my_record"), query).content.decode().split())


@pytest.fixture
def ratna():
    employee = somebody()
    employee.person.user = UserFactory()
    employee.person.save()
    return employee


def test_the_jp_of_a_year_stand_by_form_with_where_they_come_from(client, ratna):
    posted(ratna, jp=4, form="seminar", label="Seminar layanan publik")
    posted(ratna, jp=16, form="course", label="Kursus mediasi")
    words = read(client, ratna.person.user)
    assert "20 JP pada 2026" in words
    assert words.index("Kursus mediasi") < words.index("Seminar layanan publik")
    assert "Seminar (konferensi, sarasehan)" in words


def test_a_correction_is_shown_with_its_reason(client, ratna):
    entry = posted(ratna, jp=4)
    ledger.reverse_entry(entry=entry, reason="Kehadiran dikoreksi", by=None)
    words = read(client, ratna.person.user)
    assert "0 JP pada 2026" in words
    assert "Kehadiran dikoreksi" in words


def test_each_year_has_its_tab(client, ratna):
    posted(ratna, jp=4, label="Tahun ini")
    posted(ratna, jp=6, on=dt.date(2025, 3, 1), label="Tahun lalu")
    assert "Tahun lalu" not in read(client, ratna.person.user)
    assert "6 JP pada 2025" in read(client, ratna.person.user, tahun=2025)
    assert "4 JP pada 2026" in read(client, ratna.person.user, tahun=1999)


def test_trainings_and_certificates_are_there_to_download(client):
    enrolment = passed.enrolment()
    certificate = Certificate.objects.create(
        enrolment=enrolment, agency=enrolment.agency, number="0042/PSK/2025", code="7K3MQ9TX2HWDA4ZC", facts={}
    )
    words = read(client, enrolment.person.user)
    assert "Pelatihan Sosial Kultural, Angkatan II" in words
    assert "Lulus" in words
    assert reverse("credentials:download", args=[certificate.pk]) in words
    assert "0042/PSK/2025" in words


def test_a_new_person_reads_what_will_be_collected_here(client):
    assert "Belum ada riwayat" in read(client, UserFactory())


def test_the_record_costs_seven_queries_at_most(client, django_assert_max_num_queries):
    enrolment = passed.enrolment()
    Certificate.objects.create(
        enrolment=enrolment, agency=enrolment.agency, number="1", code="7K3MQ9TX2HWDA4ZC", facts={}
    )
    client.force_login(enrolment.person.user)
    with django_assert_max_num_queries(7):
        client.get(reverse("reporting:my_record"))


def test_nobody_sees_the_record_of_another(client, ratna):
    posted(ratna, jp=4, label="Rahasia Ratna")
    assert "Rahasia Ratna" not in read(client, UserFactory())
