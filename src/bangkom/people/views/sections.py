"""The tabs that join the pages about people."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.core.access import acting_agency
from bangkom.core.models import GIVES, Agency
from bangkom.people.models import READERS
from bangkom.people.policies import IMPORTERS


def agency_of(request: HttpRequest) -> Agency:
    """The agency acted for; for somebody who acts as a learner, the first whose people are read."""
    agency = acting_agency(request)
    if agency is not None:
        return agency
    return next(each.scope.agency for each in request.user.assignments_now if each.role in READERS)


def section_tabs(request: HttpRequest, current: str) -> list[dict[str, object]]:
    """List and units for every reader; import and invitations for those who keep the data."""
    sections = [("list", _("Daftar")), ("units", _("Unit kerja")), ("positions", _("Jabatan"))]
    if request.user.has_role(*IMPORTERS):
        sections += [("imports", _("Impor")), ("invitations", _("Undangan akun"))]
    tabs = [{"label": label, "url": reverse(f"people:{name}"), "current": name == current} for name, label in sections]
    if request.user.has_role(*GIVES):
        tabs.append({"label": _("Peran dan akses"), "url": reverse("roles:list"), "current": False})
    return tabs
