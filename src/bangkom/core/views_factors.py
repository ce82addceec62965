"""Setting up second factors, taking them off, recovery codes."""

import json
from functools import wraps

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bangkom.core import factors, services
from bangkom.core.access import View
from bangkom.core.errors import Refused
from bangkom.core.factor_forms import CodeAppForm, PasskeyForm
from bangkom.core.operations import operation
from bangkom.core.proofs import proved, way_back
from bangkom.core.qr import qr_path


@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """The first factor: which kind, and why. Whoever has one is led to the page of the account."""
    if factors.has_one(request.user):
        return redirect("account_security")
    context = {
        "next": way_back(request),
        "is_obliged": factors.is_obliged(request.user),
        "deadline": factors.deadline() if factors.is_obliged(request.user) else None,
    }
    return render(request, "security/choose.html", context)


@never_cache
@proved
@operation
def code_app(request: HttpRequest) -> HttpResponse:
    """Scan the code, type the first number."""
    user = request.user
    form = CodeAppForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            codes = services.add_code_app(user=user, secret=form.secret, sign_in=request.session.get("sign_in"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session.pop("mfa.totp.secret", None)
            return _added(request, codes)
    side, path = qr_path(get_adapter().build_totp_url(user, form.secret))
    context = {
        "form": form,
        "next": way_back(request),
        "secret": " ".join(form.secret[i : i + 4] for i in range(0, len(form.secret), 4)),
        "qr": path,
        "qr_side": side,
    }
    return render(request, "security/code_app.html", context, status=422 if form.errors else 200)


@never_cache
@proved
@operation
def passkey(request: HttpRequest) -> HttpResponse:
    """The browser makes a key pair, this page keeps the public half."""
    user = request.user
    form = PasskeyForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        codes = services.add_passkey(
            user=user,
            name=form.cleaned_data["name"],
            credential=form.cleaned_data["credential"],
            sign_in=request.session.get("sign_in"),
        )
        return _added(request, codes)
    context = {"form": form, "next": way_back(request), "options": json.dumps(webauthn.begin_registration(user, False))}
    return render(request, "security/passkey.html", context, status=422 if form.errors else 200)


def _added(request: HttpRequest, codes: list[str]) -> HttpResponse:
    factors.note_passed(request.session, request.user)
    if codes:
        return _show(request, codes, is_new=True)
    messages.success(request, _("Faktor kedua terpasang."))
    return redirect(way_back(request, "/akun/keamanan/"))


def _show(request: HttpRequest, codes: list[str], *, is_new: bool) -> HttpResponse:
    """Recovery codes, this once: neither browser nor stored reply keeps them."""
    context = {
        "codes": [f"{code[:4]} {code[4:]}" for code in codes],
        "is_new": is_new,
        "next": way_back(request, "/akun/keamanan/"),
    }
    response = render(request, "security/codes.html", context)
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@proved
@operation
def new_codes(request: HttpRequest) -> HttpResponse:
    """Fresh recovery codes in place of those used up or lost."""
    if not factors.has_one(request.user):
        raise Http404
    if request.method == "POST":
        return _show(request, services.replace_recovery_codes(user=request.user), is_new=False)
    context = {"codes_left": factors.recovery_codes_left(request.user)}
    return render(request, "security/new_codes.html", context)


def own_factor(view: View) -> View:
    """404 for a factor that is not the person's own."""

    @wraps(view)
    def checked(request: HttpRequest, pk: int) -> HttpResponse:
        if all(factor.pk != pk for factor in factors.of(request.user)):
            raise Http404
        return view(request, pk)

    return checked


@never_cache
@own_factor
@proved
@operation
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a factor off; asked once more, because it makes the account weaker."""
    factor = next(f for f in factors.of(request.user) if f.pk == pk)
    if request.method == "POST":
        services.remove_factor(user=request.user, factor_id=pk)
        messages.success(request, _("Faktor kedua itu sudah dilepaskan."))
        return redirect("account_security")
    context = {"factor": factor.wrap(), "is_last": len(factors.of(request.user)) == 1}
    return render(request, "security/remove.html", context)
