"""Is this installation able to do its work? Asked by `/readyz`, by monitoring, and by an administrator's page.

The worker tells that it lives in a file under BANGKOM_HOME, so that the answer needs no write to the database and is
there while that is down.
"""

import datetime as dt
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from bangkom.core import clock

OK = "ok"
LATE = dt.timedelta(seconds=40)  # the worker beats every few seconds; a machine under load may skip some
_migrated: set[str] = set()


def check() -> dict[str, str]:
    """What the service needs, each with `ok` or what is wrong, in a word that names nobody."""
    return {
        "database": _database(),
        "migrations": _migrations(),
        "media": _media(),
        "worker": _worker(),
    }


def migrations_wait() -> bool:
    """Whether the database lacks tables or changes that this version needs."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()
        return "does not answer"
    return OK


def _migrations() -> str:
    """Once all are there they stay: this process asks again only until then."""
    if connection.alias in _migrated:
        return OK
    try:
        if migrations_wait():
            return "wait to be applied"
    except Error:
        return "unknown"
    _migrated.add(connection.alias)
    return OK


def _media() -> str:
    """Whether a file can really be kept: a full disk is found out here, too."""
    try:
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT) as file:
            file.write(b"bangkom" * 1000)
            file.flush()
    except OSError as error:
        return error.strerror or "cannot be written"
    return OK


def _worker() -> str:
    last = last_beat()
    if last is None:
        return "never seen"
    silent = clock.now() - last
    return OK if silent < LATE else f"silent for {int(silent.total_seconds())} s"


# --- the worker's sign of life -------------------------------------------------------------------------------------


def beat() -> None:
    """The worker lives."""
    file = _beat_file()
    part = file.with_suffix(".part")
    part.write_text(clock.now().isoformat())
    part.replace(file)


def last_beat() -> dt.datetime | None:
    """When the worker last told that it lives; None when it never did."""
    try:
        return dt.datetime.fromisoformat(_beat_file().read_text())
    except (OSError, ValueError):
        return None


def _beat_file() -> Path:
    return Path(settings.BANGKOM_HOME) / "worker.alive"
