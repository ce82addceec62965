"""What each operation of the API is asked with, about the objects of `world`; and everybody's token."""

import datetime as dt
import io
import json
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from ninja.operation import Operation
from tests.access.world import World

from bangkom.api import v1
from bangkom.api.scopes import TokenScope
from bangkom.api.services import create_token
from bangkom.cohorts.models import Cohort, Session
from bangkom.core import clock
from bangkom.core.ids import new_id
from bangkom.people.models import Employee
from bangkom.people.tests.factories import employee
from bangkom.rules.models import RuleSet


@dataclass
class Call:
    """Parts of the address, what stands behind the question mark, the body, and further headers."""

    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)


def by_id() -> dict[str, Operation]:
    return {operation.operation_id: operation for operation in v1.operations()}


def tokens_of(world: World) -> dict[str, str]:
    """A token with every scope for everybody who has an account."""
    return {
        who: create_token(owner=user, name="uji", scopes=TokenScope.values, days=30, by=user, factor_proved=True)[1]
        for who, user in world.people.items()
        if user is not None
    }


def calls(world: World) -> dict[str, Call]:
    """For each operation a request that would be let in for whom it is for."""
    worker = Employee.objects.get(pk=world.where["people:detail"]["employee_id"])
    cohort = Cohort.objects.get(slug=world.where["cohorts:detail"]["slug"])
    return people_calls(world, worker) | programme_calls(world, cohort) | cohort_calls(world, cohort, worker)


def people_calls(world: World, worker: Employee) -> dict[str, Call]:
    where = world.where
    job = {"job_id": where["people:import"]["job_id"]}
    version = {"If-Match": f'"{worker.version}"'}
    return {
        "getAgency": Call({"agency_id": worker.agency_id}),
        "getUnit": Call({"unit_id": worker.unit_id}),
        "createEmployee": Call(body=new_employee(worker)),
        "getEmployee": Call({"employee_id": worker.pk}),
        "changeEmployee": Call({"employee_id": worker.pk}, body={"back_title": "S.E."}, headers=version),
        "startEmployeeImport": Call(body={"unit": worker.unit_id}),
        **{f"{act}EmployeeImport": Call(job) for act in ("get", "commit", "undo", "cancel")},
        "listEmployeeImportRows": Call(job),
        "getJob": Call(job),
        "retryJob": Call(job),
        "getJpCard": Call({"person_id": worker.person_id}),
        "listStandings": Call({"unit_id": worker.unit_id}),
        "getCertificate": Call({"certificate_id": where["credentials:download"]["certificate_id"]}),
        "revokeCertificate": Call(
            {"certificate_id": where["credentials:revoke"]["certificate_id"]}, body={"reason": "Salah terbit"}
        ),
        "checkCertificate": Call({"code": where["credentials:check"]["code"]}),
        "readNotice": Call({"notice_id": where["notices:open"]["notice_id"]}),
    }


def programme_calls(world: World, cohort: Cohort) -> dict[str, Call]:
    where = world.where
    programme = {"programme_id": where["programmes:detail"]["pk"]}
    draft = {"curriculum_id": where["programmes:curriculum"]["pk"]}
    stage = draft | {"stage_id": where["programmes:stage"]["stage_pk"]}
    new = {"title": "Program baru", "family": "technical", "form": "technical_training", "jp": 10}
    return {
        "createProgramme": Call(body=new | {"agency": cohort.agency_id}),
        "getProgramme": Call(programme),
        "startCurriculumVersion": Call(programme),
        "getCurriculum": Call(draft),
        "describeCurriculum": Call(draft, body={"jp": 20}),
        "addStage": Call(draft, body=a_stage()),
        "changeStage": Call(stage, body=a_stage()),
        "removeStage": Call(stage),
        "publishCurriculum": Call(draft),
        "getModule": Call({"module_id": where["courseware:module"]["pk"]}),
        "getRuleSet": Call({"rule_set_id": RuleSet.objects.by_system().first().pk}),
    }


