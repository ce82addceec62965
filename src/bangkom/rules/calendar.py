"""Working days: Monday to Friday without national holidays and collective leave (cuti bersama, SKB 3 Menteri).

The days come from the `holidays` package. Dates that follow the moon are estimates there until the decree of the year
is out; `Holiday.estimated` says which. Pure: no database, no clock.
"""

import datetime as dt
from dataclasses import dataclass
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


def is_working_day(day: dt.date, *, saturdays: bool = False) -> bool:
    """Whether work is done on a day; `saturdays` where a training counts them."""
    if day.weekday() == SUNDAY or (day.weekday() == SATURDAY and not saturdays):
        return False
    return day not in holidays_of(day.year)


def working_days(first: dt.date, last: dt.date, *, saturdays: bool = False) -> int:
    """How many working days lie from `first` to `last`, both counted."""
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return sum(is_working_day(day, saturdays=saturdays) for day in days)


def next_working_day(day: dt.date, *, saturdays: bool = False) -> dt.date:
    """The day itself if work is done on it, else the first one after."""
    while not is_working_day(day, saturdays=saturdays):
        day += dt.timedelta(days=1)
    return day


def stretch(first: dt.date, days: int, *, saturdays: bool = False) -> dt.date:
    """The last day of a stretch of `days` working days that begins on or after `first`."""
    day = next_working_day(first, saturdays=saturdays)
    for _turn in range(days - 1):
        day = next_working_day(day + dt.timedelta(days=1), saturdays=saturdays)
    return day
