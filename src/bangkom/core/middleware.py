from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from bangkom.core import access, clock
from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.request_ids import current_request_id, current_way

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestMiddleware:
    """Gives each request an id (events carry it), the person's language and the acting agency's zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = new_id()
        token = current_request_id.set(request.request_id)
        way = current_way.set("api" if request.path.startswith("/api/") else "page")
        language = self.language_of(request)
        try:
            with translation.override(language), timezone.override(clock.DEFAULT_ZONE):
                request.LANGUAGE_CODE = language
                response = self.get_response(request)
        finally:
            current_request_id.reset(token)
            current_way.reset(way)
        response.headers.setdefault("Content-Language", language)
        response.headers["X-Request-ID"] = str(request.request_id)  # finds the log lines and the events of this request
        return response

    @staticmethod
    def language_of(request: HttpRequest) -> str:
        if request.user.is_authenticated:
            return request.user.language
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class DefaultDenyMiddleware:
    """Every page needs a sign-in unless its view is marked public. A refusal of a service becomes a plain page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        is_open = getattr(view, "is_public", False) or request.resolver_match.url_name in settings.PUBLIC_URL_NAMES
        if is_open or request.user.is_authenticated:
            return None
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return render(request, "refused.html", {"words": str(error)}, status=422)
        if isinstance(error, PermissionDenied) and request.user.is_authenticated:
            return render(request, "403.html", {"role": access.acting_role(request).label}, status=403)
        return None