def cohort_calls(world: World, cohort: Cohort, worker: Employee) -> dict[str, Call]:
    where, own = world.where, {"cohort_id": cohort.pk}
    person = own | {"participant_id": where["cohorts:enrolment"]["pk"]}
    today = own | {"session_id": where["cohorts:attendance_code"]["pk"]}
    newcomer = employee(cohort.agency, where=worker.unit, serial=981, name="Calon Peserta")
    present = {"status": "present", "reason": "Hadir"}
    planned = a_session(cohort.sessions.get(pk=today["session_id"]))
    row = person | {"row_id": where["cohorts:confirm"]["row_pk"]}
    return {
        "openCohort": Call(body=new_cohort(cohort)),
        "getCohort": Call(own),
        "listCohortStages": Call(own),
        "listSessions": Call(own),
        "planSession": Call(own, body=planned),
        "changeSession": Call(today, body=planned),
        "removeSession": Call(today),
        "listParticipants": Call(own),
        "enrolParticipant": Call(own, body={"employee": newcomer.pk}),
        "getParticipant": Call(person),
        "withdrawParticipant": Call(person, body={"reason": "Sakit"}),
        "recordOutcome": Call(person, body={"outcome": "deferred", "reason": "Menunggu"}),
        "listRequirements": Call(person),
        "confirmRequirement": Call(row, body={"confirmed": True, "note": "Dilihat"}),
        "listAttendance": Call(today),
        "markAttendance": Call(today, body={"marks": [{"participant": person["participant_id"], **present}]}),
        "markOneAttendance": Call(today | {"participant_id": person["participant_id"]}, body=present),
        "listCalls": Call(own),
        "makeCalls": Call(own, body={}),
    }


def a_session(like: Session) -> dict[str, Any]:
    return {
        "stage": like.stage_id,
        "title": "Sesi baru",
        "starts_at": like.starts_at.isoformat(),
        "ends_at": like.ends_at.isoformat(),
        "room": "Aula",
    }


def new_employee(like: Employee) -> dict[str, Any]:
    return {
        "number": "199003152015041002",
        "name": "Pegawai Baru",
        "status": "PNS",
        "unit": like.unit_id,
        "position": {"name": "Analis", "group": like.position.group},
    }


def a_stage() -> dict[str, Any]:
    return {"title": "Tahap lain", "mode": "classroom", "jp": 5, "days": 2, "subjects": []}


def new_cohort(like: Cohort) -> dict[str, Any]:
    first = clock.today(like.agency) + dt.timedelta(days=40)
    last = first + dt.timedelta(days=30)
    days = {"starts_on": first.isoformat(), "ends_on": last.isoformat()}
    return {
        "curriculum": like.curriculum_id,
        "name": "Angkatan lewat API",
        "capacity": 30,
        **days,
        "stages": [{"stage": dates.stage_id, **days} for dates in like.stages.all()],
    }


def ask(operation: Operation, call: Call, token: str | None) -> HttpResponse:
    """One request to an operation, as a program would send it."""
    address = v1.PREFIX + operation_path(operation).format(**call.path)
    headers = {"Accept-Language": "id"} | call.headers
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    method = operation.methods[0]
    browser = Client(raise_request_exception=False)
    if method == "GET":
        return browser.get(address, call.query, headers=headers)
    headers.setdefault("Idempotency-Key", str(new_id()))
    if operation.operation_id == "startEmployeeImport":
        file = SimpleUploadedFile("pegawai.csv", io.BytesIO(b"NIP BARU,NAMA\n").getvalue(), "text/csv")
        return browser.post(address, (call.body or {}) | {"file": file}, headers=headers)
    body = json.dumps(call.body) if call.body is not None else ""
    kind = "application/json" if call.body is not None else "text/plain"
    return browser.generic(method, address, body, content_type=kind, headers=headers)


def operation_path(operation: Operation) -> str:
    """The address of an operation below the prefix, with names in braces."""
    template = next(t for t, view in v1.path_views().items() if operation in view.operations)
    return template.replace("{int:", "{").replace("{str:", "{")
