"""Signed checkpoints: what they prove when the chain, the checkpoints and the noted links were all tampered with."""

import datetime as dt
import json
import stat

import pytest
from django.db import DatabaseError, connection, transaction

from bangkom.core import anchors, chain_state, checkpoints, clock, queries
from bangkom.core.commands import audit_check, audit_points
from bangkom.core.models import Checkpoint, Event, EventPayload, EventSeal
from bangkom.core.request_ids import current_way
from bangkom.core.services import make_checkpoints, seal_events
from bangkom.core.tests.factories import AgencyFactory
from bangkom.core.tests.test_events import act, change, guards_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    made = AgencyFactory()
    for number in range(4):
        act(made, number, after={"n": number})
    while seal_events():
        pass
    make_checkpoints()
    return made


def point(agency) -> Checkpoint:
    return Checkpoint.objects.get(chain=str(agency.pk))


def cut(agency, count: int) -> None:
    """The last links of a chain go, with their events, as somebody with the database's password can do it."""
    guards_off("core_event", "core_eventseal", "core_eventpayload")
    for seal in EventSeal.objects.filter(chain=str(agency.pk)).order_by("-sequence")[:count]:
        for table, column in (("core_eventpayload", "event_id"), ("core_eventseal", "event_id"), ("core_event", "id")):
            change(f"DELETE FROM {table} WHERE {column} = %s", seal.event_id)


def test_a_checkpoint_says_how_far_the_chain_went_and_is_signed(agency):
    last = EventSeal.objects.filter(chain=str(agency.pk)).order_by("-sequence").first()
    found = point(agency)
    assert (found.sequence, found.hash) == (last.sequence, last.hash)
    public = checkpoints.public_keys()[found.key_id]
    assert checkpoints.is_signed(checkpoints.point_of(found), found.signature, public)
    report = queries.check_audit()
    assert (report.first_bad, report.guards_off) == (None, ())
    assert report.points >= 1


def test_a_chain_that_did_not_grow_gets_no_second_checkpoint_and_a_growing_one_gets_it_after_an_hour(agency):
    assert make_checkpoints() == 0
    act(agency)
    seal_events()
    assert make_checkpoints() == 0
    with clock.held_at(clock.now() + dt.timedelta(hours=1)):
        assert make_checkpoints() >= 1


def test_the_key_is_readable_by_the_installation_only(agency):
    files = list(checkpoints.folder().glob("checkpoint-*"))
    assert len(files) == 2
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)


def test_after_a_new_key_old_checkpoints_are_still_proved_and_the_old_key_is_gone(agency):
    old = point(agency).key_id
    new = checkpoints.new_key()
    act(agency)
    seal_events()
    make_checkpoints(every=dt.timedelta(0))
    assert set(Checkpoint.objects.filter(chain=str(agency.pk)).values_list("key_id", flat=True)) == {old, new}
    assert queries.check_audit().first_bad is None
    assert len(list(checkpoints.folder().glob("checkpoint-*.key"))) == 1


@pytest.mark.parametrize(("column", "value"), [("sequence", 1), ("hash", "0" * 64), ("key_id", "0" * 16)])
def test_an_altered_checkpoint_is_named(agency, column, value):
    guards_off("core_checkpoint")
    change(f"UPDATE core_checkpoint SET {column} = %s WHERE id = %s", value, point(agency).pk)
    assert "signature does not hold" in queries.check_audit().first_bad


def test_a_cut_end_is_seen_by_the_checkpoint_when_the_noted_links_are_gone_too(agency):
    cut(agency, 2)
    anchors.anchor_file().unlink(missing_ok=True)
    last = point(agency).sequence
    words = f"chain {agency.pk}, sequence {last - 1}: the end of the chain is missing, it went to {last}"
    assert queries.check_audit().first_bad == words


