"""A crawl by everybody of agency A through everything of agency B, every text of which bears a marker.

B is the world of the access table. A's people ask for every URL with B's ids in path, query, body and header; nothing
that comes back, error pages and files included, may hold a marker. And when B grows, no page of A changes: so no count
of B is told either.
"""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pypdf import PdfReader
from tests.access.test_table import OPEN_TO_ALL, ROWS, Row
from tests.access.world import World, build, signed_in

from bangkom.core import clock
from bangkom.core.ids import new_id
from bangkom.core.models import Agency, Role, User
from bangkom.core.services import give_role
from bangkom.people.models import Employee, OrgUnit, Person
from bangkom.people.services import change_employee
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, root, staff, unit

MARKER = "Zqxj"
OFFER_MARKER = "Zqxp"  # of what a catalogue offers to everybody: nowhere but on the public pages
# Texts that are no words of B: they name things inside the program, or a check of the database holds their form.
NAMES_INSIDE = re.compile(
    r"(^|_)(kind|form|verb|message|path|key|hash|digest|sha256|code|slug|username|password|number|language|time_zone|"
    r"brand_colour|colour|mime|media_type|content_type|type|subject_id|subject_type|source|source_id|request_id|issuer|"
    r"subject|browser|system|state|status|part|role|scope|way|page|grade|echelon|level|group|chain|vocabulary|locale|"
    r"algorithm|secret|token|salt|url|link|website|email|phone|unit_code|prefix|pattern|signature|encoding|delimiter|"
    r"filter|waiting_for|employment_state|mode|method|storage|provider|basis_key|check|series|place_key)$"
)
# Whole tables that belong to no agency, or that everybody may read: rules, public bodies.
OPEN_TABLES = {"core.Agency", "rules.RuleSet", "core.Operation", "core.SignInTries"}
OFFERED = {"programmes", "courseware", "cohorts.Cohort"}
# The operator, who opens agencies, reads who administers each.
OPERATORS_PAGES = {"core:agency", "core:agency_code"}
# A fresh secret each time they are opened.
NEW_EACH_TIME = {"account_code_app", "account_passkey"}
# Whoever holds such a link may read what it leads to.
SECRET_LINKS = {"credentials:check", "cohorts:call", "cohorts:call_send", "cohorts:call_sent", "cohorts:calendar"}
# The database refuses to change these; acts after the marking fill them with marked words.
APPEND_ONLY = {"core.Event", "core.EventPayload", "core.EventSeal", "core.Checkpoint", "ledger.Entry"}
NOT_COMPARED = re.compile(rb'(name="(csrfmiddlewaretoken|op_id)" value="[^"]*")|(nonce="[^"]*")')


def mark_everything() -> None:
    """Put the marker before every text in the database, as the world left it."""
    refused = set()
    for model in apps.get_models():
        label = model._meta.label
        if not model.__module__.startswith("bangkom.") or label in OPEN_TABLES:
            continue
        marker = OFFER_MARKER if OFFERED & {label, model._meta.app_label} else MARKER
        changes = {field.name: marked(field, marker) for field in texts_of(model)}
        rows = model._base_manager.all()
        if hasattr(model, "agency"):
            rows = rows.exclude(agency=None)
        try:
            with transaction.atomic():
                if changes:
                    rows.update(**changes)
        except DatabaseError:
            refused.add(label)
    assert refused <= APPEND_ONLY, f"cannot be marked, name their fields in NAMES_INSIDE: {refused - APPEND_ONLY}"


def texts_of(model: type[models.Model]) -> Iterator[models.Field]:
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField)
        if is_text and not field.choices and not field.unique and not NAMES_INSIDE.search(field.name):
            yield field


def marked(field: models.Field, marker: str) -> models.Expression:
    whole = Concat(Value(marker), F(field.name), output_field=models.TextField())
    return Substr(whole, 1, field.max_length) if field.max_length else whole


def people_of_a() -> dict[str, User]:
    """One of each role in an agency of its own, made after the marking: nothing of theirs bears a marker."""
    agency = AgencyFactory(name="Pemerintah Kabupaten Alfa")
    office = unit(agency, "Dinas Alfa")
    learner, boss = employee(agency, where=office, serial=701), employee(agency, where=office, serial=702)
    for worker in (learner, boss):
        worker.person.user = UserFactory(name=worker.person.name)
        worker.person.save()
    several = staff(Role.ADMINISTRATOR, agency)
    for role in (Role.ORGANIZER, Role.LEADER, Role.TRAINER):
        give_role(user=several, role=role, scope=root(agency), by=None)
    return {
        "learner": learner.person.user,
        "unit_hr": staff(Role.UNIT_HR, office.scope),
        "organizer": staff(Role.ORGANIZER, agency),
        "everything": several,
        "operator": staff(Role.OPERATOR, agency),
    }


def ids_of_b(world: World) -> dict[str, Any]:
    """Everything of B that a query or a form could name, under the names that pages and forms of ours use."""
    officer, learner = world.people["unit_hr"], world.people["learner"]
    worker = Employee.objects.get(person__user=learner)
    found = {"unit": worker.unit_id, "opd": worker.unit_id, "scope": worker.unit.scope_id, "agency": worker.agency_id}
    found |= {"instansi": worker.agency.code, "pegawai": worker.pk, "employee": worker.pk, "superior": worker.pk}
    found |= {"orang": worker.person_id, "person": worker.person_id, "akun": officer.pk, "user": officer.pk}
    found |= {"position": worker.position_id, "parent": worker.unit_id, "successor": worker.unit_id}
    for arguments in world.where.values():
        for name, value in arguments.items():
            found.setdefault(name, value)
    return found


