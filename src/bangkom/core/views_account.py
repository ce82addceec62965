"""Signing in, and the page on which somebody keeps the own account: password, second factor, devices, history."""

import json
from urllib.parse import urlencode

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bangkom.core import factors, outside, services
from bangkom.core.access import public
from bangkom.core.adapter import TOO_SOON
from bangkom.core.models import Event, FactorReset, OutsideAccount, Role, SignIn
from bangkom.core.operations import operation
from bangkom.core.proofs import way_back

EVENTS_SHOWN = 10
SECURITY_VERBS = (
    "core.password_changed",
    "core.invitation_accepted",
    "core.sign_ins_ended",
    "core.sign_in_failures",
    "core.factor_added",
    "core.factor_removed",
    "core.factor_taken_off",
    "core.recovery_codes_replaced",
    "core.recovery_code_used",
    "core.factor_reset_asked",
    "core.factor_reset_done",
    "core.factor_reset_refused",
    "core.factor_reset_withdrawn",
    "core.outside_account_linked",
    "core.outside_account_unlinked",
)


class _Honest:
    """The package's pages with our statuses: 422 for a form that is wrong, 429 for one that came too soon."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response = super().form_invalid(form)
        wait = [e.params["seconds"] for e in _errors(form) if e.code == TOO_SOON]
        response.status_code = 429 if wait else 422
        if wait:
            response["Retry-After"] = str(max(wait))
        return response


def _errors(form: Form) -> list:
    return [error for errors in form.errors.as_data().values() for error in errors]


class _SignIn(_Honest, LoginView):
    def get_context_data(self, **kwargs) -> dict:
        context, known, way = super().get_context_data(**kwargs), outside.service(), way_back(self.request)
        if known is not None:
            # A link, not a form: the browser's rules let forms lead to ourselves only.
            address = reverse("account_outside") + (f"?{urlencode({'next': way})}" if way else "")
            context |= {
                "outside_words": _("Masuk dengan %(service)s") % {"service": known.label},
                "outside_url": address,
            }
        return context


class _SecondStep(_Honest, AuthenticateView):
    def get_context_data(self, **kwargs) -> dict:
        own = {factor.type for factor in factors.of(self.stage.login.user)}
        context = super().get_context_data(**kwargs)
        return context | {
            "passkey_options": json.dumps(context["js_data"]["request_options"]),
            "has_code_app": factors.Type.TOTP in own,
            "has_passkey": factors.Type.WEBAUTHN in own,
        }


class _ProveByCode(_Honest, ReauthenticateView):
    pass


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    return _SignIn.as_view()(request)


@public
def second_step(request: HttpRequest) -> HttpResponse:
    """Between password and page: a code, a passkey or a recovery code."""
    return _SecondStep.as_view()(request)


def prove_by_code(request: HttpRequest) -> HttpResponse:
    return _ProveByCode.as_view()(request)


@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """Keamanan akun: what protects it, where it is open, what happened to it."""
    user = request.user
    context = {
        "factors": [factor.wrap() for factor in factors.of(user)],
        "has_code_app": any(f.type == factors.Type.TOTP for f in factors.of(user)),
        "codes_left": factors.recovery_codes_left(user),
        "is_obliged": factors.is_obliged(user),
        "is_optional_staff": not factors.is_obliged(user) and user.has_role(*factors.OBLIGED),
        "links": OutsideAccount.objects.visible_to(user),
        "outside": outside.service(),
        "sign_ins": SignIn.objects.visible_to(user),
        "this_sign_in": request.session.get("sign_in"),
        "events": Event.objects.about(user).filter(verb__in=SECURITY_VERBS).select_related("actor")[:EVENTS_SHOWN],
        "may_reset": user.has_role(Role.UNIT_HR, Role.ADMINISTRATOR),
        "resets_waiting": FactorReset.objects.visible_to(user).open().exclude(asked_by=user).count(),
    }
    return render(request, "security/home.html", context)


@require_POST
@operation
def end_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign oneself out on one other device."""
    row = get_object_or_404(SignIn.objects.visible_to(request.user), pk=pk)
    services.end_sign_ins(user=request.user, sign_ins=[row])
    messages.success(request, _("Sesi itu sudah diakhiri."))
    return redirect("account_security")


@require_POST
@operation
def end_other_sign_ins(request: HttpRequest) -> HttpResponse:
    """Sign oneself out everywhere else."""
    others = SignIn.objects.visible_to(request.user).exclude(pk=request.session.get("sign_in"))
    count = services.end_sign_ins(user=request.user, sign_ins=others)
    messages.success(
        request, _("Semua sesi lain sudah diakhiri.") if count else _("Tidak ada sesi lain. Tidak ada yang berubah.")
    )
    return redirect("account_security")
