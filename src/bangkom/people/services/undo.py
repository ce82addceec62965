"""Taking an import back: only what nobody has built on since. Called inside a job's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_noop

from bangkom.core.models import Agency, Job, JobRow, Scope
from bangkom.core.services import Act, record_events
from bangkom.people.models import (
    Employee,
    EmployeeNumber,
    ExportAbsence,
    FormerState,
    OrgUnit,
    Person,
    Position,
    Posting,
)
from bangkom.people.reasons import as_kept
from bangkom.people.services.absences import undo_flags
from bangkom.people.services.employees import PERSON_FIELDS

DATES = ("birth_date", "hired_on")


def undo_rows(job: Job, rows: list[JobRow]) -> None:
    """Remove employees these rows created and restore those they changed; a row that somebody changed or used
    since (a newer version, an enrolment, an account) becomes KEPT."""
    Agency.objects.select_for_update(no_key=True).get(pk=job.agency_id)
    created = [row for row in rows if row.undo.get("did") == "created"]
    changed = [row for row in rows if row.undo.get("did") == "changed"]
    acts = [*_remove_created(job, created), *_restore_changed(job, changed)]
    record_events(acts)
    undo_flags(rows)
    _remove_structure(rows)


def built_on(model: type[Model], ids: Iterable[int], *, own: tuple[type[Model], ...] = ()) -> set[int]:
    """Which of these rows some other row points to, in whatever app; rows of the `own` tables do not count."""
    wanted = set(ids)
    found: set[int] = set()
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other in own or not wanted or relation.many_to_many:
            continue
        column = relation.field.attname
        held = other._base_manager.filter(**{f"{column}__in": wanted})
        found.update(held.values_list(column, flat=True))
    return found


def _remove_created(job: Job, rows: list[JobRow]) -> list[Act]:
    if not rows:
        return []
    employees = Employee.objects.select_related("person").in_bulk([row.undo["employee"] for row in rows])
    people = {row.undo["person"] for row in rows if row.undo["person"]}
    used = built_on(Employee, employees, own=(EmployeeNumber, Posting, FormerState, ExportAbsence))
    used_people = built_on(Person, people, own=(Employee,))
    shared = Employee.objects.filter(person__in=people).exclude(pk__in=employees).values_list("person", flat=True)
    used_people.update(shared)
    gone: list[Employee] = []
    acts = []
    for row in rows:
        employee = employees.get(row.undo["employee"])
        if employee is None:
            continue
        if why := _why_kept(employee, row, used, used_people):
            row.state, row.reasons = JobRow.State.KEPT, as_kept(why)
            continue
        gone.append(employee)
        acts.append(
            Act(
                verb="people.employee_removed",
                message=gettext_noop("Pegawai dihapus karena impornya dibatalkan"),
                subject=employee,
                agency=job.agency,
                by=job.created_by,
                before={"number": employee.number, "name": employee.person.name},
            )
        )
    ids = [employee.pk for employee in gone]
    Posting.objects.filter(employee__in=ids).delete()
    EmployeeNumber.objects.filter(employee__in=ids).delete()
    Employee.objects.filter(pk__in=ids).delete()
    Person.objects.filter(pk__in=people & {employee.person_id for employee in gone}).delete()
    return acts


def _why_kept(employee: Employee, row: JobRow, used: set[int], used_people: set[int]) -> str:
    """The code of why an employee whom an import created stays; '' for one who goes."""
    if employee.person.user_id is not None:
        return "kept_account"
    if employee.pk in used or employee.person_id in used_people:
        return "kept_used"
    return "kept_changed" if employee.version != row.undo["version"] else ""


def _restore_changed(job: Job, rows: list[JobRow]) -> list[Act]:
    employees = Employee.objects.select_related("person").in_bulk([row.undo["employee"] for row in rows])
    acts = []
    for row in rows:
        employee = employees.get(row.undo["employee"])
        if employee is None or employee.version != row.undo["version"]:
            row.state, row.reasons = JobRow.State.KEPT, as_kept("kept_changed")
            continue
        _restore(employee, row.undo)
        acts.append(
            Act(
                verb="people.employee_restored",
                message=gettext_noop("Data pegawai dikembalikan karena impornya dibatalkan"),
                subject=employee,
                agency=job.agency,
                by=job.created_by,
            )
        )
    return acts


def _restore(employee: Employee, undo: dict[str, Any]) -> None:
    personal, own = [], ["version"]
    for key, value in undo["before"].items():
        if key in DATES and value:
            value = dt.date.fromisoformat(value)
        if key in PERSON_FIELDS:
            setattr(employee.person, key, value)
            personal.append(key)
        else:
            name = f"{key}_id" if key in ("unit", "position") else key
            setattr(employee, name, value)
            own.append(key)
    employee.version += 1
    employee.save(update_fields=own)
    if personal:
        employee.person.save(update_fields=personal)
    if undo.get("former_state"):
        FormerState.objects.filter(pk=undo["former_state"]).delete()
    if "opened" in undo:
        Posting.objects.filter(pk=undo["opened"]).delete()
        Posting.objects.filter(pk=undo["closed"]).update(valid_until=undo.get("closed_until"))
    if "corrected" in undo:
        old = undo["posting_before"]
        Posting.objects.filter(pk=undo["corrected"]).update(
            unit_id=old["unit"], position_id=old["position"], grade=old["grade"]
        )


def _remove_structure(rows: list[JobRow]) -> None:
    """Units and positions that the import made go with it, where nothing points to them any more."""
    units = {pk: row for row in rows for pk in row.undo.get("units", [])}
    for unit in OrgUnit.objects.filter(pk__in=units).select_related("scope").order_by("-pk") if units else ():
        scope = unit.scope
        is_root = scope.parent_id is None
        if built_on(OrgUnit, [unit.pk]) or (not is_root and built_on(Scope, [scope.pk], own=(OrgUnit,))):
            row = units[unit.pk]
            row.reasons = [*row.reasons, *as_kept("kept_unit")]
            continue
        unit.delete()
        if not is_root:
            scope.delete()
    positions = {pk for row in rows for pk in row.undo.get("positions", [])}
    if positions:
        Position.objects.filter(pk__in=positions - built_on(Position, positions)).delete()
