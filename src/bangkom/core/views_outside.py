"""Signing in with an outside service."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bangkom.core import outside, services
from bangkom.core.access import public
from bangkom.core.errors import Refused
from bangkom.core.models import OutsideAccount
from bangkom.core.operations import operation
from bangkom.core.proofs import proved, sign_in_as, way_back

WAY = "outside_way"
WORDS = {
    "cancelled": gettext_noop("Masuk dengan %(service)s dibatalkan."),
    "unreachable": gettext_noop("%(service)s tidak menjawab. Coba lagi nanti, atau masuk dengan kata sandi."),
    "forged": gettext_noop("Jawaban %(service)s tidak sah, jadi Anda belum masuk. Coba sekali lagi dari halaman ini."),
    "no_number": gettext_noop("%(service)s tidak memberi tahu NIP Anda, jadi akun Anda tidak ditemukan."),
}


@public
@never_cache
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """To the service; `next` is kept for the way back."""
    known = _service()
    request.session[WAY] = way_back(request, settings.LOGIN_REDIRECT_URL)
    try:
        return outside.send_there(request, known)
    except outside.NotBelieved as doubt:
        return _not_in(request, _(WORDS[doubt.code]) % {"service": known.label})


@public
@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """From the service: whom it vouches for signs in, with the second factor asked for as always."""
    known = _service()
    try:
        identity = outside.who_came_back(request, known)
        user = services.account_for(
            issuer=identity.issuer, subject=identity.subject, number=identity.number, service=known.label
        )
    except outside.NotBelieved as doubt:
        return _not_in(request, _(WORDS[doubt.code]) % {"service": known.label})
    except Refused as refusal:
        return _not_in(request, str(refusal))
    return sign_in_as(request, user, method="outside", way=request.session.pop(WAY, ""))


@require_POST
@proved
@operation
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """The service no longer opens this account."""
    link = get_object_or_404(OutsideAccount.objects.visible_to(request.user), pk=pk)
    known = outside.service()
    services.unlink_outside_account(user=request.user, link=link, service=known.label if known else link.issuer)
    messages.success(request, _("Hubungan dilepaskan."))
    return redirect("account_security")


def _service() -> outside.Service:
    known = outside.service()
    if known is None:
        raise Http404
    return known


def _not_in(request: HttpRequest, words: str) -> HttpResponse:
    messages.error(request, words)
    return redirect(settings.LOGIN_URL)
