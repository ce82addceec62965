from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bangkom.core import lists
from bangkom.core.access import administered_agency, requires
from bangkom.core.errors import Refused
from bangkom.core.lists import ListColumn
from bangkom.core.models import Role
from bangkom.core.operations import operation
from bangkom.notices import services, texts
from bangkom.notices.forms import TextForm
from bangkom.notices.models import KEEPERS, AgencyText, Delivery, Notice

PER_PAGE = 50
DELIVERY_COLUMNS = (
    ListColumn(gettext_lazy("Kepada"), lambda each: str(each.notice.recipient)),
    ListColumn(gettext_lazy("Waktu"), lambda each: timezone.localtime(each.at)),
    ListColumn(gettext_lazy("Keadaan"), lambda each: each.get_state_display()),
    ListColumn(gettext_lazy("Sebab"), lambda each: str(each.reason_text or "")),
)


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
    told = [(_("Keadaan"), str(Delivery.State(chosen).label) if chosen in Delivery.State else "")]
    title = _("Pengiriman surel")
    if file := lists.download(
        request, deliveries, DELIVERY_COLUMNS, name="pengiriman", title=title, personal=True, filters=told
    ):
        return file
    page = Paginator(deliveries, PER_PAGE).get_page(request.GET.get("halaman"))
    crumbs = [(_("Pemberitahuan"), reverse("notices:list")), (_("Pengiriman surel"), "")]
    return render(request, "notices/deliveries.html", {"page": page, "tabs": tabs, "crumbs": crumbs})


@requires(Role.ADMINISTRATOR)
def text_list(request: HttpRequest) -> HttpResponse:
    """Every kind of notice to participants: when it is sent, and what it says in this agency."""
    agency = administered_agency(request)
    own = {row.kind: row for row in AgencyText.objects.visible_to(request.user).filter(agency=agency)}
    rows = []
    for each in texts.TEXTS.values():
        row = own.get(each.kind)
        words = row.text_id if row is not None and row.text_id else _(each.message)
        is_own = row is not None and bool(row.text_id or row.text_en)
        rows.append({"text": each, "words": texts.preview(words), "is_own": is_own})
    crumbs = [(_("Pengaturan"), reverse("console")), (_("Teks pemberitahuan"), "")]
    return render(request, "notices/texts.html", {"rows": rows, "crumbs": crumbs})


@requires(Role.ADMINISTRATOR)
@operation
def text(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind of notice in the agency's own words, with what it will look like."""
    agency = administered_agency(request)
    if kind not in texts.TEXTS:
        raise Http404
    found = texts.TEXTS[kind]
    own = AgencyText.objects.visible_to(request.user).filter(agency=agency, kind=kind).first()
    form = TextForm(request.POST or None, text=found, own=own)
    if request.method == "POST" and form.is_valid():
        try:
            services.word_text(agency=agency, kind=kind, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Teks disimpan. Pemberitahuan yang sudah terkirim tidak berubah."))
            return redirect("notices:texts")
    crumbs = [
        (_("Pengaturan"), reverse("console")),
        (_("Teks pemberitahuan"), reverse("notices:texts")),
        (str(found.purpose), ""),
    ]
    places = [(f"{{{name}}}", *texts.PLACES[name]) for name in found.places]
    default = _(found.message)
    context = {"form": form, "text": found, "places": places, "crumbs": crumbs, "default": texts.preview(default)}
    return render(request, "notices/text.html", context, status=422 if form.errors else 200)
