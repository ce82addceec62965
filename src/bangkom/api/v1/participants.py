"""Participants of a cohort: enrolled, called, present, what they still need."""

import datetime as dt
from operator import attrgetter
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from bangkom.api import problems, reading
from bangkom.api.conduct import like
from bangkom.api.paging import Page, Paging, page_of
from bangkom.api.scopes import TokenScope
from bangkom.api.v1.cohorts import run, seen
from bangkom.api.v1.fields import Id, Input, Line, Reason, one_of
from bangkom.cohorts import calls, policies, queries, services
from bangkom.cohorts.models import Attendance, Cohort, Enrolment, Session
from bangkom.people import queries as people

router = Router(tags=["participants"])


class ParticipantOut(Schema):
    id: int
    cohort: int
    person: int
    employee: int | None
    agency: int
    name: str
    number: str
    grade: str
    position_name: str
    unit_name: str
    group: str
    state: str
    state_reason: str
    enrolled_at: dt.datetime
    passed_at: dt.datetime | None


class ParticipantFilter(Schema):
    state: one_of(Enrolment.State) | None = None


class NewParticipant(Input):
    """An employee by the id of the record."""

    employee: Id


class WhyWithdrawn(Input):
    reason: Reason


class Outcome(Input):
    outcome: Literal["deferred", "failed", "active"]
    reason: Reason


class RequirementRow(Schema):
    id: int
    requirement: int
    stage: int
    title: str
    kind: str
    state: str
    waiting_for: str
    since: dt.datetime
    met_on: dt.date | None
    facts: dict[str, Any]
    words: str


class Confirmation(Input):
    confirmed: bool
    note: Line = ""


class MarkOut(Schema):
    participant: int
    name: str
    status: str | None
    reason: str
    source: str | None
    marked_at: dt.datetime | None
    made_good: bool


class MarkIn(Input):
    participant: Id
    status: one_of(Attendance.Status)
    reason: Line = ""


class OneMark(Input):
    status: one_of(Attendance.Status)
    reason: Line = ""


class Marks(Input):
    marks: list[MarkIn] = Field(min_length=1, max_length=5000)


class Marked(Schema):
    changed: int


class CallOut(Schema):
    participant: int
    name: str
    answer: str
    reason: str
    proposed: str
    decision: str
    answered_at: dt.datetime | None
    has_link: bool


class WhomToCall(Input):
    """Participants by id; none named: everybody who has no link yet."""

    participants: list[Id] | None = Field(None, max_length=5000)


class CallLink(Schema):
    participant: int
    name: str
    link: str


@router.get(
    "/cohorts/{int:cohort_id}/participants",
    response=Page[ParticipantOut],
    operation_id="listParticipants",
    summary=_("Peserta sebuah angkatan"),
)
@like("cohorts:detail", TokenScope.READ_COHORTS)
def list_participants(
    request: HttpRequest, cohort_id: int, filters: Query[ParticipantFilter], paging: Query[Paging]
) -> dict[str, Any]:
    found = seen(request, cohort_id).enrolments.order_by("name", "pk")
    if filters.state:
        found = found.filter(state=filters.state)
    return page_of(request, found, paging, _participant, attrgetter("person_id"))


@router.post(
    "/cohorts/{int:cohort_id}/participants",
    response={201: ParticipantOut},
    operation_id="enrolParticipant",
    summary=_("Mendaftarkan peserta"),
)
@like("cohorts:paste", TokenScope.WRITE_COHORTS)
def enrol_participant(request: HttpRequest, cohort_id: int, payload: NewParticipant) -> Status[dict[str, Any]]:
    cohort = run(request, cohort_id)
    employee = people.employees_of(request.user, None).filter(pk=payload.employee).first()
    if employee is None:
        raise problems.invalid("employee", translated("Pegawai ini tidak ditemukan."), "unknown_employee")
    enrolment = services.enrol_person(cohort=cohort, employee=employee, by=request.user)
    return Status(201, _participant(enrolment))


@router.get(
    "/cohorts/{int:cohort_id}/participants/{int:participant_id}",
    response=ParticipantOut,
    operation_id="getParticipant",
    summary=_("Satu peserta"),
)
@like("cohorts:enrolment", TokenScope.READ_COHORTS)
def get_participant(request: HttpRequest, cohort_id: int, participant_id: int) -> dict[str, Any]:
    return _participant(_shown(request, cohort_id, participant_id))


