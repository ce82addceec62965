import datetime as dt

import pytest

from bangkom.core import clock
from bangkom.core.models import Event
from bangkom.ledger import queries, services
from bangkom.ledger.models import Entry
from bangkom.ledger.tests.factories import posted, somebody
from bangkom.people.models import Employee
from bangkom.people.tests.factories import AgencyFactory
from bangkom.rules import queries as rules

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 26)


@pytest.fixture(autouse=True)
def in_the_middle_of_the_year():
    with clock.held_at(dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC)):
        yield


def office(size: int) -> list[Employee]:
    agency = AgencyFactory()
    return [somebody(agency=agency) for _ in range(size)]


def webinar(employees: list[Employee], minutes: int = 180) -> int:
    return services.post_same_hours(
        people=[employee.person for employee in employees],
        agency=employees[0].agency,
        minutes=minutes,
        form="seminar",
        occurred_on=DAY,
        source=employees[0].agency,
        source_label="Webinar Literasi Digital",
        source_key="webinar:1",
        rule_set=rules.minutes_per_jp(DAY)[1],
        by=None,
    )


def test_everybody_gets_the_hours_and_an_event():
    employees = office(3)
    posted(employees[0], jp=2)
    assert webinar(employees) == 3
    assert [queries.minutes_of_year(each.person, 2026) for each in employees] == [270, 180, 180]
    assert Event.objects.filter(verb="ledger.posted").count() == 4
    assert queries.check_balances().is_right


def test_posting_again_reaches_only_whoever_was_not_there():
    employees = office(3)
    assert webinar(employees[:2]) == 2
    assert webinar(employees) == 1
    assert webinar(employees) == 0
    assert Entry.objects.count() == 3
    assert queries.check_balances().is_right


def test_the_same_key_cannot_stand_for_other_hours():
    employees = office(2)
    webinar(employees)
    with pytest.raises(ValueError, match="other hours"):
        webinar(employees, minutes=225)


def test_the_number_of_statements_does_not_grow_with_the_people(django_assert_max_num_queries):
    employees = office(40)
    with clock.held_at(dt.datetime(2027, 6, 1, 3, tzinfo=dt.UTC)), django_assert_max_num_queries(12):
        webinar(employees)
    assert set(Entry.objects.values_list("kind", flat=True)) == {Entry.Kind.CLOSED_YEAR}
