"""Mutasi, rangkap, Plt and Plh on an employee's page, and mending what was entered wrongly."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.core import clock
from bangkom.core.access import requires
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.people import queries, services
from bangkom.people.models import Employee, Position, Posting
from bangkom.people.policies import IMPORTERS, can_import_employees
from bangkom.people.posting_forms import AddPostingForm, CorrectForm, EndForm, PlaceForm, TransferForm
from bangkom.people.views.employees import visible_employee
from bangkom.people.views.units import attempt


def kept_employee(request: HttpRequest, employee_id: int) -> Employee:
    """An employee whose record the account keeps."""
    employee = visible_employee(request, employee_id)
    note_reads(request, [employee.person_id])
    if not can_import_employees(request.user, employee.unit.scope):
        raise PermissionDenied
    return employee


def position_named(form: PlaceForm, employee: Employee) -> Position:
    return services.ensure_position(agency=employee.agency, **form.named_position())


@requires(*IMPORTERS)
@operation
def transfer(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Mutasi from a day on, today or later."""
    employee = kept_employee(request, employee_id)
    units = queries.visible_units(request.user, employee.agency)
    form = TransferForm(request.POST or None, employee=employee, units=units)
    if request.method == "POST" and form.is_valid():
        values = {key: form.cleaned_data[key] for key in ("version", "grade", "starts_on", "basis")}
        values |= {"unit": form.cleaned_data["place"], "position": position_named(form, employee)}
        done = attempt(form, lambda: services.transfer(employee=employee, by=request.user, **values))
        if done:
            planned = values["starts_on"] > clock.today(employee.agency)
            messages.success(request, _("Rencana mutasi disimpan.") if planned else _("Mutasi disimpan."))
            return _after(request, employee)
    return _page(request, form, employee, _("Mutasi"))


def _after(request: HttpRequest, employee: Employee) -> HttpResponse:
    """Back to the employee's page, or to the list where somebody has just moved out of the own reach."""
    if queries.employees_of(request.user, None).filter(pk=employee.pk).exists():
        return redirect("people:detail", employee.pk)
    return redirect("people:list")


@requires(*IMPORTERS)
@operation
def posting_new(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Rangkap, Plt or Plh."""
    employee = kept_employee(request, employee_id)
    units = queries.visible_units(request.user, employee.agency)
    form = AddPostingForm(request.POST or None, employee=employee, units=units)
    if request.method == "POST" and form.is_valid():
        values = {key: form.cleaned_data[key] for key in ("version", "kind", "starts_on", "ends_on", "basis")}
        values |= {"unit": form.cleaned_data["place"], "position": position_named(form, employee)}
        if attempt(form, lambda: services.add_posting(employee=employee, by=request.user, **values)):
            messages.success(request, _("Penugasan disimpan."))
            return redirect("people:detail", employee.pk)
    return _page(request, form, employee, _("Tambah rangkap, Plt, atau Plh"))


@requires(*IMPORTERS)
@operation
def posting_correct(request: HttpRequest, employee_id: int, posting_id: int) -> HttpResponse:
    """Mend a posting, with the reason."""
    employee = kept_employee(request, employee_id)
    posting = get_object_or_404(employee.postings.select_related("unit", "position"), pk=posting_id)
    units = queries.visible_units(request.user, employee.agency)
    form = CorrectForm(request.POST or None, employee=employee, posting=posting, units=units)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        values = {
            "version": clean["version"],
            "unit": clean["place"],
            "position": position_named(form, employee),
            "grade": clean["grade"],
            "valid_from": clean["starts_on"],
            "valid_until": clean["valid_until"],
            "reason": clean["basis"],
        }
        if attempt(form, lambda: services.correct_posting(posting=posting, by=request.user, **values)):
            messages.success(request, _("Riwayat jabatan diperbaiki."))
            return _after(request, employee)
    return _page(request, form, employee, _("Perbaiki riwayat jabatan"))


@requires(*IMPORTERS)
@operation
def posting_end(request: HttpRequest, employee_id: int, posting_id: int) -> HttpResponse:
    """End a rangkap, Plt or Plh; or drop a mutasi that has not come yet."""
    employee = kept_employee(request, employee_id)
    posting = get_object_or_404(employee.postings.select_related("unit", "position"), pk=posting_id)
    planned = posting.kind == Posting.Kind.DEFINITIVE
    form = EndForm(request.POST or None, agency=employee.agency, version=employee.version, planned=planned)
    if request.method == "POST" and form.is_valid():
        values = {"version": form.cleaned_data["version"], "reason": form.cleaned_data["basis"], "by": request.user}
        if planned:
            done = attempt(form, lambda: services.cancel_transfer(posting=posting, **values))
        else:
            last_day = form.cleaned_data["starts_on"]
            done = attempt(form, lambda: services.end_posting(posting=posting, last_day=last_day, **values))
        if done:
            messages.success(request, _("Rencana mutasi dibatalkan.") if planned else _("Penugasan diakhiri."))
            return redirect("people:detail", employee.pk)
    title = _("Batalkan rencana mutasi") if planned else _("Akhiri penugasan")
    return _page(request, form, employee, title, lead=str(posting))


def _page(request: HttpRequest, form: EndForm | PlaceForm, employee: Employee, title: str, **more: str) -> HttpResponse:
    back = reverse("people:detail", args=[employee.pk])
    trail = [(_("Pegawai"), reverse("people:list")), (employee.person.name, back), (title, "")]
    context = {"form": form, "title": title, "crumbs": trail, "back_url": back, **more}
    return render(request, "people/unit_form.html", context, status=422 if form.errors else 200)
