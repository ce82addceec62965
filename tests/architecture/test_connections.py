"""A connection that could lose what was acknowledged, or a setting without sense, is refused before it is used."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler

from bangkom.config import database, env
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


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda: env.choice("X", "a", ("a", "b")), "c"),
        (lambda: env.number("X", 5, least=5), "4"),
        (lambda: env.number("X", 5), "lima"),
        (lambda: env.day("X"), "31-12-2026"),
        (lambda: env.address("X"), "http://masuk.example.go.id"),
        (lambda: env.needed("X"), " "),
    ],
    ids=["choice", "too small", "no number", "no day", "no https", "missing"],
)
def test_a_setting_that_makes_no_sense_stops_the_start(monkeypatch, read, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match="X"):
        read()


def test_settings_are_read_as_what_they_mean(monkeypatch):
    assert (env.choice("X", "a", ("a",)), env.number("X", 5), env.day("X")) == ("a", 5, None)
    for value, read, wanted in (
        ("2027-01-04", env.day, dt.date(2027, 1, 4)),
        ("https://masuk.example.go.id", env.address, "https://masuk.example.go.id"),
        ("http://localhost:8080/realm", env.address, "http://localhost:8080/realm"),
    ):
        monkeypatch.setenv("X", value)
        assert read("X") == wanted


def test_an_address_of_another_kind_stops_the_start(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database.from_url("mysql://x/y", home=tmp_path)
