"""Who has the yearly JP, by perangkat daerah and by person.

The rules say who counts (`employment-states`), how much (`jp-duty`) and how long a JP is (`jp-unit`). Only a status
with a minimum can be short of it; the others are shown apart. Everything is read in a fixed number of queries and added
up here, so that the lists and the report agree to the last minute.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet

from bangkom.core import clock
from bangkom.core.models import Agency
from bangkom.core.models.agencies import within
from bangkom.ledger import queries as ledger
from bangkom.people import queries as people_queries
from bangkom.people.models import Employee, OrgUnit
from bangkom.people.queries import StructureOn
from bangkom.reporting.policies import Reach
from bangkom.rules import queries as rules
from bangkom.rules.models import RuleSet


@dataclass(frozen=True)
class Basis:
    """What a report counts by: year, day, and the rules of that day."""

    year: int
    as_of: dt.date
    is_today: bool
    duty: RuleSet
    states: RuleSet
    unit: RuleSet

    @property
    def minutes_per_jp(self) -> int:
        return self.unit.data["minutes_per_jp"]

    @property
    def last_day(self) -> dt.date:
        """The last day on which hours of this year can be earned."""
        return dt.date(self.year, 12, 31)

    def kind_of(self, status: str) -> str:
        """minimum, maximum or none."""
        return rules.duty_of(status, self.duty)["kind"]

    def jp_of(self, status: str) -> int:
        return rules.duty_of(status, self.duty)["jp"]

    def in_jp(self, minutes: int) -> Decimal:
        return Decimal(minutes) / self.minutes_per_jp

    def reaches(self, status: str, minutes: int) -> bool:
        """Whether these minutes fulfil the minimum of a status; False where there is none."""
        return self.kind_of(status) == "minimum" and minutes >= self.jp_of(status) * self.minutes_per_jp


def basis_for(agency: Agency | None, year: int | None = None, as_of: dt.date | None = None) -> Basis:
    """The basis of a report: this year and today by default; a past year is taken as it stands today. One query.

    Raises `Refused` where no rule held.
    """
    today = clock.today(agency)
    day = min(as_of or today, today)
    year = year or day.year
    in_year = min(max(day, dt.date(year, 1, 1)), dt.date(year, 12, 31))
    found = rules.in_force_together(rules.JP_DUTY, rules.EMPLOYMENT_STATES, rules.JP_UNIT, on=in_year)
    return Basis(year, day, day == today, found[rules.JP_DUTY], found[rules.EMPLOYMENT_STATES], found[rules.JP_UNIT])


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in service on the day: in which unit, with which status, how many minutes of the year."""

    employee_id: int
    person_id: int
    unit_id: int
    status: str
    minutes: int


def standings(employees: QuerySet[Employee], basis: Basis) -> list[Standing]:
    """Those of these employees who are in service, in their order. Two queries for today, four for an earlier day.

    On an earlier day unit, status and employment state are those of that day; where nothing says otherwise, today's.
    Whoever was hired later than the day or the year is left out.
    """
    hired = Q(hired_on__isnull=True) | Q(hired_on__lte=min(basis.as_of, basis.last_day))
    employees = employees.filter(hired)
    if basis.is_today:
        employees = employees.serving(basis.states.data["serving"])
    rows = list(employees.values_list("pk", "person_id", "unit_id", "status", "employment_state"))
    people = employees.order_by().values("person")
    minutes = ledger.minutes_by_person(people, basis.year, None if basis.is_today else basis.as_of)
    if basis.is_today:
        return [Standing(pk, person, unit, status, minutes.get(person, 0)) for pk, person, unit, status, _now in rows]
    units = people_queries.units_on(basis.as_of, employees)
    states = people_queries.former_states_on(basis.as_of, employees)
    serving = set(basis.states.data["serving"])
    found = []
    for pk, person, unit, status, state in rows:
        state, status = states.get(pk, (state, status))
        if state in serving:
            found.append(Standing(pk, person, units.get(pk, unit), status, minutes.get(person, 0)))
    return found


def employees_in(reach: Reach, basis: Basis | None = None) -> QuerySet[Employee]:
    """The employees of the reach, whatever their state, in no order; of an earlier day also those who worked in the
    reach then. Those who did not work there then are told apart by `Standing.unit_id`."""
    employees = Employee.objects.filter(agency=reach.agency).order_by()
    if reach.paths is None:
        return employees
    inside = within(list(reach.paths), "unit__scope__path")
    if basis is not None and not basis.is_today:
        then = people_queries.belonging_on(basis.as_of, list(reach.paths))
        inside |= Q(pk__in=then.order_by().values("employee"))
    return employees.filter(inside)


