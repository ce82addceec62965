"""How the year goes: how many people had their JP at the end of each month, and where it leads.

The path to the target is a straight line from nobody on 1 January to everybody on 31 December. What is said about
31 December is said of two plain rules: the pace of the last three whole months, and the hours that are booked already.
"""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from bangkom.ledger.models import Entry
from bangkom.reporting.policies import Reach
from bangkom.reporting.queries.booked import booked_jp
from bangkom.reporting.queries.compliance import Basis, Standing, employees_in

MONTHS = 12
# How many whole months the pace is taken from; before that many have passed, nothing is foretold.
PACE_MONTHS = 3


@dataclass(frozen=True)
class Point:
    """The end of a month, or today in the present one: how many had their JP, how many the straight path asks for."""

    month: int
    day: dt.date
    reached: int | None
    target: float


@dataclass(frozen=True)
class Outlook:
    """How many people will have their JP on 31 December; None where the rule says nothing."""

    at_pace: int | None
    with_booked: int


@dataclass(frozen=True)
class Year:
    """The course of a year for the people of one status."""

    people: int
    reached: int
    points: list[Point]
    outlook: Outlook

    @property
    def today(self) -> Point:
        """The last point that is known."""
        return [point for point in self.points if point.reached is not None][-1]

    @property
    def places(self) -> list[tuple[float, int]]:
        """What is known, as a chart takes it: the share of the year that has passed, and how many had their JP."""
        return [(share_of_year(point.day), point.reached) for point in self.points if point.reached is not None]

    @property
    def behind(self) -> int:
        """By how many people the straight path is missed; negative ahead of it."""
        return round(self.today.target) - self.reached


def course_of(reach: Reach, basis: Basis, everybody: Iterable[Standing], status: str) -> Year:
    """The year of those among these people who have the status, as of today; five queries."""
    counted = [standing for standing in everybody if standing.status == status]
    needed = basis.jp_of(status) * basis.minutes_per_jp
    last = basis.as_of.month
    reached = reached_by_month(
        {standing.person_id for standing in counted}, minutes_by_month(reach, basis), needed, last
    )
    points = [
        Point(month, day, reached[month - 1] if month <= last else None, len(counted) * share_of_year(day))
        for month, day in ((month, end_of(month, basis)) for month in range(1, MONTHS + 1))
    ]
    now = reached[-1]
    booked = booked_jp(employees_in(reach).values("person"), basis.as_of)
    with_booked = sum(
        standing.minutes + booked.get(standing.person_id, 0) * basis.minutes_per_jp >= needed for standing in counted
    )
    return Year(len(counted), now, points, Outlook(at_pace(reached, len(counted), basis), max(with_booked, now)))


def end_of(month: int, basis: Basis) -> dt.date:
    """The last day of a month; today in the present one."""
    day = dt.date(basis.year, month, calendar.monthrange(basis.year, month)[1])
    return basis.as_of if month == basis.as_of.month else day


def share_of_year(day: dt.date) -> float:
    """The part of the year that has passed at the end of a day, 0 to 1."""
    first, last = dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)
    return ((day - first).days + 1) / ((last - first).days + 1)


def minutes_by_month(reach: Reach, basis: Basis) -> dict[int, dict[int, int]]:
    """Person id -> month -> minutes of the year, for those who have any. One query."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    entries = Entry.objects.filter(person__in=employees_in(reach).values("person"), year=basis.year)
    rows = entries.order_by().values_list("person_id", "occurred_on__month").annotate(Sum("minutes"))
    for person, month, minutes in rows:
        found[person][month] = minutes
    return found


def reached_by_month(people: set[int], minutes: Mapping[int, Mapping[int, int]], needed: int, last: int) -> list[int]:
    """How many of these people had the needed minutes at the end of each month up to `last`."""
    counts = [0] * last
    for person in people & minutes.keys():
        total = 0
        for month in range(1, last + 1):
            total += minutes[person].get(month, 0)
            counts[month - 1] += total >= needed
    return counts


def at_pace(reached: list[int], people: int, basis: Basis) -> int | None:
    """The count on 31 December if as many people a month reach it as in the last three whole months."""
    whole = basis.as_of.month - 1
    if whole < PACE_MONTHS:
        return None
    before = reached[whole - PACE_MONTHS - 1] if whole > PACE_MONTHS else 0
    gained = reached[whole - 1] - before
    left = Decimal((basis.last_day - basis.as_of).days) * MONTHS / 365
    return min(people, reached[-1] + max(0, round(Decimal(gained) / PACE_MONTHS * left)))
