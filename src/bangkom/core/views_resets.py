"""Two people take a lost second factor off."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from bangkom.core import services
from bangkom.core.access import requires
from bangkom.core.errors import Refused
from bangkom.core.factor_forms import FactorResetForm
from bangkom.core.models import FactorReset, Role
from bangkom.core.operations import operation

SHOWN = 50
ACTS = {
    "setujui": (
        services.confirm_factor_reset,
        gettext_noop("Faktor kedua dilepaskan. Pemiliknya diberi tahu dan memasang yang baru."),
    ),
    "tolak": (services.refuse_factor_reset, gettext_noop("Permintaan ditolak. Faktor kedua tetap terpasang.")),
    "batal": (services.withdraw_factor_reset, gettext_noop("Permintaan dibatalkan. Faktor kedua tetap terpasang.")),
}


@requires(Role.UNIT_HR, Role.ADMINISTRATOR)
@operation
def resets(request: HttpRequest) -> HttpResponse:
    """What was asked, and the form to ask."""
    form = FactorResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reset = services.ask_factor_reset(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Permintaan tercatat. Admin lain sudah diberi tahu."))
            return redirect("account_reset", reset.pk)
    asked = FactorReset.objects.visible_to(request.user).select_related("user", "asked_by", "decided_by")[:SHOWN]
    return render(request, "security/resets.html", {"form": form, "resets": asked}, status=422 if form.errors else 200)


@requires(Role.UNIT_HR, Role.ADMINISTRATOR)
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, with the decision where it is this person's."""
    found = _visible(request, pk)
    context = {
        "reset": found,
        "crumbs": [(_("Pemulihan faktor kedua"), reverse("account_resets")), (found.user.name, "")],
        "may_decide": found.is_open and services.can_decide(reset=found, by=request.user),
        "may_withdraw": found.is_open and found.asked_by_id == request.user.pk,
    }
    return render(request, "security/reset.html", context)


@requires(Role.UNIT_HR, Role.ADMINISTRATOR)
@require_POST
@operation
def reset_decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Confirm, refuse or withdraw."""
    if act not in ACTS:
        raise Http404
    service, words = ACTS[act]
    service(reset=_visible(request, pk), by=request.user)
    messages.success(request, _(words))
    return redirect("account_reset", pk)


def _visible(request: HttpRequest, pk: int) -> FactorReset:
    found = FactorReset.objects.visible_to(request.user).select_related("user", "scope", "asked_by", "decided_by")
    return get_object_or_404(found, pk=pk)