def test_a_cut_end_is_seen_by_the_file_kept_elsewhere_when_the_checkpoint_is_gone_too(agency, tmp_path, capsys):
    file = tmp_path / "points.json"
    assert audit_points(output=file) == 0
    assert audit_check(points=file) == 0
    cut(agency, 1)
    guards_off("core_checkpoint")
    change("DELETE FROM core_checkpoint WHERE chain = %s", str(agency.pk))
    anchors.anchor_file().unlink(missing_ok=True)
    assert queries.check_audit().first_bad is None, "nothing here tells any more"
    capsys.readouterr()
    assert audit_check(points=file, json=True) == 1
    assert "the end of the chain is missing" in json.loads(capsys.readouterr().out)["first_bad"]


def test_a_file_of_checkpoints_that_was_altered_is_refused(agency, tmp_path, capsys):
    file = tmp_path / "points.json"
    audit_points(output=file)
    file.write_text(file.read_text().replace('"sequence": ', '"sequence": 1'))
    assert audit_check(points=file) == 1
    assert "signature does not hold" in capsys.readouterr().err


def test_a_chain_computed_anew_does_not_meet_its_checkpoint(agency):
    guards_off("core_event", "core_eventseal")
    event = Event.objects.filter(agency=agency).order_by("pk")[1]
    change("UPDATE core_event SET verb = %s WHERE id = %s", "test.other", event.pk)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_eventseal")
    while seal_events():
        pass
    anchors.anchor_file().unlink(missing_ok=True)
    assert "not the link that was noted in a checkpoint" in queries.check_audit().first_bad


def test_an_act_says_by_which_way_it_came_and_the_seal_holds_that_too(agency):
    token = current_way.set("import")
    try:
        event = act(agency)
    finally:
        current_way.reset(token)
    assert event.way == Event.Way.IMPORT
    seal_events()
    guards_off("core_event")
    change("UPDATE core_event SET way = %s WHERE id = %s", "page", event.pk)
    assert f"event {event.pk}" in queries.check_audit().first_bad


def test_an_act_from_before_ways_were_recorded_keeps_its_seal(agency):
    event = Event.objects.create(
        agency=agency, verb="test.old", message="x", subject_type="core.agency", subject_id="1", schema_version=1
    )
    seal_events()
    assert queries.check_audit().first_bad is None
    assert event.way == ""


# --- the database's own refusal -----------------------------------------------------------------------------------


def test_the_database_refuses_to_change_a_checkpoint(agency):
    for sql in ("UPDATE core_checkpoint SET hash = 'x'", "DELETE FROM core_checkpoint"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("core_event", "*"),
        ("core_eventseal", "*"),
        ("core_eventseal", "id + 1000000, chain, sequence, hash, sealed_at, event_id"),
        ("core_eventpayload", "*"),
        ("core_checkpoint", "*"),
    ],
)
def test_the_database_refuses_to_replace(agency, table, columns):
    """SQLite takes the row in the way out without asking; PostgreSQL knows no such statement but TRUNCATE."""
    if connection.vendor == "postgresql":
        sql = f"TRUNCATE {table} CASCADE"
    else:
        names = "id, chain, sequence, hash, sealed_at, event_id" if columns != "*" else ""
        sql = f"INSERT OR REPLACE INTO {table} {f'({names})' if names else ''} SELECT {columns} FROM {table}"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with waiting checks cannot be emptied
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(sql)


def test_a_refusal_that_was_taken_off_is_told(agency, capsys):
    guards_off("core_eventseal")
    assert any(name.startswith("core_eventseal") for name in queries.check_audit().guards_off)
    assert audit_check() == 1
    assert "PENJAGA BASIS DATA LEPAS" in capsys.readouterr().out


# --- erasure and the state that pages show ------------------------------------------------------------------------


def test_erasing_personal_values_leaves_chain_and_checkpoints_whole(agency):
    assert EventPayload.objects.filter(event__agency=agency).delete()[0] == 4
    report = queries.check_audit()
    assert (report.first_bad, report.guards_off) == (None, ())


def test_the_last_check_is_kept_for_the_page(agency):
    assert chain_state.last_check(str(agency.pk)) is None
    chain_state.note(queries.check_audit())
    found = chain_state.last_check(str(agency.pk))
    assert (found.fault, found.guards_off) == ("", ())
    assert found.sealed == EventSeal.objects.filter(chain=str(agency.pk)).count()
