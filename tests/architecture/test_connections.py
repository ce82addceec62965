"""A connection that could lose what was acknowledged is refused before it is used."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler

from bangkom.config import database
from bangkom.core.db import assert_durable

pytestmark = pytest.mark.django_db


def connection_to(folder, **options):
    """A connection as the settings make it, to a file of its own."""
    settings = database.from_url("", home=folder)
    settings["OPTIONS"] = {**settings["OPTIONS"], **options}
    return ConnectionHandler({"default": settings})["default"]


def pragma(connection, name: str) -> str:
    with connection.cursor() as cursor:
        return str(cursor.execute(f"PRAGMA {name}").fetchone()[0])


def test_a_real_file_is_durable_as_configured(tmp_path):
    connection = connection_to(tmp_path)
    connection.ensure_connection()
    try:
        assert_durable(type(connection), connection)
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "synchronous") == "2"
        assert pragma(connection, "foreign_keys") == "1"
        assert connection.transaction_mode == "IMMEDIATE"
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL"}, "synchronous=1"),
        ({"init_command": "PRAGMA journal_mode=DELETE;PRAGMA synchronous=FULL"}, "journal_mode=delete"),
        ({"init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF"}, "synchronous=0"),
        ({"transaction_mode": "DEFERRED"}, "IMMEDIATE"),
        ({"transaction_mode": None}, "IMMEDIATE"),
    ],
)
def test_a_connection_that_could_lose_data_is_refused(tmp_path, options, complaint):
    connection = connection_to(tmp_path, **options)
    try:
        with pytest.raises(ImproperlyConfigured, match=complaint):
            connection.ensure_connection()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("", "sqlite3", "bangkom.sqlite3"),
        ("sqlite:///var/lib/bangkom/data.sqlite3", "sqlite3", "data.sqlite3"),
        ("postgres://bangkom:s%40ndi@db.example:5433/bangkom", "postgresql", "bangkom"),
        ("postgresql://bangkom@/bangkom?host=/run/postgresql", "postgresql", "bangkom"),
    ],
)
def test_one_address_names_the_database(tmp_path, url, engine, name):
    settings = database.from_url(url, home=tmp_path)
    assert settings["ENGINE"].endswith(engine)
    assert str(settings["NAME"]).endswith(name)


def test_an_address_of_another_kind_stops_the_start(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database.from_url("mysql://x/y", home=tmp_path)
