"""The unit tree: looking, searching, and changing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.core import clock
from bangkom.core.access import requires
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, Role
from bangkom.core.models.agencies import within
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.people import queries, services
from bangkom.people.models import READERS, OrgUnit, UnitMerge
from bangkom.people.policies import may_shape
from bangkom.people.unit_forms import CloseForm, MergeForm, MoveForm, NewUnitForm, RenameForm, TreeForm
from bangkom.people.views.sections import agency_of, section_tabs


@requires(*READERS)
def unit_tree(request: HttpRequest) -> HttpResponse:
    """The units as a tree with numbers of employees, or those that a word finds. As of a day, today by default."""
    agency = agency_of(request)
    form = TreeForm(request.GET)
    asked = form.asked()
    found = []
    if asked["text"]:
        found = queries.find_units(OrgUnit.objects.visible_to(request.user).filter(agency=agency), asked["text"])
    roots = [] if asked["text"] else queries.unit_tree(request.user, agency, asked["day"])
    context = {
        "form": form,
        "found": found,
        "roots": roots,
        "total": sum(node.total for node in roots),
        "day": asked["day"] if asked["day"] and asked["day"] != clock.today(agency) else None,
        "may_open_top": agency in request.user.agencies_as(Role.ADMINISTRATOR),
        "sections": section_tabs(request, "units"),
    }
    return render(request, "people/units.html", context)


def visible_unit(request: HttpRequest, unit_id: int) -> OrgUnit:
    units = OrgUnit.objects.visible_to(request.user).select_related("scope", "agency", "parent", "successor")
    return get_object_or_404(units, pk=unit_id)


def own_unit(request: HttpRequest, unit_id: int) -> OrgUnit:
    """A unit that the account may change; 404 where it may not even see it."""
    unit = visible_unit(request, unit_id)
    if not may_shape(request.user, unit.scope):
        raise PermissionDenied
    return unit


def units_shaped(request: HttpRequest, agency: Agency) -> QuerySet[OrgUnit]:
    """The units under which an account may put others."""
    paths = queries.parts_shaped(request.user, agency)
    return queries.visible_units(request.user, agency).filter(within(paths, "scope__path"))


@requires(*READERS)
def unit_detail(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: where it stands, who leads and works there, what it was called, who holds roles over it."""
    unit = visible_unit(request, unit_id)
    page = queries.unit_page(request.user, unit)
    note_reads(request, {posting.employee.person_id for posting in (*page.heads, *page.beside)})
    merge = UnitMerge.objects.visible_to(request.user).filter(source=unit, undone_at=None).order_by("-pk").first()
    context = {
        "unit": unit,
        "page": page,
        "history": queries.history_of(unit),
        "undoable": merge if merge and services.may_be_undone(merge) else None,
        "crumbs": crumbs(unit, page.path),
    }
    return render(request, "people/unit.html", context)


def crumbs(unit: OrgUnit, path: list[OrgUnit], last: str = "") -> list[tuple[str, str]]:
    above = [(each.name, reverse("people:unit", args=[each.pk])) for each in path]
    own = (unit.name, reverse("people:unit", args=[unit.pk]) if last else "")
    return [(_("Unit kerja"), reverse("people:units")), *above, own, *([(last, "")] if last else [])]


@requires(Role.ADMINISTRATOR)
@operation
def unit_new(request: HttpRequest, parent_id: int | None = None) -> HttpResponse:
    """A unit under another, or a new perangkat daerah."""
    parent = own_unit(request, parent_id) if parent_id else None
    agency = parent.agency if parent else agency_of(request)
    if parent is None and agency not in request.user.agencies_as(Role.ADMINISTRATOR):
        raise PermissionDenied
    form = NewUnitForm(request.POST or None, agency=agency)
    title = _("Unit baru di bawah %(name)s") % {"name": parent.name} if parent else _("Perangkat daerah baru")
    if request.method == "POST" and form.is_valid():
        values = {key: form.cleaned_data[key] for key in ("name", "code", "starts_on", "basis")}
        made = attempt(form, lambda: services.open_unit(agency=agency, parent=parent, by=request.user, **values))
        if made:
            messages.success(request, _("Unit %(name)s dibuat.") % {"name": made.name})
            return redirect("people:unit", made.pk)
    trail = crumbs(parent, [], title) if parent else [(_("Unit kerja"), reverse("people:units")), (title, "")]
    return page_of(request, form, title, trail, back=parent)


