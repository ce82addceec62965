"""The agencies of the demo, their people, the cast's accounts: what is there before the first training."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bangkom.core.models import Agency, Job, Role, Scope, User
from bangkom.core.services import (
    accept_invitation,
    advance_job,
    commit_job,
    create_account,
    create_agency,
    give_role,
    start_job,
)
from bangkom.credentials.services import name_signatory
from bangkom.people.models import Employee, OrgUnit
from bangkom.people.services import invite_employee

from .cast import CAST, PASSWORD, Member, given_in
from .generator import Invented, Inventor
from .workbook import rows_of, spoilt_rows, write_export

Show = Callable[[int, int], None]
SOURCE = "data demo (rekaan): pegawai {short_name}.xlsx"
Kind = Agency.Kind


@dataclass(frozen=True)
class Described:
    """An agency as the demo makes it; name, short name, training unit and seat are public facts."""

    code: str
    name: str
    short_name: str
    kind: str
    training_unit: str
    place: str
    brand_colour: str


AGENCIES = (
    Described("kab-tangerang", "Pemerintah Kabupaten Tangerang", "Kab. Tangerang", Kind.REGENCY,
              "BKPSDM Kabupaten Tangerang", "Tigaraksa", "#1f5c99"),
    Described("lan", "Lembaga Administrasi Negara", "LAN", Kind.NATIONAL,
              "Direktorat Pembelajaran Karakter dan Sosial Kultural LAN", "Jakarta", "#8a1c2c"),
    Described("kab-serang", "Pemerintah Kabupaten Serang", "Kab. Serang", Kind.REGENCY,
              "BKPSDM Kabupaten Serang", "Serang", "#0f6b4f"),
    Described("kota-tangerang", "Pemerintah Kota Tangerang", "Kota Tangerang", Kind.CITY,
              "BKPSDM Kota Tangerang", "Tangerang", "#7a3e10"),
    Described("kota-tangsel", "Pemerintah Kota Tangerang Selatan", "Kota Tangsel", Kind.CITY,
              "BKPSDM Kota Tangerang Selatan", "Tangerang Selatan", "#54308a"),
    Described("kota-cilegon", "Pemerintah Kota Cilegon", "Kota Cilegon", Kind.CITY,
              "BKPSDM Kota Cilegon", "Cilegon", "#0b5f73"),
    Described("prov-banten", "Pemerintah Provinsi Banten", "Prov. Banten", Kind.PROVINCE,
              "BPSDMD Provinsi Banten", "Serang", "#93420b"),
)  # fmt: skip
# The file that a visitor may import: people who are not there yet, and a few rows as they come in life.
VISITORS_AGENCY, VISITORS_ROWS = "kab-serang", 40


def samples() -> Path:
    """Where the demo leaves files for trying things out."""
    return Path(settings.BANGKOM_HOME) / "contoh"


def make_agency(described: Described) -> Agency:
    """An agency with the root of its scope tree. Address and mail are invented, and say so."""
    return create_agency(
        by=None,
        address=f"Jalan Contoh No. 1 (rekaan), {described.place}",
        email=f"pelatihan@{described.code}.example",
        **described.__dict__,
    )


def import_staff(agency: Agency, *, today: dt.date, show: Show) -> None:
    """Invent the agency's employees, write them as an export, and import that as an agency would."""
    inventor = Inventor(agency.code, today=today)
    people = inventor.staff(given_in(agency.code))
    units = [person.seat.unit for person in people[:200]]
    defects = agency.code == VISITORS_AGENCY
    spare = inventor.newcomers(units, spoilt_rows()) if defects else []
    rows = rows_of(people, agency_name=agency.name, defects=defects, spare=spare)
    path = samples() / f"pegawai-{agency.code}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_export(path, rows, made_on=today)
    source_name = SOURCE.format(short_name=agency.short_name)
    run_job("people.import_employees", agency, path, source_name, by=None, show=show)
    if defects:
        write_visitors_file(agency, people, inventor, today)


def run_job(
    kind: str, agency: Agency, path: Path, source_name: str, *, by: User | None, show: Show, params: dict | None = None
) -> Job:
    """A bulk act from file to done, in this process."""
    scope = Scope.objects.get(agency=agency, parent=None)
    job = start_job(kind=kind, scope=scope, by=by, source=path, source_name=source_name, params=params, queue=False)

    def tell(current: Job) -> None:
        half = 0 if current.state == Job.State.READING else current.total
        show(half + current.progress, 2 * max(current.total, current.progress))

    job = advance_job(job_id=job.pk, progress=tell)
    if job.state == Job.State.REFUSED:
        raise RuntimeError(f"{source_name}: {job.message}")
    commit_job(job=job, by=by, queue=False)
    return advance_job(job_id=job.pk, progress=tell)


def write_visitors_file(agency: Agency, people: list[Invented], inventor: Inventor, today: dt.date) -> Path:
    """A small export with new people, some known ones who have moved, and defects: to be imported by hand."""
    units = [person.seat.unit for person in people[:200]]
    new = inventor.newcomers(units, VISITORS_ROWS)
    rows = rows_of(
        [*new, *people[500:512]],
        agency_name=agency.name,
        defects=True,
        spare=inventor.newcomers(units, spoilt_rows()),
        seed="visitors",
    )
    return write_export(samples() / f"pegawai-baru-{agency.code}.xlsx", rows, made_on=today)


def make_account(member: Member) -> User:
    """The account of one of the cast: made, invited and accepted as in life, with the demo's password."""
    employee = Employee.objects.select_related("person", "unit__scope").get(
        agency__code=member.agency, number=member.given.number
    )
    with transaction.atomic():
        person = employee.person
        user = create_account(username=member.username, name=person.full_name, email=person.email, by=None)
        person.user = user
        person.save(update_fields=["user"])
        code = invite_employee(employee=employee, by=None)
        accept_invitation(username=member.username, code=code, password=PASSWORD)
        if member.role != Role.LEARNER:
            give_role(user=user, role=member.role, scope=_scope(member, employee), by=None)
    return user


def _scope(member: Member, employee: Employee) -> Scope:
    if member.office:
        return OrgUnit.objects.get(agency=employee.agency, parent=None, name=member.office).scope
    return Scope.objects.get(agency=employee.agency, parent=None)


def make_accounts(agency: Agency) -> None:
    for each in CAST:
        if each.agency == agency.code:
            make_account(each)


def name_signer(agency: Agency, username: str) -> None:
    """The head of the training unit signs certificates."""
    given = next(each.given for each in CAST if each.username == username)
    full_name = f"{given.front_title} {given.name}, {given.back_title}".strip()
    name_signatory(
        agency=agency,
        name=full_name,
        number=given.number,
        position=f"Kepala {agency.training_unit}",
        valid_from=dt.date(2025, 1, 1),  # before the demo's first certificates
        by=None,
    )
