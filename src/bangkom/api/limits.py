"""How often one caller may ask, counted over all processes in the database, with few writes.

A caller has so many places in a window of time. A process takes places from the shared count in small batches and
hands them out itself, so that a write happens once in `quota / BATCHES` requests. The quota is never exceeded; a
process that has taken places and is not asked again leaves a few unused.
"""

import threading
from dataclasses import dataclass

from django.db import connection
from django.utils.crypto import salted_hmac

from bangkom.api.models import RequestCount
from bangkom.core import clock

BATCHES = 20
MOST_REMEMBERED = 10_000

TAKE = """
INSERT INTO api_requestcount ("key", "window", "taken") VALUES (%s, %s, %s)
ON CONFLICT ("key") DO UPDATE SET
    "taken" = CASE WHEN api_requestcount."window" = excluded."window"
              THEN api_requestcount."taken" + excluded."taken" ELSE excluded."taken" END,
    "window" = excluded."window"
RETURNING "taken"
"""


@dataclass(frozen=True)
class Quota:
    """At most `requests` in `seconds`; `name` tells callers which of their quotas it is."""

    name: str
    requests: int
    seconds: int


@dataclass(frozen=True)
class Place:
    """The answer to one request: whether there was a place, how many are left, seconds until the window ends."""

    quota: Quota
    granted: bool
    left: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        """What a caller is told, in the words of the RateLimit header fields of the IETF's HTTPAPI group."""
        name = self.quota.name
        headers = {
            "RateLimit-Policy": f'"{name}";q={self.quota.requests};w={self.quota.seconds}',
            "RateLimit": f'"{name}";r={self.left};t={self.reset}',
        }
        return headers if self.granted else headers | {"Retry-After": str(self.reset)}


_held: dict[str, tuple[int, int, int]] = {}  # key -> window, places in hand, places left in the shared count
_lock = threading.Lock()


def take(quota: Quota, whom: str) -> Place:
    """Take one place for a caller; `whom` is kept as a keyed digest only."""
    now = int(clock.now().timestamp())
    window = (now // quota.seconds + 1) * quota.seconds  # named by the second in which it ends
    reset = window - now
    key = salted_hmac("bangkom.api.limits", f"{quota.name}\n{whom}", algorithm="sha256").hexdigest()[:40]
    with _lock:
        known, in_hand, left = _held.get(key, (0, 0, 0))
        if known != window or (not in_hand and left):
            in_hand, left = _more(quota, key, window)
        granted = in_hand > 0
        in_hand -= granted
        if len(_held) > MOST_REMEMBERED:
            _held.clear()
        _held[key] = (window, in_hand, left)
    return Place(quota, granted, in_hand + left, reset)


def _more(quota: Quota, key: str, window: int) -> tuple[int, int]:
    """Places from the shared count: how many were given, how many are left there."""
    batch = max(1, quota.requests // BATCHES)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [key, window, batch])
        taken = cursor.fetchone()[0]
    given = max(0, batch - max(0, taken - quota.requests))
    return given, max(0, quota.requests - taken)


def forget() -> None:
    """Drop the counts of windows that are over."""
    RequestCount.objects.filter(window__lt=int(clock.now().timestamp())).delete()


def forget_here() -> None:
    """Give up the places that this process holds: for tests, where the shared count is taken back."""
    with _lock:
        _held.clear()
