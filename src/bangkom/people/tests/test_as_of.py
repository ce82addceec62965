"""Per tanggal: a move changes no list of an earlier day."""

import datetime as dt

import pytest
from django.urls import reverse

from bangkom.core import clock
from bangkom.core.models import Role
from bangkom.people import queries, services
from bangkom.people.models import Position, Posting
from bangkom.people.tests.factories import AgencyFactory, employee, many_employees, staff, unit

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
MAY = dt.date(2026, 5, 1)
BEFORE = dt.date(2026, 4, 30)


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def serang():
    return AgencyFactory(name="Pemerintah Kabupaten Serang")


@pytest.fixture
def health(serang):
    return unit(serang, "Dinas Kesehatan")


@pytest.fixture
def schools(serang):
    return unit(serang, "Dinas Pendidikan")


@pytest.fixture
def admin(serang):
    return staff(Role.ADMINISTRATOR, serang)


@pytest.fixture
def umi(serang, health, schools, admin):
    """Moved from the health to the school office on 1 May, as head there."""
    one = employee(serang, where=health, name="Umi Fauziah")
    head = services.ensure_position(agency=serang, name="Kepala Bidang", group=Position.Group.ADMINISTRATOR)
    services.transfer(
        employee=one, version=1, unit=schools, position=head, grade="IV/a", starts_on=MAY, basis="SK", by=admin
    )
    return one


def listed(user, agency, day, **asked) -> list[tuple[str, str, str]]:
    found = queries.EmployeesOn(user, agency, day).filtered(**asked).order_by("person__name", "pk")
    return [(each.person.name, each.unit.name, each.position.name) for each in found[:50]]


def test_the_list_of_a_day_says_who_worked_where_then(serang, health, schools, admin, umi):
    assert listed(admin, serang, BEFORE) == [("Umi Fauziah", "Dinas Kesehatan", "Pengelola Layanan Operasional")]
    assert listed(admin, serang, MAY) == [("Umi Fauziah", "Dinas Pendidikan", "Kepala Bidang")]
    assert listed(admin, serang, BEFORE, unit=schools) == []
    assert len(listed(admin, serang, BEFORE, unit=health)) == 1


def test_a_renamed_unit_has_its_old_name_and_place(serang, health, schools, admin, umi):
    services.rename_unit(unit=health, version=1, name="Dinkes KB", starts_on=MAY, basis="Perda", by=admin)
    assert listed(admin, serang, BEFORE)[0][1] == "Dinas Kesehatan"


def test_the_state_is_that_of_the_day(serang, admin, umi):
    fresh = type(umi).objects.get(pk=umi.pk)
    services.change_employee(employee=fresh, version=fresh.version, by=admin, employment_state="99", status="PNS")
    (then,) = queries.EmployeesOn(admin, serang, dt.date(2026, 6, 1))[:5]
    assert then.employment_state == "01"


def test_who_was_hired_later_is_not_in_an_earlier_list(serang, health, admin):
    employee(serang, where=health, hired_on=MAY)
    assert listed(admin, serang, BEFORE) == []
    assert len(listed(admin, serang, MAY)) == 1


def test_a_unit_officer_sees_who_worked_there_and_no_link_to_who_has_left(client, serang, health, umi):
    officer = staff(Role.UNIT_HR, health.scope)
    assert len(listed(officer, serang, BEFORE)) == 1
    assert listed(officer, serang, MAY) == []
    client.force_login(officer)
    page = client.get(reverse("people:list"), {"per": "2026-04-30"}).content.decode()
    assert "Umi Fauziah" in page
    assert reverse("people:detail", args=[umi.pk]) not in page


def test_another_agency_is_in_no_list_of_any_day(serang, umi):
    other = AgencyFactory()
    assert listed(staff(Role.ADMINISTRATOR, other), serang, BEFORE) == []


def test_an_acting_posting_makes_nobody_appear_twice(serang, health, schools, admin):
    one = employee(serang, where=health)
    services.add_posting(
        employee=one, version=1, kind=Posting.Kind.ACTING, unit=schools, position=one.position,
        starts_on=MAY, ends_on=dt.date(2026, 12, 31), basis="SK", by=admin,
    )  # fmt: skip
    assert len(listed(admin, serang, dt.date(2026, 6, 1))) == 1


def test_the_list_and_the_workbook_are_asked_as_of_a_day(client, admin, umi):
    client.force_login(admin)
    page = client.get(reverse("people:list"), {"per": "2026-04-30"}).content.decode()
    assert "Keadaan per 30 April 2026" in page
    book = client.get(reverse("people:export"), {"per": "2026-04-30"})
    assert book.status_code == 200
    tree = client.get(reverse("people:units"), {"per": "2026-04-30"})
    assert {node.unit.name: node.total for node in tree.context["roots"]} == {
        "Dinas Kesehatan": 1,
        "Dinas Pendidikan": 0,
    }


def test_a_day_costs_the_same_however_many(client, serang, health, admin, django_assert_max_num_queries):
    many_employees(serang, 300, [health])
    client.force_login(admin)
    with django_assert_max_num_queries(16):
        client.get(reverse("people:list"), {"per": "2026-04-30"})
