"""Working days: Monday to Friday without national holidays and collective leave (cuti bersama, SKB 3 Menteri).

The days come from the `holidays` package. Dates that follow the moon are estimates there until the decree of the year
is out; `Holiday.estimated` says which. Pure: no database, no clock.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from holidays.countries import Indonesia

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class Holiday:
    """A day off in Indonesia."""

    day: dt.date
    name: str
    estimated: bool


@lru_cache(maxsize=64)
def holidays_of(year: int, language: str = "id") -> dict[dt.date, Holiday]:
    """The national holidays and collective leave of a year, by day."""
    names = Indonesia(years=year, categories=("public", "government"), language=language)
    marks = ("(perkiraan)", "(estimated)")
    return {
        day: Holiday(day, name, estimated=any(mark in name for mark in marks)) for day, name in sorted(names.items())
    }


@dataclass(frozen=True)
class OwnDays:
    """What an agency or the government decided beside the packaged calendar.

    `off` are days off with their names, `working` days on which work is done although the calendar says a holiday.
    """

    off: Mapping[dt.date, str] = field(default_factory=dict)
    working: frozenset[dt.date] = frozenset()


NONE = OwnDays()


def is_working_day(day: dt.date, *, saturdays: bool = False, own: OwnDays = NONE) -> bool:
    """Whether work is done on a day; `saturdays` where a training counts them."""
    if day in own.working:
        return True
    if day in own.off or day.weekday() == SUNDAY or (day.weekday() == SATURDAY and not saturdays):
        return False
    return day not in holidays_of(day.year)


def days_off(first: dt.date, last: dt.date, *, own: OwnDays = NONE) -> dict[dt.date, str]:
    """The names of the days off from `first` to `last`, both counted, beside Saturdays and Sundays."""
    national = {day: each.name for year in range(first.year, last.year + 1) for day, each in holidays_of(year).items()}
    named = {day: name for day, name in (national | dict(own.off)).items() if first <= day <= last}
    return {day: named[day] for day in sorted(named) if day.weekday() < SATURDAY and day not in own.working}


def working_days(first: dt.date, last: dt.date, *, saturdays: bool = False, own: OwnDays = NONE) -> int:
    """How many working days lie from `first` to `last`, both counted."""
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return sum(is_working_day(day, saturdays=saturdays, own=own) for day in days)


def next_working_day(day: dt.date, *, saturdays: bool = False, own: OwnDays = NONE) -> dt.date:
    """The day itself if work is done on it, else the first one after."""
    while not is_working_day(day, saturdays=saturdays, own=own):
        day += dt.timedelta(days=1)
    return day


def stretch(first: dt.date, days: int, *, saturdays: bool = False, own: OwnDays = NONE) -> dt.date:
    """The last day of a stretch of `days` working days that begins on or after `first`."""
    day = next_working_day(first, saturdays=saturdays, own=own)
    for _turn in range(days - 1):
        day = next_working_day(day + dt.timedelta(days=1), saturdays=saturdays, own=own)
    return day
