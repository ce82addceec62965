"""Di instansi lain: whom one sends and who teaches there; of the others nothing, not even how many."""

import pytest

from bangkom.cohorts.models import CohortStaff, Enrolment
from bangkom.cohorts.services import add_staff, enrol_person
from bangkom.core.models import Role
from bangkom.learning.tests.factories import learning
from bangkom.people.tests.factories import AgencyFactory, employee, staff, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """A cohort with two participants of its own agency and two of another; the other agency also teaches."""
    found = learning()
    found.sender = AgencyFactory()
    found.health, found.school = unit(found.sender, "Dinas Kesehatan"), unit(found.sender, "Dinas Pendidikan")
    found.umi = employee(found.sender, where=found.health, serial=801, name="Umi Terkirim")
    found.tono = employee(found.sender, where=found.school, serial=802, name="Tono Terkirim")
    teacher = employee(found.sender, where=found.school, serial=803, name="Pak Pengajar")
    for each in (found.umi, found.tono):
        enrol_person(cohort=found.cohort, employee=each, by=None)
    add_staff(cohort=found.cohort, person=teacher.person, agency=found.sender, part=CohortStaff.Part.TRAINER, by=None)
    return found


def page_of(client, scene, user):
    client.force_login(user)
    return client.get(f"/instansi-lain/{scene.cohort.slug}/")


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.ADMINISTRATOR, Role.LEADER])
def test_the_sending_agency_sees_its_own_and_nobody_elses(client, scene, role):
    page = page_of(client, scene, staff(role, scene.sender)).content.decode()
    for name in ("Umi Terkirim", "Tono Terkirim", "Pak Pengajar"):
        assert name in page
    for other in Enrolment.objects.filter(agency=scene.cohort.agency):
        assert other.name not in page
        assert other.number not in page
    row = client.get("/instansi-lain/").context["rows"][0]
    assert (row.cohort, row.sent, row.teaching) == (scene.cohort, 2, 1)


def test_a_unit_sees_its_own_only(client, scene):
    page = page_of(client, scene, staff(Role.UNIT_HR, scene.health.scope)).content.decode()
    assert "Umi Terkirim" in page
    assert "Tono" not in page
    assert "Pak Pengajar" not in page


def test_the_host_and_a_third_agency_find_nothing_here(client, scene):
    for user in (staff(Role.ORGANIZER, scene.cohort.agency), staff(Role.ORGANIZER, AgencyFactory())):
        assert page_of(client, scene, user).status_code == 404
        assert scene.cohort.slug not in client.get("/instansi-lain/").content.decode()


def test_the_way_into_the_cohort_itself_stays_closed(client, scene):
    client.force_login(staff(Role.ORGANIZER, scene.sender))
    assert client.get(f"/angkatan/{scene.cohort.slug}/").status_code == 404


def test_the_page_costs_the_same_whatever_its_length(client, scene, django_assert_max_num_queries):
    for serial in range(810, 822):
        worker = employee(scene.sender, where=scene.health, serial=serial)
        enrol_person(cohort=scene.cohort, employee=worker, by=None)
    user = staff(Role.ADMINISTRATOR, scene.sender)
    client.force_login(user)
    with django_assert_max_num_queries(22):
        client.get(f"/instansi-lain/{scene.cohort.slug}/")
