"""Issuing, revoking and signing of certificates.

A certificate is issued in one short transaction: number, public code and the facts to print. Its PDF is set after
that, from the facts alone, and stored once. Whoever asks first makes it, whoever asks later gets the same; what a
crash leaves behind the sweeper finishes.
"""

import datetime as dt
import logging
import re
from collections.abc import Callable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Enrolment
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.ids import random_code
from bangkom.core.models import Agency, User
from bangkom.core.services import record_event, store_file
from bangkom.credentials import contents, queries
from bangkom.credentials.models import Certificate, Signatory
from bangkom.credentials.verification import CODE_LENGTH
from bangkom.notices.services import notify
from bangkom.papers.errors import PapersError
from bangkom.papers.services import ensure_series, number_text, take_number
from bangkom.papers.typesetting import render_pdf

log = logging.getLogger("bangkom.credentials")

SERIES = "certificate"
SWEEP_AT_ONCE = 200


def ensure_issued(*, enrolment: Enrolment) -> Certificate | None:
    """The certificate of an enrolment, issued now if it is entitled to one (passed) and has none; else None.

    Two requests at once give one number and one PDF. Call it outside a transaction: setting the PDF takes some
    hundredths of a second, in which nobody should wait for a lock. Where the PDF cannot be made (a full disk, a sign
    no font has) the certificate comes back without one, and the sweeper tries again.
    """
    certificate = queries.certificate_of(enrolment) or _issue(enrolment)
    if certificate is None or certificate.pdf_id:
        return certificate
    try:
        return make_pdf(certificate=certificate)
    except (PapersError, OSError):
        log.exception("certificate %s: no PDF yet", certificate.pk)
        return certificate


@transaction.atomic
def _issue(enrolment: Enrolment) -> Certificate | None:
    enrolment = locked(enrolment)
    issued = queries.certificate_of(enrolment)
    if issued or enrolment.state != Enrolment.State.PASSED:
        return issued
    agency = enrolment.cohort.agency
    today = clock.today(agency)
    series = ensure_series(agency=agency, code=SERIES, pattern=default_pattern(agency))
    number = number_text(series=series, year=today.year, number=take_number(series=series, year=today.year))
    code = random_code(CODE_LENGTH)
    signatory = Signatory.objects.holding(agency, today)
    certificate = Certificate.objects.create(
        enrolment=enrolment,
        agency=agency,
        number=number,
        code=code,
        facts=contents.gather(enrolment=enrolment, number=number, code=code, on=today, signatory=signatory),
        issued_at=clock.now(),
    )
    record_event(
        verb="credentials.issued",
        message=gettext_noop("Sertifikat %(number)s diterbitkan"),
        params={"number": number},
        subject=certificate,
        agency=agency,
        by=None,
    )
    _tell(certificate, "credentials.issued")
    return certificate


def make_pdf(*, certificate: Certificate) -> Certificate:
    """Set the PDF from the stored facts and keep its bytes with their digest; a certificate that has one keeps it.

    Raises PapersError where it cannot be set, OSError where it cannot be stored.
    """
    content = render_pdf("certificate", contents.dressed(certificate.facts), created=certificate.issued_at)
    with transaction.atomic():
        certificate = locked(certificate)
        if certificate.pdf_id:
            return certificate
        name = f"Sertifikat {certificate.number.replace('/', '-')}.pdf"
        stored = store_file(
            content=content, name=name, content_type="application/pdf", agency=certificate.agency, by=None
        )
        certificate.pdf, certificate.pdf_sha256 = stored, stored.sha256
        certificate.save(update_fields=["pdf", "pdf_sha256"])
    return certificate


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User) -> Certificate:
    """Take a certificate back, for good; the public check says so at once, with the reason.

    The posted JP stay: they rest on the requirement sheet, not on the paper. Raises Refused when there is no reason
    or when it was revoked before.
    """
    certificate = locked(certificate)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Tulis alasan pencabutan."), "no_reason")
    if certificate.state == Certificate.State.REVOKED:
        raise Refused(_("Sertifikat ini sudah dicabut sebelumnya."), "revoked_before")
    certificate.state = Certificate.State.REVOKED
    certificate.revoked_at = clock.now()
    certificate.revoked_by = by
    certificate.revocation_reason = reason
    certificate.save(update_fields=["state", "revoked_at", "revoked_by", "revocation_reason"])
    record_event(
        verb="credentials.revoked",
        message=gettext_noop("Sertifikat %(number)s dicabut"),
        params={"number": certificate.number},
        subject=certificate,
        agency=certificate.agency,
        by=by,
        before={"state": Certificate.State.VALID},
        after={"state": certificate.state, "reason": reason},
    )
    _tell(certificate, "credentials.revoked")
    return certificate


def _tell(certificate: Certificate, kind: str) -> None:
    """Tell the participant, once, where there is an account to tell."""
    enrolment = certificate.enrolment
    if enrolment.person.user:
        notify(
            recipient=enrolment.person.user,
            kind=kind,
            agency=certificate.agency,
            params={"pelatihan": certificate.facts["programme"]["name"]},
            url=reverse("credentials:outcome", args=[enrolment.pk]),
            dedupe_key=f"{kind}:{certificate.pk}",
        )


@transaction.atomic
def name_signatory(
    *, agency: Agency, name: str, position: str, valid_from: dt.date, by: User | None, number: str = ""
) -> Signatory:
    """Who signs the agency's certificates from a day on. It changes no certificate that was issued before."""
    signatory = Signatory.objects.create(
        agency=agency, name=name, number=number, position=position, valid_from=valid_from
    )
    record_event(
        verb="credentials.signatory_named",
        message=gettext_noop("Penanda tangan sertifikat ditetapkan"),
        subject=signatory,
        agency=agency,
        by=by,
        after={"name": name, "position": position, "valid_from": valid_from},
    )
    return signatory


def sweep(*, limit: int = SWEEP_AT_ONCE) -> int:
    """Issue what is due and set what has no PDF, at most `limit` of each. Returns how many were brought to an end.

    One that fails is logged and does not hold up the others.
    """
    finished = 0
    for enrolment in queries.entitled_without()[:limit]:
        finished += _attempt(lambda enrolment=enrolment: ensure_issued(enrolment=enrolment))
    for certificate in queries.without_pdf()[:limit]:
        finished += _attempt(lambda certificate=certificate: make_pdf(certificate=certificate))
    return finished


def _attempt(work: Callable[[], Certificate | None]) -> bool:
    try:
        certificate = work()
    except Exception:
        log.exception("the sweeper could not finish a certificate")
        return False
    return certificate is not None and certificate.pdf_id is not None


def default_pattern(agency: Agency) -> str:
    """The number pattern of an agency that chose none: "{n:04d}/SERT/BKPSDM/{year}" from its unit's abbreviation."""
    first = agency.organizer_name.split()[0]
    name = first if first.isupper() and first.isalpha() else agency.short_name
    return f"{{n:04d}}/SERT/{re.sub(r'[^A-Z0-9.]+', '-', name.upper()).strip('-') or agency.pk}/{{year}}"
