"""What holds for every request of somebody signed in: how long the session may last, and the second factor."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.core import devices, factors, services
from bangkom.core.models import SignIn, User

GetResponse = Callable[[HttpRequest], HttpResponse]

SIGN_IN, SINCE, SEEN, KIND = "sign_in", "since", "seen", "kind"
NOTE_EVERY = 300  # seconds: use is noted this often, not with every request

# Open to somebody whose second factor is missing: setting one up, going away, the language.
WITHOUT_FACTOR = {
    "account_factors",
    "account_code_app",
    "account_passkey",
    "account_security",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_reauthenticate",
    "core:set_language",
    # Nothing of others is behind these: a learner's own answers, saved many times a minute.
    "learning:save_answers",
}


class SessionMiddleware:
    """Ends sessions that lay unused or lived too long; remembers the device of a fresh sign-in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            keep_or_end(request)
        response = self.get_response(request)
        fresh = getattr(request, "signed_in_now", None)
        if fresh is not None and not request.session.get("shared"):
            devices.remember(request, response, fresh)
        return response


def keep_or_end(request: HttpRequest) -> None:
    """Note that the session is in use, or end it where its time is over; by the machine's time, no held clock's."""
    now, session = time.time(), request.session
    if SINCE not in session:  # begun before limits were kept; it ends with its cookie
        return
    idle, whole = limits_of(session[KIND])
    seen, since = session[SEEN], session[SINCE]
    if now - seen > idle or now - since > whole:
        end(request)
        logout(request)
        messages.info(request, _("Anda keluar sendiri karena lama tidak dipakai. Masuk lagi untuk melanjutkan."))
    elif now - seen > min(NOTE_EVERY, idle / 3):
        session[SEEN], session[KIND] = now, kind_of(request.user, shared=bool(session.get("shared")))
        if SIGN_IN in session:
            services.note_use(pk=session[SIGN_IN], session_key=session.session_key)


def begin(request: HttpRequest, user: User) -> SignIn:
    """Note a session that has just begun: the device for its owner's list, and the limits that hold for it."""
    session = request.session
    shared = bool(session.get("shared"))
    browser, system = devices.described(request)
    row = services.note_sign_in(
        user=user, session_key=session.session_key, browser=browser, system=system, shared=shared
    )
    session[SIGN_IN], session[KIND] = row.pk, kind_of(user, shared=shared)
    session[SINCE] = session[SEEN] = time.time()
    if shared:
        session.set_expiry(0)
    request.signed_in_now = user
    return row


def end(request: HttpRequest) -> None:
    """Take a session that ends off its owner's list."""
    if SIGN_IN in request.session:
        services.forget_sign_in(pk=request.session[SIGN_IN])


def kind_of(user: User, *, shared: bool) -> str:
    """Which limits hold for a session."""
    if shared:
        return "shared"
    return "staff" if user.has_role(*factors.OBLIGED) else "learner"


def limits_of(kind: str) -> tuple[float, float]:
    """Seconds that a session may lie unused, and live."""
    idle, whole = settings.SIGN_IN_LIMITS[kind]
    return idle.total_seconds(), whole.total_seconds()


class SecondFactorMiddleware:
    """Nobody acts for others with a password alone, from the installation's day on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        user = request.user
        if settings.SECOND_FACTOR != factors.STAFF or not user.is_authenticated:
            return None
        if factors.has_passed(request.session, user) or self.is_open(request, view) or factors.deadline():
            return None
        if not factors.is_obliged(user):
            return None
        if factors.has_one(user):  # a session opened before the factor was there, or past it
            end(request)
            logout(request)
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        way = request.get_full_path() if request.method == "GET" else settings.LOGIN_REDIRECT_URL
        return HttpResponseRedirect(f"{reverse('account_factors')}?{urlencode({'next': way})}")

    @staticmethod
    def is_open(request: HttpRequest, view) -> bool:
        name = request.resolver_match.view_name
        return getattr(view, "is_public", False) or name in WITHOUT_FACTOR or name in settings.PUBLIC_URL_NAMES
