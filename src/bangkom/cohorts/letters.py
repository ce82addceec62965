"""Codes of a first sign-in to hand out: letters to print, and a list for the HR officer of each unit. Indonesian."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify

from bangkom.cohorts.prints import letterhead
from bangkom.core import clock
from bangkom.core.formatting import format_date, format_nip
from bangkom.core.services.accounts import INVITATION_LIFE
from bangkom.papers.qr import qr_svg
from bangkom.papers.typesetting import render_pdf
from bangkom.people.models import Employee, OrgUnit


@dataclass(frozen=True)
class Handout:
    """Codes as they were made, and the people for whom none could be made, with the reason."""

    codes: list[tuple[Employee, str]]
    failed: list[tuple[Employee, str]]


def address() -> str:
    return settings.SITE_URL + reverse("core:accept_invitation")


def letters_pdf(handout: Handout) -> bytes:
    """One letter a person on half a page of A4, in the order given."""
    heads = {employee.agency_id: employee.agency for employee, _code in handout.codes}
    drawn = {pk: letterhead(agency) for pk, agency in heads.items()}
    agency = next(iter(heads.values()))
    with translation.override("id"), timezone.override(clock.zone_of(agency)):
        data: dict[str, Any] = {
            "author": agency.organizer_name,
            "printed": format_date(clock.now()),
            "until": format_date(clock.now() + INVITATION_LIFE),
            "address": address(),
            "qr": qr_svg(address()),
            "letters": [
                {
                    "head": drawn[employee.agency_id],
                    "name": employee.person.full_name,
                    "number": format_nip(employee.number),
                    "unit": employee.unit.name,
                    "code": code,
                }
                for employee, code in handout.codes
            ],
        }
    return render_pdf("invitation_letters", data, created=clock.now())


def packed(handout: Handout) -> bytes:
    """The letters and one text for each highest unit (perangkat daerah), as ZIP."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("surat-kode.pdf", letters_pdf(handout))
        for name, text in unit_lists(handout).items():
            archive.writestr(name, text)
    return body.getvalue()


def unit_lists(handout: Handout) -> dict[str, str]:
    """Texts by file name: what a unit's HR officer sends on, one line a person; who got no code stands at the end."""
    units = _highest_units(handout)
    lists: dict[str, list[str]] = {}
    for employee, code in handout.codes:
        line = f"{employee.person.full_name}: buka {address()}, isi NIP {employee.number} dan kode {code}."
        lists.setdefault(_unit_of(employee, units), []).append(line)
    for employee, why in handout.failed:
        lists.setdefault(_unit_of(employee, units), []).append(f"{employee.person.full_name}: tanpa kode. {why}")
    return {
        f"{at:03d}-{slugify(unit)[:60]}.txt": "\n".join([f"Kode masuk pertama ke Bangkom, {unit}", "", *lines, ""])
        for at, (unit, lines) in enumerate(sorted(lists.items()), start=1)
    }


def _highest_units(handout: Handout) -> dict[str, str]:
    """The names of the highest units by the path of their scope."""
    agencies = {employee.agency_id for employee, _words in [*handout.codes, *handout.failed]}
    top = OrgUnit.objects.by_system().filter(agency__in=agencies, parent=None)
    return dict(top.values_list("scope__path", "name"))


def _unit_of(employee: Employee, units: dict[str, str]) -> str:
    path = employee.unit.scope.path
    return next((name for top, name in units.items() if path.startswith(top)), employee.unit.name)