def ask(browser: Client, row: Row, address: str, sent: dict[str, Any]) -> HttpResponse:
    """One request that names B wherever a request can name something; its effects are taken back."""
    headers = {"X-Agency": str(sent["agency"]), "X-Tenant": str(sent["instansi"]), "Referer": "http://testserver/"}
    with transaction.atomic():
        if row.method == "GET":
            response = browser.get(address, sent, headers=headers)
        else:
            body = {"op_id": new_id()} | sent
            response = browser.post(address, body, query_params=sent, headers=headers)
        response.kept = content_of(response)
        transaction.set_rollback(True)
    return response


def content_of(response: HttpResponse) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content + repr(sorted(response.items())).encode()


def readable(response: HttpResponse) -> str:
    """Everything a reply says: headers, the page, the inside of a workbook, archive or PDF."""
    kind, content = response.get("Content-Type", ""), response.kept
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content += b"".join(archive.read(name) for name in archive.namelist())
    text = content.decode(errors="replace")
    if kind.startswith("application/pdf"):
        text += "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return text


@pytest.fixture
def quiet():
    """Thousands of refusals need not be logged."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
def test_agency_a_learns_nothing_of_agency_b(subtests, quiet):
    with clock.held_at(clock.now()):
        world = build()
        mark_everything()
        acts_of_b(world)
        browsers = {who: browser_of(user) for who, user in people_of_a().items()}
        with subtests.test("nobody of A reads a byte of B"):
            faults = list(bytes_of_b(world, browsers))
            assert not faults, "\n".join(faults)
        with subtests.test("when B grows, no page of A changes"):
            changed = pages_that_tell_of_growth(world, browsers)
            assert not changed, "\n".join(changed)


def browser_of(user: User) -> Client:
    browser = Client(raise_request_exception=False)
    browser.cookies.load(signed_in(user))
    return browser


def acts_of_b(world: World) -> None:
    """B goes on working: what it does now is told with marked words in its history."""
    worker = Employee.objects.get(person__user=world.people["learner"])
    admin = User.objects.get(pk=world.people["admin"].pk)
    change_employee(employee=worker, version=worker.version, by=admin, name=f"{MARKER} Lestari", birth_place=MARKER)


def bytes_of_b(world: World, browsers: dict[str, Client]) -> Iterator[str]:
    """Where a reply to somebody of A holds a word of B."""
    sent, words = ids_of_b(world), words_of(world)
    for row in ROWS:
        address = address_of(world, row)
        if address is None or row.name in SECRET_LINKS:
            continue
        for who, browser in browsers.items():
            if who == "operator" and row.name in OPERATORS_PAGES:
                continue
            text = readable(ask(browser, row, address, sent | world.forms.get(row.name, {})))
            found = [word for word in words if word in text and (word != OFFER_MARKER or row.name not in OPEN_TO_ALL)]
            if found:
                yield f"{row.method} {row.name} tells {who}: {found}"


def address_of(world: World, row: Row) -> str | None:
    """Where a row leads; None where the world names no object for it yet, which the table's own test tells."""
    try:
        return reverse(row.name, kwargs=world.where.get(row.name, {}))
    except NoReverseMatch:
        return None


def words_of(world: World) -> list[str]:
    """The marker, and what of B cannot be marked: names of sign-in, numbers, addresses of mail."""
    people = [user for who, user in world.people.items() if user is not None and who != "operator"]
    numbers = Employee.objects.filter(person__user__in=people).values_list("number", flat=True)
    return [MARKER, OFFER_MARKER, *numbers, *(user.email for user in people if user.email)]


def pages_that_tell_of_growth(world: World, browsers: dict[str, Client]) -> list[str]:
    """Pages of A that are another page when B has more people, units and roles: counts, lists, badges."""
    rows = [row for row in ROWS if row.method == "GET" and row.name not in {*world.where, *OPEN_TO_ALL, *NEW_EACH_TIME}]
    addresses = {row.name: address for row in rows if (address := address_of(world, row))}
    asked = [
        (who, name)
        for who in browsers
        if who != "operator"  # is told how large each agency is
        for name in addresses
    ]
    before = {(who, name): page_of(browsers[who], addresses[name]) for who, name in asked}
    grow(world)
    return [f"{name} of {who}" for who, name in asked if page_of(browsers[who], addresses[name]) != before[who, name]]


def page_of(browser: Client, address: str) -> bytes:
    """A page without what differs each time it is asked for."""
    with transaction.atomic():
        response = browser.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    is_text = response.get("Content-Type", "").startswith(("text/", "application/json"))
    return NOT_COMPARED.sub(b"", content) if is_text else str(response.status_code).encode()


def grow(world: World) -> None:
    agency = Agency.objects.get(pk=Employee.objects.get(person__user=world.people["learner"]).agency_id)
    where = OrgUnit.objects.filter(agency=agency).first()
    for serial in range(610, 616):
        employee(agency, where=where, serial=serial)
    unit(agency, "Dinas Baru")
    staff(Role.TRAINER, agency)
    assert Person.objects.count() > len(world.people)
