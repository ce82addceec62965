"""Addresses for programs that watch over the installation. They name nobody."""

import ipaddress
import secrets

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.views.decorators.cache import never_cache

from bangkom.core import health, measures
from bangkom.core.access import public

# A proxy on this machine passes on what comes from outside, and says so in one of these.
PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded")


@public
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@public
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when everything the service needs is there, else 503 with what is wrong."""
    found = health.check()
    ready = all(state == health.OK for state in found.values())
    body = {"ready": ready, "database": connection.vendor, "checks": found}
    return JsonResponse(body, status=200 if ready else 503)


@public
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: for this machine itself, or with the token of the environment."""
    if not (has_token(request) or is_from_here(request)):
        return HttpResponseForbidden("metrics: from this machine, or with BANGKOM_METRICS_TOKEN\n", "text/plain")
    return HttpResponse(measures.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def has_token(request: HttpRequest) -> bool:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and kind == "Bearer" and secrets.compare_digest(token.encode(), wanted.encode())


def is_from_here(request: HttpRequest) -> bool:
    """Whether the request began on this machine, not at a proxy's other side."""
    if any(name in request.headers for name in PASSED_ON):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
