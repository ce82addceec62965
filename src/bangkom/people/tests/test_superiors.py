"""Atasan langsung: named, else by the position tree; in doubt nobody, and the doubt is told."""

import datetime as dt
import uuid

import pytest

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event, Role
from bangkom.people.models import Employee, Posting, Superior
from bangkom.people.models.superiors import Found, superiors_of
from bangkom.people.services import ensure_position
from bangkom.people.services.superiors import forget_superior, name_superior
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, staff, unit

pytestmark = pytest.mark.django_db
NAMES = {"jpt": "Kepala Dinas", "administrator": "Kepala Bidang", "pengawas": "Kepala Subbagian"}


class Office:
    """A dinas with its head and secretary; a bidang with its head and two of the staff; accounts for the heads."""

    def __init__(self) -> None:
        self.agency = AgencyFactory()
        self.dinas = unit(self.agency, "Dinas Kesehatan")
        self.bidang = unit(self.agency, "Bidang Pelayanan", parent=self.dinas)
        self.serial = 0
        self.kadis = self.hire(self.dinas, "jpt", "II.b")
        self.sekretaris = self.hire(self.dinas, "administrator", "III.a")
        self.kabid = self.hire(self.bidang, "administrator", "III.b")
        self.budi, self.cici = self.hire(self.bidang), self.hire(self.bidang)

    def hire(self, where, group: str = "", echelon: str = "", **fields) -> Employee:
        self.serial += 1
        if group:
            fields["position"] = self.position(group, echelon)
        hired = employee(self.agency, where=where, serial=self.serial, **fields)
        hired.person.user = UserFactory(name=hired.person.name)
        hired.person.save()
        return hired

    def position(self, group: str, echelon: str = ""):
        return ensure_position(agency=self.agency, name=NAMES[group], group=group, echelon=echelon)


@pytest.fixture
def office():
    return Office()


def leader_of(someone: Employee) -> Found:
    loaded = Employee.objects.select_related("unit__parent").get(pk=someone.pk)
    return superiors_of([loaded])[someone.pk]


def team(someone: Employee) -> set[int]:
    """Whom an account sees beside itself, as the next request finds it."""
    user = type(someone.person.user).objects.get(pk=someone.person.user_id)
    return set(Employee.objects.visible_to(user).values_list("pk", flat=True)) - {someone.pk}


def test_the_head_of_the_unit_leads_its_people_and_the_head_above_leads_the_head(office):
    assert leader_of(office.budi).superior == office.kabid
    assert leader_of(office.kabid).superior == office.kadis
    assert leader_of(office.sekretaris).superior == office.kadis
    assert leader_of(office.budi).way == "tree"


def test_the_head_of_a_top_unit_has_none_until_one_is_named(office):
    found = leader_of(office.kadis)
    assert (found.way, found.superior, found.unit) == ("none", None, office.dinas)


def test_a_superior_sees_the_own_team_and_nobody_else(office):
    assert team(office.kabid) == {office.budi.pk, office.cici.pk}
    assert team(office.kadis) == {office.sekretaris.pk, office.kabid.pk}
    assert team(office.budi) == set()
    assert team(office.sekretaris) == set()


def test_two_heads_are_a_doubt_and_neither_sees_the_team(office):
    other = office.hire(office.bidang, "administrator", "III.b")
    found = leader_of(office.budi)
    assert (found.way, found.superior) == ("many", None)
    assert set(found.candidates) == {office.kabid, other}
    assert team(office.kabid) == team(other) == set()


def test_one_of_two_heads_is_led_from_above_as_far_as_one_can_guess(office):
    office.hire(office.bidang, "administrator", "III.b")
    found = leader_of(office.kabid)
    assert (found.way, found.superior, found.candidates) == ("many", None, [office.kadis])


def test_a_missing_echelon_among_several_heads_is_a_doubt(office):
    office.hire(office.bidang, "administrator", "")
    assert leader_of(office.budi).way == "many"


def test_a_unit_without_head_names_whom_it_could_be(office):
    office.kabid.position = office.budi.position
    office.kabid.save()
    found = leader_of(office.budi)
    assert (found.way, found.superior, found.candidates) == ("none", None, [office.kadis])
    assert team(office.kadis) == {office.sekretaris.pk}


