"""Mitra: organisations with their accreditations, and people without NIP."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.core import clock, lists
from bangkom.core.access import requires
from bangkom.core.ids import grouped
from bangkom.core.lists import ListColumn
from bangkom.core.models import Agency, Role
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.core.serving import upload_response
from bangkom.people import queries, services
from bangkom.people.models import READERS, Accreditation, Affiliation, Organisation
from bangkom.people.partner_forms import (
    AccreditationForm,
    OrganisationFilter,
    OrganisationForm,
    PartnerFilter,
    PartnerForm,
    UsernameForm,
)
from bangkom.people.views.sections import agency_of
from bangkom.people.views.units import attempt

PER_PAGE = 50
KEEPERS = (Role.ADMINISTRATOR, Role.ORGANIZER)
ORGANISATION_COLUMNS = (
    ListColumn(gettext_lazy("Lembaga"), lambda each: each.name),
    ListColumn(gettext_lazy("Jenis"), lambda each: each.get_kind_display()),
    ListColumn(gettext_lazy("Kota"), lambda each: each.city),
    ListColumn(gettext_lazy("Orang"), lambda each: each.people),
)
PARTNER_COLUMNS = (
    ListColumn(gettext_lazy("Nama"), lambda each: each.person.full_name),
    ListColumn(gettext_lazy("Peran"), lambda each: each.role_title),
    ListColumn(gettext_lazy("Lembaga"), lambda each: str(each.organisation or "")),
    ListColumn(gettext_lazy("Punya akun"), lambda each: each.person.user_id is not None),
)


def may_keep(request: HttpRequest, agency: Agency) -> bool:
    """Partners belong to the whole agency: so do those who keep them."""
    return agency in request.user.agencies_as(*KEEPERS)


def tabs(current: str) -> list[dict[str, Any]]:
    pages = [("list", _("Lembaga")), ("people", _("Orang tanpa NIP"))]
    return [{"label": label, "url": reverse(f"partners:{name}"), "current": name == current} for name, label in pages]


def kept_agency(request: HttpRequest) -> Agency:
    agency = agency_of(request)
    if not may_keep(request, agency):
        raise PermissionDenied
    return agency


@requires(*READERS)
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Partners of the agency; above them the accreditations that end soon."""
    agency = agency_of(request)
    form = OrganisationFilter(request.GET)
    found = queries.organisations_of(request.user, agency, **form.asked())
    if file := lists.download(request, found, ORGANISATION_COLUMNS, name="mitra", title=_("Mitra")):
        return file
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("halaman")),
        "is_filtered": any(form.cleaned_data.values()),
        "ending": queries.ending_accreditations(request.user, agency),
        "today": clock.today(agency),
        "may_write": may_keep(request, agency),
        "tabs": tabs("list"),
    }
    return render(request, "people/organisations.html", context)


def organisation_seen(request: HttpRequest, pk: int, *, change: bool = False) -> Organisation:
    rows = Organisation.objects.visible_to(request.user).select_related("agency", "here")
    organisation = get_object_or_404(rows, pk=pk)
    if change and not may_keep(request, organisation.agency):
        raise PermissionDenied
    return organisation


