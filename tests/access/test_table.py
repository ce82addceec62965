"""Every URL, asked for by everybody: the table says what each gets, and a URL that is not in the table fails.

The objects behind the addresses belong to the first agency (see `world`). Each question is asked alone: what it changed
is taken back before the next.
"""

from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.access.world import World, build

from bangkom.core import clock
from bangkom.core.ids import new_id

# What may be opened without an account.
OPEN_TO_ALL = {
    "account_login",
    "account_outside",  # where a sign-in service is known
    "account_outside_back",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "api:documentation",
    "api:documentation_group",
    "api:openapi",
    "cohorts:call",  # behind a secret link, as its answer and the thanks for it
    "cohorts:call_send",
    "cohorts:call_sent",
    "cohorts:calendar",  # for calendar programs, behind a secret address
    "core:accept_invitation",
    "core:agency_css",
    "core:design",
    "core:help",
    "core:livez",
    "core:metrics",  # for this machine and bearers of its token
    "core:readyz",
    "core:set_language",
    "credentials:check",
    "credentials:lookup",
    "reporting:catalogue",
    "reporting:programme",
    "reporting:public_home",
    "rules:list",
}

TABLE = Path(__file__).with_name("table.txt")


class Row(NamedTuple):
    method: str
    name: str
    expected: dict[str, str]


def read_table() -> list[Row]:
    """The rows of the table; its first line that is no comment names the columns."""
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()]
    lines = [words for words in lines if words and not words[0].startswith("#")]
    columns = lines[0][2:]
    for words in lines[1:]:
        assert len(words) == len(columns) + 2, f"{words[:2]}: {len(words) - 2} of {len(columns)} columns"
    return [Row(words[0], words[1], dict(zip(columns, words[2:], strict=True))) for words in lines[1:]]


ROWS = read_table()


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace == "v1":
            continue  # the API has a table of its own: test_api
        if isinstance(entry, URLResolver):
            found += patterns(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif entry.name:
            found.append((f"{prefix}{entry.name}", entry))
    return found


def ask(world: World, row: Row, who: str) -> str:
    """One request by one person; its effects are taken back."""
    browser = Client(raise_request_exception=False)
    browser.cookies.load(world.cookies[who])
    with transaction.atomic():
        address = reverse(row.name, kwargs=world.where.get(row.name, {}))
        sent = world.forms.get(row.name, {})
        if row.method == "GET":
            response = browser.get(address, sent)
        else:
            response = browser.post(address, {"op_id": new_id()} | sent)
        transaction.set_rollback(True)
    if who in {"outsider", "stranger"} and row.expected.get("visitor") == "in" and response.status_code == 200:
        assert_nothing_of_ours(world, row, response)
    assert "default-src 'none'" in response["Content-Security-Policy"], f"{row.name} has no content security policy"
    return outcome(response)


def assert_nothing_of_ours(world: World, row: Row, response: HttpResponse) -> None:
    """A page that both agencies have shows each its own."""
    page = b"".join(response.streaming_content if response.streaming else [response.content]).decode(errors="replace")
    shown = [words for words in world.ours if words in page]
    assert not shown, f"{row.name} shows {shown} to another agency"


def outcome(response: HttpResponse) -> str:
    """How the table spells a reply: the status; `in` for the way to the sign-in page, `go` for another page."""
    if response.status_code in {301, 302}:
        return "in" if response["Location"].startswith("/akun/masuk/") else "go"
    return str(response.status_code)


def app_of(row: Row) -> str:
    """The app of a URL; names without one belong to the sign-in package."""
    return row.name.partition(":")[0] if ":" in row.name else "account"


def apps() -> list[str]:
    return sorted({app_of(row) for row in ROWS})


@pytest.mark.django_db
def test_everybody_gets_what_the_table_says(subtests):
    with clock.held_at(clock.now()):  # an attendance code of the world would run out on a busy machine
        world = build()
        for app in apps():
            with subtests.test(app):
                faults = [fault for row in ROWS if app_of(row) == app for fault in faults_of(world, row)]
                assert not faults, "\n".join(faults)


def faults_of(world: World, row: Row) -> list[str]:
    """Where the replies differ from the table."""
    found = {who: ask(world, row, who) for who in row.expected}
    return [
        f"{row.method} {row.name} by {who}: {found[who]}, the table says {expected}"
        for who, expected in row.expected.items()
        if found[who] != expected
    ]


def test_every_url_is_in_the_table():
    asked = {row.name for row in ROWS}
    missing = [name for name, _entry in patterns() if name not in asked]
    assert not missing, f"add to tests/access/table.txt: {missing}"


def test_every_page_that_writes_is_asked_to_write():
    asked = {row.name for row in ROWS if row.method == "POST"}
    writing = [name for name, entry in patterns() if getattr(entry.callback, "is_operation", False)]
    missing = [name for name in writing if name not in asked]
    assert not missing, f"add a POST to tests/access/table.txt: {missing}"


def test_the_table_holds_no_url_that_is_gone():
    known = {name for name, _entry in patterns()}
    assert {row.name for row in ROWS} <= known


def test_a_visitor_opens_the_public_pages_only():
    found = {row.name for row in ROWS if row.expected["visitor"] != "in"}
    assert found == OPEN_TO_ALL


def test_another_agency_never_reads_an_object_of_ours():
    """Read off the table: an address with an object in it answers strangers 403 or 404, unless it is public."""
    faults = [
        f"{row.method} {row.name}: {row.expected[who]} for {who}"
        for row in ROWS
        for who in ("outsider", "stranger")
        if has_object(row.name) and row.expected["visitor"] == "in" and row.expected[who] not in {"403", "404", "405"}
    ]
    assert not faults, "\n".join(faults)


def has_object(name: str) -> bool:
    return any(str(entry.pattern).count("<") for known, entry in patterns() if known == name)
