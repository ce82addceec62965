"""Who was shown whose data is recorded: every page that shows a participant to the staff leaves a record."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.access.test_table import ROWS
from tests.access.world import World, build

from bangkom.core import clock
from bangkom.core.formatting import format_nip
from bangkom.core.models import AccessedPerson

STAFF = ("teacher", "organizer", "unit_hr", "leader", "admin")
# Pages on which a name stands without being shown as somebody's data, or is shown to everybody; and why.
EXCEPTIONS = {
    "account_reset": "an account, in an act of two people that its history records",
    "account_resets": "an account, in an act of two people that its history records",
    "cohorts:paste_job": "rows that the staff itself brought, before they are saved",
    "core:history_export": "names who acted, no value of a change",
    "outside:rejects": "rows that the staff itself brought and that were not saved",
    "partners:paper": "the decree of an organisation",
    "people:import": "rows that the staff itself brought, before they are saved",
    "people:import_rejects": "rows that the staff itself brought and that were not saved",
    "core:chain": "names agencies",
    "core:history": "names who acted; the subject's own data stand on its page",
    "credentials:check": "public: who holds the code sees the certificate",
    "credentials:lookup": "public",
    "learning:discussion": "what participants wrote for the whole class to read",
    "learning:discussions": "what participants wrote for the whole class to read",
    "learning:hide_post": "what a participant wrote for the whole class to read",
    "learning:keep_post": "what a participant wrote for the whole class to read",
    "learning:post": "what a participant wrote for the whole class to read",
    "learning:show_post": "what a participant wrote for the whole class to read",
    "learning:thread": "what participants wrote for the whole class to read",
    "notices:deliveries": "whether a message was sent; its text is not shown",
    "notices:list": "messages to the reader",
    "privacy:mine": "the own data; a message to oneself may name a participant",
    "privacy:mine_json": "the own data",
    "privacy:mine_pdf": "the own data",
}
# Files that hold people, by the ending of their address: nothing can be read off their bytes.
FILES = (".xlsx", ".pdf", ".zip", "/unduh")


@pytest.mark.django_db
def test_a_page_that_shows_people_to_staff_records_whose_data_it_showed():
    with clock.held_at(clock.now()):
        world = build()
        learner = world.people["learner"].person
        faults = [
            f"{row.name} by {who}"
            for row in ROWS
            for who in STAFF
            if row.method == "GET" and row.expected.get(who) == "200" and row.name not in EXCEPTIONS
            if shows_without_record(world, row.name, who, learner)
        ]
    assert not faults, "call core.reads.note_reads in: " + ", ".join(faults)


def shows_without_record(world: World, name: str, who: str, learner) -> bool:
    """Whether the page holds the learner's name or number and no record says so."""
    browser = Client(raise_request_exception=False)
    browser.cookies.load(world.cookies[who])
    address = reverse(name, kwargs=world.where.get(name, {}))
    with transaction.atomic():
        response = browser.get(address, world.forms.get(name, {}))
        noted = AccessedPerson.objects.filter(person_id=learner.pk, record__reader=world.people[who]).exists()
        transaction.set_rollback(True)
    if response.status_code != 200 or noted:
        return False
    if address.endswith(FILES):
        return True
    page = b"".join(response.streaming_content if response.streaming else [response.content]).decode(errors="replace")
    number = learner.employments.get().number
    return any(words in page for words in (learner.name, number, format_nip(number)))


def test_the_exceptions_hold_nothing_that_is_gone():
    assert set(EXCEPTIONS) <= {row.name for row in ROWS}
