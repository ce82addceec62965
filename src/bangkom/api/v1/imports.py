"""Imports of employees, and bulk acts in general."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from bangkom.api import problems
from bangkom.api.conduct import like
from bangkom.api.paging import Page, Paging, page_of
from bangkom.api.scopes import TokenScope
from bangkom.api.v1.fields import Id, Search, one_of
from bangkom.core import services as core
from bangkom.core.models import Job, JobRow
from bangkom.people import queries
from bangkom.people.policies import can_import_employees

router = Router(tags=["people"])

KIND = "people.import_employees"
LARGEST = 20 * 1024 * 1024


class JobOut(Schema):
    id: int
    kind: str
    state: str
    agency: int
    source_name: str
    total: int
    progress: int
    verdicts: dict[str, int]
    message: str
    created_at: dt.datetime
    finished_at: dt.datetime | None
    undo_until: dt.datetime | None


class Reason(Schema):
    code: str
    message: str


class RowOut(Schema):
    number: int
    verdict: str
    state: str
    employee_number: str
    reasons: list[Reason]


class RowFilter(Schema):
    verdict: one_of(JobRow.Verdict) | None = None


class JobFilter(Schema):
    kind: Search = ""
    state: one_of(Job.State) | None = None


class ImportFields(Schema):
    """For which part of an agency: a unit's id, or nothing for the widest one may keep."""

    unit: Id | None = None


