"""Employees whom an export no longer holds: who they are, and what became of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bangkom.core import lists
from bangkom.core.access import acting_agency, requires
from bangkom.core.lists import ListColumn
from bangkom.core.operations import operation
from bangkom.people.absence_forms import DecisionForm
from bangkom.people.models import ExportAbsence
from bangkom.people.policies import IMPORTERS
from bangkom.people.services.absences import decide_absence
from bangkom.people.views.employees import PER_PAGE
from bangkom.people.views.sections import section_tabs

DECIDED = "diputuskan"
COLUMNS = (
    ListColumn("NIP", lambda each: each.employee.number, 20),
    ListColumn(gettext_lazy("Nama"), lambda each: each.employee.person.full_name),
    ListColumn(gettext_lazy("Jabatan"), lambda each: each.employee.position.name),
    ListColumn(gettext_lazy("Unit kerja"), lambda each: each.employee.unit.name),
    ListColumn(gettext_lazy("Tidak ada sejak"), lambda each: each.since),
    ListColumn(gettext_lazy("Berkas"), lambda each: each.source_name),
    ListColumn(gettext_lazy("Keputusan"), lambda each: each.get_decision_display()),
    ListColumn(gettext_lazy("Alasan"), lambda each: each.reason),
)


def absences_for(request: HttpRequest) -> QuerySet[ExportAbsence]:
    """The flags that are asked for: standing ones, or those decided."""
    found = ExportAbsence.objects.visible_to(request.user)
    agency = acting_agency(request)
    if agency is not None:
        found = found.filter(employee__agency=agency)
    found = found.exclude(decision="") if request.GET.get("tampil") == DECIDED else found.standing()
    return found.select_related("employee__person", "employee__unit", "employee__position", "decided_by")


@requires(*IMPORTERS)
@operation
def absence_list(request: HttpRequest) -> HttpResponse:
    """Who was in no row of a whole export; several are decided at once."""
    found = absences_for(request)
    if file := lists.download(
        request,
        found,
        COLUMNS,
        name="tidak-ada-di-ekspor",
        title=_("Tidak ada lagi di ekspor"),
        person=lambda each: each.employee.person_id,
    ):
        return file
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("halaman"))
    form = DecisionForm(request.POST or None, absences=found)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["pegawai"]
        with transaction.atomic():
            for absence in chosen:
                decide_absence(
                    absence=absence,
                    decision=form.cleaned_data["keputusan"],
                    reason=form.cleaned_data["alasan"],
                    by=request.user,
                )
        words = ngettext("%(n)s pegawai diputuskan.", "%(n)s pegawai diputuskan.", len(chosen))
        messages.success(request, words % {"n": len(chosen)})
        return redirect("people:absences")
    decided = request.GET.get("tampil") == DECIDED
    context = {
        "form": form,
        "page": page,
        "shows_decided": decided,
        "tabs": [
            {"label": _("Perlu diputuskan"), "url": "?", "current": not decided},
            {
                "label": _("Sudah diputuskan"),
                "url": f"?tampil={DECIDED}",
                "current": request.GET.get("tampil") == DECIDED,
            },
        ],
        "sections": section_tabs(request, "imports"),
    }
    return render(request, "people/absences.html", context, status=422 if form.errors else 200)