@requires(Role.ADMINISTRATOR)
@operation
def unit_rename(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = own_unit(request, unit_id)
    form = RenameForm(request.POST or None, agency=unit.agency, version=unit.version, initial={"name": unit.name})
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.rename_unit(unit=unit, by=request.user, **form.cleaned_data))
        if done:
            messages.success(request, _("Nama unit disimpan. Nama lama tetap tercatat."))
            return redirect("people:unit", unit.pk)
    return page_of(request, form, _("Ganti nama unit"), crumbs(unit, [], _("Ganti nama")), back=unit)


@requires(Role.ADMINISTRATOR)
@operation
def unit_move(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = own_unit(request, unit_id)
    may_top = unit.agency in request.user.agencies_as(Role.ADMINISTRATOR)
    targets = units_shaped(request, unit.agency).exclude(scope__path__startswith=unit.scope.path)
    if not may_top and not (unit.parent and may_shape(request.user, unit.parent.scope)):
        raise PermissionDenied  # the part one administers does not leave its place by one's own hand
    form = MoveForm(request.POST or None, agency=unit.agency, version=unit.version, units=targets, may_top=may_top)
    if request.method == "POST" and form.is_valid():
        values = {key: form.cleaned_data[key] for key in ("version", "starts_on", "basis")}
        place = form.cleaned_data["place"]
        if attempt(form, lambda: services.move_unit(unit=unit, parent=place, by=request.user, **values)):
            messages.success(request, _("Unit dipindahkan, dengan semua di bawahnya."))
            return redirect("people:unit", unit.pk)
    return page_of(request, form, _("Pindahkan unit"), crumbs(unit, [], _("Pindahkan")), back=unit)


@requires(Role.ADMINISTRATOR)
@operation
def unit_close(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = own_unit(request, unit_id)
    form = CloseForm(request.POST or None, agency=unit.agency, version=unit.version)
    form.fields["starts_on"].label = _("Tidak ada lagi sejak")
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.close_unit(unit=unit, by=request.user, **form.cleaned_data))
        if done:
            messages.success(request, _("Unit %(name)s ditutup. Riwayatnya tetap ada.") % {"name": unit.name})
            return redirect("people:unit", unit.pk)
    return page_of(request, form, _("Tutup unit"), crumbs(unit, [], _("Tutup")), back=unit)


@requires(Role.ADMINISTRATOR)
@operation
def unit_merge(request: HttpRequest, unit_id: int) -> HttpResponse:
    """First the numbers, then the act: the form with `sure` does it."""
    unit = own_unit(request, unit_id)
    targets = units_shaped(request, unit.agency).exclude(scope__path__startswith=unit.scope.path)
    form = MergeForm(request.POST or None, agency=unit.agency, version=unit.version, units=targets)
    preview, seen = None, ""
    if request.method == "POST" and form.is_valid():
        values = {key: form.cleaned_data[key] for key in ("version", "starts_on", "basis")}
        target = form.cleaned_data["place"]
        seen = f"{target.pk} {values['starts_on']}"
        if request.POST.get("sure") == seen:
            merge = attempt(form, lambda: services.merge_units(source=unit, target=target, by=request.user, **values))
            if merge:
                messages.success(request, _("Unit digabungkan. Anda bisa membatalkannya dalam 30 menit."))
                return redirect("people:unit", unit.pk)
        else:
            preview = services.preview_merge(source=unit, starts_on=values["starts_on"])
    target = form.cleaned_data["place"] if preview else None
    context = {"preview": preview, "unit": unit, "target": target, "seen": seen}
    trail = crumbs(unit, [], _("Gabungkan"))
    return page_of(request, form, _("Gabungkan unit"), trail, back=unit, template="people/unit_merge.html", **context)


@requires(Role.ADMINISTRATOR)
@require_POST
@operation
def unit_unmerge(request: HttpRequest, unit_id: int, merge_id: int) -> HttpResponse:
    unit = own_unit(request, unit_id)
    merges = UnitMerge.objects.visible_to(request.user).filter(source=unit)
    merge = get_object_or_404(merges, pk=merge_id)
    try:
        services.undo_merge(merge=merge, by=request.user)
        messages.success(request, _("Penggabungan dibatalkan. Pegawai dan unit di bawahnya kembali."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("people:unit", unit.pk)


def attempt(form: Form, act: Callable[[], Any]) -> Any:
    """What the act gives; a refusal becomes an error of the form and gives None."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def page_of(
    request: HttpRequest,
    form: Form,
    title: str,
    trail: list[tuple[str, str]],
    *,
    back: OrgUnit | None,
    template: str = "people/unit_form.html",
    **more: Any,
) -> HttpResponse:
    url = reverse("people:unit", args=[back.pk]) if back else reverse("people:units")
    context = {"form": form, "title": title, "crumbs": trail, "back_url": url, **more}
    return render(request, template, context, status=422 if form.errors else 200)
