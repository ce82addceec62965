"""Many employees at once: what an import writes, and how it is taken back. Called inside a job's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.models import Agency, Job, JobRow, Scope, User
from bangkom.core.services import Act, record_events
from bangkom.people.differences import Change
from bangkom.people.exports import EmployeeRecord
from bangkom.people.models import Employee, EmployeeNumber, OrgUnit, Person, Position, Posting
from bangkom.people.reasons import as_reasons
from bangkom.people.services.absences import end_flags, flag_missing
from bangkom.people.services.employees import PERSON_FIELDS, POSTING_FIELDS, shown
from bangkom.people.services.postings import move_posting, note_former_state
from bangkom.people.services.units import UnitRef, UnitTree, unit_added, unit_named_by

NO_POSITION = "Belum diisi"
Values = dict[str, Any]


def person_values(record: EmployeeRecord) -> Values:
    """What the row says of the person; an empty cell says nothing."""
    return {key: getattr(record, key) for key in PERSON_FIELDS if getattr(record, key)}


def position_key(record: EmployeeRecord) -> tuple[str, str, str]:
    return (record.position or NO_POSITION, record.position_group, record.echelon)


def employee_values(record: EmployeeRecord) -> Values:
    """What the row says of the employment, without unit and position."""
    values = {"status": record.status, "employment_state": record.state, "grade": record.grade}
    values["hired_on"] = record.hired_on
    return {key: value for key, value in values.items() if value}


def changes_of(
    employee: Employee, record: EmployeeRecord, unit: OrgUnit | None, unit_name: str, *, shared: bool
) -> list[Change]:
    """What committing the row would change: `(field, from, to)` in words. `shared`: the person is another agency's too,
    and stays as it is."""
    found: list[Change] = []
    if unit is None or employee.unit_id != unit.pk:
        found.append(("unit", employee.unit.name, unit.name if unit is not None else unit_name))
    known_as = [employee.position, *employee.position.doubles.all()]
    if position_key(record) not in {(each.name, each.group, each.echelon) for each in known_as}:
        found.append(("position", employee.position.name, record.position or NO_POSITION))
    pairs = [(employee, employee_values(record))]
    if not shared:
        pairs.append((employee.person, person_values(record)))
    for holder, values in pairs:
        for key, value in values.items():
            held = getattr(holder, key)
            if held != value:
                found.append((key, str(held or ""), str(value)))
    return found


def employees_by_number(agency: Agency, numbers: Sequence[str]) -> tuple[dict[str, Employee], dict[str, Employee]]:
    """Employees by any number they have or had: the agency's own, and those of other agencies."""
    rows = (
        EmployeeNumber.objects.filter(number__in=numbers)
        .order_by("-pk")
        .select_related("employee__person", "employee__unit__scope", "employee__position", "employee__agency")
        .prefetch_related("employee__position__doubles")
    )
    own: dict[str, Employee] = {}
    elsewhere: dict[str, Employee] = {}
    for row in rows:
        (own if row.employee.agency_id == agency.pk else elsewhere)[row.number] = row.employee
    return own, elsewhere


class Gate:
    """What an importer's scope allows: the whole agency, or a unit with all below it."""

    def __init__(self, scope: Scope) -> None:
        self.path, self.whole_agency = scope.path or "", scope.parent_id is None

    def refusal(self, ref: UnitRef, tree: UnitTree, employee: Employee | None, elsewhere: Employee | None) -> str:
        """The code of why a row may not be imported here; '' when it may."""
        if self.whole_agency:
            return ""
        if elsewhere is not None and employee is None:
            return "recorded_elsewhere"
        if employee is not None and not self._holds(employee.unit):
            return "employee_outside_scope"
        place = tree.find(ref) or (tree.tops.get(ref.top_key) if ref.top else None)
        return "" if place is not None and self._holds(place) else "unit_outside_scope"

    def _holds(self, unit: OrgUnit) -> bool:
        return (unit.scope.path or "").startswith(self.path)


@dataclass
class _Chunk:
    """The rows of one transaction with what the database knows about them."""

    agency: Agency
    by: User | None
    today: dt.date
    acts: list[Act] = field(default_factory=list)


