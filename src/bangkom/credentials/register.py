"""The register of a cohort's certificates: as a workbook, and as paper on which receipt is signed.

head {government, name, colour}; programme, cohort, dates, printed; signer {place, position, name, number}
lines [{order, number, name, nip, unit, issued, revoked}]; valid, revoked (how many)
"""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bangkom.cohorts.models import Cohort
from bangkom.core import clock
from bangkom.core.formatting import format_date, format_nip, format_range
from bangkom.core.spreadsheets import Column, write_xlsx
from bangkom.credentials import contents
from bangkom.credentials.models import Certificate, Signatory
from bangkom.papers.typesetting import render_pdf


def certificates_of(cohort: Cohort) -> QuerySet[Certificate]:
    """Everything that was ever issued for a cohort, revoked ones too, in the order of their issue."""
    found = Certificate.objects.filter(enrolment__cohort=cohort).select_related("enrolment")
    return found.order_by("issued_at", "pk")


def register_pdf(cohort: Cohort) -> bytes:
    """The register as PDF, as of now; Indonesian, whoever prints it. Raises PapersError where it cannot be set."""
    agency = cohort.agency
    issued = list(certificates_of(cohort))
    today = clock.today(agency)
    revoked = sum(each.state == Certificate.State.REVOKED for each in issued)
    with translation.override("id"), timezone.override(clock.zone_of(agency)):
        data = {
            "head": {
                "government": agency.government_name,
                "name": agency.organizer_name,
                "colour": contents.colours(agency)["deep"],
            },
            "programme": cohort.curriculum.programme.title,
            "cohort": cohort.name,
            "dates": format_range(cohort.starts_on, cohort.ends_on),
            "printed": format_date(today),
            "signer": contents.signer_facts(agency, Signatory.objects.holding(agency, today), today),
            "lines": [line_facts(order, each) for order, each in enumerate(issued, start=1)],
            "valid": len(issued) - revoked,
            "revoked": revoked,
        }
        return render_pdf("certificate_register", data, created=clock.now())


def line_facts(order: int, certificate: Certificate) -> dict[str, object]:
    person = certificate.facts["person"]
    return {
        "order": order,
        "number": certificate.number,
        "name": person["name"],
        "nip": format_nip(person["number"]),
        "unit": certificate.enrolment.unit_name,
        "issued": format_date(dt.date.fromisoformat(certificate.facts["issued_on"]), "pendek"),
        "revoked": certificate.state == Certificate.State.REVOKED,
    }


def register_xlsx(cohort: Cohort) -> bytes:
    """The register as a workbook; numbers of people stay text, dates are dates."""
    headers = [
        Column(_("No."), 5),
        Column(_("Nomor sertifikat")),
        Column(_("Nama")),
        Column("NIP", 20),
        Column(_("Golongan"), 10),
        Column(_("Jabatan")),
        Column(_("Unit kerja")),
        Column(pgettext("sertifikat", "Terbit"), 12),
        Column(_("Kode sertifikat"), 21),
        Column(_("Keadaan"), 10),
        Column(_("Alasan pencabutan")),
    ]
    rows = (workbook_row(order, each) for order, each in enumerate(certificates_of(cohort), start=1))
    return write_xlsx(headers, rows, sheet=_("Sertifikat"), title=f"{_('Sertifikat')}: {cohort}")


def workbook_row(order: int, certificate: Certificate) -> tuple:
    person, enrolment = certificate.facts["person"], certificate.enrolment
    return (
        order,
        certificate.number,
        person["name"],
        person["number"],
        enrolment.grade,
        enrolment.position_name,
        enrolment.unit_name,
        dt.date.fromisoformat(certificate.facts["issued_on"]),
        certificate.facts["check"]["code"],
        str(certificate.get_state_display()),
        certificate.revocation_reason,
    )
