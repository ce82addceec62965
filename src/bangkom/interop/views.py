"""Pages of webhooks: who is told, what was sent, and why something was not."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.core.access import administered_agency, requires
from bangkom.core.errors import Refused
from bangkom.core.models import Event, Role
from bangkom.core.operations import operation
from bangkom.core.proofs import proved
from bangkom.interop import queries, services
from bangkom.interop.forms import WebhookForm
from bangkom.interop.models import Delivery, Webhook

administrators = requires(Role.ADMINISTRATOR)
PER_PAGE = 30


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Pengaturan"), reverse("console")), ("Webhook", reverse("interop:webhooks")), *last]


@administrators
@proved
@operation
def webhooks(request: HttpRequest) -> HttpResponse:
    """The receivers, and a form for a new one."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added, secret = services.add_webhook(
                agency=administered_agency(request), by=request.user, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error("url", str(refusal))
        else:
            return secret_page(request, added, secret)
    context = {"form": form, "webhooks": queries.webhooks(request.user), "crumbs": [*crumbs()[:1], ("Webhook", "")]}
    return render(request, "interop/webhooks.html", context, status=422 if form.errors else 200)


def secret_page(request: HttpRequest, found: Webhook, secret: str) -> HttpResponse:
    """The page that shows a fresh secret, this once."""
    response = render(request, "interop/secret.html", {"webhook": found, "secret": secret})
    response["Cache-Control"] = "no-store"
    return response


def visible(request: HttpRequest, pk: int) -> Webhook:
    return get_object_or_404(Webhook.objects.visible_to(request.user).select_related("agency"), pk=pk)


@administrators
@proved
@operation
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One receiver: what it is told, what was sent, what was not and why."""
    found = visible(request, pk)
    form = WebhookForm(request.POST or None, initial={"url": found.url, "kinds": found.kinds})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_webhook(webhook=found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("url", str(refusal))
        else:
            messages.success(request, _("Webhook disimpan."))
            return redirect("interop:webhook", pk)
    context = {
        "webhook": found,
        "form": form,
        "stopped": _(found.stopped_reason) if found.stopped_reason else "",
        "page": Paginator(found.deliveries.order_by("-pk"), PER_PAGE).get_page(request.GET.get("halaman")),
        "events": Event.objects.about(found).select_related("actor").order_by("-pk")[:20],
        "crumbs": crumbs((found.url, "")),
    }
    for delivery in context["page"]:
        delivery.reason_words = _(delivery.reason) if delivery.reason else ""
    return render(request, "interop/webhook.html", context, status=422 if form.errors else 200)


@administrators
@proved
@require_POST
@operation
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Test, rotate the secret, stop, start."""
    found = visible(request, pk)
    if act == "rahasia":
        return secret_page(request, found, services.rotate_secret(webhook=found, by=request.user))
    if act == "uji":
        services.send_test(webhook=found, by=request.user)
        messages.success(request, _("Pesan uji sedang dikirim. Hasilnya tampil di bawah dalam semenit."))
    elif act == "hentikan":
        services.stop_webhook(webhook=found, by=request.user)
        messages.success(request, _("Webhook dihentikan."))
    elif act == "jalankan":
        services.start_webhook(webhook=found, by=request.user)
        messages.success(request, _("Webhook berjalan lagi."))
    else:
        raise Http404
    return redirect("interop:webhook", pk)


@administrators
@proved
@require_POST
@operation
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message once more."""
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user).select_related("webhook__agency"), pk=pk)
    services.redeliver(delivery=delivery, by=request.user)
    messages.success(request, _("Pesan ini dikirim sekali lagi."))
    return redirect("interop:webhook", delivery.webhook_id)