def write_rows(job: Job, rows: list[JobRow]) -> None:
    """Create or change the employees of staged rows; each row's `undo` says what it did.

    The state of the database now decides, not the preview's: running a file again, or the same file twice at
    once, changes nothing. A row that may no longer be written becomes FAILED with its reason.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=job.agency_id)  # one import at a time
    flag_missing(job, [row for row in rows if row.verdict == JobRow.Verdict.LEFT])
    rows = [row for row in rows if row.verdict != JobRow.Verdict.LEFT]
    records = [EmployeeRecord.from_data(row.data) for row in rows]
    numbers = [record.number for record in records]
    known, elsewhere = employees_by_number(job.agency, numbers)
    refs = [unit_named_by(record) for record in records]
    tree = UnitTree(job.agency, refs, job.created_by)
    positions, made_positions = _ensure_positions(job.agency, {position_key(record) for record in records})
    gate = Gate(job.scope)
    chunk = _Chunk(job.agency, job.created_by, clock.today(job.agency))
    new: list[tuple[JobRow, EmployeeRecord, OrgUnit]] = []
    for row, record, ref in zip(rows, records, refs, strict=True):
        employee = known.get(record.number)
        if code := gate.refusal(ref, tree, employee, elsewhere.get(record.number)):
            row.state, row.reasons = JobRow.State.FAILED, as_reasons([code], refused=True)
            continue
        before = len(tree.created)
        unit = tree.ensure(ref)
        made = {"units": [unit.pk for unit in tree.created[before:]]}
        if fresh := made_positions.pop(position_key(record), None):
            made["positions"] = [fresh]
        made = {key: ids for key, ids in made.items() if ids}
        if employee is None:
            new.append((row, record, unit))
            row.undo = {"did": "created", **made}
        else:
            other = elsewhere.get(record.number)
            shared = other is not None and other.person_id == employee.person_id
            row.undo = {**_change(chunk, employee, record, unit, positions[position_key(record)], shared), **made}
    _create(chunk, new, positions, elsewhere)
    back = end_flags(job, known.values())
    for row, record in zip(rows, records, strict=True):
        employee = known.get(record.number)
        if employee is not None and employee.pk in back and row.state != JobRow.State.FAILED:
            row.undo["absences"] = back[employee.pk]
    record_events([*(unit_added(unit, job.created_by) for unit in tree.created), *chunk.acts])


def _ensure_positions(
    agency: Agency, keys: set[tuple[str, str, str]]
) -> tuple[dict[tuple[str, str, str], Position], dict[tuple[str, str, str], int]]:
    found = Position.objects.filter(agency=agency, name__in={name for name, _group, _echelon in keys})
    positions = {(p.name, p.group, p.echelon): p.kept for p in found.select_related("merged_into")}
    missing = sorted(keys - set(positions))
    made = {}
    for name, group, echelon in missing:
        position = Position.objects.create(agency=agency, name=name, group=group, echelon=echelon)
        positions[(name, group, echelon)] = position
        made[(name, group, echelon)] = position.pk
    return positions, made


def _create(
    chunk: _Chunk,
    new: list[tuple[JobRow, EmployeeRecord, OrgUnit]],
    positions: dict[tuple[str, str, str], Position],
    elsewhere: dict[str, Employee],
) -> None:
    people = [
        elsewhere[record.number].person if record.number in elsewhere else Person(**person_values(record))
        for _row, record, _unit in new
    ]
    Person.objects.bulk_create([person for person in people if person.pk is None])
    employees = Employee.objects.bulk_create(
        Employee(
            agency=chunk.agency,
            person=person,
            number=record.number,
            unit=unit,
            position=positions[position_key(record)],
            **employee_values(record),
        )
        for (_row, record, unit), person in zip(new, people, strict=True)
    )
    EmployeeNumber.objects.bulk_create(
        EmployeeNumber(employee=employee, number=employee.number) for employee in employees
    )
    Posting.objects.bulk_create(Posting(employee=e, unit=e.unit, position=e.position, grade=e.grade) for e in employees)
    for (row, record, unit), employee, person in zip(new, employees, people, strict=True):
        other = elsewhere.get(record.number)
        row.undo |= {"employee": employee.pk, "person": None if other else person.pk, "version": employee.version}
        chunk.acts.append(
            Act(
                verb="people.employee_created",
                message=gettext_noop("Pegawai dicatat dari impor"),
                subject=employee,
                agency=chunk.agency,
                by=chunk.by,
                after={"number": record.number, "name": record.name, "unit": unit.name, "position": record.position},
            )
        )
        if other is not None:
            chunk.acts.append(
                Act(
                    verb="people.recorded_elsewhere",
                    message=gettext_noop("NIP ini juga dicatat oleh %(agency)s"),
                    params={"agency": chunk.agency.name},
                    subject=other,
                    agency=other.agency,
                    by=chunk.by,
                )
            )


def _change(
    chunk: _Chunk, employee: Employee, record: EmployeeRecord, unit: OrgUnit, position: Position, shared: bool
) -> Values:
    person = employee.person
    wanted = {**employee_values(record), "unit": unit, "position": position}
    changed = {key: value for key, value in wanted.items() if getattr(employee, key) != value}
    personal = {} if shared else person_values(record)
    personal = {key: value for key, value in personal.items() if getattr(person, key) != value}
    if not changed and not personal:
        return {"did": "same"}
    before = {key: _plain(getattr(employee, key)) for key in changed}
    before |= {key: _plain(getattr(person, key)) for key in personal}
    seen = {key: shown(getattr(employee, key)) for key in changed}
    seen |= {key: shown(getattr(person, key)) for key in personal}
    former = None
    if {"employment_state", "status"} & set(changed):
        state, status = employee.employment_state, employee.status
        former = note_former_state(employee=employee, state=state, status=status, starts_on=chunk.today)
    for key, value in changed.items():
        setattr(employee, key, value)
    employee.version += 1
    employee.save(update_fields=[*changed, "version"])
    if personal:
        for key, value in personal.items():
            setattr(person, key, value)
        person.save(update_fields=list(personal))
    posting = move_posting(employee, chunk.today) if set(changed) & set(POSTING_FIELDS) else {}
    chunk.acts.append(
        Act(
            verb="people.employee_changed",
            message=gettext_noop("Data pegawai diubah oleh impor"),
            subject=employee,
            agency=chunk.agency,
            by=chunk.by,
            before=seen,
            after={key: shown(value) for key, value in {**changed, **personal}.items()},
        )
    )
    did = {"did": "changed", "employee": employee.pk, "version": employee.version, "before": before}
    return {**did, "former_state": former, **posting}


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: ids and ISO dates."""
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if isinstance(value, dt.date) else value
