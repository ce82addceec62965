"""`/readyz` says what is, `/metrics` counts it and names nobody."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from bangkom.core import background, backups, clock, health, maintenance
from bangkom.core.services import record_event
from bangkom.core.tests.factories import AgencyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bangkom.core.tests.pages")]
TOKEN = "a-long-random-token-for-tests"


def test_it_is_ready_when_database_tables_files_and_worker_are_there(client):
    health.beat()
    reply = client.get("/readyz")
    assert reply.status_code == 200
    assert reply.json() == {
        "ready": True,
        "database": connection.vendor,
        "checks": dict.fromkeys(["database", "migrations", "media", "worker"], "ok"),
    }
    assert "no-store" in reply["Cache-Control"]


def refused(client) -> dict[str, str]:
    """The checks that failed."""
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert reply.json()["ready"] is False
    return {name: state for name, state in reply.json()["checks"].items() if state != "ok"}


def test_without_a_worker_it_is_not_ready(client):
    assert refused(client) == {"worker": "never seen"}


def test_a_worker_that_fell_silent_is_noticed(client):
    with clock.held_at(clock.now() - dt.timedelta(seconds=100)):
        health.beat()
    assert list(refused(client)) == ["worker"]


def test_a_database_that_does_not_answer_is_said_without_a_stack_trace(client, monkeypatch):
    health.beat()

    def down() -> None:
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr(connection, "cursor", down)
    assert refused(client)["database"] == "does not answer"


def test_missing_tables_are_noticed(client, monkeypatch):
    health.beat()
    monkeypatch.setattr(health, "_migrated", set())
    monkeypatch.setattr(health, "migrations_wait", lambda: True)
    assert refused(client) == {"migrations": "wait to be applied"}


def test_a_disk_that_takes_no_file_is_noticed(client, settings):
    health.beat()
    settings.MEDIA_ROOT.parent.joinpath("media").write_text("a file where the folder should be")
    assert list(refused(client)) == ["media"]


def test_asking_leaves_no_file_behind(client, settings):
    health.beat()
    client.get("/readyz")
    assert not list(Path(settings.MEDIA_ROOT).iterdir())


# --- figures -------------------------------------------------------------------------------------------------------


def figures(client) -> dict[tuple[str, tuple], float]:
    text = client.get("/metrics").content.decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def figure(client, name: str, **labels: str) -> float:
    return figures(client)[name, tuple(sorted(labels.items()))]


def test_requests_are_counted_by_view_and_status_not_by_address(client):
    before = figures(client)
    client.get("/terbuka/?nama=Siti")
    client.get("/tidak-ada/Siti/")
    after = figures(client)
    new = {key for key in after if key[0] == "bangkom_requests_total" and after[key] != before.get(key)}
    assert (("method", "GET"), ("status", "404"), ("view", "none")) in {labels for _name, labels in new}
    assert "Siti" not in str(after)


def test_a_word_that_is_no_method_makes_no_label(client):
    client.generic("MELIHAT", "/terbuka/")
    assert "MELIHAT" not in str(figures(client))


def test_what_waits_and_what_failed_is_counted(client):
    record_event(verb="test.done", message="x", subject=AgencyFactory(), agency=None, by=None)
    assert figure(client, "bangkom_events_unsealed") >= 1
    with clock.held_at(clock.now() - dt.timedelta(minutes=10)):
        background.enqueue("core.forget")
    DBTaskResult.objects.update(enqueued_at=clock.now() - dt.timedelta(minutes=10))
    assert figure(client, "bangkom_tasks_waiting") == 1
    assert 600 <= figure(client, "bangkom_tasks_oldest_seconds") < 700
    DBTaskResult.objects.update(status="FAILED")
    assert figure(client, "bangkom_tasks_failed") == 1
    assert figure(client, "bangkom_tasks_oldest_seconds") == 0
    assert figure(client, "bangkom_jobs", state="reading") == 0


def test_worker_backup_and_maintenance_are_told(client):
    assert not [key for key in figures(client) if "worker" in key[0] or "backup" in key[0]]
    with clock.held_at(clock.now() - dt.timedelta(seconds=30)):
        health.beat()
    backups.note_made()
    maintenance.begin("", 5)
    assert 30 <= figure(client, "bangkom_worker_silent_seconds") < 60
    assert figure(client, "bangkom_backup_timestamp_seconds") > 1_700_000_000
    assert figure(client, "bangkom_maintenance") == 1


def test_a_database_that_is_down_is_a_figure_too(client, monkeypatch):
    def down(*arguments: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("bangkom.core.measures._of_database", down)
    assert figure(client, "bangkom_database_up") == 0


def test_figures_are_for_this_machine_and_for_bearers_of_the_token(client, settings):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 403
    assert client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 403
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert client.get("/metrics", headers=bearer, REMOTE_ADDR="10.1.2.3").status_code == 403
    assert client.get("/metrics", headers={"authorization": "Bearer "}, REMOTE_ADDR="10.1.2.3").status_code == 403
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers=bearer, REMOTE_ADDR="10.1.2.3").status_code == 200
    wrong = {"authorization": f"Bearer {TOKEN}x"}
    assert client.get("/metrics", headers=wrong, REMOTE_ADDR="10.1.2.3").status_code == 403
