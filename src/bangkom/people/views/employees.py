"""The list of employees, and one employee."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.core import clock, lists
from bangkom.core.access import acting_agency, requires
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_date
from bangkom.core.lists import ListColumn
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.people import queries, services
from bangkom.people.forms import EmployeeForm
from bangkom.people.labels import state_label
from bangkom.people.list_forms import ListForm
from bangkom.people.models import READERS, Employee
from bangkom.people.models.superiors import superiors_of
from bangkom.people.policies import IMPORTERS, can_import_employees
from bangkom.people.positions import rank_of
from bangkom.people.views.sections import agency_of, section_tabs

PER_PAGE = 50
SORTS = {"nama": "person__name", "nip": "number", "unit": "unit__name", "jabatan": "position__name"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


COLUMNS = (
    ListColumn("NIP", lambda each: each.number, 20),
    ListColumn(gettext_lazy("Nama"), lambda each: each.person.full_name),
    ListColumn(gettext_lazy("Status"), lambda each: each.status),
    ListColumn(gettext_lazy("Kedudukan hukum"), lambda each: state_label(each.employment_state)),
    ListColumn(gettext_lazy("Golongan"), lambda each: each.grade),
    ListColumn(gettext_lazy("Jabatan"), lambda each: each.position.name),
    ListColumn(gettext_lazy("Kelompok jabatan"), lambda each: each.position.get_group_display()),
    ListColumn(gettext_lazy("Unit kerja"), lambda each: each.unit.name),
    ListColumn(gettext_lazy("Perangkat daerah"), lambda each: (each.unit.parent or each.unit).name),
)


def xlsx_response(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _chosen(request: HttpRequest) -> tuple[ListForm, QuerySet[Employee] | queries.EmployeesOn]:
    agency = agency_of(request)
    form = ListForm(request.GET, user=request.user, agency=agency)
    criteria = form.criteria()
    if form.day and form.day != clock.today(agency):
        found = queries.EmployeesOn(request.user, agency, form.day).filtered(**criteria)
    else:
        found = queries.filtered(queries.employees_of(request.user, agency), **criteria)
    wanted = request.GET.get("urut", "nama")
    key = SORTS.get(wanted.removeprefix("-"), "person__name")
    return form, found.order_by(f"-{key}" if wanted.startswith("-") else key, "pk")


@requires(*READERS)
def employee_list(request: HttpRequest) -> HttpResponse:
    """50 a page, by name or NIP, unit with all below it, status, position group."""
    form, found = _chosen(request)
    if lists.wanted(request):
        return employee_export(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("halaman"))
    for employee in page:
        employee.state_name = state_label(employee.employment_state)
    note_reads(request, [employee.person_id for employee in page], filter=form.in_words())
    may_write = request.user.has_role(*IMPORTERS)
    is_filtered = any(form.cleaned_data.values())
    context = {
        "form_filter": form,
        "page": page,
        "may_write": may_write,
        "is_filtered": is_filtered,
        "sections": section_tabs(request, "list"),
    }
    return render(request, "people/list.html", context)


@requires(*READERS)
def employee_export(request: HttpRequest) -> HttpResponse:
    """The list as filtered, as a file: a workbook where nothing else is asked for."""
    form, found = _chosen(request)
    told = [(str(form.fields[key].label), str(value)) for key, value in form.cleaned_data.items() if value]
    return lists.as_file(
        request,
        found,
        COLUMNS,
        format=lists.wanted(request) or "xlsx",
        name="pegawai",
        title=_("Pegawai"),
        person=lambda each: each.person_id,
        filters=told,
    )


def visible_employee(request: HttpRequest, employee_id: int) -> Employee:
    return get_object_or_404(queries.employees_of(request.user, None).select_related("person__user"), pk=employee_id)


@requires(*READERS)
def employee_detail(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Who somebody is, where and as what, since when, and what was changed."""
    employee = visible_employee(request, employee_id)
    note_reads(request, [employee.person_id])
    context = {
        "employee": employee,
        "identity": _identity(employee),
        "postings": queries.postings_of(employee),
        "numbers": employee.numbers.order_by("-pk"),
        "history": queries.history_of(employee),
        "found": superiors_of([employee])[employee.pk],
        "may_write": can_import_employees(request.user, employee.unit.scope),
        "crumbs": [(_("Pegawai"), reverse("people:list")), (employee.person.name, "")],
    }
    return render(request, "people/detail.html", context)


