"""How every request to the API goes: who asks, how often, with what right, once only; then the operation itself.

An operation names the page that does the same (`like`). Whom that page is for is read off the page, so the two cannot
drift apart; which objects there are for whom is decided by the same `visible_to` and policies.
"""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.operation import Operation, PathView

from bangkom.api import limits, problems, services
from bangkom.api.problems import Problem
from bangkom.api.scopes import TokenScope
from bangkom.core import operations
from bangkom.core.models import Operation as Act
from bangkom.core.models import Role, User
from bangkom.core.throttle import address_of

View = Callable[..., HttpResponse]
WRITING = {"POST", "PUT", "PATCH", "DELETE"}
MULTIPART = "multipart/form-data"
# An upload may be as large as the pages allow; the check of the file itself comes later.
LARGEST_UPLOAD = 21 * 1024 * 1024
KEPT_HEADERS = ("ETag", "Location")


@dataclass(frozen=True)
class Conduct:
    """What holds for one operation. Without `scope` every token may ask; `open_to_all` needs no token."""

    page: str
    scope: TokenScope | None = None
    open_to_all: bool = False
    secret_reply: bool = False
    versioned: bool = False


def like(page: str, scope: TokenScope | None = None, **more: bool) -> Callable[[View], View]:
    """Say what an operation is about: the URL name of the page that does the same, and what a token must allow."""

    def decorate(function: View) -> View:
        function.conduct = Conduct(page, scope, **more)  # type: ignore[attr-defined]
        return function

    return decorate


def conduct_of(operation: Operation) -> Conduct:
    return operation.view_func.conduct  # type: ignore[attr-defined, no-any-return]


@cache
def roles_of_page(name: str) -> tuple[Role, ...]:
    """For whom a page is; nothing where it is for everybody signed in. Raises KeyError for a page that is gone."""
    return getattr(_pages()[name], "required_roles", ())


