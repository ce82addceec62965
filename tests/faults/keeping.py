"""A small installation that is written to without pause, and what it holds. Runs in a process of its own.

python -m tests.faults.keeping prepare   tables, an agency, a few files and events
python -m tests.faults.keeping write     stores files and records acts until its input ends; prints what is saved
python -m tests.faults.keeping content   prints a digest of every row of each table, as JSON
python -m tests.faults.keeping acts      prints the digests that recorded acts and stored files name, as JSON
"""

import hashlib
import json
import os
import secrets
import select
import sys

import django
from django.core.management import call_command
from django.db import connection, transaction


def prepare() -> None:
    from bangkom.core.services import seal_events
    from bangkom.core.tests.factories import AgencyFactory

    call_command("migrate", verbosity=0)
    AgencyFactory()
    for _ in range(20):
        act()
    seal_events()


def act() -> str:
    """One file and the act that tells of it, in one transaction. Returns the file's digest."""
    from bangkom.core.models import Agency
    from bangkom.core.services import record_event, store_file

    agency = Agency.objects.first()
    with transaction.atomic():
        content = secrets.token_bytes(4000)
        file = store_file(content=content, name="uji.bin", content_type="text/plain", agency=agency, by=None)
        record_event(verb="test.kept", message=file.sha256, subject=file, agency=agency, by=None)
    return file.sha256


def write() -> None:
    from bangkom.core.services import seal_events

    done = 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        print(act(), flush=True)
        done += 1
        if done % 7 == 0:
            seal_events()


def content() -> dict[str, str]:
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def acts() -> dict[str, list[str]]:
    from bangkom.core.models import Event, StoredFile
    from bangkom.core.services import open_stored

    told = Event.objects.by_system().filter(verb="test.kept").values_list("message", flat=True)
    whole = []
    for file in StoredFile.objects.by_system():
        with open_stored(file) as bytes_of:
            if hashlib.sha256(bytes_of.read()).hexdigest() == file.sha256:
                whole.append(file.sha256)
    return {"told": sorted(told), "files": sorted(whole)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangkom.config.settings")
    django.setup()
    result = {"prepare": prepare, "write": write, "content": content, "acts": acts}[sys.argv[1]]()
    if result:
        sys.stdout.write(json.dumps(result) + "\n")
