"""Shared by all tests: the clean database may be flushed although some of its tables refuse DELETE."""

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from django.db.backends.sqlite3.base import DatabaseOperations
from hypothesis import settings as hypothesis_settings

pytest_plugins = ["tests.browser"]

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")

_flush = DatabaseOperations.execute_sql_flush


def flush_around_triggers(self: DatabaseOperations, sql_list: list[str]) -> None:
    """SQLite empties tables with DELETE, which the append-only tables refuse: take the triggers off meanwhile."""
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        try:
            _flush(self, sql_list)
        finally:
            for _name, sql in triggers:
                cursor.execute(sql)


DatabaseOperations.execute_sql_flush = flush_around_triggers

_flush_postgres = PostgresOperations.execute_sql_flush


def flush_without_guards(self: PostgresOperations, sql_list: list[str]) -> None:
    """PostgreSQL empties tables with TRUNCATE, which the append-only tables refuse too."""
    with self.connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgname LIKE '%%_no_truncate'"
        )
        guards = cursor.fetchall()
        for table, name, _state in guards:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER "{name}"')
        try:
            _flush_postgres(self, sql_list)
        finally:
            for table, name, state in guards:
                always = "ALWAYS" if state == "A" else ""
                cursor.execute(f'ALTER TABLE "{table}" ENABLE {always} TRIGGER "{name}"')


PostgresOperations.execute_sql_flush = flush_without_guards


@pytest.fixture(autouse=True)
def a_home_of_its_own(settings, tmp_path_factory):
    """Files, mail and catalogues of a test lie in a folder of their own."""
    home = tmp_path_factory.mktemp("home")
    settings.BANGKOM_HOME = home
    settings.MEDIA_ROOT = home / "media"
    settings.EMAIL_FILE_PATH = home / "mail"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    settings.SECOND_FACTOR = "optional"  # tests of the obligation switch it on


def pytest_configure(config: pytest.Config) -> None:
    """The English of the pages, compiled once before the workers start."""
    if not hasattr(config, "workerinput"):
        from bangkom.core import messages

        messages.compile_catalogues()
