"""Cohorts: the group, its stages and sessions."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from bangkom.api import problems
from bangkom.api.conduct import like
from bangkom.api.paging import Page, Paging, page_of
from bangkom.api.scopes import TokenScope
from bangkom.api.v1.fields import Day, Done, Id, Input, Moment, Search, Title, text
from bangkom.cohorts import queries, services
from bangkom.cohorts.models import Cohort, Session
from bangkom.core.models import Agency
from bangkom.programmes import queries as programmes
from bangkom.programmes.models import Stage, Subject

router = Router(tags=["cohorts"])

LONGEST_CODE = 240  # minutes, as the form allows


class CohortOut(Schema):
    id: int
    slug: str
    agency: int
    curriculum: int
    programme: str
    name: str
    kind: str
    capacity: int | None
    starts_on: dt.date
    ends_on: dt.date
    place: str
    participants: int
    passed: int


class StageDates(Schema):
    stage: int
    title: str
    jp: int
    starts_on: dt.date
    ends_on: dt.date


class CohortFilter(Schema):
    agency: Id | None = None
    running_on: Day | None = None
    search: Search = ""


class StageDatesIn(Input):
    stage: Id
    starts_on: Day
    ends_on: Day


class NewCohort(Input):
    curriculum: Id
    name: text(120, least=1)
    capacity: int = Field(ge=1, le=5000)
    place: text(200) = ""
    starts_on: Day
    ends_on: Day
    stages: list[StageDatesIn] = Field(max_length=50)
    teaching_agencies: list[Id] = Field(default=[], max_length=50)


class SessionOut(Schema):
    id: int
    cohort: int
    stage: int
    subject: int | None
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    room: str
    link: str
    group: str
    trainers: list[str]
    locked: bool


class SessionIn(Input):
    stage: Id
    subject: Id | None = None
    title: Title
    starts_at: Moment
    ends_at: Moment
    room: text(120) = ""
    link: text(200) = ""
    group: text(20) = ""
    code_before: int | None = Field(None, ge=0, le=LONGEST_CODE)
    code_after: int | None = Field(None, ge=0, le=LONGEST_CODE)


@router.get("/cohorts", response=Page[CohortOut], operation_id="listCohorts", summary=_("Daftar angkatan"))
@like("cohorts:list", TokenScope.READ_COHORTS)
def list_cohorts(request: HttpRequest, filters: Query[CohortFilter], paging: Query[Paging]) -> dict[str, Any]:
    found = Cohort.objects.visible_to(request.user)
    if filters.agency:
        found = found.filter(agency=filters.agency)
    if filters.running_on:
        found = found.running(filters.running_on)
    if filters.search:
        found = found.filter(name__icontains=filters.search)
    return page_of(request, queries.with_counts(found).order_by("-starts_on", "name", "pk"), paging, _cohort)


@router.post("/cohorts", response={201: CohortOut}, operation_id="openCohort", summary=_("Membuka angkatan"))
@like("cohorts:open", TokenScope.WRITE_COHORTS)
def open_cohort(request: HttpRequest, payload: NewCohort) -> Status[dict[str, Any]]:
    curriculum = programmes.openable(request.user).filter(pk=payload.curriculum).first()
    if curriculum is None:
        words = translated("Kurikulum ini tidak ditemukan, atau belum terbit.")
        raise problems.invalid("curriculum", words, "unknown_curriculum")
    if payload.ends_on < payload.starts_on:
        raise problems.invalid("ends_on", translated("Tanggal selesai mendahului tanggal mulai."), "dates")
    cohort = services.open_cohort(
        curriculum=curriculum,
        agency=curriculum.programme.agency,
        name=payload.name,
        capacity=payload.capacity,
        place=payload.place,
        starts_on=payload.starts_on,
        ends_on=payload.ends_on,
        stage_dates={each.stage: (each.starts_on, each.ends_on) for each in payload.stages},
        teaching=Agency.objects.visible_to(request.user).filter(pk__in=payload.teaching_agencies),
        by=request.user,
    )
    return Status(201, _counted(request, cohort.pk))


@router.get("/cohorts/{int:cohort_id}", response=CohortOut, operation_id="getCohort", summary=_("Satu angkatan"))
@like("cohorts:detail", TokenScope.READ_COHORTS)
def get_cohort(request: HttpRequest, cohort_id: int) -> dict[str, Any]:
    return _counted(request, cohort_id)


@router.get(
    "/cohorts/{int:cohort_id}/stages",
    response=list[StageDates],
    operation_id="listCohortStages",
    summary=_("Tahap angkatan dengan tanggalnya"),
)
@like("cohorts:detail", TokenScope.READ_COHORTS)
def list_cohort_stages(request: HttpRequest, cohort_id: int) -> list[dict[str, Any]]:
    return [
        {
            "stage": dates.stage_id,
            "title": dates.stage.title,
            "jp": dates.stage.jp,
            "starts_on": dates.starts_on,
            "ends_on": dates.ends_on,
        }
        for dates in seen(request, cohort_id).stages.select_related("stage")
    ]


@router.get(
    "/cohorts/{int:cohort_id}/sessions",
    response=Page[SessionOut],
    operation_id="listSessions",
    summary=_("Jadwal sesi"),
)
@like("cohorts:schedule", TokenScope.READ_COHORTS)
def list_sessions(request: HttpRequest, cohort_id: int, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(request, queries.schedule(seen(request, cohort_id)), paging, _session)


@router.post(
    "/cohorts/{int:cohort_id}/sessions",
    response={201: SessionOut},
    operation_id="planSession",
    summary=_("Menjadwalkan sesi"),
)
@like("cohorts:session_add", TokenScope.WRITE_COHORTS)
def plan_session(request: HttpRequest, cohort_id: int, payload: SessionIn) -> Status[dict[str, Any]]:
    cohort = run(request, cohort_id)
    return Status(201, _session(services.plan_session(cohort=cohort, by=request.user, **_planned(cohort, payload))))


@router.put(
    "/cohorts/{int:cohort_id}/sessions/{int:session_id}",
    response=SessionOut,
    operation_id="changeSession",
    summary=_("Mengubah sesi"),
)
@like("cohorts:session", TokenScope.WRITE_COHORTS)
def change_session(request: HttpRequest, cohort_id: int, session_id: int, payload: SessionIn) -> dict[str, Any]:
    cohort = run(request, cohort_id)
    session = get_object_or_404(cohort.sessions.all(), pk=session_id)
    values = _planned(cohort, payload) | {"trainers": list(session.trainers.all())}
    return _session(services.plan_session(cohort=cohort, session=session, by=request.user, **values))


@router.delete(
    "/cohorts/{int:cohort_id}/sessions/{int:session_id}",
    response=Done,
    operation_id="removeSession",
    summary=_("Menghapus sesi"),
)
@like("cohorts:session_remove", TokenScope.WRITE_COHORTS)
def remove_session(request: HttpRequest, cohort_id: int, session_id: int) -> dict[str, Any]:
    session = get_object_or_404(run(request, cohort_id).sessions.all(), pk=session_id)
    services.remove_session(session=session, by=request.user)
    return {"done": True}


def seen(request: HttpRequest, cohort_id: int) -> Cohort:
    """The cohort, if this person sees it as staff; else 404."""
    return get_object_or_404(queries.for_page(Cohort.objects.visible_to(request.user)), pk=cohort_id)


def run(request: HttpRequest, cohort_id: int) -> Cohort:
    """The cohort, if this person may change it; else 404."""
    return get_object_or_404(queries.for_page(Cohort.objects.run_by(request.user)), pk=cohort_id)


def _planned(cohort: Cohort, payload: SessionIn) -> dict[str, Any]:
    """The session as its service takes it; stage and subject are of the cohort's own curriculum."""
    values = payload.dict()
    stage = Stage.objects.by_system().filter(curriculum=cohort.curriculum_id, pk=payload.stage).first()
    if stage is None:
        raise problems.invalid("stage", translated("Tahap ini bukan bagian kurikulum angkatan."), "unknown_stage")
    subject = None
    if payload.subject:
        subject = Subject.objects.by_system().filter(stage=stage, pk=payload.subject).first()
        if subject is None:
            words = translated("Mata pelatihan ini bukan bagian tahapnya.")
            raise problems.invalid("subject", words, "unknown_subject")
    if payload.ends_at <= payload.starts_at:
        raise problems.invalid("ends_at", translated("Waktu selesai harus sesudah waktu mulai."), "times")
    if payload.link and not payload.link.startswith(("https://", "http://")):
        raise problems.invalid("link", translated("Tautan harus dimulai dengan https://."), "link")
    return values | {"stage": stage, "subject": subject}


def _counted(request: HttpRequest, cohort_id: int) -> dict[str, Any]:
    return _cohort(get_object_or_404(queries.with_counts(Cohort.objects.visible_to(request.user)), pk=cohort_id))


def _cohort(row: Cohort) -> dict[str, Any]:
    names = ("id", "slug", "name", "kind", "capacity", "starts_on", "ends_on", "place", "participants", "passed")
    return {name: getattr(row, name) for name in names} | {
        "agency": row.agency_id,
        "curriculum": row.curriculum_id,
        "programme": row.curriculum.programme.title,
    }


def _session(row: Session) -> dict[str, Any]:
    names = ("id", "title", "starts_at", "ends_at", "room", "link", "group")
    return {name: getattr(row, name) for name in names} | {
        "cohort": row.cohort_id,
        "stage": row.stage_id,
        "subject": row.subject_id,
        "trainers": [each.person.full_name for each in row.trainers.all()],
        "locked": row.is_locked,
    }
