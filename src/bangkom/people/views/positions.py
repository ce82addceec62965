"""Positions: the list, one position, and doubles made one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.core import lists
from bangkom.core.access import requires
from bangkom.core.errors import Refused
from bangkom.core.lists import ListColumn
from bangkom.core.models import Agency, Role
from bangkom.core.operations import operation
from bangkom.people import queries, services
from bangkom.people.models import READERS, Position
from bangkom.people.position_forms import MergeForm, PositionFilter, PositionForm
from bangkom.people.views.sections import agency_of, section_tabs
from bangkom.people.views.units import attempt

PER_PAGE = 50
SETS_SHOWN = 40
COLUMNS = (
    ListColumn(gettext_lazy("Jabatan"), lambda each: each.name),
    ListColumn(gettext_lazy("Kelompok jabatan"), lambda each: each.get_group_display()),
    ListColumn(gettext_lazy("Eselon"), lambda each: each.echelon),
    ListColumn(gettext_lazy("Jenjang"), lambda each: each.get_level_display()),
    ListColumn(gettext_lazy("Rumpun jabatan"), lambda each: each.family),
    ListColumn(gettext_lazy("Kelas"), lambda each: each.job_class),
    ListColumn(gettext_lazy("Pegawai"), lambda each: each.holders),
)
KEEPERS = (Role.ADMINISTRATOR, Role.ORGANIZER)


def may_keep(request: HttpRequest, agency: Agency) -> bool:
    """Positions belong to the whole agency: so do those who put them right."""
    return agency in request.user.agencies_as(*KEEPERS)


@requires(*READERS)
def position_list(request: HttpRequest) -> HttpResponse:
    """50 a page, with how many hold each."""
    agency = agency_of(request)
    form = PositionFilter(request.GET)
    found = queries.positions_of(request.user, agency, **form.asked())
    if file := lists.download(request, found, COLUMNS, name="jabatan", title=_("Jabatan")):
        return file
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("halaman")),
        "is_filtered": any(form.cleaned_data.values()),
        "may_write": may_keep(request, agency),
        "sections": section_tabs(request, "positions"),
    }
    return render(request, "people/positions.html", context)


@requires(*READERS)
def position_detail(request: HttpRequest, position_id: int) -> HttpResponse:
    """What is known of a position, what it was called in imports, and what was changed."""
    position = get_object_or_404(Position.objects.visible_to(request.user).select_related("agency"), pk=position_id)
    if position.merged_into_id:
        return redirect("people:position", position.merged_into_id)
    facts = [
        (_("Kelompok jabatan"), position.get_group_display()),
        (_("Eselon"), position.echelon),
        (_("Jenjang"), position.get_level_display()),
        (_("Rumpun jabatan"), position.family),
        (_("Kelas jabatan"), position.job_class or ""),
    ]
    context = {
        "position": position,
        "facts": facts,
        "holders": position.employees.count(),
        "doubles": position.doubles.order_by("name"),
        "history": queries.history_of(position),
        "may_write": may_keep(request, position.agency),
        "crumbs": [(_("Jabatan"), reverse("people:positions")), (position.name, "")],
    }
    return render(request, "people/position.html", context)


@requires(*KEEPERS)
@operation
def position_change(request: HttpRequest, position_id: int) -> HttpResponse:
    position = get_object_or_404(Position.objects.visible_to(request.user).in_use(), pk=position_id)
    if not may_keep(request, position.agency):
        raise PermissionDenied
    form = PositionForm(request.POST or None, instance=position)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version") or 0
        saved = attempt(
            form, lambda: services.change_position(position=position, version=version, by=request.user, **values)
        )
        if saved:
            messages.success(request, _("Data jabatan disimpan."))
            return redirect("people:position", position.pk)
    back = reverse("people:position", args=[position.pk])
    crumbs = [(_("Jabatan"), reverse("people:positions")), (position.name, back), (_("Ubah"), "")]
    context = {"form": form, "title": _("Ubah data jabatan"), "crumbs": crumbs, "back_url": back}
    return render(request, "people/unit_form.html", context, status=422 if form.errors else 200)


@requires(*KEEPERS)
@operation
def position_doubles(request: HttpRequest) -> HttpResponse:
    """Positions that look alike, or those a word finds: choose the one that stays, tick those that become it."""
    agency = agency_of(request)
    if not may_keep(request, agency):
        raise PermissionDenied
    filter_form = PositionFilter(request.GET)
    asked = filter_form.asked()
    found = queries.positions_of(request.user, agency, **asked)
    form = None
    if request.method == "POST":
        form = MergeForm(request.POST, ids=list(found.values_list("pk", flat=True)))
        if form.is_valid() and _merge(request, form):
            return redirect(f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path)
    sets = [list(found[:PER_PAGE])] if asked["text"] else queries.likely_doubles(found)
    context = {
        "form": form,
        "filter": filter_form,
        "sets": [each for each in sets if len(each) > 1][:SETS_SHOWN],
        "crumbs": [(_("Jabatan"), reverse("people:positions")), (_("Gabungkan yang kembar"), "")],
    }
    return render(request, "people/position_doubles.html", context, status=422 if form is not None else 200)


def _merge(request: HttpRequest, form: MergeForm) -> bool:
    rows = Position.objects.visible_to(request.user).in_bulk({form.cleaned_data["kept"], *form.cleaned_data["doubles"]})
    kept = rows.pop(form.cleaned_data["kept"])
    try:
        moved = services.merge_positions(kept=kept, doubles=list(rows.values()), by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    words = _("Digabungkan ke %(name)s. %(n)s pegawai memakai nama ini sekarang.")
    messages.success(request, words % {"name": kept.name, "n": moved})
    return True