@cache
def _pages() -> dict[str, View]:
    found: dict[str, View] = {}

    def walk(resolver: URLResolver, prefix: str) -> None:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                walk(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
            elif isinstance(entry, URLPattern) and entry.name:
                found[f"{prefix}{entry.name}"] = entry.callback

    walk(get_resolver(), "")
    return found


def conducted(path_view: PathView) -> View:
    """The view of one address with all its methods."""
    inner = path_view.get_view()

    @wraps(inner)
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        asked = translation.get_language_from_request(request) if request.headers.get("Accept-Language") else None
        with translation.override(asked or settings.LANGUAGE_CODE):
            headers: dict[str, str] = {}
            try:
                response = _answer(request, path_view, inner, kwargs, headers, asked)
            except Exception as error:
                response = problems.respond(request, problems.problem_of(error))
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers["Content-Language"] = translation.get_language()
            for name, value in headers.items():
                response.headers.setdefault(name, value)
        return response

    view.is_public = True  # type: ignore[attr-defined]  # who may ask is decided here
    view.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie counts here
    return view


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address below the API that does not exist."""
    asked = translation.get_language_from_request(request) if request.headers.get("Accept-Language") else None
    with translation.override(asked or settings.LANGUAGE_CODE):
        return problems.respond(request, Problem("not-found"))


unknown.is_public = True  # type: ignore[attr-defined]
unknown.csrf_exempt = True  # type: ignore[attr-defined]


def _answer(
    request: HttpRequest,
    path_view: PathView,
    inner: View,
    kwargs: dict[str, Any],
    headers: dict[str, str],
    asked: str | None,
) -> HttpResponse:
    operation = path_view._find_operation(request)
    if operation is None:
        allowed = sorted({method for each in path_view.operations for method in each.methods})
        raise Problem("method-not-allowed", headers={"Allow": ", ".join(allowed)})
    _count(limits.Quota("address", *settings.API_LIMITS["address"]), address_of(request), headers)
    conduct = conduct_of(operation)
    request.conduct = conduct
    request.user = AnonymousUser()  # whoever is signed in with this browser does not count here
    if not conduct.open_to_all:
        _admit(request, conduct, headers)
        if asked is None:
            translation.activate(request.user.language)
    _check_shape(request, operation)
    if request.method not in WRITING:
        return inner(request, **kwargs)
    if conduct.versioned:
        request.version = _version(request)
    return _once(request, conduct, lambda: inner(request, **kwargs))


def _count(quota: limits.Quota, whom: str, headers: dict[str, str]) -> None:
    place = limits.take(quota, whom)
    headers |= place.headers
    if not place.granted:
        raise Problem("too-many")


def _admit(request: HttpRequest, conduct: Conduct, headers: dict[str, str]) -> None:
    """Know the caller by the token, and refuse what the token or the owner's roles of this moment do not cover."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    token = services.token_behind(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        _count(limits.Quota("failures", *settings.API_LIMITS["failures"]), address_of(request), headers)
        error = ', error="invalid_token"' if secret else ""
        raise Problem("unauthenticated", headers={"WWW-Authenticate": f'Bearer realm="Bangkom"{error}'})
    _count(limits.Quota("token", *settings.API_LIMITS["token"]), token.prefix, headers)
    request.user, request.token = token.user, token
    services.note_use(token=token)
    if services.lacks_factor(token):
        words = _("Token ini dibuat sebelum akun wajib memakai faktor kedua. Buat token baru.")
        raise Problem("not-allowed", words, code="second_factor_needed")
    if conduct.scope is not None and conduct.scope not in token.scopes:
        words = _("Yang diperlukan: %(scope)s.") % {"scope": conduct.scope.value}
        raise Problem("scope-missing", words, code=conduct.scope.value)
    roles = roles_of_page(conduct.page)
    if roles and not token.user.has_role(*roles):
        raise PermissionDenied


def _check_shape(request: HttpRequest, operation: Operation) -> None:
    """Size, kind of content, and names in the address, before anything is read."""
    known = {name for model in operation.models if model.__ninja_param_source__ == "query" for name in _fields(model)}
    for name in request.GET:
        if name not in known:
            words = _("Nama ini tidak dikenal. Yang ada: %(names)s.") % {"names": ", ".join(sorted(known)) or "-"}
            raise problems.invalid(name[:80], words, "unknown_parameter")
    sources = {model.__ninja_param_source__ for model in operation.models}
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        raise Problem("bad-request")
    largest = LARGEST_UPLOAD if "file" in sources else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if int(length) > largest:
        raise Problem("too-large")
    wanted = MULTIPART if sources & {"file", "form"} else "application/json" if "body" in sources else ""
    if wanted and request.content_type != wanted:
        raise Problem("media-type", _("Yang diharapkan: %(type)s.") % {"type": wanted})


def _fields(model: Any) -> list[str]:
    flat = getattr(model, "__ninja_flatten_map__", {})
    return list(flat) if flat else [field.alias or name for name, field in model.model_fields.items()]


def _version(request: HttpRequest) -> int:
    """The version of the object that the caller has read, from If-Match."""
    typed = request.headers.get("If-Match", "").removeprefix("W/").strip('" ')
    if not typed:
        raise Problem("version-required")
    if not typed.isdecimal() or len(typed) > 9:
        raise Problem("changed-meanwhile")
    return int(typed)


class _NotStored(Exception):
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def _once(request: HttpRequest, conduct: Conduct, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Do a write once for its operation id, in one transaction; a repeat gets the reply that was given."""
    typed = request.headers.get("Idempotency-Key", "").strip('" ')
    if not typed:
        raise Problem("operation-id-required")
    try:
        op_id = uuid.UUID(typed)
    except ValueError:
        words = _("Isi tajuk Idempotency-Key harus berupa UUID.")
        raise Problem("operation-id-required", words) from None
    asked = _digest(request)
    try:
        with transaction.atomic():
            row, fresh = operations.claim(op_id, request, asked)
            if not fresh:
                return _again(row, request.user, asked)
            response = act()
            if response.status_code >= 400:
                raise _NotStored(response)
            row.reply_status = response.status_code
            row.reply = {} if conduct.secret_reply else _kept(response)
            row.save(update_fields=["reply_status", "reply"])
            return response
    except _NotStored as outcome:
        return outcome.response


def _digest(request: HttpRequest) -> str:
    """What was asked: method, address, version, and the body; of uploads the fields and the files' bytes."""
    is_upload = request.content_type == MULTIPART
    body = operations.body_hash(request).encode() if is_upload else request.body
    head = f"{request.method} {request.get_full_path()} {request.headers.get('If-Match', '')}\n"
    return hashlib.sha256(head.encode() + body).hexdigest()


def _kept(response: HttpResponse) -> dict[str, Any]:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return {"body": response.content.decode(), "type": response.get("Content-Type", ""), "headers": headers}


def _again(row: Act, user: User, asked: str) -> HttpResponse:
    """The answer to an operation that came before."""
    if row.user_id != user.pk or row.body_hash != asked:
        raise Problem("operation-id-reused")
    if row.reply_status is None:
        raise Problem("conflict", _("Permintaan pertama masih dikerjakan. Tunggu sebentar, lalu ulangi."))
    if not row.reply:
        raise Problem("conflict", _("Ini sudah dikerjakan, dan hasilnya hanya tampil sekali."))
    headers = {"Idempotency-Replayed": "true", **row.reply["headers"]}
    return HttpResponse(
        row.reply["body"], status=row.reply_status, content_type=row.reply["type"] or None, headers=headers
    )
