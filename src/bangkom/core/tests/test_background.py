"""Slow work: queued with the act that wants it, tried again when it fails, and a scheduler that does not die."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from bangkom.core import background, clock, commands, tasks
from bangkom.core.management.commands import work
from bangkom.core.request_ids import current_request_id
from bangkom.core.tests.factories import UserFactory

# Worker and scheduler open and close connections as they go, so these tests save for real.
pytestmark = pytest.mark.django_db(transaction=True)
done: list[object] = []


def succeed(number: int) -> None:
    done.append(number)


def fail(number: int) -> None:
    done.append(number)
    raise RuntimeError("the mail server sleeps")


@pytest.fixture(autouse=True)
def _tasks(settings):
    done.clear()
    here = "bangkom.core.tests.test_background"
    settings.BANGKOM_TASKS = {**settings.BANGKOM_TASKS, "test.succeed": f"{here}.succeed", "test.fail": f"{here}.fail"}


def waiting() -> list[list]:
    """Name, arguments and try of what waits in the queue."""
    return [row.args_kwargs["args"] for row in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at")]


def test_a_task_runs_in_the_worker():
    background.enqueue("test.succeed", 7)
    assert done == []
    call_command("work", once=True)
    assert done == [7]


def test_a_task_runs_only_if_the_act_that_wanted_it_was_saved():
    with transaction.atomic():
        background.enqueue("test.succeed", 7)
        transaction.set_rollback(True)
    call_command("work", once=True)
    assert done == []


def test_a_name_that_is_not_listed_is_refused_at_once():
    with pytest.raises(KeyError, match=r"no task named 'test\.unknown'"):
        background.enqueue("test.unknown")
    assert not DBTaskResult.objects.exists()


def test_every_listed_task_job_and_turn_exists(settings):
    for path in (*settings.BANGKOM_TASKS.values(), *settings.BANGKOM_JOBS.values()):
        assert callable(import_string(path))
    assert set(settings.BANGKOM_SCHEDULE) <= set(settings.BANGKOM_TASKS)


def test_a_failed_task_is_tried_again_later_with_growing_waits():
    background.run_named.call("test.fail", [7], 0)
    row = DBTaskResult.objects.get()
    assert row.args_kwargs["args"] == ["test.fail", [7], 1]
    wait = row.run_after - clock.now()
    assert dt.timedelta(seconds=0) < wait <= dt.timedelta(seconds=background.RETRY_AFTER[0])
    assert list(background.RETRY_AFTER) == sorted(background.RETRY_AFTER)


def test_a_task_that_keeps_failing_stays_visible_as_failed():
    background.enqueue("test.fail", 7)
    call_command("work", once=True)
    for tries in range(1, len(background.RETRY_AFTER) + 1):
        DBTaskResult.objects.filter(status="READY").update(run_after=clock.now() - dt.timedelta(seconds=1))
        assert waiting() == [["test.fail", [7], tries]]
        call_command("work", once=True)
    assert done == [7] * (1 + len(background.RETRY_AFTER))
    assert waiting() == []
    failed = DBTaskResult.objects.get(status="FAILED")
    assert "the mail server sleeps" in failed.traceback


@pytest.fixture
def scheduler(settings):
    settings.BANGKOM_SCHEDULE = {"test.succeed": 60, "test.fail": 60}
    return work.Scheduler()


def names() -> list[str]:
    return [name for name, *_rest in waiting()]


def test_the_scheduler_queues_what_is_due_once(scheduler):
    scheduler.turn()
    scheduler.turn()
    assert names() == ["test.succeed", "test.fail"]


def test_the_scheduler_does_not_pile_up_what_still_waits(scheduler):
    scheduler.turn()
    scheduler.due = dict.fromkeys(scheduler.due, 0.0)
    scheduler.turn()
    assert names() == ["test.succeed", "test.fail"]


def test_the_scheduler_outlives_a_database_that_does_not_answer(scheduler, monkeypatch, caplog):
    def down(*_arguments):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(background, "enqueue", down)
    scheduler.turn()
    assert names() == []
    assert "could not queue test.succeed" in caplog.text
    monkeypatch.undo()
    scheduler.due = dict.fromkeys(scheduler.due, 0.0)
    scheduler.turn()
    assert names() == ["test.succeed", "test.fail"]


def test_what_was_done_is_forgotten_after_a_week_what_waits_is_not(client):
    background.enqueue("test.succeed", 1)
    call_command("work", once=True)
    background.enqueue("test.succeed", 2)
    with clock.held_at(clock.now() + dt.timedelta(days=6)):
        tasks.forget()
    assert DBTaskResult.objects.count() == 2
    with clock.held_at(clock.now() + dt.timedelta(days=8)):
        tasks.forget()
    assert waiting() == [["test.succeed", [2], 0]]
    assert DBTaskResult.objects.count() == 1


def test_sessions_that_have_ended_are_removed(client):
    client.force_login(UserFactory())
    tasks.forget()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=clock.now() - dt.timedelta(seconds=1))
    tasks.forget()
    assert not Session.objects.exists()


def test_a_task_is_queued_again_on_a_fresh_connection_when_its_own_broke(monkeypatch):
    def break_connection(number: int) -> None:
        connection.connection.close()
        connection.errors_occurred = True
        raise OperationalError("server closed the connection")

    monkeypatch.setitem(globals(), "fail", break_connection)
    background.run_named.call("test.fail", [7], 0)
    assert waiting() == [["test.fail", [7], 1]]


def give_up() -> None:
    """A task that has used up its tries."""
    background.run_named.enqueue("test.fail", [7], len(background.RETRY_AFTER))
    call_command("work", once=True)


def test_tasks_that_were_given_up_are_listed_and_tried_again(capsys):
    give_up()
    assert commands.failed_tasks(retry=False) == 1
    assert "test.fail [7]  builtins.RuntimeError" in capsys.readouterr().out
    (failed,) = background.failed_tasks()
    background.retry(failed)
    background.retry(failed)  # asked twice at once
    assert waiting() == [["test.fail", [7], 0]]
    assert background.failed_tasks() == []
    assert commands.failed_tasks(retry=True) == 0
    assert "Tidak ada tugas yang gagal." in capsys.readouterr().out


def test_the_events_of_one_task_belong_together():
    seen = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(globals(), "succeed", lambda _number: seen.append(current_request_id.get()))
        background.run_named.call("test.succeed", [1], 0)
        background.run_named.call("test.succeed", [2], 0)
    assert None not in seen
    assert len(set(seen)) == 2
    assert current_request_id.get() is None
