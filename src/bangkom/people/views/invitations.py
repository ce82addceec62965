"""Codes with which employees open their account."""

from __future__ import annotations

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bangkom.core import lists
from bangkom.core.access import acting_agency, requires
from bangkom.core.errors import Refused
from bangkom.core.ids import grouped
from bangkom.core.lists import ListColumn
from bangkom.core.operations import operation
from bangkom.people import queries, services
from bangkom.people.forms import FilterForm, InviteForm
from bangkom.people.models import Employee
from bangkom.people.policies import IMPORTERS, can_invite
from bangkom.people.views.employees import PER_PAGE, visible_employee
from bangkom.people.views.sections import section_tabs

COLUMNS = (
    ListColumn("NIP", lambda each: each.number, 20),
    ListColumn(gettext_lazy("Nama"), lambda each: each.person.full_name),
    ListColumn(gettext_lazy("Jabatan"), lambda each: each.position.name),
    ListColumn(gettext_lazy("Unit kerja"), lambda each: each.unit.name),
    ListColumn(
        gettext_lazy("Akun"), lambda each: _("Diundang, belum masuk") if each.person.user_id else _("Belum diundang")
    ),
)


@requires(*IMPORTERS)
@operation
def invitations(request: HttpRequest) -> HttpResponse:
    """Tick employees who cannot sign in yet; their codes are on the answer, this once."""
    agency = acting_agency(request)
    filter_form = FilterForm(request.GET, user=request.user, agency=agency)
    found = queries.filtered(queries.employees_of(request.user, agency), **filter_form.criteria())
    found = queries.invitable(found).order_by("person__name", "pk")
    title = _("Belum punya akun aktif")
    if file := lists.download(
        request, found, COLUMNS, name="tanpa-akun", title=title, person=lambda each: each.person_id
    ):
        return file
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("halaman"))
    form = None
    if request.method == "POST":
        form = InviteForm(request.POST, ids=[employee.pk for employee in page])
        if form.is_valid():
            chosen = queries.by_ids(found, form.cleaned_data["pegawai"])
            response = render(request, "people/invitation_codes.html", _codes(request, chosen))
            response["Cache-Control"] = "no-store"  # neither browser nor stored reply keeps the codes
            return response
    context = {
        "form_filter": filter_form,
        "page": page,
        "form": form,
        "letter_ids": list(found.values_list("pk", flat=True)[: queries.MOST_LETTERS_AT_ONCE + 1]),
        "most_letters": queries.MOST_LETTERS_AT_ONCE,
        "sections": section_tabs(request, "invitations"),
    }
    return render(request, "people/invitations.html", context, status=422 if form is not None else 200)


@requires(*IMPORTERS)
@require_POST
@operation
def lost_password(request: HttpRequest, employee_id: int) -> HttpResponse:
    """A code for somebody who has forgotten the password and has no mail to reset it by."""
    employee = visible_employee(request, employee_id)
    context = _codes(request, [employee], give=services.replace_lost_password)
    response = render(request, "people/invitation_codes.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _codes(
    request: HttpRequest, chosen: list[Employee], give: Callable[..., str] = services.invite_employee
) -> dict[str, object]:
    codes, failed = [], []
    for employee in chosen:
        if not can_invite(request.user, employee.unit.scope):
            continue
        try:
            codes.append((employee, grouped(give(employee=employee, by=request.user))))
        except Refused as refusal:
            failed.append((employee, str(refusal)))
    address = request.build_absolute_uri(reverse("core:accept_invitation"))
    words = _("%(name)s: buka %(address)s, isi NIP %(number)s dan kode %(code)s.")
    text = "\n".join(
        words % {"name": e.person.name, "address": address, "number": e.number, "code": code} for e, code in codes
    )
    crumbs = [
        (_("Pegawai"), reverse("people:list")),
        (_("Undangan akun"), reverse("people:invitations")),
        (_("Kode undangan"), ""),
    ]
    return {"codes": codes, "failed": failed, "address": address, "text": text, "crumbs": crumbs}
