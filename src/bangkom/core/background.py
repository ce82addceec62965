"""Slow work, by name. `config/schedule.py` lists the names, so that a lower layer can queue what a higher one does.

Tasks are rows of the same database, written in the transaction of the act that wants them: they run if and only if it
committed. Each must be safe to run twice: a worker may die in the middle and a sweeper starts the work again.
"""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils.module_loading import import_string
from django_tasks import task

from bangkom.core import clock

log = logging.getLogger("bangkom.tasks")

# A failed task is tried again after these waits, in seconds; then it stays failed, visible in the task table.
RETRY_AFTER = (5, 60, 600)


def enqueue(name: str, *args: Any) -> None:
    """Queue the task listed under `name`, in the caller's transaction. Raises KeyError for an unlisted name."""
    if name not in settings.BANGKOM_TASKS:
        raise KeyError(f"no task named {name!r} in config/schedule.py")
    run_named.enqueue(name, list(args), 0)


@task()
def run_named(name: str, args: list[Any], tries: int) -> None:
    """Run one listed task; after a failure queue it again, with growing waits."""
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
