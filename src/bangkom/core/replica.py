"""Reports read from a streaming replica of the database where the installation has one (`DATABASE_REPLICA_URL`).

Only pages marked `@from_replica` do, and only their reading: every write goes to the main server. A replica that is
away, or behind by more than `LATEST`, is passed over: the page is then made from the main server, so that people never
see a report older than they are told, nor an error because a second server is down.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse

log = logging.getLogger("bangkom.replica")

ALIAS = "replica"
LATEST = dt.timedelta(seconds=60)
ASKED_AGAIN = 5.0  # seconds for which an answer about the replica's state holds in this process

# Seconds behind; NULL when the stream is broken off. A replica that has played all it received is not behind.
_BEHIND = """
SELECT CASE
    WHEN NOT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL) THEN NULL
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
END
"""

_reading: ContextVar[bool] = ContextVar("reading from the replica", default=False)
_known: dict[str, float | bool] = {"until": 0.0, "usable": False}


class Router:
    """Django's question "which database": the replica for what a marked page reads, the main server otherwise."""

    def db_for_read(self, model: type, **hints: Any) -> str | None:
        return ALIAS if _reading.get() else None

    def db_for_write(self, model: type, **hints: Any) -> str:
        return "default"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db != ALIAS


def exists() -> bool:
    return ALIAS in settings.DATABASES


def behind() -> float | None:
    """Seconds by which the replica is behind; None when it does not answer or does not follow the main server."""
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_BEHIND)
            found = cursor.fetchone()[0]
    except Error:
        connections[ALIAS].close()
        return None
    return None if found is None else float(found)


def is_usable() -> bool:
    """Whether reports may be read from the replica now; asked of it every few seconds."""
    if not exists():
        return False
    if time.monotonic() >= _known["until"]:
        lag = behind()
        _known["usable"] = lag is not None and lag <= LATEST.total_seconds()
        _known["until"] = time.monotonic() + ASKED_AGAIN
    return bool(_known["usable"])


@contextmanager
def reading() -> Iterator[None]:
    """What is read inside comes from the replica."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def from_replica(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a report that writes nothing: it is read from the replica where that is possible."""

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or not is_usable():
            return view(request, *args, **kwargs)
        try:
            with reading():
                return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            log.warning("the replica gave up in the middle of a report", exc_info=True)
            _known.update(until=time.monotonic() + ASKED_AGAIN, usable=False)
            connections[ALIAS].close()
            return view(request, *args, **kwargs)

    return read
