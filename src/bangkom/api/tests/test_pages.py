"""Pages of tokens and integrations, and the documentation."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from bangkom.api import limits, services, v1
from bangkom.api.document import document
from bangkom.api.models import Integration, Token
from bangkom.api.scopes import TokenScope
from bangkom.api.words import GROUPS
from bangkom.core import factors
from bangkom.core.ids import new_id
from bangkom.core.models import Event, Role, User
from bangkom.core.tests.sign_in import freshly_proved
from bangkom.people.tests.factories import AgencyFactory, UserFactory, staff, unit

pytestmark = pytest.mark.django_db
TEXT = re.compile(r"bgk_[0-9A-Z]{8}_[0-9A-Z]{32}")


@pytest.fixture(autouse=True)
def fresh_counts(settings):
    settings.SECOND_FACTOR = factors.OPTIONAL
    limits.forget_here()
    yield
    limits.forget_here()


@pytest.fixture
def admin():
    return staff(Role.ADMINISTRATOR, AgencyFactory())


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    freshly_proved(browser, user)
    return browser


def agency_of(user: User):
    return user.agencies_as(Role.ADMINISTRATOR)[0]


def send(browser: Client, address: str, /, *args, **fields):
    return browser.post(reverse(address, args=args), {"op_id": new_id()} | fields)


def make(browser: Client, *scopes: str, name: str = "SIMPEG"):
    return send(browser, "api:tokens", name=name, scopes=scopes, days=30)


def text_in(reply) -> str:
    return TEXT.search(reply.content.decode())[0]


def works(text: str) -> bool:
    return Client().get("/api/v1/me", headers={"Authorization": f"Bearer {text}"}).status_code == 200


def test_a_person_makes_a_token_that_is_shown_once(admin):
    browser = browser_of(admin)
    reply = make(browser, "read:people")
    assert "no-store" in reply["Cache-Control"]
    assert works(text_in(reply))
    assert text_in(reply) not in browser.get(reverse("api:tokens")).content.decode()


def test_making_a_token_asks_who_one_is_when_the_last_proof_is_old(admin):
    browser = Client()
    browser.force_login(admin)
    assert browser.get(reverse("api:tokens")).status_code == 302


def test_only_scopes_that_the_roles_cover_are_offered():
    learner = UserFactory()
    offered = v1.scopes_for(learner)
    assert TokenScope.READ_NOTICES in offered
    assert TokenScope.READ_PEOPLE not in offered
    assert make(browser_of(learner), "read:people").status_code == 422


def test_a_token_is_revoked_from_its_page_and_the_history_says_so(admin):
    browser = browser_of(admin)
    text = text_in(make(browser, "read:people"))
    token = Token.objects.get()
    assert send(browser, "api:revoke", token.pk).status_code == 302
    assert not works(text)
    assert [event.verb for event in Event.objects.about(token)] == ["api.token_revoked", "api.token_created"]


def test_nobody_else_sees_or_revokes_a_token(admin):
    make(browser_of(admin), "read:people")
    token = Token.objects.get()
    stranger = browser_of(staff(Role.ADMINISTRATOR, AgencyFactory()))
    assert stranger.get(reverse("api:token", args=[token.pk])).status_code == 404
    assert send(stranger, "api:revoke", token.pk).status_code == 404


def test_an_administrator_revokes_the_token_of_a_colleague_but_makes_none_for_people(admin):
    colleague = staff(Role.ORGANIZER, agency_of(admin))
    text = text_in(make(browser_of(colleague), "read:people"))
    assert send(browser_of(admin), "api:revoke", Token.objects.get().pk).status_code == 302
    assert not works(text)


def test_a_program_gets_an_account_with_a_role_and_tokens_of_its_own(admin):
    browser = browser_of(admin)
    reply = send(browser, "api:integrations", name="SIMPEG", purpose="Membaca pegawai", role="unit_hr", unit="")
    program = Integration.objects.get()
    assert reply["Location"] == reverse("api:integration", args=[program.pk])
    made = send(browser, "api:integration", program.pk, name="malam", scopes=["read:people"], days=30)
    assert works(text_in(made))
    assert not program.account.has_usable_password()


def test_a_closed_program_is_refused_with_all_its_tokens(admin):
    program = services.add_integration(
        agency=agency_of(admin),
        name="Mesin hadir",
        purpose="Kehadiran",
        role=Role.ORGANIZER,
        scope=agency_of(admin).root_scope,
        by=admin,
    )
    browser = browser_of(admin)
    text = text_in(send(browser, "api:integration", program.pk, name="a", scopes=["read:cohorts"], days=30))
    send(browser, "api:close", program.pk)
    assert not works(text)
    assert "ditutup" in browser.get(reverse("api:integration", args=[program.pk])).content.decode()


def test_a_program_may_keep_a_part_of_the_agency_only(admin):
    part = unit(agency_of(admin))
    send(browser_of(admin), "api:integrations", name="A", purpose="B", role="unit_hr", unit=part.pk)
    assert Integration.objects.get().account.role_assignments.get().scope == part.scope


def test_another_agencys_programs_are_nobody_elses_business(admin):
    send(browser_of(admin), "api:integrations", name="Mesin-42", purpose="x", role="unit_hr", unit="")
    stranger = browser_of(staff(Role.ADMINISTRATOR, AgencyFactory()))
    assert stranger.get(reverse("api:integration", args=[Integration.objects.get().pk])).status_code == 404
    assert "Mesin-42" not in stranger.get(reverse("api:integrations")).content.decode()


def test_the_documentation_holds_every_operation_once():
    page = "".join(Client().get(reverse("api:documentation_group", args=[slug])).content.decode() for slug in GROUPS)
    for operation in v1.operations():
        assert page.count(f'id="{operation.operation_id}"') == 1


def test_the_document_is_valid_and_speaks_both_languages():
    indonesian = Client().get("/api/v1/openapi.json").json()
    english = Client().get("/api/v1/openapi.json", headers={"Accept-Language": "en"}).json()
    address = "/api/v1/employees"
    assert indonesian["paths"][address]["get"]["summary"] == "Daftar pegawai"
    assert english["paths"][address]["get"]["summary"] == "List of employees"


def test_every_operation_names_its_token_and_its_refusals():
    for address, methods in document()["paths"].items():
        for method, described in methods.items():
            assert "429" in described["responses"], address
            assert described["security"] == [] or "401" in described["responses"]
            names = {parameter["name"] for parameter in described["parameters"]}
            assert ("Idempotency-Key" in names) == (method != "get")
