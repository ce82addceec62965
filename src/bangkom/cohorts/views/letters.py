"""Codes of a first sign-in for many people at once: letters to print, lists for the units. Given once, kept nowhere."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bangkom.cohorts import letters
from bangkom.core.access import acting_agency, requires
from bangkom.core.errors import Refused
from bangkom.core.ids import grouped
from bangkom.core.operations import operation
from bangkom.people import queries as people
from bangkom.people import services
from bangkom.people.models import Employee
from bangkom.people.policies import IMPORTERS, can_invite

LONGEST_LIST = 12_000  # characters: five hundred ids with their commas


@requires(*IMPORTERS)
@require_POST
@operation
def account_letters(request: HttpRequest) -> HttpResponse:
    """Make codes for the listed employees who cannot sign in yet; the file holds them, this once.

    `pegawai` lists the ids with commas, as the pages that lead here write them; those of others are passed over.
    """
    handout = make_codes(request, chosen_by(request))
    as_archive = request.POST.get("bentuk") == "zip"
    body = letters.packed(handout) if as_archive else letters.letters_pdf(handout)
    response = HttpResponse(body, content_type="application/zip" if as_archive else "application/pdf")
    response["Content-Disposition"] = f'attachment; filename="surat-kode.{"zip" if as_archive else "pdf"}"'
    response["Cache-Control"] = "no-store"  # neither browser nor stored reply keeps the codes
    return response


def chosen_by(request: HttpRequest) -> list[Employee]:
    """The listed employees who may be invited. Raises `Refused` for none, and for more than fit in one go."""
    listed = request.POST.get("pegawai", "")[:LONGEST_LIST]
    ids = {int(part) for part in listed.split(",") if part.isascii() and part.isdecimal() and len(part) < 16}
    most = people.MOST_LETTERS_AT_ONCE
    if len(ids) > most:
        words = ngettext("Paling banyak %(n)s orang sekaligus.", "Paling banyak %(n)s orang sekaligus.", most)
        raise Refused(words % {"n": most}, "too_many")
    found = people.invitable(people.employees_of(request.user, acting_agency(request)))
    chosen = [
        employee
        for employee in people.by_ids(found.select_related("unit__scope"), sorted(ids))
        if can_invite(request.user, employee.unit.scope)
    ]
    if not chosen:
        raise Refused(_("Tidak ada orang yang masih memerlukan kode."), "nobody")
    return chosen


def make_codes(request: HttpRequest, chosen: list[Employee]) -> letters.Handout:
    """A fresh code for each; earlier ones end. Raises `Refused` where not one could be made."""
    codes, failed = [], []
    for employee in chosen:
        try:
            codes.append((employee, grouped(services.invite_employee(employee=employee, by=request.user))))
        except Refused as refusal:
            failed.append((employee, str(refusal)))
    if not codes:
        raise Refused(_("Tidak ada kode yang bisa dibuat: %(why)s") % {"why": failed[0][1]}, "no_code")
    return letters.Handout(codes, failed)
