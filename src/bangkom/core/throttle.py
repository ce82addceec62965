"""How often somebody may try something: kept in the shared cache, so that all processes count together."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from bangkom.core import clock


def allow(what: str, *, tries: int, seconds: int) -> bool:
    """Take one of `tries` places for `what` in the present window of `seconds`; False when all are taken.

    Each place is a row that can be added once, so that many at the same moment cannot share one.
    """
    window = int(clock.now().timestamp()) // seconds
    name = f"tries:{what}:{window}"
    if cache.get(f"{name}:full"):
        return False
    if any(cache.add(f"{name}:{place}", 1, seconds) for place in range(tries)):
        return True
    cache.set(f"{name}:full", 1, seconds)
    return False


def visitor(request: HttpRequest) -> str:
    """A stranger's address as a digest."""
    return hashlib.sha256(address_of(request).encode()).hexdigest()[:16]


def address_of(request: HttpRequest) -> str:
    """The address a request came from; behind our own proxy, the last address it was told."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip() or address
    return address
