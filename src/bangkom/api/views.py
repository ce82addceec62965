"""Pages about tokens and integrations."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.api import document, paging, policies, problems, queries, reference, services, v1
from bangkom.api.forms import IntegrationForm, TokenForm
from bangkom.api.models import Integration, Token
from bangkom.api.scopes import TokenScope
from bangkom.core import factors
from bangkom.core.access import administered_agency, public, requires
from bangkom.core.models import Event, Role, User
from bangkom.core.operations import operation
from bangkom.core.proofs import proved

STATES = {"active": "success", "expired": "neutral", "revoked": "neutral"}


def state_tag(token: Token) -> tuple[str, str]:
    """Kind and words of the tag that says whether a token works."""
    words = {"active": _("Berlaku"), "expired": _("Kedaluwarsa"), "revoked": _("Dicabut")}
    if token.state == "active" and not token.user.is_active:
        return "neutral", _("Akun ditutup")
    return STATES[token.state], words[token.state]


@proved
@operation
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and a form for a new one."""
    form = TokenForm(request.POST or None, offered=v1.scopes_for(request.user))
    if request.method == "POST" and form.is_valid():
        return made(request, request.user, form, reverse("api:tokens"))
    rows = [(token, *state_tag(token)) for token in queries.own_tokens(request.user)]
    context = {"form": form, "rows": rows, "crumbs": [(_("Keamanan akun"), reverse("account_security")), ("Token", "")]}
    return render(request, "api/tokens.html", context, status=422 if form.errors else 200)


def made(request: HttpRequest, owner: User, form: TokenForm, back: str) -> HttpResponse:
    """The page that shows a fresh token, this once; neither browser nor stored reply keeps it."""
    data = form.cleaned_data
    token, text = services.create_token(
        owner=owner,
        name=data["name"],
        scopes=data["scopes"],
        days=data["days"],
        by=request.user,
        factor_proved=factors.has_passed(request.session, request.user),
    )
    example = f"curl -H 'Authorization: Bearer {text}' {request.build_absolute_uri(v1.PREFIX + 'me')}"
    context = {"token": token, "text": text, "example": example, "back": back}
    response = render(request, "api/token_made.html", context)
    response["Cache-Control"] = "no-store"
    return response


@proved
def token(request: HttpRequest, pk: int) -> HttpResponse:
    """One token: what it may do, when it was used, what happened to it."""
    found = get_object_or_404(Token.objects.visible_to(request.user).select_related("user", "created_by"), pk=pk)
    context = {
        "token": found,
        "tag": state_tag(found),
        "events": queries.history_of(found),
        "may_revoke": policies.can_revoke_token(request.user, found),
        "is_own": found.user_id == request.user.pk,
        "crumbs": [*crumbs_to(request, found), (found.name, "")],
    }
    return render(request, "api/token.html", context)


def crumbs_to(request: HttpRequest, found: Token) -> list[tuple[str, str]]:
    if found.user_id == request.user.pk:
        return [(_("Token API"), reverse("api:tokens"))]
    return [(_("Pengaturan"), reverse("console")), (_("Integrasi"), reverse("api:integrations"))]


@proved
@require_POST
@operation
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    found = get_object_or_404(Token.objects.visible_to(request.user), pk=pk)
    services.revoke_token(token=found, by=request.user)
    messages.success(
        request, _("Token %(name)s dicabut. Program yang memakainya ditolak mulai sekarang.") % {"name": found.name}
    )
    return redirect("api:token", pk)


administrators = requires(Role.ADMINISTRATOR)


@administrators
@proved
@operation
def integrations(request: HttpRequest) -> HttpResponse:
    """Programs that have access, the tokens of people, and a form to let a program in."""
    agency = administered_agency(request)
    form = IntegrationForm(request.POST or None, user=request.user, agency=agency)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        scope = data["unit"].scope if data["unit"] else agency.root_scope
        added = services.add_integration(
            agency=agency,
            name=data["name"],
            purpose=data["purpose"],
            role=Role(data["role"]),
            scope=scope,
            by=request.user,
        )
        messages.success(request, _("%(name)s diberi akses. Sekarang buat tokennya.") % {"name": added.name})
        return redirect("api:integration", added.pk)
    context = {
        "form": form,
        "integrations": queries.integrations(request.user),
        "people": queries.tokens_of_people(request.user)[:200],
        "crumbs": [(_("Pengaturan"), reverse("console")), (_("Integrasi"), "")],
    }
    return render(request, "api/integrations.html", context, status=422 if form.errors else 200)


@administrators
@proved
@operation
def integration(request: HttpRequest, pk: int) -> HttpResponse:
    """One program: its roles and tokens, and a form for a new token."""
    found = get_object_or_404(Integration.objects.visible_to(request.user).select_related("account", "agency"), pk=pk)
    form = TokenForm(request.POST or None, offered=v1.scopes_for(found.account))
    if request.method == "POST" and found.account.is_active and form.is_valid():
        return made(request, found.account, form, reverse("api:integration", args=[pk]))
    context = integration_context(found) | {"form": form}
    return render(request, "api/integration.html", context, status=422 if form.errors else 200)


def integration_context(found: Integration) -> dict[str, Any]:
    return {
        "integration": found,
        "rows": [(each, *state_tag(each)) for each in queries.tokens_of(found)],
        "roles": found.account.role_assignments.holding().select_related("scope__agency"),
        "events": Event.objects.about(found).select_related("actor").order_by("-pk"),
        "crumbs": [
            (_("Pengaturan"), reverse("console")),
            (_("Integrasi"), reverse("api:integrations")),
            (found.name, ""),
        ],
    }


@administrators
@proved
@require_POST
@operation
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a program's access with all its tokens."""
    found = get_object_or_404(Integration.objects.visible_to(request.user).select_related("account", "agency"), pk=pk)
    services.close_integration(integration=found, by=request.user)
    messages.success(request, _("Akses %(name)s ditutup.") % {"name": found.name})
    return redirect("api:integration", pk)


@public
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, in the language asked for."""
    asked = get_language_from_request(request) if request.headers.get("Accept-Language") else settings.LANGUAGE_CODE
    with override(asked):
        text = document.document_json()
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Language"] = asked
    patch_vary_headers(response, ["Accept-Language"])
    patch_cache_control(response, public=True, max_age=3600)
    return response


@public
def documentation(request: HttpRequest) -> HttpResponse:
    """How to use the API: beginning, tokens, lists, writes, refusals, limits, and the groups of operations."""
    context = {
        "groups": reference.groups(),
        "kinds": problems.KINDS.values(),
        "scopes": TokenScope.choices,
        "site": settings.SITE_URL,
        "limits": settings.API_LIMITS,
        "most": paging.MOST,
    }
    return render(request, "api/documentation.html", context)


@public
def documentation_group(request: HttpRequest, slug: str) -> HttpResponse:
    """The operations of one group."""
    groups = reference.groups()
    chosen = next((group for group in groups if group.slug == slug), None)
    if chosen is None:
        raise Http404
    crumbs = [(_("Dokumentasi API"), reverse("api:documentation")), (chosen.title, "")]
    return render(request, "api/documentation_group.html", {"group": chosen, "groups": groups, "crumbs": crumbs})