@requires(*READERS)
def organisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What an organisation is, what it may hold until when, who of it is known."""
    organisation = organisation_seen(request, pk)
    today = clock.today(organisation.agency)
    people = queries.partners_of(request.user, organisation.agency).filter(organisation=organisation)
    note_reads(request, [each.person_id for each in people])
    context = {
        "organisation": organisation,
        "facts": [
            (_("Jenis lembaga"), organisation.get_kind_display()),
            (_("Nama pendek"), organisation.short_name),
            (_("Kota atau kabupaten"), organisation.city),
            (_("Alamat kantor"), organisation.address),
            (_("Kontak kantor"), organisation.contact),
            (_("Instansi di sini"), organisation.here.name if organisation.here else ""),
        ],
        "accreditations": [(each, each.state_on(today)) for each in organisation.accreditations.all()],
        "people": people,
        "history": queries.history_of(organisation),
        "may_write": may_keep(request, organisation.agency),
        "crumbs": [(_("Mitra"), reverse("partners:list")), (organisation.name, "")],
    }
    return render(request, "people/organisation.html", context)


@requires(*KEEPERS)
@operation
def organisation_new(request: HttpRequest) -> HttpResponse:
    agency = kept_agency(request)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {key: value for key, value in form.cleaned_data.items() if key != "version"}
        made = attempt(form, lambda: services.add_organisation(agency=agency, by=request.user, **values))
        if made:
            messages.success(request, _("%(name)s dicatat.") % {"name": made.name})
            return redirect("partners:detail", made.pk)
    return _page(request, form, _("Lembaga baru"), [], reverse("partners:list"))


@requires(*KEEPERS)
@operation
def organisation_change(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = organisation_seen(request, pk, change=True)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["version"] = values["version"] or 0
        act = lambda: services.change_organisation(organisation=organisation, by=request.user, **values)  # noqa: E731
        if attempt(form, act):
            messages.success(request, _("Data lembaga disimpan."))
            return redirect("partners:detail", pk)
    back = reverse("partners:detail", args=[pk])
    return _page(request, form, _("Ubah lembaga"), [(organisation.name, back)], back)


@requires(*KEEPERS)
@operation
def accreditation_save(request: HttpRequest, pk: int, accreditation_id: int | None = None) -> HttpResponse:
    """A new accreditation of an organisation, or one put right."""
    organisation = organisation_seen(request, pk, change=True)
    rows = organisation.accreditations.all()
    row = get_object_or_404(rows, pk=accreditation_id) if accreditation_id else None
    form = AccreditationForm(request.POST or None, request.FILES or None, instance=row)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        done = attempt(
            form,
            lambda: services.save_accreditation(
                organisation=organisation, accreditation=row, by=request.user, **values
            ),
        )
        if done:
            messages.success(request, _("Akreditasi disimpan."))
            return redirect("partners:detail", pk)
    back = reverse("partners:detail", args=[pk])
    title = _("Perbaiki akreditasi") if row else _("Akreditasi baru")
    return _page(request, form, title, [(organisation.name, back)], back)


@requires(*READERS)
def accreditation_paper(request: HttpRequest, pk: int, accreditation_id: int) -> HttpResponse:
    """The decree as it was stored."""
    rows = Accreditation.objects.visible_to(request.user).filter(organisation=pk).select_related("document")
    row = get_object_or_404(rows, pk=accreditation_id)
    if row.document is None:
        raise Http404
    return upload_response(row.document, name="akreditasi", download=False)


@requires(*READERS)
def partner_list(request: HttpRequest) -> HttpResponse:
    """People without NIP whom the agency keeps and who are with their organisation today."""
    agency = agency_of(request)
    form = PartnerFilter(request.GET)
    found = queries.partners_of(request.user, agency, **form.asked())
    title = _("Orang tanpa NIP")
    if file := lists.download(
        request, found, PARTNER_COLUMNS, name="orang-tanpa-nip", title=title, person=lambda each: each.person_id
    ):
        return file
    page = Paginator(found, PER_PAGE)
    page = page.get_page(request.GET.get("halaman"))
    note_reads(request, [each.person_id for each in page])
    context = {
        "form": form,
        "page": page,
        "is_filtered": any(form.cleaned_data.values()),
        "may_write": may_keep(request, agency),
        "tabs": tabs("people"),
    }
    return render(request, "people/partners.html", context)


def partner_seen(request: HttpRequest, pk: int, *, change: bool = False) -> Affiliation:
    rows = Affiliation.objects.visible_to(request.user).select_related("person__user", "organisation", "agency")
    row = get_object_or_404(rows, pk=pk)
    if change and not may_keep(request, row.agency):
        raise PermissionDenied
    return row


@requires(*READERS)
def partner_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person without NIP: of which organisation, as what, with which account."""
    row = partner_seen(request, pk)
    note_reads(request, [row.person_id])
    user = row.person.user
    active = user is not None and user.has_usable_password()
    context = {
        "row": row,
        "facts": [
            (_("Sebagai"), row.role_title),
            (_("Lembaga"), row.organisation.name if row.organisation else _("Perorangan")),
            (_("NIDN, NUPTK, atau nomor profesi"), row.lecturer_number),
            (_("Surel"), row.person.email),
            (_("Akun"), _("Aktif") if active else _("Diundang, belum masuk") if user else _("Belum diundang")),
            (_("Nama pengguna"), user.username if user else ""),
        ],
        "active": active,
        "history": queries.history_of(row.person),
        "may_write": may_keep(request, row.agency),
        "crumbs": [(_("Orang tanpa NIP"), reverse("partners:people")), (row.person.full_name, "")],
    }
    return render(request, "people/partner.html", context)


@requires(*KEEPERS)
@operation
def partner_new(request: HttpRequest) -> HttpResponse:
    """Somebody who teaches and has no NIP; whoever looks like somebody known is pointed out."""
    agency = kept_agency(request)
    form = PartnerForm(request.POST or None, user=request.user, agency=agency)
    if request.method == "POST" and form.is_valid():
        made = services.register_partner(agency=agency, by=request.user, **form.values())
        messages.success(request, _("%(name)s dicatat.") % {"name": made.person.full_name})
        return redirect("partners:person", made.pk)
    if not form.alike:
        del form.fields["sure"]
    return _page(request, form, _("Orang tanpa NIP baru"), [], reverse("partners:people"))


@requires(*KEEPERS)
@operation
def partner_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = partner_seen(request, pk, change=True)
    form = PartnerForm(request.POST or None, user=request.user, agency=row.agency, affiliation=row)
    if request.method == "POST" and form.is_valid():
        services.change_partner(affiliation=row, by=request.user, **form.values())
        messages.success(request, _("Data disimpan."))
        return redirect("partners:person", pk)
    back = reverse("partners:person", args=[pk])
    return _page(request, form, _("Ubah data"), [(row.person.full_name, back)], back)


@requires(*KEEPERS)
@operation
def partner_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A code for the person's account, under a name that is no NIP; shown this once."""
    row = partner_seen(request, pk, change=True)
    user = row.person.user
    username = user.username if user else services.suggested_username(row.person)
    form = UsernameForm(request.POST or None, initial={"username": username})
    if user is not None:
        form.fields["username"].disabled = True
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["username"]
        code = attempt(form, lambda: services.invite_partner(affiliation=row, username=name, by=request.user))
        if code:
            address = request.build_absolute_uri(reverse("core:accept_invitation"))
            context = {"row": row, "username": name, "code": grouped(code), "address": address}
            response = render(request, "people/partner_code.html", context)
            response["Cache-Control"] = "no-store"
            return response
    back = reverse("partners:person", args=[pk])
    return _page(request, form, _("Undang ke Bangkom"), [(row.person.full_name, back)], back)


def _page(request: HttpRequest, form: Form, title: str, path: list[tuple[str, str]], back: str) -> HttpResponse:
    crumbs = [(_("Mitra"), reverse("partners:list")), *path, (title, "")]
    context = {"form": form, "title": title, "crumbs": crumbs, "back_url": back}
    return render(request, "people/unit_form.html", context, status=422 if form.errors else 200)
