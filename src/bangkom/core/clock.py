"""The one clock. Everything that asks for the time asks here, so that tests and demo data can hold it still.

Instants are timezone-aware UTC. Days are days of an agency's own zone (WIB, WITA, WIT): a stage finished at 23.30 WIB
on 31 December belongs to that year, whatever the server thinks.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q

if TYPE_CHECKING:
    from bangkom.core.models import Agency

DEFAULT_ZONE = ZoneInfo("Asia/Jakarta")
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}

_held: ContextVar[dt.datetime | None] = ContextVar("bangkom_clock", default=None)


def now() -> dt.datetime:
    """The present instant, UTC."""
    return _held.get() or dt.datetime.now(dt.UTC)


def zone_of(agency: "Agency | None") -> ZoneInfo:
    """The zone in which an agency counts its days; Jakarta where no agency is meant."""
    return ZoneInfo(agency.time_zone) if agency is not None else DEFAULT_ZONE


def today(agency: "Agency | None" = None) -> dt.date:
    """The present day in the agency's zone."""
    return day_of(now(), agency)


def day_of(instant: dt.datetime, agency: "Agency | None" = None) -> dt.date:
    """The day on which an instant falls for an agency."""
    return instant.astimezone(zone_of(agency)).date()


def instant(day: dt.date, time: dt.time, agency: "Agency | None" = None) -> dt.datetime:
    """The UTC instant of a wall-clock day and time of an agency."""
    return dt.datetime.combine(day, time, tzinfo=zone_of(agency)).astimezone(dt.UTC)


@contextmanager
def held_at(moment: dt.datetime) -> Iterator[None]:
    """Hold the clock at an aware instant: for tests, and for demo data that lie in the past."""
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware instant")
    token = _held.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _held.reset(token)


def valid_on(day: dt.date, prefix: str = "") -> Q:
    """Rows whose `valid_from`/`valid_until` hold on a day; both ends count, an empty end is open."""
    start, end = f"{prefix}valid_from", f"{prefix}valid_until"
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": day})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})
    )
