"""The pages under /akses/: who is found, what is given, what is refused in words."""

import datetime as dt
import uuid

import pytest

from bangkom.core import clock
from bangkom.core.models import Role, RoleAssignment, RoleRequest, User
from bangkom.core.services import give_role
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, root, staff, unit

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def health(agency):
    return unit(agency, "Dinas Kesehatan")


@pytest.fixture
def umi(agency, health):
    return employee(agency, where=health, serial=7, name="Umi Fauziah")


def sent(role: Role, scope, **fields) -> dict[str, object]:
    fields = {"valid_from": TODAY.isoformat(), "valid_until": "", "reason": "SK 12/2026"} | fields
    return {"op_id": uuid.uuid4(), "role": role.value, "scope": scope.pk} | fields


def test_an_administrator_finds_an_employee_and_gives_a_role_with_the_first_code(client, agency, health, umi):
    client.force_login(staff(Role.ADMINISTRATOR, agency))
    found = client.get("/akses/beri/", {"cari": "fauziah"})
    assert f"?pegawai={umi.pk}" in found.content.decode()
    address = f"/akses/beri/?pegawai={umi.pk}"
    assert "belum punya akun" in client.get(address).content.decode()
    reply = client.post(address, sent(Role.UNIT_HR, health.scope))
    assert reply.status_code == 200
    assert "no-store" in reply["Cache-Control"]
    given = RoleAssignment.objects.get(user__person=umi.person)
    assert (given.role, given.scope) == (Role.UNIT_HR, health.scope)
    page = client.get("/akses/").content.decode()
    assert "Umi Fauziah" in page
    assert "Dinas Kesehatan" in page


def test_somebody_who_is_no_employee_gets_an_account_with_the_role(client, agency):
    client.force_login(staff(Role.ADMINISTRATOR, agency))
    new = {"name": "Bu Narasumber", "username": "narasumber", "email": ""}
    reply = client.post("/akses/beri/?baru=1", sent(Role.TRAINER, root(agency), **new))
    assert "narasumber" in reply.content.decode()
    assert User.objects.get(username="narasumber").has_role(Role.TRAINER)


def test_a_refusal_leaves_no_account_behind(client, agency):
    client.force_login(staff(Role.ADMINISTRATOR, agency))
    new = {"name": "Bu Narasumber", "username": "narasumber", "email": ""}
    late = {"valid_from": (TODAY - dt.timedelta(days=2)).isoformat()}
    reply = client.post("/akses/beri/?baru=1", sent(Role.TRAINER, root(agency), **new, **late))
    assert reply.status_code == 422
    assert "tidak dapat berlaku mundur" in reply.content.decode()
    assert not User.objects.filter(username="narasumber").exists()


def test_a_second_administrator_is_told_and_decides(client, agency, django_capture_on_commit_callbacks):
    first, second = (staff(Role.ADMINISTRATOR, agency) for _ in range(2))
    colleague = staff(Role.ORGANIZER, agency)
    client.force_login(first)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/akses/beri/?akun={colleague.pk}", sent(Role.ADMINISTRATOR, root(agency)))
    asked = RoleRequest.objects.get()
    assert "Menunggu putusan admin yang lain" in client.get(f"/akses/permintaan/{asked.pk}/").content.decode()
    client.force_login(second)
    assert client.get("/akses/?keadaan=menunggu").content.decode().count(colleague.name) == 1
    client.post(f"/akses/permintaan/{asked.pk}/setujui/", {"op_id": uuid.uuid4()})
    assert User.objects.get(pk=colleague.pk).has_role(Role.ADMINISTRATOR)


def test_an_officer_finds_and_delegates_to_colleagues_of_the_own_unit_only(client, agency, health, umi):
    elsewhere = employee(agency, where=unit(agency, "Dinas Perikanan"), serial=8, name="Umi Lain")
    officer = staff(Role.UNIT_HR, health.scope)
    client.force_login(officer)
    page = client.get("/akses/beri/", {"cari": "umi"}).content.decode()
    assert f"?pegawai={umi.pk}" in page
    assert "Umi Lain" not in page
    assert client.get(f"/akses/beri/?pegawai={elsewhere.pk}").status_code == 404
    assert client.get("/akses/beri/?baru=1").status_code == 200  # the search again, not a form for an account
    until = (TODAY + dt.timedelta(days=20)).isoformat()
    client.post(f"/akses/beri/?pegawai={umi.pk}", sent(Role.UNIT_HR, health.scope, valid_until=until))
    assert RoleAssignment.objects.get(user__person=umi.person).delegated_from == officer.role_assignments.get()


