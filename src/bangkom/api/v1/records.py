"""What was earned: JP cards, compliance, certificates."""

import datetime as dt
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from bangkom.api import reading
from bangkom.api.conduct import like
from bangkom.api.paging import Page, Paging, page_of
from bangkom.api.scopes import TokenScope
from bangkom.api.v1.fields import Day, Id, Input, Reason, Year, jp, one_of
from bangkom.core import clock
from bangkom.core.ids import grouped
from bangkom.core.models import Role
from bangkom.credentials import policies, presentation, services
from bangkom.credentials import queries as credentials
from bangkom.credentials.models import Certificate
from bangkom.ledger import queries as ledger
from bangkom.ledger.models import Entry
from bangkom.people.models import READERS, Employee, OrgUnit, Person
from bangkom.reporting.policies import Reach, reach_of
from bangkom.reporting.queries import compliance

router = Router(tags=["jp"])


class EntryOut(Schema):
    """One posting. `jp` is a decimal text, `minutes` are exact; both may be negative in a correction."""

    id: int
    kind: str
    occurred_on: dt.date
    label: str
    form: str
    jp: str
    minutes: int
    minutes_per_jp: int
    rule_set: int
    corrects: int | None
    reason: str


class JpCard(Schema):
    person: int | None
    year: int
    jp: str
    minutes: int
    years: list[int]
    entries: list[EntryOut]


class CardFilter(Schema):
    year: Year | None = None


class TallyOut(Schema):
    people: int
    reached: int
    short: int
    over: int
    minutes: int
    jp: str


class UnitTally(TallyOut):
    unit: int
    unit_name: str


class ComplianceOut(Schema):
    agency: int
    year: int
    as_of: dt.date
    status: str
    rule: str
    needed_jp: int
    total: TallyOut
    units: list[UnitTally]


class StandingOut(Schema):
    employee: int
    person: int
    unit: int
    status: str
    minutes: int
    jp: str
    reached: bool


class ComplianceFilter(Schema):
    year: Year | None = None
    as_of: Day | None = None
    status: one_of(Employee.Status) | None = None
    acting_as: one_of(Role) | None = None


class CertificateOut(Schema):
    id: int
    agency: int
    participant: int
    number: str
    code: str
    state: str
    issued_at: dt.datetime
    revoked_at: dt.datetime | None
    revocation_reason: str
    holder: str
    programme: str
    pdf_sha256: str


class CertificateFilter(Schema):
    cohort: Id | None = None
    state: one_of(Certificate.State) | None = None


class WhyRevoked(Input):
    reason: Reason


class Checked(Schema):
    """What the register says about a code, as anybody may read it: the name is masked."""

    verdict: str
    title: str
    lines: list[str]
    facts: dict[str, str]


@router.get("/me/jp-card", response=JpCard, operation_id="getMyJpCard", summary=_("Kartu JP saya"))
@like("ledger:mine", TokenScope.READ_JP)
def get_my_jp_card(request: HttpRequest, filters: Query[CardFilter]) -> dict[str, Any]:
    return _card(Person.objects.filter(user=request.user).first(), filters.year)


@router.get(
    "/people/{int:person_id}/jp-card", response=JpCard, operation_id="getJpCard", summary=_("Kartu JP seseorang")
)
@like("ledger:card", TokenScope.READ_JP)
def get_jp_card(request: HttpRequest, person_id: int, filters: Query[CardFilter]) -> dict[str, Any]:
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_id)
    reading.note(request, [person.pk])
    return _card(person, filters.year)


