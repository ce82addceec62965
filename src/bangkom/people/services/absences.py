"""Employees whom a whole export no longer holds: flagged by the import, decided by a person, never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import Job, JobRow, User
from bangkom.core.services import Act, commit_job, record_events
from bangkom.people.exports import ENDED_STATES
from bangkom.people.models import Employee, EmployeeNumber, ExportAbsence
from bangkom.people.reasons import as_kept
from bangkom.people.services.employees import change_employee

Decision = ExportAbsence.Decision
# Kedudukan hukum that a decision gives. SIASN has codes for retirement; the other two are our own.
STATES = {Decision.RETIRED: "99", Decision.MOVED: "PI", Decision.DIED: "MD"}
PARTIAL, WHOLE = "partial", "whole"


def expected_in(job: Job) -> QuerySet[Employee]:
    """The employees of a job's scope whom its file should hold: in service, and not flagged already."""
    flagged = ExportAbsence.objects.by_system().filter(employee=OuterRef("pk"), ended_at=None)
    held = Employee.objects.by_system().filter(agency=job.agency_id, unit__scope__path__startswith=job.scope.path or "")
    return held.exclude(employment_state__in=(*ENDED_STATES, *STATES.values())).exclude(Exists(flagged))


def missing_from(job: Job, numbers: set[str], names: set[str]) -> tuple[list[Employee], int]:
    """Who is in no row of a file, and how many should have been. `numbers` are all numbers of the file, `names` those
    of rows whose number could not be read: nobody is missed for a NIP that Excel has damaged."""
    expected = expected_in(job)
    ids = list(expected.order_by().values_list("pk", flat=True))
    here = EmployeeNumber.objects.by_system().filter(employee__agency=job.agency_id)
    present = {pk for pk, number in here.values_list("employee", "number").iterator() if number in numbers}
    absent = [pk for pk in ids if pk not in present]
    found: list[Employee] = []
    for at in range(0, len(absent), 500):
        some = Employee.objects.by_system().filter(pk__in=absent[at : at + 500])
        found += some.select_related("person", "unit", "position").order_by("person__name", "pk")
    return [each for each in found if each.person.name.casefold() not in names], len(ids)


def asks_for_extent(job: Job) -> bool:
    """Whether so many would be flagged that somebody must say that the file holds everybody."""
    left = job.counts.get("left", {})
    return left.get("count", 0) * 100 > settings.BANGKOM_IMPORT_LEFT_PERCENT * left.get("of", 0)


@transaction.atomic
def save_import(*, job: Job, by: User | None, extent: str = "", queue: bool = True) -> Job:
    """Commit a preview. `extent` PARTIAL flags nobody, WHOLE flags everybody who is missing.

    Raises `Refused` (`extent_unknown`) where it is empty and more would be flagged than the setting allows.
    """
    job = locked(job)
    if job.state != Job.State.STAGED:
        return job
    if asks_for_extent(job) and extent not in (PARTIAL, WHOLE):
        raise Refused(_("Katakan dahulu apakah berkas ini memuat seluruh pegawai."), "extent_unknown")
    job.params = {**job.params, "partial": extent == PARTIAL}
    job.save(update_fields=["params"])
    return commit_job(job=job, by=by, queue=queue)


def flag_missing(job: Job, rows: Sequence[JobRow]) -> None:
    """Flag the employees of LEFT rows, inside the job's transaction; who is flagged or gone meanwhile is passed."""
    if job.params.get("partial"):
        for row in rows:
            row.undo = {"did": "passed"}
        return
    found = expected_in(job).in_bulk([row.data["employee"] for row in rows])
    today = clock.today(job.agency)
    wanted = [(row, found[row.data["employee"]]) for row in rows if row.data["employee"] in found]
    made = ExportAbsence.objects.bulk_create(
        ExportAbsence(employee=employee, job=job, since=today, source_name=job.source_name) for _row, employee in wanted
    )
    for row in rows:
        row.undo = {"did": "passed"}
    for (row, _employee), absence in zip(wanted, made, strict=True):
        row.undo = {"did": "left", "absence": absence.pk}
    record_events(
        Act(
            verb="people.missing_in_export",
            message=gettext_noop("Tidak ada lagi di ekspor %(source)s"),
            params={"source": job.source_name},
            subject=employee,
            agency=job.agency,
            by=job.created_by,
        )
        for _row, employee in wanted
    )


def end_flags(job: Job, employees: Iterable[Employee]) -> dict[int, list[int]]:
    """Take off the flags of employees whom the file holds again: {employee: [absence]}, inside the transaction."""
    by_id = {employee.pk: employee for employee in employees}
    open_flags = list(ExportAbsence.objects.by_system().filter(employee__in=by_id, ended_at=None))
    if not open_flags:
        return {}
    ExportAbsence.objects.by_system().filter(pk__in=[flag.pk for flag in open_flags]).update(ended_at=clock.now())
    record_events(
        Act(
            verb="people.back_in_export",
            message=gettext_noop("Ada lagi di ekspor %(source)s"),
            params={"source": job.source_name},
            subject=by_id[flag.employee_id],
            agency=job.agency,
            by=job.created_by,
        )
        for flag in open_flags
    )
    return {flag.employee_id: [flag.pk] for flag in open_flags}


def undo_flags(rows: Sequence[JobRow]) -> None:
    """Take back what rows did to flags; a flag that somebody has decided stays, and its row is KEPT."""
    flags = ExportAbsence.objects.by_system().in_bulk([row.undo["absence"] for row in rows if "absence" in row.undo])
    for row in rows:
        flag = flags.get(row.undo.get("absence", 0))
        if flag is None:
            continue
        if flag.decision:
            row.state, row.reasons = JobRow.State.KEPT, as_kept("kept_decided")
        else:
            flag.delete()
    ended = [pk for row in rows for pk in row.undo.get("absences", []) if row.state != JobRow.State.KEPT]
    for flag in ExportAbsence.objects.by_system().filter(pk__in=ended):
        if not ExportAbsence.objects.by_system().filter(employee=flag.employee_id, ended_at=None).exists():
            flag.ended_at = None
            flag.save(update_fields=["ended_at"])


@transaction.atomic
def decide_absence(*, absence: ExportAbsence, decision: str, reason: str, by: User) -> ExportAbsence:
    """Say what became of somebody: out of service (retired, moved, died) or kept, with a reason.

    Raises `Refused` where the reason of a kept person is empty. A flag that has ended or was decided is left alone.
    """
    current = locked(absence)
    if current.ended_at is not None or current.decision:
        return current
    reason = " ".join(reason.split())
    if decision == Decision.KEPT and not reason:
        raise Refused(_("Tulis alasan mengapa pegawai ini tetap tercatat."), "reason_missing")
    current.decision, current.reason = decision, reason
    current.decided_by, current.decided_at = by, clock.now()
    employee = current.employee
    if decision in STATES:
        current.ended_at = current.decided_at
        change_employee(employee=employee, version=employee.version, by=by, employment_state=STATES[decision])
    current.save(update_fields=["decision", "reason", "decided_by", "decided_at", "ended_at"])
    record_events(
        [
            Act(
                verb="people.absence_decided",
                message=gettext_noop("Diputuskan karena tidak ada lagi di ekspor: %(decision)s"),
                params={"decision": str(Decision(decision).label)},
                subject=employee,
                agency=employee.agency,
                by=by,
                after={"reason": reason} if reason else None,
            )
        ]
    )
    return current
