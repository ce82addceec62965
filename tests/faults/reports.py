"""Run in a process of its own: makes an agency, or opens its reports and tells which server was read."""

import json
import sys
from collections import Counter
from functools import partial

import django


def make() -> dict[str, object]:
    """An agency with one employee and an organizer."""
    from django.core.management import call_command

    from bangkom.core.models import Role
    from bangkom.people.tests.factories import AgencyFactory, employee, staff

    call_command("migrate", verbosity=0)
    agency = AgencyFactory(name="Kabupaten Contoh")
    employee(agency, serial=1, name="Lilis Contoh")
    staff(Role.ORGANIZER, agency)
    return {}


def read() -> dict[str, object]:
    """Opens the compliance page: its status, whether the replica follows, how often each server told of employees."""
    from django.db import connections
    from django.test import Client
    from django.urls import reverse

    from bangkom.core import replica
    from bangkom.core.models import Role, User

    browser, asked = Client(SERVER_NAME="127.0.0.1"), Counter()
    browser.force_login(User.objects.get(role_assignments__role=Role.ORGANIZER))

    def count(alias, execute, statement, params, many, context):
        asked[alias] += "people_employee" in statement
        return execute(statement, params, many, context)

    main, other = (connections[alias].execute_wrapper(partial(count, alias)) for alias in ("default", "replica"))
    with main, other:
        page = browser.get(reverse("reporting:compliance"))
    return {
        "status": page.status_code,
        "follows": replica.behind() is not None,
        "on_main": asked["default"],
        "on_replica": asked["replica"],
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"make": make, "read": read}[sys.argv[1]]()))
