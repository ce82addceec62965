"""Every operation of the API, asked by everybody with a token of their own: the table says what each gets.

Beside it stands the table of the pages: an operation lets in exactly whom its page lets in.
"""

from pathlib import Path

import pytest
from django.db import transaction
from tests.access import api_world
from tests.access.test_table import ROWS as PAGES
from tests.access.test_table import Row
from tests.access.world import build

from bangkom.api import limits
from bangkom.api.conduct import conduct_of
from bangkom.cohorts.models import Cohort
from bangkom.core import clock
from bangkom.core.models import AccessedPerson, Operation
from bangkom.people.models import Employee

TABLE = Path(__file__).with_name("api_table.txt")

# Where an operation and its page differ, and why.
APART = {
    "checkCertificate": "the page shows the same to everybody",
    "getCompliance": "a unit's officer is led on to the unit's page",
    "listStandings": "the page of a unit knows the chosen role, a token names it",
    "getUnit": "the page is the whole tree, the operation one unit",
    "getJob": "the page is the list, the operation one of it",
    "createProgramme": "the page makes it for the own agency, the operation names one",
}


def rows() -> list[Row]:
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()]
    lines = [words for words in lines if words and not words[0].startswith("#")]
    columns = lines[0][1:]
    return [Row("API", words[0], dict(zip(columns, words[1:], strict=True))) for words in lines[1:]]


ROWS = rows() if TABLE.exists() else []


@pytest.fixture(autouse=True)
def fresh_counts():
    limits.forget_here()
    yield
    limits.forget_here()


@pytest.mark.django_db
def test_everybody_gets_what_the_table_of_the_api_says(settings):
    settings.API_LIMITS = {"token": (10_000, 60), "address": (100_000, 60), "failures": (10_000, 60)}
    with clock.held_at(clock.now()):
        world = build()
        tokens, calls, operations = api_world.tokens_of(world), api_world.calls(world), api_world.by_id()
        faults = []
        for row in ROWS:
            call = calls.get(row.name, api_world.Call())
            for who, expected in row.expected.items():
                with transaction.atomic():
                    reply = api_world.ask(operations[row.name], call, tokens.get(who))
                    transaction.set_rollback(True)
                if str(reply.status_code) != expected:
                    faults.append(f"{row.name} by {who}: {reply.status_code}, the table says {expected}")
                if who in {"outsider", "stranger"} and row.expected["visitor"] == "401" and reply.status_code < 400:
                    shown = [words for words in world.ours if words in reply.content.decode()]
                    if shown and row.name not in PUBLIC_BODIES:
                        faults.append(f"{row.name} shows {shown} to {who}")
    assert not faults, "\n".join(faults)


# Agencies are public bodies: their names are known to everybody with an account.
PUBLIC_BODIES = {"listAgencies", "getAgency"}


def test_every_operation_is_in_the_table():
    missing = sorted(set(api_world.by_id()) - {row.name for row in ROWS})
    assert not missing, f"add to tests/access/api_table.txt: {missing}"


def test_the_table_holds_no_operation_that_is_gone():
    assert {row.name for row in ROWS} <= set(api_world.by_id())


def test_an_operation_lets_in_whom_its_page_lets_in():
    pages = {(row.method, row.name): row.expected for row in PAGES}
    operations = api_world.by_id()
    faults = []
    for row in ROWS:
        operation = operations[row.name]
        method = "GET" if operation.methods == ["GET"] else "POST"
        page = conduct_of(operation).page
        expected = pages.get((method, page)) or pages[("GET", page)]
        for who, status in row.expected.items():
            theirs = expected[who]
            if row.name not in APART and let_in(status) != let_in(theirs):
                faults.append(f"{row.name} answers {who} {status}, its page {page} {theirs}")
    assert not faults, "\n".join(faults)


@pytest.mark.django_db
def test_data_of_people_that_the_api_shows_to_the_staff_leave_a_record(settings):
    settings.API_LIMITS = {"token": (10_000, 60), "address": (100_000, 60), "failures": (10_000, 60)}
    with clock.held_at(clock.now()):
        world = build()
        learner = world.people["learner"].person
        tokens, calls = api_world.tokens_of(world), api_world.calls(world)
        faults = []
        for name, operation in api_world.by_id().items():
            if operation.methods != ["GET"] or name in NOT_READ:
                continue
            for who in ("teacher", "organizer", "unit_hr", "leader", "admin"):
                with transaction.atomic():
                    text = api_world.ask(operation, calls.get(name, api_world.Call()), tokens[who]).content.decode()
                    noted = AccessedPerson.objects.filter(person_id=learner.pk).exists()
                    transaction.set_rollback(True)
                if learner.name in text and not noted:
                    faults.append(f"{name} by {who}")
    assert not faults, "call reading.note in: " + ", ".join(faults)


# As on the pages: rows that the staff itself brought, who acted, what is public, messages to the reader.
NOT_READ = {"listEmployeeImportRows", "listEvents", "checkCertificate", "listNotices"}


@pytest.mark.django_db
def test_ids_of_another_agency_in_filters_and_headers_find_nothing_not_even_a_count(settings):
    settings.API_LIMITS = {"token": (10_000, 60), "address": (100_000, 60), "failures": (10_000, 60)}
    with clock.held_at(clock.now()):
        world = build()
        tokens, operations = api_world.tokens_of(world), api_world.by_id()
        worker = Employee.objects.get(pk=world.where["people:detail"]["employee_id"])
        cohort = Cohort.objects.get(slug=world.where["cohorts:detail"]["slug"])
        known = api_world.calls(world)["createEmployee"]
        created = api_world.ask(operations["createEmployee"], known, tokens["admin"])
        used = str(Operation.objects.latest("created_at").op_id)
        subject = {"subject_type": "people.employee", "subject_id": str(created.json()["id"])}
        for name, filters in (
            ("listEmployees", {"agency": worker.agency_id}),
            ("listEmployees", {"search": worker.number}),
            ("listUnits", {"agency": worker.agency_id}),
            ("listCohorts", {"agency": cohort.agency_id}),
            ("listCertificates", {"cohort": cohort.pk}),
            ("listEvents", subject),
            ("listJobs", {"kind": "people.import_employees"}),
        ):
            reply = api_world.ask(operations[name], api_world.Call(query=filters), tokens["outsider"])
            assert (reply.status_code, reply.json()["count"]) == (200, 0), f"{name} {filters}"
        unit = api_world.Call(query={"unit": worker.unit_id})
        assert api_world.ask(operations["listEmployees"], unit, tokens["outsider"]).status_code == 422
        theirs = api_world.Call(body=known.body, headers={"Idempotency-Key": used})
        reply = api_world.ask(operations["createEmployee"], theirs, tokens["outsider"])
    assert reply.status_code == 422
    assert not [words for words in world.ours if words in reply.content.decode()]


def let_in(status: str) -> bool:
    return status not in {"401", "403", "404", "in"}


def test_without_a_token_only_what_is_public_answers():
    open_to_all = {name for name, operation in api_world.by_id().items() if conduct_of(operation).open_to_all}
    assert {row.name for row in ROWS if row.expected["visitor"] != "401"} == open_to_all
