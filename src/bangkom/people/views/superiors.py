"""Atasan langsung of one employee: who, why, and naming another."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.core.access import requires
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.people import queries
from bangkom.people.models import Employee
from bangkom.people.models.superiors import ACTIVE, STRUCTURAL, superiors_of
from bangkom.people.policies import IMPORTERS, can_import_employees
from bangkom.people.services.superiors import forget_superior, name_superior
from bangkom.people.team_forms import SuperiorForm
from bangkom.people.views.employees import visible_employee

MOST_FOUND = 20


@requires(*IMPORTERS)
@operation
def superior(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Search somebody of the same agency, choose, say on which grounds."""
    employee = visible_employee(request, employee_id)
    if not can_import_employees(request.user, employee.unit.scope):
        raise PermissionDenied
    note_reads(request, [employee.person_id])
    found = superiors_of([employee])[employee.pk]
    text = request.GET.get("cari", "")[:100]
    offered = _offered(request.user, employee, found.candidates, text)
    form = SuperiorForm(request.POST or None, offered=offered, is_named=found.way == "named")
    if request.method == "POST" and form.is_valid():
        try:
            _save(employee, form, request)
        except Refused as refusal:
            form.add_error("superior", str(refusal))
        else:
            messages.success(request, _("Atasan langsung %(name)s disimpan.") % {"name": employee.person.name})
            return redirect("people:detail", employee.pk)
    back = reverse("people:detail", args=[employee.pk])
    context = {
        "employee": employee,
        "found": found,
        "text": text,
        "form": form,
        "former": employee.named_superiors.select_related("superior__person", "named_by").order_by("-valid_from"),
        "crumbs": [
            (_("Pegawai"), reverse("people:list")),
            (employee.person.name, back),
            (_("Atasan langsung"), ""),
        ],
    }
    return render(request, "people/superior.html", context, status=422 if form.errors else 200)


def _offered(by: User, employee: Employee, candidates: list[Employee], text: str) -> list[Employee]:
    """The candidates of the tree, and whom the search finds in active service of the agency.

    These are the people one keeps, and whoever heads a unit anywhere: that is no secret within an agency.
    """
    found = {each.pk: each for each in candidates}
    if text.strip():
        known = Q(pk__in=Employee.objects.visible_to(by).order_by().values("pk")) | Q(position__group__in=STRUCTURAL)
        colleagues = Employee.objects.filter(known, agency=employee.agency_id, employment_state=ACTIVE)
        colleagues = colleagues.exclude(pk=employee.pk)
        by_name = queries.filtered(colleagues, text=text).order_by().values("pk")
        hits = colleagues.filter(Q(pk__in=by_name) | Q(position__name__icontains=text.strip()))
        hits = hits.select_related("person", "position", "unit")
        found |= {each.pk: each for each in hits.order_by("person__name")[:MOST_FOUND]}
    return list(found.values())


def _save(employee: Employee, form: SuperiorForm, request: HttpRequest) -> None:
    reason = form.cleaned_data["reason"]
    if form.chosen is None:
        forget_superior(employee=employee, reason=reason, by=request.user)
    else:
        name_superior(employee=employee, superior=form.chosen, reason=reason, by=request.user)
