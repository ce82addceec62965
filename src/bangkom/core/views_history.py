"""Riwayat perubahan: of the whole agency, and of one object; the state of the sealed chain and its checkpoints."""

import datetime as dt

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bangkom.core import background, chain_state, checkpoints, clock, history
from bangkom.core.access import acting_agency, requires
from bangkom.core.formatting import format_moment
from bangkom.core.models import Agency, Checkpoint, Event, EventSeal, Role
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.core.sealing import SYSTEM_CHAIN
from bangkom.core.spreadsheets import Column, write_xlsx

PER_PAGE = 50
MOST_EXPORTED = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READERS = (Role.ADMINISTRATOR, Role.ORGANIZER, Role.UNIT_HR, Role.LEADER, Role.TRAINER, Role.OPERATOR)
POINTS_SHOWN = 20


class HistoryFilter(forms.Form):
    """The filter above the agency's history; every part may be empty, nonsense is passed over."""

    pelaku = forms.CharField(label=gettext_lazy("Nama pelaku"), required=False, max_length=100)
    jenis = forms.ChoiceField(label=gettext_lazy("Tentang"), required=False)
    cara = forms.ChoiceField(label=gettext_lazy("Cara"), required=False)
    dari = forms.DateField(
        label=gettext_lazy("Dari tanggal"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    sampai = forms.DateField(
        label=gettext_lazy("Sampai tanggal"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted((str(kind.label), name) for name, kind in history.kinds().items())
        self.fields["jenis"].choices = [("", _("Semua")), *((name, label) for label, name in kinds)]
        self.fields["cara"].choices = [("", _("Semua")), *Event.Way.choices]

    def narrowed(self, events: QuerySet[Event], agency: Agency | None) -> QuerySet[Event]:
        self.full_clean()
        clean = self.cleaned_data
        if clean.get("pelaku"):
            events = events.filter(actor__name__icontains=clean["pelaku"])
        if clean.get("jenis"):
            events = events.filter(subject_type=clean["jenis"])
        if clean.get("cara"):
            events = events.filter(way=clean["cara"])
        if clean.get("dari"):
            events = events.filter(occurred_at__gte=clock.instant(clean["dari"], dt.time(0), agency))
        if clean.get("sampai"):
            after = clean["sampai"] + dt.timedelta(days=1)
            events = events.filter(occurred_at__lt=clock.instant(after, dt.time(0), agency))
        return events


def chosen(request: HttpRequest) -> tuple[HistoryFilter, QuerySet[Event]]:
    agency = acting_agency(request)
    form = HistoryFilter(request.GET)
    events = Event.objects.visible_to(request.user).select_related("actor", "agency").order_by("-pk")
    return form, form.narrowed(events, agency)


@requires(Role.ADMINISTRATOR, Role.ORGANIZER)
def agency_history(request: HttpRequest) -> HttpResponse:
    """Riwayat perubahan of the agency, newest first: who, what about, by which way, in which period."""
    form, events = chosen(request)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "form_filter": form,
        "page": page,
        "entries": history.entries(page.object_list, with_values=False, user=request.user),
        "is_filtered": any(form.cleaned_data.values()),
    }
    with timezone.override(clock.zone_of(acting_agency(request))):
        return render(request, "core/history.html", context)


@requires(Role.ADMINISTRATOR, Role.ORGANIZER)
def history_export(request: HttpRequest) -> HttpResponse:
    """The history as filtered, as a workbook: the newest acts, at most as many as a person can read."""
    _form, events = chosen(request)
    headers = [Column(_("Waktu"), 36), Column(_("Pelaku"), 30), Column(_("Perbuatan"), 60), _("Tentang"), _("Cara")]
    rows = (
        [
            format_moment(event.occurred_at, "pendek"),
            event.actor.name if event.actor else _("sistem"),
            event.sentence,
            str(kind.label) if (kind := history.kinds().get(event.subject_type)) else "",
            str(event.get_way_display()) if event.way else "",
        ]
        for event in events[:MOST_EXPORTED].iterator(chunk_size=2000)
    )
    content = write_xlsx(headers, rows, sheet=_("Riwayat perubahan"))
    headers_sent = {"Content-Disposition": 'attachment; filename="riwayat-perubahan.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers_sent)


@requires(*READERS)
def object_history(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Riwayat perubahan of one object: who, when, what was changed from what to what."""
    if kind not in history.kinds():
        raise Http404
    subject = get_object_or_404(history.readable(request.user, kind), pk=pk)
    known = history.kinds()[kind]
    if known.person:
        note_reads(request, [known.person(subject)])
    page = Paginator(history.events_for(request.user, subject), PER_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "kind": known.label,
        "subject": subject,
        "page": page,
        "entries": history.entries(page.object_list),
        "crumbs": [
            (str(subject), known.page(subject) if known.page else ""),
            (_("Riwayat perubahan"), ""),
        ],
    }
    with timezone.override(clock.zone_of(acting_agency(request))):
        return render(request, "core/object_history.html", context)


# --- the sealed chain ---------------------------------------------------------------------------------------------


@requires(Role.ADMINISTRATOR, Role.OPERATOR)
def chain(request: HttpRequest) -> HttpResponse:
    """Segel riwayat: how far the own chains go, whether they hold, the last checkpoints."""
    names = own_chains(request)
    states = [
        {
            "name": name,
            "chain": key,
            "last": EventSeal.objects.filter(chain=key).order_by("-sequence").first(),
            "waiting": Event.objects.filter(agency_id=None if key == SYSTEM_CHAIN else int(key), seal=None).count(),
            "check": chain_state.last_check(key),
            "points": Checkpoint.objects.visible_to(request.user).filter(chain=key)[:POINTS_SHOWN],
        }
        for key, name in names.items()
    ]
    context = {
        "states": states,
        "keys": sorted(checkpoints.public_keys()),
        "crumbs": [(_("Pengaturan"), reverse("console")), (_("Segel riwayat"), "")],
    }
    with timezone.override(clock.zone_of(acting_agency(request))):
        return render(request, "core/chain.html", context)


def own_chains(request: HttpRequest) -> dict[str, str]:
    """The chains whose state an account may see, with the name of their agency."""
    agencies = request.user.agencies_as(Role.ADMINISTRATOR, Role.OPERATOR)
    names = {str(agency.pk): agency.name for agency in agencies}
    if request.user.has_role(Role.OPERATOR):
        names[SYSTEM_CHAIN] = _("Sistem (masuk, akun, instansi)")
    return names


@requires(Role.ADMINISTRATOR, Role.OPERATOR)
@require_POST
@operation
def chain_check(request: HttpRequest) -> HttpResponse:
    """Ask for a check now; the worker does it, the page tells the outcome."""
    background.enqueue("core.check_audit")
    return redirect(f"{reverse('core:chain')}?diperiksa=1")


@requires(Role.ADMINISTRATOR, Role.OPERATOR)
def chain_points(request: HttpRequest) -> HttpResponse:
    """The signed checkpoints of the own chains as a small file, to keep elsewhere."""
    names = own_chains(request)
    rows = Checkpoint.objects.visible_to(request.user).filter(chain__in=names).order_by("chain", "sequence")
    content = checkpoints.as_file([(checkpoints.point_of(row), row.signature) for row in rows], names)
    day = clock.today(acting_agency(request)).isoformat()
    headers = {"Content-Disposition": f'attachment; filename="titik-periksa-{day}.json"'}
    return HttpResponse(content, content_type="application/json", headers=headers)