@router.get(
    "/employee-imports", response=Page[JobOut], operation_id="listEmployeeImports", summary=_("Daftar impor pegawai")
)
@like("people:imports", TokenScope.READ_PEOPLE)
def list_employee_imports(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    jobs = queries.imports_visible_to(request.user, None, KIND)
    return page_of(request, jobs.order_by("-pk"), paging, shown)


@router.post(
    "/employee-imports",
    response={202: JobOut},
    operation_id="startEmployeeImport",
    summary=_("Mengunggah ekspor pegawai"),
)
@like("people:imports", TokenScope.WRITE_PEOPLE)
def start_employee_import(
    request: HttpRequest, file: File[UploadedFile], fields: Form[ImportFields]
) -> Status[dict[str, Any]]:
    scopes = queries.import_scopes(request.user, None)
    if fields.unit:
        unit = queries.visible_units(request.user, None).select_related("scope").filter(pk=fields.unit).first()
        scope = unit.scope if unit is not None else None
    else:
        scope = scopes[0][0] if scopes else None
    if scope is None:
        raise problems.invalid("unit", translated("Unit ini tidak ditemukan."), "unknown_unit")
    if not can_import_employees(request.user, scope):
        raise PermissionDenied
    if (file.size or 0) > LARGEST:
        raise problems.Problem("too-large")
    with tempfile.NamedTemporaryFile(prefix="bangkom-") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        name = Path(file.name or "").name.replace("\x00", "")
        job = core.start_job(kind=KIND, scope=scope, by=request.user, source=Path(copy.name), source_name=name)
    return Status(202, shown(job))


@router.get(
    "/employee-imports/{int:job_id}", response=JobOut, operation_id="getEmployeeImport", summary=_("Satu impor pegawai")
)
@like("people:import", TokenScope.READ_PEOPLE)
def get_employee_import(request: HttpRequest, job_id: int) -> dict[str, Any]:
    return shown(_import(request, job_id))


@router.get(
    "/employee-imports/{int:job_id}/rows",
    response=Page[RowOut],
    operation_id="listEmployeeImportRows",
    summary=_("Baris sebuah impor dengan putusannya"),
)
@like("people:import", TokenScope.READ_PEOPLE)
def list_employee_import_rows(
    request: HttpRequest, job_id: int, filters: Query[RowFilter], paging: Query[Paging]
) -> dict[str, Any]:
    rows = _import(request, job_id).rows.order_by("number")
    if filters.verdict:
        rows = rows.filter(verdict=filters.verdict)
    return page_of(request, rows, paging, _row)


@router.post(
    "/employee-imports/{int:job_id}/commit",
    response={202: JobOut},
    operation_id="commitEmployeeImport",
    summary=_("Menyimpan baris yang diterima"),
)
@like("people:import_act", TokenScope.WRITE_PEOPLE)
def commit_employee_import(request: HttpRequest, job_id: int) -> Status[dict[str, Any]]:
    return Status(202, shown(core.commit_job(job=_keepable(request, job_id), by=request.user)))


@router.post(
    "/employee-imports/{int:job_id}/undo",
    response={202: JobOut},
    operation_id="undoEmployeeImport",
    summary=_("Membatalkan impor yang sudah disimpan"),
)
@like("people:import_act", TokenScope.WRITE_PEOPLE)
def undo_employee_import(request: HttpRequest, job_id: int) -> Status[dict[str, Any]]:
    return Status(202, shown(core.undo_job(job=_keepable(request, job_id), by=request.user)))


@router.post(
    "/employee-imports/{int:job_id}/cancel",
    response=JobOut,
    operation_id="cancelEmployeeImport",
    summary=_("Membuang pratinjau impor"),
)
@like("people:import_act", TokenScope.WRITE_PEOPLE)
def cancel_employee_import(request: HttpRequest, job_id: int) -> dict[str, Any]:
    return shown(core.cancel_job(job=_keepable(request, job_id), by=request.user))


@router.get("/jobs", response=Page[JobOut], operation_id="listJobs", summary=_("Pekerjaan massal"), tags=["jobs"])
@like("people:imports", TokenScope.READ_PEOPLE)
def list_jobs(request: HttpRequest, filters: Query[JobFilter], paging: Query[Paging]) -> dict[str, Any]:
    jobs = Job.objects.visible_to(request.user)
    if filters.kind:
        jobs = jobs.filter(kind=filters.kind)
    if filters.state:
        jobs = jobs.filter(state=filters.state)
    return page_of(request, jobs.order_by("-pk"), paging, shown)


@router.get(
    "/jobs/{int:job_id}", response=JobOut, operation_id="getJob", summary=_("Satu pekerjaan massal"), tags=["jobs"]
)
@like("people:imports", TokenScope.READ_PEOPLE)
def get_job(request: HttpRequest, job_id: int) -> dict[str, Any]:
    return shown(get_object_or_404(Job.objects.visible_to(request.user), pk=job_id))


@router.post(
    "/jobs/{int:job_id}/retry",
    response={202: JobOut},
    operation_id="retryJob",
    summary=_("Mencoba lagi pekerjaan yang gagal"),
    tags=["jobs"],
)
@like("core:retry_job", TokenScope.WRITE_PEOPLE)
def retry_job(request: HttpRequest, job_id: int) -> Status[dict[str, Any]]:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    core.retry_job(job=job, by=request.user)
    job.refresh_from_db()
    return Status(202, shown(job))


def _import(request: HttpRequest, job_id: int) -> Job:
    return get_object_or_404(queries.imports_visible_to(request.user, None, KIND), pk=job_id)


def _keepable(request: HttpRequest, job_id: int) -> Job:
    job = _import(request, job_id)
    if not can_import_employees(request.user, job.scope):
        raise PermissionDenied
    return job


def shown(job: Job) -> dict[str, Any]:
    names = ("id", "kind", "state", "source_name", "total", "progress", "message", "created_at", "finished_at")
    return {name: getattr(job, name) for name in names} | {
        "agency": job.agency_id,
        "verdicts": job.counts.get("verdicts", {}),
        "undo_until": job.undo_until,
    }


def _row(row: JobRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "verdict": row.verdict,
        "state": row.state,
        "employee_number": str(row.data.get("number", "")),
        "reasons": [{"code": r.get("code", ""), "message": r.get("message", "")} for r in row.reasons],
    }
