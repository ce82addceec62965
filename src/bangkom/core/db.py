"""What every database connection must be, whichever database it is, and the recipe for locking."""

from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.signals import connection_created

M = TypeVar("M", bound=models.Model)

SQLITE_WANTED = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}


def watch_connections() -> None:
    """Check each new connection's settings before it is used."""
    connection_created.connect(assert_durable, dispatch_uid="bangkom.assert_durable")


def assert_durable(sender: type, connection, **kwargs) -> None:
    """Refuse a SQLite connection that could lose what was acknowledged. Raises ImproperlyConfigured."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for pragma, wanted in SQLITE_WANTED.items():
            found = str(cursor.execute(f"PRAGMA {pragma}").fetchone()[0]).lower()
            in_memory = pragma == "journal_mode" and found == "memory"  # test databases have no file
            if found != wanted and not in_memory:
                raise ImproperlyConfigured(f"SQLite runs with {pragma}={found}, Bangkom needs {wanted}")
    if connection.transaction_mode != "IMMEDIATE":
        raise ImproperlyConfigured("SQLite transactions must begin IMMEDIATE, or concurrent writers fail half-way")


def locked(instance: M) -> M:
    """The same row, read again and locked until the transaction ends.

    The locking recipe: lock the enrolment (or the one parent row of what you change) first, then read, decide, write.
    On SQLite the IMMEDIATE transaction is the lock. Call it inside `transaction.atomic`.
    """
    return instance._meta.model._base_manager.select_for_update().get(pk=instance.pk)
