"""Maintenance: people get a page that says so, with 503 and Retry-After; the health addresses go on answering.

The sign is a file under BANGKOM_HOME, so that it holds for every process at once and needs no database.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation

from bangkom.core import clock

LEAST_WAIT = 60  # seconds until a browser or program should ask again
ALWAYS_OPEN = {"/livez", "/readyz", "/metrics"}


@dataclass(frozen=True)
class Maintenance:
    message: str  # shown to people, as the administrator typed it
    until: dt.datetime  # when it is thought to end

    @property
    def wait(self) -> int:
        """Seconds until somebody should try again."""
        return max(LEAST_WAIT, int((self.until - clock.now()).total_seconds()))


def begin(message: str, minutes: int) -> Maintenance:
    """Shows the page from the next request on."""
    found = Maintenance(message, clock.now() + dt.timedelta(minutes=minutes))
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(json.dumps({"message": message, "until": found.until.isoformat()}), encoding="utf-8")
    part.replace(file)
    return found


def end() -> bool:
    """Opens the service again. Returns whether it was closed."""
    was = _file().exists()
    _file().unlink(missing_ok=True)
    return was


def now() -> Maintenance | None:
    """The maintenance that runs; a file that cannot be read stands for one without words."""
    try:
        text = _file().read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError:
        return Maintenance("", clock.now())
    try:
        found = json.loads(text)
        return Maintenance(str(found["message"]), dt.datetime.fromisoformat(found["until"]))
    except (ValueError, KeyError, TypeError):
        return Maintenance("", clock.now())


def _file() -> Path:
    return Path(settings.BANGKOM_HOME) / "maintenance.json"


class MaintenanceMiddleware:
    """Stands before everything that needs the database or knows who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in ALWAYS_OPEN or (found := now()) is None:
            return self.get_response(request)
        response = self.page(request, found)
        response.headers["Retry-After"] = str(found.wait)
        response.headers["Cache-Control"] = "no-store"
        return response

    @staticmethod
    def page(request: HttpRequest, found: Maintenance) -> HttpResponse:
        if "json" in request.headers.get("Accept", "") or "json" in request.headers.get("Content-Type", ""):
            return JsonResponse({"title": "maintenance", "status": 503, "retry_after": found.wait}, status=503)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language), timezone.override(clock.DEFAULT_ZONE):
            shown = {"found": found, "sent": request.method == "POST"}
            response = render(request, "maintenance.html", shown, status=503)
        response.headers["Content-Language"] = language
        return response