def _card(person: Person | None, year: int | None) -> dict[str, Any]:
    years = ledger.years_of(person) if person else []
    chosen = year or (years[0] if years else clock.today().year)
    lines: list[ledger.Line] = []
    total = Decimal(0)
    if person is not None:
        card = ledger.year_card(person, chosen)
        lines, total = [*card.lines, *card.later], card.total
    return {
        "person": person.pk if person else None,
        "year": chosen,
        "jp": jp(total),
        "minutes": sum(line.entry.minutes for line in lines),
        "years": years,
        "entries": [_entry(line.entry) for line in lines],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    names = ("id", "kind", "occurred_on", "form", "minutes", "minutes_per_jp", "reason")
    return {name: getattr(entry, name) for name in names} | {
        "label": entry.source_label,
        "jp": jp(entry.jp),
        "rule_set": entry.rule_set_id,
        "corrects": entry.corrects_id,
    }


@router.get("/compliance", response=ComplianceOut, operation_id="getCompliance", summary=_("Rekap JP per unit"))
@like("reporting:compliance", TokenScope.READ_JP)
def get_compliance(request: HttpRequest, filters: Query[ComplianceFilter]) -> dict[str, Any]:
    reach, basis = _basis(request, filters)
    report = compliance.report(reach, basis, filters.status or "")
    return {
        "agency": reach.agency.pk,
        "year": basis.year,
        "as_of": basis.as_of,
        "status": report.status,
        "rule": report.kind,
        "needed_jp": report.needed,
        "total": _tally(report.total),
        "units": [_tally(row) | {"unit": row.unit.pk, "unit_name": row.unit.name} for row in report.rows],
    }


@router.get(
    "/compliance/units/{int:unit_id}",
    response=Page[StandingOut],
    operation_id="listStandings",
    summary=_("Rekap JP per orang di sebuah unit"),
)
@like("reporting:compliance_unit", TokenScope.READ_JP)
def list_standings(
    request: HttpRequest, unit_id: int, filters: Query[ComplianceFilter], paging: Query[Paging]
) -> dict[str, Any]:
    reach, basis = _basis(request, filters)
    unit = get_object_or_404(OrgUnit.objects.visible_to(request.user), pk=unit_id, agency=reach.agency)
    status = filters.status or compliance.counted_status(basis)
    everybody = [each for each in compliance.standings_of_unit(reach, basis, unit) if each.status == status]
    return page_of(request, everybody, paging, lambda row: _standing(row, basis), attrgetter("person_id"))


def _basis(request: HttpRequest, filters: ComplianceFilter) -> tuple[Reach, compliance.Basis]:
    """Over whose people the report goes: by the role asked for, else the first reading role held."""
    reach = reach_of(request.user, Role(filters.acting_as or READERS[0]))
    return reach, compliance.basis_for(reach.agency, filters.year, filters.as_of)


def _tally(row: compliance.Tally) -> dict[str, Any]:
    names = ("people", "reached", "short", "over", "minutes")
    return {name: getattr(row, name) for name in names} | {"jp": jp(Decimal(row.jp))}


def _standing(row: compliance.Standing, basis: compliance.Basis) -> dict[str, Any]:
    return {
        "employee": row.employee_id,
        "person": row.person_id,
        "unit": row.unit_id,
        "status": row.status,
        "minutes": row.minutes,
        "jp": jp(basis.in_jp(row.minutes)),
        "reached": basis.reaches(row.status, row.minutes),
    }


@router.get(
    "/certificates",
    response=Page[CertificateOut],
    operation_id="listCertificates",
    summary=_("Daftar sertifikat"),
    tags=["certificates"],
)
@like("reporting:my_record", TokenScope.READ_CERTIFICATES)
def list_certificates(request: HttpRequest, filters: Query[CertificateFilter], paging: Query[Paging]) -> dict[str, Any]:
    found = Certificate.objects.visible_to(request.user).select_related("enrolment")
    if filters.cohort:
        found = found.filter(enrolment__cohort=filters.cohort)
    if filters.state:
        found = found.filter(state=filters.state)
    return page_of(request, found.order_by("-issued_at", "pk"), paging, _certificate, attrgetter("enrolment.person_id"))


@router.get(
    "/certificates/{int:certificate_id}",
    response=CertificateOut,
    operation_id="getCertificate",
    summary=_("Satu sertifikat"),
    tags=["certificates"],
)
@like("credentials:download", TokenScope.READ_CERTIFICATES)
def get_certificate(request: HttpRequest, certificate_id: int) -> dict[str, Any]:
    certificates = Certificate.objects.visible_to(request.user).select_related("enrolment")
    certificate = get_object_or_404(certificates, pk=certificate_id)
    reading.note(request, [certificate.enrolment.person_id])
    return _certificate(certificate)


@router.post(
    "/certificates/{int:certificate_id}/revoke",
    response=CertificateOut,
    operation_id="revokeCertificate",
    summary=_("Mencabut sertifikat"),
    tags=["certificates"],
)
@like("credentials:revoke", TokenScope.WRITE_CERTIFICATES)
def revoke_certificate(request: HttpRequest, certificate_id: int, payload: WhyRevoked) -> dict[str, Any]:
    certificates = Certificate.objects.visible_to(request.user).select_related("agency")
    certificate = get_object_or_404(certificates, pk=certificate_id)
    if not policies.may_issue_for(request.user, certificate.agency):
        raise PermissionDenied
    return _certificate(services.revoke(certificate=certificate, reason=payload.reason, by=request.user))


@router.get(
    "/certificate-checks/{str:code}",
    response=Checked,
    operation_id="checkCertificate",
    summary=_("Memeriksa kode sertifikat"),
    tags=["certificates"],
)
@like("credentials:check", open_to_all=True)
def check_certificate(request: HttpRequest, code: str) -> dict[str, Any]:
    certificate = credentials.by_code(code)
    if certificate is None:
        raise Http404
    said = presentation.checked(certificate)
    return {
        "verdict": certificate.state,
        "title": said["title"],
        "lines": said["lines"],
        "facts": {str(label): str(value) for label, value in said["rows"]},
    }


def _certificate(row: Certificate) -> dict[str, Any]:
    names = ("id", "number", "state", "issued_at", "revoked_at", "revocation_reason", "pdf_sha256")
    return {name: getattr(row, name) for name in names} | {
        "agency": row.agency_id,
        "participant": row.enrolment_id,
        "code": grouped(row.code),
        "holder": row.facts["person"]["name"],
        "programme": row.facts["programme"]["name"],
    }
