from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.core.access import requires
from bangkom.core.operations import operation
from bangkom.notices import services
from bangkom.notices.models import KEEPERS, Delivery, Notice

PER_PAGE = 50


def notice_list(request: HttpRequest) -> HttpResponse:
    """Pemberitahuan: what one was told, newest first, and whether it also went out by mail."""
    notices = Notice.objects.visible_to(request.user).prefetch_related("deliveries")
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("halaman"))
    return render(request, "notices/list.html", {"page": page, "may_look_up": request.user.has_role(*KEEPERS)})


def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go to the page a notice speaks of; having gone there is having read it."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=notice_id)
    services.mark_read(recipient=request.user, notice=notice)
    return redirect(notice.url or "notices:list")


@require_POST
@operation
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_read(recipient=request.user)
    messages.success(request, _("Semua pemberitahuan ditandai sudah dibaca."))
    return redirect("notices:list")


@requires(*KEEPERS)
def delivery_list(request: HttpRequest) -> HttpResponse:
    """Why a message did or did not reach one of the people of one's scope. Never what it said."""
    deliveries = Delivery.objects.visible_to(request.user).select_related("notice__recipient").order_by("-at", "-pk")
    chosen = request.GET.get("keadaan", "")
    tabs = [{"label": _("Semua"), "url": "?", "current": chosen not in Delivery.State}]
    for state in Delivery.State:
        tabs.append({"label": state.label, "url": f"?keadaan={state.value}", "current": chosen == state})
    if chosen in Delivery.State:
        deliveries = deliveries.filter(state=chosen)
    page = Paginator(deliveries, PER_PAGE).get_page(request.GET.get("halaman"))
    crumbs = [(_("Pemberitahuan"), reverse("notices:list")), (_("Pengiriman surel"), "")]
    return render(request, "notices/deliveries.html", {"page": page, "tabs": tabs, "crumbs": crumbs})
