"""What a superior sees of the own team: the JP of the year and the trainings, nobody's answers or grades."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet

from bangkom.cohorts.models import Enrolment
from bangkom.core import clock
from bangkom.core.models import User
from bangkom.ledger.models import Entry
from bangkom.people.models import Employee, Person
from bangkom.people.models.superiors import Found, superiors_of, team_ids
from bangkom.reporting.queries import compliance
from bangkom.reporting.queries.booked import booked_jp

RUNNING = (Enrolment.State.ACTIVE, Enrolment.State.UNDER_REVIEW, Enrolment.State.DEFERRED)


def team_of(user: User) -> QuerySet[Employee]:
    """The employees whose superior an account is today, by name."""
    team = Employee.objects.filter(pk__in=team_ids(user)).select_related("person", "position", "unit__parent", "agency")
    return team.order_by("person__name", "pk")


@dataclass
class Member:
    """One of a team: JP of the year, what is booked, what the duty asks (0 where no minimum), running trainings."""

    employee: Employee
    found: Found
    earned: object
    booked: int
    needed: int
    missing: object
    running: list[Enrolment] = field(default_factory=list)


def members(employees: list[Employee]) -> list[Member]:
    """These employees with their year; a fixed number of queries. All of one agency count by its rules of today."""
    if not employees:
        return []
    agency = employees[0].agency
    basis = compliance.basis_for(agency)
    ids = [each.pk for each in employees]
    minutes = {
        each.employee_id: each.minutes for each in compliance.standings(Employee.objects.filter(pk__in=ids), basis)
    }
    booked = booked_jp([each.person_id for each in employees], basis.as_of)
    found = superiors_of(employees)
    running = _running([each.person_id for each in employees])
    rows = []
    for each in employees:
        earned = basis.in_jp(minutes.get(each.pk, 0))
        needed = basis.jp_of(each.status) if basis.kind_of(each.status) == "minimum" else 0
        missing = max(0, needed - earned)
        rows.append(
            Member(
                each, found[each.pk], earned, booked.get(each.person_id, 0), needed, missing, running[each.person_id]
            )
        )
    return rows


def _running(people: list[int]) -> dict[int, list[Enrolment]]:
    grouped: dict[int, list[Enrolment]] = defaultdict(list)
    rows = Enrolment.objects.filter(person__in=people, state__in=RUNNING, cohort__ends_on__gte=clock.today())
    for row in rows.select_related("cohort__curriculum__programme", "cohort__agency").order_by("cohort__ends_on"):
        grouped[row.person_id].append(row)
    return grouped


def entries_of(person: Person, year: int) -> QuerySet[Entry]:
    return Entry.objects.filter(person=person, year=year).select_related("rule_set").order_by("occurred_on", "pk")


def trainings_of(person: Person) -> QuerySet[Enrolment]:
    """Every training of a person, newest first."""
    rows = Enrolment.objects.filter(person=person).select_related("cohort__curriculum__programme", "cohort__agency")
    return rows.order_by("-cohort__starts_on", "-pk")
