"""JP entries for tests, made by the service that makes them in life."""

import datetime as dt
import itertools

from bangkom.ledger import services
from bangkom.ledger.models import Entry
from bangkom.people.models import Employee
from bangkom.people.tests import factories as people
from bangkom.rules import queries as rules

_keys = itertools.count(1)
_serials = itertools.count(1)


def somebody(**fields) -> Employee:
    """An employee of an agency of their own."""
    agency = fields.pop("agency", None) or people.AgencyFactory()
    return people.employee(agency, serial=next(_serials) % 1000, **fields)


def posted(
    employee: Employee,
    *,
    jp: int = 0,
    minutes: int = 0,
    on: dt.date = dt.date(2026, 5, 26),
    form: str = "socio_cultural_training",
    key: str = "",
    label: str = "Pelatihan Sosial Kultural, Angkatan I: Sesi tematik",
) -> Entry:
    """Hours of an employee: JP by the rule of the day, or minutes."""
    per_jp, rule_set = rules.minutes_per_jp(on)
    return services.post_hours(
        person=employee.person,
        agency=employee.agency,
        minutes=minutes or jp * per_jp,
        form=form,
        occurred_on=on,
        source=employee,
        source_label=label,
        source_key=key or f"test:{next(_keys)}",
        rule_set=rule_set,
        by=None,
    )
