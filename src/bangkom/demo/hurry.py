"""Filling a database in one go, where nothing is lost by beginning anew."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Statements for a connection that need not wait for the disk, and for one that must again.
HURRIED = {"sqlite": ["PRAGMA synchronous = OFF"], "postgresql": ["SET synchronous_commit = off"]}
DURABLE = {
    "sqlite": ["PRAGMA synchronous = FULL", "PRAGMA wal_checkpoint(TRUNCATE)"],
    "postgresql": ["SET synchronous_commit = on"],
}
# Django makes many short-lived objects: looking for rings among them less often saves a fifth of the time.
COLLECT_RARELY = (100_000, 20, 20)


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Do not wait for the disk after each of thousands of acts: a build that breaks off is begun anew anyway.

    When it ends everything is on its way to the disk, and the connection is again as durable as it must be.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*COLLECT_RARELY)
    _run(HURRIED)
    try:
        yield
    finally:
        _run(DURABLE)
        gc.set_threshold(*usual)


def _run(statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