def test_a_scope_beyond_the_own_cannot_be_chosen(client, agency, health, umi):
    client.force_login(staff(Role.UNIT_HR, health.scope))
    until = (TODAY + dt.timedelta(days=20)).isoformat()
    reply = client.post(f"/akses/beri/?pegawai={umi.pk}", sent(Role.UNIT_HR, root(agency), valid_until=until))
    assert reply.status_code == 422
    assert not RoleAssignment.objects.filter(user__person=umi.person).exists()


def test_another_agency_sees_neither_roles_nor_people(client, agency, umi):
    organizer = staff(Role.ORGANIZER, agency)
    client.force_login(staff(Role.ADMINISTRATOR, AgencyFactory()))
    assert organizer.name not in client.get("/akses/").content.decode()
    assert "Umi" not in client.get("/akses/beri/?cari=umi").content.decode().replace('value="umi"', "")
    assert client.get(f"/akses/{organizer.role_assignments.get().pk}/").status_code == 404
    assert client.get(f"/akses/beri/?akun={organizer.pk}").status_code == 404


def test_a_role_is_ended_with_a_reason_that_its_holder_reads(client, agency, django_capture_on_commit_callbacks):
    organizer = staff(Role.ORGANIZER, agency)
    held = organizer.role_assignments.get()
    client.force_login(staff(Role.ADMINISTRATOR, agency))
    assert client.post(f"/akses/{held.pk}/akhiri/", {"op_id": uuid.uuid4(), "reason": ""}).status_code == 422
    assert User.objects.get(pk=organizer.pk).has_role(Role.ORGANIZER)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/akses/{held.pk}/akhiri/", {"op_id": uuid.uuid4(), "reason": "Pindah tugas"})
    assert not User.objects.get(pk=organizer.pk).has_role(Role.ORGANIZER)
    assert "Pindah tugas" in client.get(f"/akses/{held.pk}/").content.decode()
    assert organizer.name in client.get("/akses/?keadaan=berakhir").content.decode()


def test_a_holder_reads_the_own_role_and_gives_it_up(client, agency):
    leader = staff(Role.LEADER, agency)
    held = leader.role_assignments.get()
    client.force_login(leader)
    assert "Lepaskan peran ini" in client.get(f"/akses/{held.pk}/").content.decode()
    client.post(f"/akses/{held.pk}/akhiri/", {"op_id": uuid.uuid4(), "reason": "Selesai bertugas"})
    assert not User.objects.get(pk=leader.pk).has_role(Role.LEADER)


def test_the_only_administrator_is_told_why_the_role_stays(client, agency):
    admin = staff(Role.ADMINISTRATOR, agency)
    client.force_login(admin)
    held = admin.role_assignments.get()
    assert "pemegang terakhir" in client.get(f"/akses/{held.pk}/").content.decode()
    reply = client.post(f"/akses/{held.pk}/akhiri/", {"op_id": uuid.uuid4(), "reason": "Selesai"})
    assert reply.status_code == 422


def test_the_list_is_found_by_name_and_role(client, agency):
    client.force_login(staff(Role.ADMINISTRATOR, agency))
    for name, role in (("Sari Dewi", Role.LEADER), ("Budi Karya", Role.TRAINER)):
        give_role(user=UserFactory(name=name), role=role, scope=root(agency), by=None)
    page = client.get("/akses/", {"cari": "sari"}).content.decode()
    assert "Sari Dewi" in page
    assert "Budi Karya" not in page
    assert "Budi Karya" in client.get("/akses/", {"peran": "trainer"}).content.decode()


def test_the_list_costs_the_same_whatever_its_length(client, agency, django_assert_max_num_queries):
    client.force_login(staff(Role.ADMINISTRATOR, agency))
    for _time in range(30):
        staff(Role.TRAINER, agency)
    with django_assert_max_num_queries(22):
        client.get("/akses/")
