import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from bangkom.core import background, clock, health

POLL_SECONDS = 0.5
RETRY_SECONDS = 5
BEAT_SECONDS = 5

log = logging.getLogger("bangkom.scheduler")


class Scheduler(threading.Thread):
    """Queues what recurs (`config/schedule.py`). It skips a task whose last turn still waits, so nothing piles up."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="scheduler")
        self.due = dict.fromkeys(settings.BANGKOM_SCHEDULE, 0.0)
        self.beat_due = 0.0

    def run(self) -> None:
        while True:
            self.beat()
            self.turn()
            time.sleep(POLL_SECONDS)

    def beat(self) -> None:
        """Tell now and then that the worker lives."""
        if time.monotonic() < self.beat_due:
            return
        self.beat_due = time.monotonic() + BEAT_SECONDS
        try:
            health.beat()
        except OSError:
            log.exception("could not note that the worker lives")

    def turn(self) -> None:
        """Queue what is due. A database that does not answer is asked again soon: we outlive its restart."""
        close_old_connections()
        for name, seconds in settings.BANGKOM_SCHEDULE.items():
            if time.monotonic() < self.due[name]:
                continue
            try:
                if not self.is_waiting(name):
                    background.enqueue(name)
                wait = seconds
            except Exception:
                log.exception("could not queue %s, trying again in %s s", name, RETRY_SECONDS)
                connection.close()
                wait = RETRY_SECONDS
            self.due[name] = time.monotonic() + wait

    @staticmethod
    def is_waiting(name: str) -> bool:
        ready = DBTaskResult.objects.ready().filter(enqueued_at__lte=clock.now())
        return any(row.args_kwargs["args"][:1] == [name] for row in ready[:200])


class Command(BaseCommand):
    help = "Run background tasks and the scheduler until stopped."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="run what waits, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        worker = Worker(
            queue_names=["*"],
            interval=POLL_SECONDS,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="bangkom",
            excluded_queue_names=[],
        )
        if not once:
            worker.configure_signals()
            Scheduler().start()
        worker.run()
