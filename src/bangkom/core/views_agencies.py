"""The agencies of an installation: an operator opens them, each keeps its own profile."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.core import agency_queries as queries
from bangkom.core import services
from bangkom.core.access import administered_agency, requires
from bangkom.core.agency_forms import AdministratorForm, NewAgencyForm, ProfileForm
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_moment
from bangkom.core.ids import grouped
from bangkom.core.models import Agency, Role, User
from bangkom.core.operations import operation


@requires(Role.ADMINISTRATOR)
@operation
def profile(request: HttpRequest) -> HttpResponse:
    """Name, office, time zone and colour of the agency one administers."""
    agency = administered_agency(request)
    form = ProfileForm(request.POST or None, instance=Agency.objects.get(pk=agency.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_agency(agency=agency, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Profil instansi disimpan."))
            return redirect("core:agency_profile")
    context = {"form": form, "crumbs": [(_("Pengaturan"), reverse("console")), (_("Profil instansi"), "")]}
    return render(request, "core/agency_profile.html", context, status=422 if form.errors else 200)


@requires(Role.OPERATOR)
def agencies(request: HttpRequest) -> HttpResponse:
    """Every agency of this installation, in figures only: an operator reads nobody's data."""
    context = {
        "agencies": queries.agencies_in_figures(),
        "crumbs": [(_("Pengaturan"), reverse("console")), (_("Instansi"), "")],
    }
    return render(request, "core/agencies.html", context)


@requires(Role.OPERATOR)
@operation
def agency_new(request: HttpRequest) -> HttpResponse:
    """A new agency; the reply shows its administrator's code, once."""
    form = NewAgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            agency, code = services.open_agency(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("code" if refusal.code == "code_taken" else "username", str(refusal))
        else:
            administrator = User.objects.get(username=form.cleaned_data["username"])
            return _code_page(request, agency, administrator, code)
    crumbs = [(_("Instansi"), reverse("core:agencies")), (_("Instansi baru"), "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "core/agency_new.html", context, status=422 if form.errors else 200)


@requires(Role.OPERATOR)
@operation
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """One agency: who administers it, who of them has not come in yet; the first one where there is none."""
    found = get_object_or_404(Agency.objects.visible_to(request.user), code=code)
    form = AdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, username = form.cleaned_data["administrator_name"], form.cleaned_data["username"]
        try:
            given = services.appoint_first_administrator(agency=found, name=name, username=username, by=request.user)
        except Refused as refusal:
            form.add_error("username", str(refusal))
        else:
            return _code_page(request, found, User.objects.get(username=username), given)
    figures = queries.agencies_in_figures(found)[0]
    context = {
        "shown": found,
        "figures": figures,
        "form": form,
        "facts": [
            (_("Kode"), found.code),
            (_("Jenis"), found.get_kind_display()),
            (_("Unit penyelenggara"), found.organizer_name),
            (_("Kegiatan terakhir"), format_moment(figures.last_act) if figures.last_act else _("Belum ada")),
        ],
        "administrators": queries.administrators_of(found),
        "crumbs": [(_("Instansi"), reverse("core:agencies")), (found.name, "")],
    }
    return render(request, "core/agency.html", context, status=422 if form.errors else 200)


@requires(Role.OPERATOR)
@require_POST
@operation
def agency_code(request: HttpRequest, code: str, user_id: int) -> HttpResponse:
    """A new code for an administrator who has not come in yet."""
    found = get_object_or_404(Agency.objects.visible_to(request.user), code=code)
    administrator = get_object_or_404(queries.administrators_of(found), pk=user_id)
    try:
        fresh = services.invite_administrator_again(agency=found, user=administrator, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("core:agency", code)
    return _code_page(request, found, administrator, fresh)


def _code_page(request: HttpRequest, found: Agency, administrator: User, code: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("core:accept_invitation"))
    words = _("%(name)s: buka %(address)s, isi nama pengguna %(username)s dan kode %(code)s.")
    values = {"name": administrator.name, "address": address, "username": administrator.username}
    context = {
        "shown": found,
        "administrator": administrator,
        "code": grouped(code),
        "text": words % (values | {"code": grouped(code)}),
        "crumbs": [(_("Instansi"), reverse("core:agencies")), (found.name, "")],
    }
    response = render(request, "core/agency_opened.html", context)
    response["Cache-Control"] = "no-store"
    return response
