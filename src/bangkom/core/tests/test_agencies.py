import pytest
from django.test import Client
from django.urls import reverse

from bangkom.core import services
from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.models import Agency, Event, Role, RoleAssignment, User
from bangkom.core.tests.factories import AgencyFactory, staff
from bangkom.core.tests.sign_in import freshly_proved

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Pemerintah Kabupaten Lebak",
    "short_name": "Kab. Lebak",
    "code": "kab-lebak",
    "kind": "regency",
    "training_unit": "BKPSDM Kabupaten Lebak",
    "place": "Rangkasbitung",
    "time_zone": "Asia/Jakarta",
    "brand_colour": "#0b5f73",
    "administrator_name": "Siti Contoh",
    "username": "19800101 200501 2 001",
}


@pytest.fixture
def operator() -> User:
    return staff(Role.OPERATOR, AgencyFactory())


@pytest.fixture
def browser(operator) -> Client:
    browser = Client()
    browser.force_login(operator)
    return browser


def test_an_operator_opens_an_agency_and_its_administrator_comes_in_with_the_code(browser):
    reply = browser.post(reverse("core:agency_new"), NEW | {"op_id": new_id()})
    agency = Agency.objects.get(code="kab-lebak")
    held = RoleAssignment.objects.get(scope=agency.root_scope)
    assert (held.role, held.user.username) == (Role.ADMINISTRATOR, "198001012005012001")
    assert reply["Cache-Control"] == "no-store"
    code = reply.context["code"]
    comer = Client()
    sent = {"username": held.user.username, "code": code, "password": "gerbang-biru-rangkas", "op_id": new_id()}
    assert comer.post(reverse("core:accept_invitation"), sent).status_code == 302
    steps = comer.get(reverse("reporting:home")).context["steps"]
    assert [step.done for step in steps] == [False, False, False, False]


def test_a_code_that_is_taken_and_a_colour_nobody_can_read_are_refused_with_the_field(browser):
    AgencyFactory(code="kab-lebak")
    taken = browser.post(reverse("core:agency_new"), NEW | {"op_id": new_id()})
    assert taken.status_code == 422
    assert "code" in taken.context["form"].errors
    pale = browser.post(reverse("core:agency_new"), NEW | {"code": "kab-x", "brand_colour": "biru", "op_id": new_id()})
    assert "brand_colour" in pale.context["form"].errors
    assert not User.objects.filter(name="Siti Contoh").exists()


def test_the_list_says_what_each_agency_lacks(browser, operator):
    bare, waits = AgencyFactory(name="A Tanpa"), AgencyFactory(name="B Menunggu")
    services.appoint_first_administrator(agency=waits, name="Siti", username="siti", by=operator)
    shown = {each.name: each.lacks for each in browser.get(reverse("core:agencies")).context["agencies"]}
    assert (shown["A Tanpa"], shown["B Menunggu"]) == ("administrator", "sign_in")
    reply = browser.post(
        reverse("core:agency", args=[bare.code]),
        {"administrator_name": "Budi", "username": "budi", "op_id": new_id()},
    )
    assert reply.context["code"]
    with pytest.raises(Refused):
        services.appoint_first_administrator(agency=bare, name="Dua", username="dua", by=operator)


def test_a_new_code_is_given_only_while_nobody_has_come_in(browser, operator):
    agency = AgencyFactory()
    services.appoint_first_administrator(agency=agency, name="Siti", username="siti", by=operator)
    siti = User.objects.get(username="siti")
    page = reverse("core:agency_code", args=[agency.code, siti.pk])
    assert browser.post(page, {"op_id": new_id()}).context["code"]
    siti.set_password("gerbang-biru-rangkas")
    siti.save()
    assert browser.post(page, {"op_id": new_id()}).status_code == 302
    other = staff(Role.ORGANIZER, agency)
    page = reverse("core:agency_code", args=[agency.code, other.pk])
    assert browser.post(page, {"op_id": new_id()}).status_code == 404


def test_an_administrator_keeps_the_profile_and_two_at_once_do_not_overwrite_each_other():
    agency = AgencyFactory()
    browser = Client()
    browser.force_login(staff(Role.ADMINISTRATOR, agency))
    page = reverse("core:agency_profile")
    form = browser.get(page).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"address": "Jalan Contoh 1", "place": "Serang"}
    assert browser.post(page, sent | {"op_id": new_id()}).status_code == 302
    agency.refresh_from_db()
    assert (agency.address, agency.version, agency.contact_line) == ("Jalan Contoh 1", 2, "Jalan Contoh 1")
    late = browser.post(page, sent | {"place": "Cilegon", "op_id": new_id()})
    assert late.status_code == 422
    agency.refresh_from_db()
    assert agency.place == "Serang"
    event = Event.objects.get(verb="core.agency_changed")
    assert event.payload.body["after"] == {"address": "Jalan Contoh 1", "place": "Serang"}


def test_the_operator_sees_health_and_storage_and_nobody_elses_pages(browser):
    page = browser.get(reverse("core:system"))
    assert page.status_code == 200
    assert {each.what for each in page.context["findings"]} >= {"Basis data", "Cadangan", "Ruang disk"}
    assert browser.get(reverse("core:agency_profile")).status_code == 403
    assert browser.get(reverse("people:list")).status_code == 403
    assert browser.get(reverse("reporting:home")).context["agencies"]


def test_each_role_finds_the_settings_it_may_open_and_every_entry_opens():
    agency = AgencyFactory()
    unit = services.add_scope(agency=agency, parent=agency.root_scope)
    for role, scope in (
        (Role.ADMINISTRATOR, agency),
        (Role.ADMINISTRATOR, unit),
        (Role.OPERATOR, agency),
        (Role.UNIT_HR, unit),
    ):
        browser, somebody = Client(), staff(role, scope)
        browser.force_login(somebody)
        freshly_proved(browser, somebody)
        sections = browser.get(reverse("console")).context["sections"]
        for _title, entries in sections:
            for entry in entries:
                assert browser.get(reverse(entry.url_name)).status_code == 200, (role, scope, entry.url_name)
