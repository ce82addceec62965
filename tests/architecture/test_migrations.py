"""A migration must run in ten years: it names no code of ours that may have moved by then."""

import re

import pytest
from django.core.management import call_command
from tests.architecture.source import imported, python_files, where

MIGRATIONS = [path for path in python_files() if path.parent.name == "migrations" and path.name != "__init__.py"]


def test_migrations_import_nothing_of_ours_but_the_clock():
    faults = [
        f"{where(path, node)} imports {module}"
        for path in MIGRATIONS
        for node, module in imported(path)
        if module != "bangkom.core.clock"
    ]
    assert not faults, "\n".join(faults)


def test_migrations_say_in_their_name_what_they_do():
    unnamed = [
        where(path) for path in MIGRATIONS if re.search(r"_auto_|^\d{4}_(alter|remove|add)_.*_and_more", path.name)
    ]
    assert not unnamed


@pytest.mark.django_db
def test_the_models_are_what_the_migrations_made():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