def test_who_acts_for_a_vacant_head_leads(office):
    office.kabid.employment_state = "99"
    office.kabid.save()
    Posting.objects.create(
        employee=office.sekretaris,
        kind=Posting.Kind.ACTING,
        unit=office.bidang,
        position=office.position("administrator", "III.b"),
        valid_from=clock.today() - dt.timedelta(days=3),
    )
    assert leader_of(office.budi).superior == office.sekretaris
    assert team(office.sekretaris) == {office.budi.pk, office.cici.pk}


def test_a_named_superior_goes_before_the_tree(office):
    name_superior(employee=office.budi, superior=office.sekretaris, reason="ST-7", by=None)
    found = leader_of(office.budi)
    assert (found.way, found.superior) == ("named", office.sekretaris)
    assert team(office.sekretaris) == {office.budi.pk}
    assert team(office.kabid) == {office.cici.pk}
    event = Event.objects.about(office.budi).get(verb="people.superior_named")
    assert event.payload.body["after"]["superior"] == office.sekretaris.person.full_name


def test_naming_another_ends_the_one_before_and_the_tree_may_have_it_back(office):
    yesterday = clock.now() - dt.timedelta(days=1)
    with clock.held_at(yesterday):
        name_superior(employee=office.budi, superior=office.sekretaris, reason="ST-7", by=None)
    name_superior(employee=office.budi, superior=office.kadis, reason="ST-8", by=None)
    first, second = Superior.objects.filter(employee=office.budi).order_by("pk")
    assert first.valid_until == clock.day_of(yesterday)
    assert second.valid_until is None
    forget_superior(employee=office.budi, reason="Selesai", by=staff(Role.UNIT_HR, office.agency))
    assert leader_of(office.budi).superior == office.kabid


def test_impossible_superiors_are_refused(office):
    stranger = employee(AgencyFactory(), serial=900)
    office.cici.employment_state = "99"
    office.cici.save()
    for wrong, code in ((office.budi, "own_superior"), (stranger, "other_agency"), (office.cici, "not_active")):
        with pytest.raises(Refused) as caught:
            name_superior(employee=office.budi, superior=wrong, reason="ST-7", by=None)
        assert caught.value.code == code
    name_superior(employee=office.kabid, superior=office.budi, reason="ST-7", by=None)
    with pytest.raises(Refused) as caught:
        name_superior(employee=office.budi, superior=office.kabid, reason="ST-7", by=None)
    assert caught.value.code == "circle"


def test_whoever_has_left_is_in_no_team(office):
    office.budi.employment_state = "66"
    office.budi.save()
    assert team(office.kabid) == {office.cici.pk}


def test_leading_nobody_costs_one_query(office, django_assert_num_queries):
    user = office.budi.person.user
    assert user.assignments_now == []
    with django_assert_num_queries(1):
        Employee.objects.visible_to(user)
    with django_assert_num_queries(0):
        Employee.objects.visible_to(user)


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_units_officer_names_a_head_from_elsewhere_but_finds_nobody_elses_staff(client, office):
    elsewhere = unit(office.agency, "Dinas Perikanan")
    office.hire(elsewhere, name="Hasan Pelaut")
    boss = office.hire(elsewhere, "jpt", "II.b", name="Hasan Kepala")
    client.force_login(staff(Role.UNIT_HR, office.bidang.scope))
    assert "Hasan Kepala" in client.get(f"/pegawai/{office.budi.pk}/atasan/?cari=kepala dinas").content.decode()
    page = f"/pegawai/{office.budi.pk}/atasan/?cari=hasan"
    shown = client.get(page).content.decode()
    assert "Hasan Kepala" in shown
    assert "Hasan Pelaut" not in shown
    sent = {"op_id": uuid.uuid4(), "superior": boss.pk, "reason": "ST-9"}
    assert client.post(page, sent).status_code == 302
    assert leader_of(office.budi).superior == boss
    assert "Hasan Kepala" in client.get(f"/pegawai/{office.budi.pk}/").content.decode()


def test_the_page_asks_for_a_person_and_the_grounds(client, office):
    client.force_login(staff(Role.UNIT_HR, office.dinas.scope))
    page = f"/pegawai/{office.budi.pk}/atasan/?cari=pegawai"
    assert client.post(page, {"op_id": uuid.uuid4(), "superior": "", "reason": ""}).status_code == 422
    assert not Superior.objects.exists()


def test_a_doubt_is_shown_on_the_employees_page(client, office):
    office.hire(office.bidang, "administrator", "III.b")
    client.force_login(staff(Role.UNIT_HR, office.dinas.scope))
    assert "lebih dari satu calon kepala" in client.get(f"/pegawai/{office.budi.pk}/").content.decode()
