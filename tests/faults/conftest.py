import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from psycopg import sql

# SQLite has no replicas.
collect_ignore = [] if os.environ.get("DATABASE_URL", "").startswith("postgres") else ["test_replica.py"]


@pytest.fixture(scope="module")
def new_database() -> Iterator[Callable[[], str]]:
    """Makes the DATABASE_URL of an empty database: a new one on the server that the tests use, or SQLite (empty)."""
    with ExitStack() as made:
        yield lambda: made.enter_context(_database(os.environ.get("DATABASE_URL", "")))


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    return new_database()


@contextmanager
def _database(server: str) -> Iterator[str]:
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"bangkom_faults_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    parts = server.partition("?")
    yield f"{parts[0].rsplit('/', 1)[0]}/{name}{parts[1]}{parts[2]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