@dataclass
class Tally:
    """Sums over people. `reached` counts those who fulfil a minimum, `over` those above a maximum."""

    people: int = 0
    reached: int = 0
    over: int = 0
    minutes: int = 0
    jp: Decimal = Decimal(0)

    @property
    def short(self) -> int:
        return self.people - self.reached

    @property
    def share(self) -> float:
        """The part that has reached the minimum, 0 to 1; 0 for nobody."""
        return self.reached / self.people if self.people else 0.0

    @property
    def average(self) -> Decimal:
        """JP per person."""
        return self.jp / self.people if self.people else Decimal(0)

    def add(self, standing: Standing, basis: Basis) -> None:
        self.people += 1
        self.minutes += standing.minutes
        self.jp = basis.in_jp(self.minutes)
        kind = basis.kind_of(standing.status)
        if kind == "minimum":
            self.reached += basis.reaches(standing.status, standing.minutes)
        elif kind == "maximum":
            self.over += standing.minutes > basis.jp_of(standing.status) * basis.minutes_per_jp


@dataclass
class UnitRow(Tally):
    """One unit of the report with everybody in it and below it."""

    unit: OrgUnit | None = None


@dataclass
class Report:
    """JP compliance of a reach, one status at a time."""

    reach: Reach
    basis: Basis
    status: str
    rows: list[UnitRow]
    total: Tally
    apart: dict[str, Tally] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.basis.kind_of(self.status)

    @property
    def needed(self) -> int:
        return self.basis.jp_of(self.status)


def counted_status(basis: Basis) -> str:
    """The status whose minimum the report is about."""
    return next(status for status in Employee.Status.values if basis.kind_of(status) == "minimum")


def report(reach: Reach, basis: Basis, status: str = "") -> Report:
    """The compliance report: a row for each top unit of the reach, most people short first. Seven queries at most."""
    return report_of(reach, basis, standings(employees_in(reach, basis), basis), status)


def report_of(reach: Reach, basis: Basis, everybody: Iterable[Standing], status: str = "") -> Report:
    """The same of people who were read already. One query, two for an earlier day."""
    status = status or counted_status(basis)
    tree = UnitTree(reach, basis)
    rows: dict[int, UnitRow] = {}
    total, apart = Tally(), {}
    for standing in everybody:
        if not basis.is_today and not tree.includes(tree.units[standing.unit_id]):
            continue
        if standing.status != status:
            apart.setdefault(standing.status, Tally()).add(standing, basis)
            continue
        top = tree.top_of(standing.unit_id)
        if top.pk not in rows:
            rows[top.pk] = UnitRow(unit=top)
        rows[top.pk].add(standing, basis)
        total.add(standing, basis)
    ordered = sorted(rows.values(), key=lambda row: (-row.short, -row.people, row.unit.name))
    return Report(reach, basis, status, ordered, total, dict(sorted(apart.items(), reverse=True)))


class UnitTree(StructureOn):
    """The units of an agency with who stood above whom on the day of a report."""

    def __init__(self, reach: Reach, basis: Basis) -> None:
        super().__init__(reach.agency, basis.as_of)
        self._reach = reach
        self._tops: dict[int, OrgUnit] = {}

    def top_of(self, unit_id: int) -> OrgUnit:
        """The highest unit above this one that the reach includes: the perangkat daerah, or the own unit."""
        if unit_id not in self._tops:
            unit = self.units[unit_id]
            above = self.units.get(unit.parent_id) if unit.parent_id else None
            self._tops[unit_id] = self.top_of(above.pk) if above and self.includes(above) else unit
        return self._tops[unit_id]

    def includes(self, unit: OrgUnit) -> bool:
        paths = self._reach.paths
        return paths is None or any(unit.scope.path.startswith(path) for path in paths)


def standings_of_unit(reach: Reach, basis: Basis, unit: OrgUnit) -> list[Standing]:
    """Everybody in service in a unit and below it on the day, by name."""
    inside = set(UnitTree(reach, basis).below(unit.pk))
    candidates = employees_in(reach, basis).order_by("person__name", "pk")
    if basis.is_today:
        candidates = candidates.filter(unit__in=inside)
    return [standing for standing in standings(candidates, basis) if standing.unit_id in inside]


def tally(standings_: Iterable[Standing], basis: Basis) -> Tally:
    """The sums over some people."""
    sums = Tally()
    for standing in standings_:
        sums.add(standing, basis)
    return sums
