"""One person or employee at a time: what a form does."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, User
from bangkom.core.services import create_account, invite, record_event
from bangkom.people.models import Employee, EmployeeNumber, OrgUnit, Person, Position, Posting
from bangkom.people.nip import NipRefused, read_nip
from bangkom.people.reasons import REFUSED
from bangkom.people.services.postings import held_employee, move_posting, note_former_state

PERSON_FIELDS = ("name", "front_title", "back_title", "birth_date", "birth_place", "sex", "email")
EMPLOYEE_FIELDS = ("status", "employment_state", "grade", "hired_on", "unit", "position")
# A change of these is a new posting.
POSTING_FIELDS = ("unit", "position", "grade")


@transaction.atomic
def create_person(*, name: str, by: User | None, agency: Agency | None = None, **fields: Any) -> Person:
    """A person without a number: an outside trainer, a partner. `fields` as in `PERSON_FIELDS`."""
    person = Person.objects.create(name=name, **fields)
    record_event(
        verb="people.person_created",
        message=gettext_noop("Orang dicatat"),
        subject=person,
        agency=agency,
        by=by,
        after={"name": name, **fields},
    )
    return person


def ensure_position(*, agency: Agency, name: str, group: str, echelon: str = "") -> Position:
    """The position of this name, group and echelon, made where it does not exist yet; of a double, the kept one."""
    position, _created = Position.objects.get_or_create(agency=agency, name=name, group=group, echelon=echelon)
    return position.kept


@transaction.atomic
def create_employee(
    *,
    agency: Agency,
    number: str,
    unit: OrgUnit,
    position: Position,
    status: str,
    by: User | None,
    person: Person | None = None,
    employment_state: str = "01",
    grade: str = "",
    hired_on: dt.date | None = None,
    valid_from: dt.date | None = None,
    **person_fields: Any,
) -> Employee:
    """A new employee with number and posting, and the person where none is given.

    `valid_from` is the start of the posting, empty where unknown. Raises `Refused` for an impossible number
    and for one that the agency has already.
    """
    digits = _checked(number)
    _refuse_foreign(agency, unit, position)
    if EmployeeNumber.objects.filter(employee__agency=agency, number=digits).exists():
        raise Refused(_("NIP ini sudah tercatat di instansi Anda."), "number_taken")
    if person is None:
        person = Person.objects.create(**person_fields)
    employee = Employee.objects.create(
        agency=agency,
        person=person,
        number=digits,
        status=status,
        employment_state=employment_state,
        grade=grade,
        unit=unit,
        position=position,
        hired_on=hired_on,
    )
    EmployeeNumber.objects.create(employee=employee, number=digits)
    Posting.objects.create(employee=employee, unit=unit, position=position, grade=grade, valid_from=valid_from)
    record_event(
        verb="people.employee_created",
        message=gettext_noop("Pegawai dicatat"),
        subject=employee,
        agency=agency,
        by=by,
        after={"number": digits, "name": person.name, "unit": unit.name, "position": position.name},
    )
    return employee


@transaction.atomic
def change_employee(*, employee: Employee, version: int, by: User | None, **changes: Any) -> Employee:
    """Change person and employment at once; only what differs is written, and a new posting begins where unit,
    position or grade change (`valid_from`, today by default; the same day for a change of status or state).

    Raises `Refused` with code `changed_meanwhile` when somebody saved after `version` was read, `future` for a day to
    come (that is a `transfer`).
    """
    current = held_employee(employee, version)
    today = clock.today(current.agency)
    start = changes.pop("valid_from", None) or today
    person = current.person
    _refuse_foreign(current.agency, changes.get("unit", current.unit), changes.get("position", current.position))
    before = {key: getattr(_owner(key, person, current), key) for key in changes}
    differing = {key: value for key, value in changes.items() if value != before[key]}
    if not differing:
        return current
    moves = set(differing) & set(POSTING_FIELDS)
    if moves and start > today:
        raise Refused(_("Tanggal ini belum tiba. Catat sebagai mutasi."), "future")
    if {"employment_state", "status"} & set(differing):
        note_former_state(
            employee=current,
            state=current.employment_state,
            status=current.status,
            starts_on=min(start, today),
        )
    for key, value in differing.items():
        setattr(_owner(key, person, current), key, value)
    person.save(update_fields=[key for key in differing if key in PERSON_FIELDS])
    current.version += 1
    current.save(update_fields=[*(key for key in differing if key in EMPLOYEE_FIELDS), "version"])
    if moves:
        move_posting(current, start)
    record_event(
        verb="people.employee_changed",
        message=gettext_noop("Data pegawai diubah"),
        subject=current,
        agency=current.agency,
        by=by,
        before={key: shown(before[key]) for key in differing},
        after={key: shown(value) for key, value in differing.items()},
    )
    return current


def _owner(key: str, person: Person, employee: Employee) -> Person | Employee:
    return person if key in PERSON_FIELDS else employee


def shown(value: Any) -> Any:
    """A value as a history keeps it: names of units and positions, not their ids."""
    return str(value) if isinstance(value, OrgUnit | Position | dt.date) else value


@transaction.atomic
def change_number(*, employee: Employee, number: str, valid_from: dt.date, by: User | None) -> Employee:
    """A new number from a day on (an NI PPPK changes with the contract); the old one still finds the person.

    Raises `Refused` for an impossible number or one that the agency has already.
    """
    digits = _checked(number)
    current = locked(employee)
    if current.number == digits:
        return current
    if EmployeeNumber.objects.filter(employee__agency=current.agency, number=digits).exists():
        raise Refused(_("NIP ini sudah tercatat di instansi Anda."), "number_taken")
    current.numbers.filter(valid_until=None).update(valid_until=valid_from - dt.timedelta(days=1))
    EmployeeNumber.objects.create(employee=current, number=digits, valid_from=valid_from)
    old, current.number = current.number, digits
    current.version += 1
    current.save(update_fields=["number", "version"])
    record_event(
        verb="people.number_changed",
        message=gettext_noop("NIP diganti"),
        subject=current,
        agency=current.agency,
        by=by,
        before={"number": old},
        after={"number": digits},
    )
    return current


@transaction.atomic
def invite_employee(*, employee: Employee, by: User | None) -> str:
    """A fresh invitation code for the employee's account, which is made where there is none.

    The sign-in name is the number. The code is shown once: only its hash is kept. Raises `Refused` for somebody
    who has signed in already (see `replace_lost_password`) and for a number that another account uses.
    """
    person = Person.objects.select_for_update().get(pk=employee.person_id)
    user = person.user
    if user is not None and user.has_usable_password():
        raise Refused(_("Sudah punya akun aktif."), "account_active")
    if user is None:
        user = create_account(username=employee.number, name=person.full_name, email=person.email, by=by)
        person.user = user
        person.save(update_fields=["user"])
    return invite(user=user, scope=employee.unit.scope, by=by)


@transaction.atomic
def replace_lost_password(*, employee: Employee, by: User) -> str:
    """A code with which somebody who has forgotten the password sets a new one; the old one holds until then.

    For accounts that only learn: whoever acts for an agency could otherwise be impersonated by a colleague who makes a
    code, so these are refused (`Refused`) and reset by mail.
    """
    person = Person.objects.select_related("user").get(pk=employee.person_id)
    if person.user is None or not person.user.has_usable_password():
        return invite_employee(employee=employee, by=by)
    if person.user.role_assignments.holding().exists():
        raise Refused(_("Akun ini mempunyai peran petugas. Kata sandinya hanya bisa diganti lewat surel."), "has_role")
    return invite(user=person.user, scope=employee.unit.scope, by=by)


def _checked(number: str) -> str:
    try:
        return read_nip(number).digits
    except NipRefused as refused:
        raise Refused(str(REFUSED[refused.code].advice), refused.code) from refused


def _refuse_foreign(agency: Agency, unit: OrgUnit, position: Position) -> None:
    if unit.agency_id != agency.pk or position.agency_id != agency.pk:
        raise ValueError("unit and position must belong to the employee's agency")
