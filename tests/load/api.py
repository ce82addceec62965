"""`python -m tests.load.api`: what a request to the API costs, beside a bare page; see the README beside it."""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.load.__main__ import bare_ms

from bangkom.config.cli_prepare import prepare, set_up_django

TIMES, WARM, PEOPLE = 300, 40, 2000


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bangkom-load-") as folder:
        prepare(set_up_django(Path(folder).resolve()), migrate=True)
        requests = scene()
        before = bare_ms()
        took = {name: measured(ask) for name, ask in requests.items()}
        bare = min(before, bare_ms())
    sys.stdout.write("| request | CPU ms | x bare page | queries |\n| --- | ---: | ---: | ---: |\n")
    for name, (ms, queries) in took.items():
        sys.stdout.write(f"| {name} | {ms:.2f} | {ms / bare:.1f} | {queries} |\n")
    sys.stdout.write(f"| (a bare Django page) | {bare:.2f} | 1.0 | 0 |\n")
    return 0


def scene() -> dict[str, Callable[[], object]]:
    """An agency with many people, and what is asked of it with a token."""
    from django.conf import settings
    from django.test import Client

    from bangkom.api.scopes import TokenScope
    from bangkom.api.services import create_token
    from bangkom.core.ids import new_id
    from bangkom.core.models import Role
    from bangkom.people.models import Employee
    from bangkom.people.tests.factories import AgencyFactory, many_employees, staff, unit

    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, (10**6, 60))
    agency = AgencyFactory()
    many_employees(agency, PEOPLE, [unit(agency, f"Dinas {n}") for n in range(10)])
    admin = staff(Role.ADMINISTRATOR, agency)
    _token, text = create_token(
        owner=admin, name="ukur", scopes=TokenScope.values, days=1, by=admin, factor_proved=True
    )
    browser, token = Client(), {"Authorization": f"Bearer {text}"}
    some = Employee.objects.by_system().filter(agency=agency).first()

    def get(address: str) -> object:
        reply = browser.get(address, headers=token)
        assert reply.status_code == 200, reply.content
        return reply

    def change() -> object:
        some.refresh_from_db()
        headers = token | {"Idempotency-Key": str(new_id()), "If-Match": f'"{some.version}"'}
        body = json.dumps({"back_title": f"S.{some.version % 9}."})
        reply = browser.patch(f"/api/v1/employees/{some.pk}", body, content_type="application/json", headers=headers)
        assert reply.status_code == 200, reply.content
        return reply

    return {
        "Rule set (no token)": lambda: get("/api/v1/rule-sets/1"),
        "Me": lambda: get("/api/v1/me"),
        "One employee": lambda: get(f"/api/v1/employees/{some.pk}"),
        "50 of 2,000 employees": lambda: get("/api/v1/employees"),
        "200 of 2,000 employees": lambda: get("/api/v1/employees?limit=200"),
        "Change of an employee": change,
    }


def measured(ask: Callable[[], object]) -> tuple[float, int]:
    """Median CPU ms of a request, and its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    took = []
    for _turn in range(TIMES + WARM):
        begin = time.process_time()
        ask()
        took.append(time.process_time() - begin)
    with CaptureQueriesContext(connection) as queries:
        ask()
    return statistics.median(took[WARM:]) * 1000, len(queries)


if __name__ == "__main__":
    sys.exit(main())