@router.post(
    "/cohorts/{int:cohort_id}/participants/{int:participant_id}/withdraw",
    response=ParticipantOut,
    operation_id="withdrawParticipant",
    summary=_("Mencatat pengunduran diri"),
)
@like("cohorts:withdraw", TokenScope.WRITE_COHORTS)
def withdraw_participant(
    request: HttpRequest, cohort_id: int, participant_id: int, payload: WhyWithdrawn
) -> dict[str, Any]:
    enrolment = _enrolment(run(request, cohort_id), participant_id)
    return _participant(services.withdraw(enrolment=enrolment, reason=payload.reason, by=request.user))


@router.post(
    "/cohorts/{int:cohort_id}/participants/{int:participant_id}/outcome",
    response=ParticipantOut,
    operation_id="recordOutcome",
    summary=_("Mencatat keputusan panitia"),
)
@like("cohorts:decide", TokenScope.WRITE_COHORTS)
def record_outcome(request: HttpRequest, cohort_id: int, participant_id: int, payload: Outcome) -> dict[str, Any]:
    cohort = run(request, cohort_id)
    enrolment = _enrolment(cohort, participant_id)
    recorded = services.record_outcome(
        enrolments=[enrolment], outcome=payload.outcome, reason=payload.reason, by=request.user
    )
    if recorded.left:
        raise problems.Problem("refused", recorded.left[0][1], code="left_as_is")
    return _participant(_enrolment(cohort, participant_id))


@router.get(
    "/cohorts/{int:cohort_id}/participants/{int:participant_id}/requirements",
    response=list[RequirementRow],
    operation_id="listRequirements",
    summary=_("Lembar syarat seorang peserta"),
)
@like("cohorts:enrolment", TokenScope.READ_COHORTS)
def list_requirements(request: HttpRequest, cohort_id: int, participant_id: int) -> list[dict[str, Any]]:
    return [_requirement(each) for each in queries.conditions(_shown(request, cohort_id, participant_id))]


@router.put(
    "/cohorts/{int:cohort_id}/participants/{int:participant_id}/requirements/{int:row_id}",
    response=list[RequirementRow],
    operation_id="confirmRequirement",
    summary=_("Mengonfirmasi syarat yang dilihat panitia"),
)
@like("cohorts:confirm", TokenScope.WRITE_COHORTS)
def confirm_requirement(
    request: HttpRequest, cohort_id: int, participant_id: int, row_id: int, payload: Confirmation
) -> list[dict[str, Any]]:
    enrolment = _enrolment(run(request, cohort_id), participant_id)
    rows = enrolment.sheet.select_related("requirement").filter(requirement__kind="confirmation")
    row = get_object_or_404(rows, pk=row_id)
    services.confirm_requirement(row=row, confirmed=payload.confirmed, note=payload.note, by=request.user)
    return [_requirement(each) for each in queries.conditions(enrolment)]


@router.get(
    "/cohorts/{int:cohort_id}/sessions/{int:session_id}/attendance",
    response=list[MarkOut],
    operation_id="listAttendance",
    summary=_("Kehadiran sebuah sesi"),
    tags=["attendance"],
)
@like("cohorts:attendance", TokenScope.READ_COHORTS)
def list_attendance(request: HttpRequest, cohort_id: int, session_id: int) -> list[dict[str, Any]]:
    cohort = seen(request, cohort_id)
    session = get_object_or_404(cohort.sessions.all(), pk=session_id)
    known = {mark.enrolment_id: mark for mark in session.attendance.all()}
    expected = list(cohort.enrolments.expected_at(session).order_by("name", "pk"))
    reading.note(request, [enrolment.person_id for enrolment in expected])
    return [_mark(enrolment, known.get(enrolment.pk)) for enrolment in expected]


@router.put(
    "/cohorts/{int:cohort_id}/sessions/{int:session_id}/attendance",
    response=Marked,
    operation_id="markAttendance",
    summary=_("Mencatat kehadiran banyak peserta"),
    tags=["attendance"],
)
@like("cohorts:attendance", TokenScope.WRITE_ATTENDANCE)
def mark_attendance(request: HttpRequest, cohort_id: int, session_id: int, payload: Marks) -> dict[str, Any]:
    session = _markable(request, cohort_id, session_id)
    marks = {mark.participant: (mark.status, mark.reason) for mark in payload.marks}
    return {"changed": services.mark_attendance(session=session, marks=marks, by=request.user)}


