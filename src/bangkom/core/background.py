"""Slow work, by name. `config/schedule.py` lists the names, so that a lower layer can queue what a higher one does.

Tasks are rows of the same database, written in the transaction of the act that wants them: they run if and only if it
committed. Each must be safe to run twice: a worker may die in the middle and a sweeper starts the work again.
"""

import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from bangkom.core import clock
from bangkom.core.ids import new_id
from bangkom.core.request_ids import current_request_id

log = logging.getLogger("bangkom.tasks")

# A failed task is tried again after these waits, in seconds; then it stays failed, visible in the task table.
RETRY_AFTER = (5, 60, 600)


def enqueue(name: str, *args: Any) -> None:
    """Queue the task listed under `name`, in the caller's transaction. Raises KeyError for an unlisted name."""
    if name not in settings.BANGKOM_TASKS:
        raise KeyError(f"no task named {name!r} in config/schedule.py")
    run_named.enqueue(name, list(args), 0)


@dataclass(frozen=True)
class FailedTask:
    """A task that was given up: its listed name, what it was asked for (ids), the kind of its error."""

    name: str
    args: list[Any]
    error: str
    failed_at: dt.datetime | None
    row: DBTaskResult = field(repr=False)


def failed_tasks() -> list[FailedTask]:
    """The tasks given up in the last days, newest first."""
    rows = DBTaskResult.objects.failed().filter(task_path=run_named.module_path).order_by("-finished_at")
    return [
        FailedTask(*row.args_kwargs["args"][:2], row.exception_class_path, row.finished_at, row)
        for row in rows
        if row.args_kwargs["args"][0] in settings.BANGKOM_TASKS
    ]


@transaction.atomic
def retry(failed: FailedTask) -> None:
    """Queue a task that was given up once more, with all its tries; it is no longer counted as failed."""
    if DBTaskResult.objects.filter(pk=failed.row.pk).delete()[0]:  # two who ask at once queue it once
        enqueue(failed.name, *failed.args)


@task()
def run_named(name: str, args: list[Any], tries: int) -> None:
    """Run one listed task; after a failure queue it again, with growing waits."""
    token = current_request_id.set(new_id())  # its events and log lines belong together
    try:
        import_string(settings.BANGKOM_TASKS[name])(*args)
    except Exception:
        if tries >= len(RETRY_AFTER):
            raise
        log.warning("task %s failed, try %s", name, tries + 1, exc_info=True)
        if not connection.in_atomic_block:
            close_old_connections()  # one that broke under the task cannot queue it again
        later = clock.now() + dt.timedelta(seconds=RETRY_AFTER[tries])
        run_named.using(run_after=later).enqueue(name, args, tries + 1)
    finally:
        current_request_id.reset(token)
