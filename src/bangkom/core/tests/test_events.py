"""The history of acts: written once, sealed in a chain, and any later hand on it is seen."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from bangkom.core import queries
from bangkom.core.ids import new_id
from bangkom.core.models import Event, EventPayload, EventSeal
from bangkom.core.services import Act, record_event, record_events, seal_events
from bangkom.core.services.events import current_request_id
from bangkom.core.tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    made = AgencyFactory()
    while seal_events():
        pass
    return made


def act(agency, number: int = 1, **given):
    record_event(
        verb="test.done", message="Diubah %(n)s", params={"n": number}, subject=agency, agency=agency, by=None, **given
    )
    return Event.objects.latest("pk")


def guards_off(*tables: str) -> None:
    """What somebody with the database's own password can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with waiting checks cannot be altered
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        for name, table in cursor.fetchall():
            if table in tables:
                cursor.execute(f"DROP TRIGGER {name}")


def change(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount == 1


# --- writing ------------------------------------------------------------------------------------------------------


def test_an_event_holds_who_did_what_to_which_object(agency):
    actor = UserFactory()
    record_event(verb="test.done", message="Diubah", subject=agency, agency=agency, by=actor)
    event = Event.objects.about(agency).latest("pk")
    assert (event.actor, event.verb, event.subject_type, event.subject_id) == (
        actor,
        "test.done",
        "core.agency",
        str(agency.pk),
    )


def test_what_is_personal_stands_beside_the_event_known_by_its_digest_only(agency):
    event = act(agency, before={"name": "Umi"}, after={"name": "Umi Fauziah"})
    assert event.payload.body == {"before": {"name": "Umi"}, "after": {"name": "Umi Fauziah"}}
    assert len(event.payload_digest) == 64
    assert "Umi" not in str(vars(event) | {"_state": ""}).replace(str(vars(event.payload)), "")


def test_the_same_values_have_another_digest_each_time_so_they_cannot_be_guessed(agency):
    first, second = (act(agency, after={"sex": "F"}) for _ in range(2))
    assert first.payload_digest != second.payload_digest


def test_many_events_take_two_statements(agency, django_assert_num_queries):
    acts = [
        Act(verb="test.done", message="x", subject=agency, agency=agency, by=None, after={"n": n}) for n in range(50)
    ]
    with django_assert_num_queries(2):
        record_events(acts)
    assert EventPayload.objects.filter(event__verb="test.done").count() == 50


def test_what_one_request_did_carries_one_id(agency):
    token = current_request_id.set(new_id())
    try:
        first, second = act(agency), act(agency)
    finally:
        current_request_id.reset(token)
    assert first.request_id == second.request_id != act(agency).request_id


def test_an_event_exists_only_if_its_act_does(agency):
    with transaction.atomic():
        act(agency)
        transaction.set_rollback(True)
    assert not Event.objects.filter(verb="test.done").exists()


# --- the database's own refusal -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "column"), [("core_event", "verb"), ("core_eventseal", "chain"), ("core_eventpayload", "salt")]
)
def test_the_database_refuses_to_rewrite(agency, table, column):
    act(agency, after={"n": 1})
    seal_events()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 'x'")


@pytest.mark.parametrize("table", ["core_event", "core_eventseal"])
def test_the_database_refuses_to_remove(agency, table):
    act(agency)
    seal_events()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


# --- the chain ----------------------------------------------------------------------------------------------------


def test_what_is_sealed_holds_and_the_tail_is_reported(agency):
    for number in range(3):
        act(agency, number, after={"n": number})
    seal_events()
    act(agency)
    report = queries.check_audit()
    assert report.first_bad is None
    assert report.unsealed == 1
    assert report.sealed == Event.objects.count() - 1


def test_each_agency_has_a_chain_of_its_own_and_the_system_too(agency):
    other = AgencyFactory()
    act(agency)
    act(other)
    record_event(verb="test.done", message="x", subject=agency, agency=None, by=None)
    seal_events()
    chains = {chain: list(numbers) for chain, numbers in numbers_by_chain().items()}
    assert {str(agency.pk), str(other.pk), "system"} <= set(chains)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in chains.values())


def numbers_by_chain() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for seal in EventSeal.objects.order_by("chain", "sequence"):
        found.setdefault(seal.chain, []).append(seal.sequence)
    return found


def test_sealing_goes_on_where_it_stopped(agency):
    for number in range(5):
        act(agency, number)
    assert seal_events(limit=2) == 2
    assert seal_events(limit=2) == 2
    assert seal_events() == 1
    assert seal_events() == 0
    assert queries.check_audit().first_bad is None