@router.put(
    "/cohorts/{int:cohort_id}/sessions/{int:session_id}/attendance/{int:participant_id}",
    response=Marked,
    operation_id="markOneAttendance",
    summary=_("Mencatat kehadiran satu peserta"),
    tags=["attendance"],
)
@like("cohorts:attendance", TokenScope.WRITE_ATTENDANCE)
def mark_one_attendance(
    request: HttpRequest, cohort_id: int, session_id: int, participant_id: int, payload: OneMark
) -> dict[str, Any]:
    session = _markable(request, cohort_id, session_id)
    get_object_or_404(session.cohort.enrolments.all(), pk=participant_id)
    marks = {participant_id: (payload.status, payload.reason)}
    return {"changed": services.mark_attendance(session=session, marks=marks, by=request.user)}


@router.get(
    "/cohorts/{int:cohort_id}/calls",
    response=list[CallOut],
    operation_id="listCalls",
    summary=_("Panggilan peserta dan jawabannya"),
)
@like("cohorts:calls", TokenScope.READ_COHORTS)
def list_calls(request: HttpRequest, cohort_id: int) -> list[dict[str, Any]]:
    lines = calls.of_cohort(run(request, cohort_id)).lines
    reading.note(request, [line.enrolment.person_id for line in lines])
    return [_call(line) for line in lines]


@router.post(
    "/cohorts/{int:cohort_id}/calls",
    response={201: list[CallLink]},
    operation_id="makeCalls",
    summary=_("Membuat tautan panggilan; tampil sekali"),
)
@like("cohorts:calls_make", TokenScope.WRITE_COHORTS, secret_reply=True)
def make_calls(request: HttpRequest, cohort_id: int, payload: WhomToCall) -> Status[list[dict[str, Any]]]:
    cohort = run(request, cohort_id)
    made = services.make_calls(cohort=cohort, enrolments=payload.participants, by=request.user)
    return Status(201, [{"participant": e.pk, "name": e.name, "link": calls.address_of(secret)} for e, secret in made])


def _enrolment(cohort: Cohort, participant_id: int) -> Enrolment:
    enrolment = get_object_or_404(cohort.enrolments.select_related("person", "agency"), pk=participant_id)
    enrolment.cohort = cohort
    return enrolment


def _shown(request: HttpRequest, cohort_id: int, participant_id: int) -> Enrolment:
    """A participant whose data the reply shows."""
    enrolment = _enrolment(seen(request, cohort_id), participant_id)
    reading.note(request, [enrolment.person_id])
    return enrolment


def _markable(request: HttpRequest, cohort_id: int, session_id: int) -> Session:
    cohort = seen(request, cohort_id)
    session = get_object_or_404(cohort.sessions.select_related("locked_by"), pk=session_id)
    if not policies.can_mark_attendance(request.user, cohort):
        raise PermissionDenied
    session.cohort = cohort
    return session


def _participant(row: Enrolment) -> dict[str, Any]:
    names = (
        "id", "name", "number", "grade", "position_name", "unit_name", "group", "state", "state_reason",
        "enrolled_at", "passed_at",
    )  # fmt: skip
    ids = {"cohort": row.cohort_id, "person": row.person_id, "employee": row.employee_id, "agency": row.agency_id}
    return {name: getattr(row, name) for name in names} | ids


def _requirement(condition: queries.Condition) -> dict[str, Any]:
    row = condition.row
    names = ("id", "state", "waiting_for", "since", "met_on", "facts")
    return {name: getattr(row, name) for name in names} | {
        "requirement": row.requirement_id,
        "stage": row.stage_id,
        "title": row.requirement.title,
        "kind": row.requirement.kind,
        "words": str(condition.words),
    }


def _mark(enrolment: Enrolment, mark: Attendance | None) -> dict[str, Any]:
    return {
        "participant": enrolment.pk,
        "name": enrolment.name,
        "status": mark.status if mark else None,
        "reason": mark.reason if mark else "",
        "source": mark.source if mark else None,
        "marked_at": mark.marked_at if mark else None,
        "made_good": bool(mark and mark.made_good_at),
    }


def _call(line: calls.Line) -> dict[str, Any]:
    call = line.call
    return {
        "participant": line.enrolment.pk,
        "name": line.enrolment.name,
        "answer": call.answer if call else "",
        "reason": call.reason if call else "",
        "proposed": call.proposed if call else "",
        "decision": call.decision if call else "",
        "answered_at": call.answered_at if call else None,
        "has_link": call is not None,
    }