def _identity(employee: Employee) -> list[tuple[str, str]]:
    person, position = employee.person, employee.position
    rank = rank_of(employee.grade)
    born = ", ".join(
        part for part in (person.birth_place, format_date(person.birth_date) if person.birth_date else "") if part
    )
    group = position.get_group_display()
    unit = employee.unit
    return [
        (_("Status"), employee.get_status_display()),
        (_("Kedudukan hukum"), state_label(employee.employment_state)),
        (_("Golongan"), f"{employee.grade} ({rank})" if rank else employee.grade),
        (_("Jabatan"), f"{position.name} ({group})" if group else position.name),
        (_("Unit kerja"), f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name),
        (_("TMT CPNS"), format_date(employee.hired_on) if employee.hired_on else ""),
        (_("Tempat, tanggal lahir"), born),
        (_("Jenis kelamin"), person.get_sex_display()),
        (_("Surel dinas"), person.email),
        (_("Akun"), _account(employee)),
    ]


def _account(employee: Employee) -> str:
    user = employee.person.user
    if user is None:
        return _("Belum diundang")
    return _("Aktif") if user.has_usable_password() else _("Diundang, belum masuk")


@requires(*IMPORTERS)
@operation
def employee_new(request: HttpRequest) -> HttpResponse:
    """One employee who is in no export yet."""
    agency = acting_agency(request)
    if agency is None:
        raise PermissionDenied
    form = EmployeeForm(request.POST or None, user=request.user, agency=agency)
    if request.method == "POST" and form.is_valid():
        employee = _try(form, lambda values: services.create_employee(agency=agency, by=request.user, **values), agency)
        if employee is not None:
            messages.success(request, _("%(name)s dicatat.") % {"name": employee.person.name})
            _warn_of_doubles(request, employee)
            return redirect("people:detail", employee.pk)
    context = {"form": form, "crumbs": [(_("Pegawai"), reverse("people:list")), (_("Pegawai baru"), "")]}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _warn_of_doubles(request: HttpRequest, employee: Employee) -> None:
    """One human being may have been recorded before, with another number or without one: said, not refused."""
    person = employee.person
    alike = queries.same_person(
        request.user, name=person.name, birth_date=person.birth_date, email=person.email, but=person.pk
    )
    if alike:
        names = ", ".join(each.full_name for each in alike)
        messages.warning(request, _("Mungkin orang ini sudah tercatat sebagai: %(names)s.") % {"names": names})


@requires(*IMPORTERS)
@operation
def employee_change(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Person and employment at once; a second editor is told, not overwritten."""
    employee = visible_employee(request, employee_id)
    if not can_import_employees(request.user, employee.unit.scope):
        raise PermissionDenied
    note_reads(request, [employee.person_id])
    agency = employee.agency
    form = EmployeeForm(request.POST or None, user=request.user, agency=agency, employee=employee)
    if request.method == "POST" and form.is_valid():
        saved = _try(
            form,
            lambda values: services.change_employee(employee=employee, by=request.user, **values),
            agency,
        )
        if saved is not None:
            messages.success(request, _("Data %(name)s disimpan.") % {"name": saved.person.name})
            return redirect("people:detail", employee.pk)
    back = reverse("people:detail", args=[employee.pk])
    crumbs = [(_("Pegawai"), reverse("people:list")), (employee.person.name, back), (_("Ubah"), "")]
    context = {"form": form, "employee": employee, "crumbs": crumbs}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _try(form: EmployeeForm, save: Any, agency: Any) -> Employee | None:
    """Save what the form holds; a refusal of the service becomes an error of the form."""
    values = dict(form.cleaned_data)
    name, group, echelon = (values.pop(key) for key in ("position", "group", "echelon"))
    values["position"] = services.ensure_position(agency=agency, name=name, group=group, echelon=echelon)
    if form.employee is None:
        values.pop("version")
    elif values["version"] is None:
        values["version"] = 0
    try:
        return save(values)
    except Refused as refusal:
        field = "number" if refusal.code in ("number_taken",) and "number" in form.fields else None
        form.add_error(field, str(refusal))
        return None
