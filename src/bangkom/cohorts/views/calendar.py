"""The own schedule: as a page, and as a feed for calendar programs behind a secret address."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.cohorts import feeds, schedules, services
from bangkom.cohorts.models import CalendarAddress
from bangkom.core import clock
from bangkom.core.access import public
from bangkom.core.operations import operation


def my_schedule(request: HttpRequest) -> HttpResponse:
    """The sessions that one attends or teaches, from today on, and the address for the own calendar."""
    sessions = schedules.my_sessions(request.user)
    address = CalendarAddress.objects.visible_to(request.user).first()
    url = feeds.address_url(address) if address else None
    context = {
        "sessions": sessions,
        "now_open": [session for session in sessions if session.is_open and not session.mark],
        "today": clock.today(),
        "address": url,
        "webcal": "webcal://" + url.split("://", 1)[1] if url else "",
    }
    return render(request, "cohorts/my_schedule.html", context)


@public
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The sessions of the person whose secret this is, for a calendar program that cannot sign in."""
    user = schedules.owner_of_calendar(secret)
    if user is None:
        raise Http404
    with translation.override(user.language):
        body = feeds.calendar_of(schedules.fed_sessions(user))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="jadwal.ics"'
    response["Cache-Control"] = "private, max-age=600"
    return response


@require_POST
@operation
def renew(request: HttpRequest) -> HttpResponse:
    """A new secret address; the one before stops working."""
    services.make_calendar_address(user=request.user)
    messages.success(request, _("Alamat kalender dibuat. Tambahkan ke kalender di HP Anda."))
    return redirect("cohorts:my_schedule")


@require_POST
@operation
def close(request: HttpRequest) -> HttpResponse:
    services.close_calendar_address(user=request.user)
    messages.success(request, _("Alamat kalender dimatikan."))
    return redirect("cohorts:my_schedule")
