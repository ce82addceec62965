"""Devices on which somebody has signed in before.

A signed cookie names the accounts that this browser has signed in to, each with a number of its own. It gives no
right; it only sets this browser's failures apart from those of strangers, so that nobody keeps a person out of the own
account by failing at it (see `core.delays`).
"""

import re
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from bangkom.core.models import User

COOKIE = "perangkat"
SALT = "bangkom.devices"
AGE = 180 * 24 * 3600  # seconds
MOST_ACCOUNTS = 5  # of one browser; the oldest is forgotten

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def number_of(request: HttpRequest, user: User | None) -> str:
    """The number under which this browser knows the account; empty for a browser that has never signed in to it."""
    return _known(request).get(str(user.pk), "") if user is not None else ""


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Note on this browser that the account has signed in here."""
    known = _known(request)
    number = known.pop(str(user.pk), "") or secrets.token_urlsafe(12)
    kept = list(known.items())[-(MOST_ACCOUNTS - 1) :]
    response.set_cookie(
        COOKIE,
        signing.dumps([*kept, (str(user.pk), number)], salt=SALT),
        max_age=AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        return dict(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE))
    except (signing.BadSignature, ValueError, TypeError):
        return {}


def described(request: HttpRequest) -> tuple[str, str]:
    """Browser and operating system by name, as the browser tells; empty where it does not."""
    told = request.headers.get("User-Agent", "")[:500]
    return _first(BROWSERS, told), _first(SYSTEMS, told)


def _first(names: tuple[tuple[str, str], ...], told: str) -> str:
    return next((name for mark, name in names if re.search(re.escape(mark), told)), "")