def sealed(agency, count: int = 4) -> list[Event]:
    events = [act(agency, number, after={"n": number}) for number in range(count)]
    seal_events()
    guards_off("core_event", "core_eventseal", "core_eventpayload")
    return events


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "test.other"),
        ("message", "Lain"),
        ("params", '{"n": 99}'),
        ("subject_id", "7"),
        ("occurred_at", "2020-01-01 00:00:00"),
        ("payload_digest", ""),
    ],
)
def test_an_altered_event_is_named(agency, column, value):
    events = sealed(agency)
    change(f"UPDATE core_event SET {column} = %s WHERE id = %s", value, events[1].pk)
    assert f"event {events[1].pk}" in queries.check_audit().first_bad


def test_an_act_put_upon_somebody_else_is_named(agency):
    events = sealed(agency)
    change("UPDATE core_event SET actor_id = %s WHERE id = %s", UserFactory().pk, events[2].pk)
    assert f"event {events[2].pk}" in queries.check_audit().first_bad


def test_an_event_moved_to_another_agency_is_named(agency):
    events = sealed(agency)
    change("UPDATE core_event SET agency_id = %s WHERE id = %s", AgencyFactory().pk, events[0].pk)
    assert f"event {events[0].pk}" in queries.check_audit().first_bad


def test_two_events_in_swapped_places_are_named(agency):
    events = sealed(agency)
    first, second = (EventSeal.objects.get(event=event) for event in events[:2])
    change("UPDATE core_eventseal SET event_id = %s WHERE id = %s", events[3].pk + 1000, first.pk)
    change("UPDATE core_eventseal SET event_id = %s WHERE id = %s", events[0].pk, second.pk)
    change("UPDATE core_eventseal SET event_id = %s WHERE id = %s", events[1].pk, first.pk)
    report = queries.check_audit()
    assert f"sequence {first.sequence}," in report.first_bad


def test_a_removed_event_leaves_a_gap_that_is_named(agency):
    events = sealed(agency)
    seal = EventSeal.objects.get(event=events[1])
    change("DELETE FROM core_eventpayload WHERE event_id = %s", events[1].pk)
    change("DELETE FROM core_eventseal WHERE event_id = %s", events[1].pk)
    change("DELETE FROM core_event WHERE id = %s", events[1].pk)
    assert f"sequence {seal.sequence}: a link is missing" in queries.check_audit().first_bad


def test_an_altered_payload_is_named(agency):
    events = sealed(agency)
    change("UPDATE core_eventpayload SET body = %s WHERE event_id = %s", '{"after": {"n": 8}}', events[2].pk)
    assert f"event {events[2].pk}" in queries.check_audit().first_bad


def test_an_erased_payload_keeps_the_chain_whole(agency):
    act(agency, after={"name": "Umi"})
    seal_events()
    EventPayload.objects.all().delete()
    assert queries.check_audit().first_bad is None


def test_a_cut_tail_shows_as_events_without_a_seal(agency):
    events = sealed(agency)
    change("DELETE FROM core_eventseal WHERE event_id = %s", events[-1].pk)
    report = queries.check_audit()
    assert report.unsealed == 1


def test_the_command_says_what_it_found_and_ends_with_its_verdict(agency, capsys):
    from bangkom.core.commands import audit_check

    events = [act(agency, number) for number in range(4)]
    seal_events()
    assert audit_check() == 0
    assert "Utuh" in capsys.readouterr().out
    guards_off("core_event")
    change("UPDATE core_event SET verb = %s WHERE id = %s", "test.other", events[1].pk)
    assert audit_check() == 1
    assert f"event {events[1].pk}" in capsys.readouterr().out


def test_a_cut_end_is_seen_by_the_link_noted_outside(agency, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        events = sealed(agency)
    last = EventSeal.objects.get(event=events[-1])
    for table, column in (("core_eventpayload", "event_id"), ("core_eventseal", "event_id"), ("core_event", "id")):
        change(f"DELETE FROM {table} WHERE {column} = %s", events[-1].pk)
    assert f"sequence {last.sequence}: the end of the chain is missing" in queries.check_audit().first_bad


def test_a_chain_computed_anew_is_seen_by_the_link_noted_outside(agency, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        events = sealed(agency)
    change("UPDATE core_event SET verb = %s WHERE id = %s", "test.other", events[1].pk)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_eventseal")
    while seal_events():
        pass
    assert "noted outside the database" in queries.check_audit().first_bad


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain():
    agency = AgencyFactory()
    for number in range(30):
        act(agency, number)
    together = threading.Barrier(2)
    failed: list[Exception] = []

    def work() -> None:
        try:
            together.wait()
            while seal_events(limit=4):
                pass
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    sealers = [threading.Thread(target=work) for _ in range(2)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    assert not failed
    report = queries.check_audit()
    assert (report.first_bad, report.unsealed) == (None, 0)
    assert report.sealed == Event.objects.count()
