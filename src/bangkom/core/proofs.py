"""Proving anew that it is oneself, before acts on the own account; and the way back afterwards."""

import time
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.utils import perform_login
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from bangkom.core.access import View
from bangkom.core.models import User


def proved(view: View) -> View:
    """The page asks for the password again where the last proof (sign-in counts) is older than 15 minutes."""

    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        records = get_authentication_records(request, request.user)
        last = max((record.get("at", 0) for record in records), default=0)
        if time.time() - last > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return checked


def sign_in_as(request: HttpRequest, user: User, *, method: str, way: str = "") -> HttpResponse:
    """Sign somebody in who proved it otherwise than by password; the second factor is asked for as always."""
    request.session["shared"] = False
    record_authentication(request, user, method=method)
    return perform_login(request, user, redirect_url=way or settings.LOGIN_REDIRECT_URL)


def way_back(request: HttpRequest, otherwise: str = "") -> str:
    """Where somebody wanted to go (`next`), if it is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return otherwise
