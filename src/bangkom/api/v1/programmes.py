"""What is taught, and by which rules: programmes, curricula, modules, rule sets."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
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
from bangkom.api.v1.fields import Day, Id, Input, Long, Search, Title, one_of, text
from bangkom.core.models import Agency
from bangkom.courseware import queries as courseware
from bangkom.courseware.models import Module
from bangkom.programmes import queries, services
from bangkom.programmes.models import Curriculum, Programme, Stage
from bangkom.programmes.policies import can_plan_programmes
from bangkom.rules import queries as rules
from bangkom.rules.models import RuleSet

router = Router(tags=["programmes"])

Jp = Field(ge=1, le=5000)
Days = Field(ge=1, le=1000)


class ProgrammeOut(Schema):
    id: int
    agency: int
    code: str
    title: str
    family: str
    form: str
    description: str


class CurriculumBrief(Schema):
    id: int
    programme: int
    version: int
    jp: int
    published_at: dt.datetime | None


class ProgrammeDetail(ProgrammeOut):
    curricula: list[CurriculumBrief]


class SubjectOut(Schema):
    title: str
    agenda: str
    jp: int


class RequirementOut(Schema):
    id: int
    kind: str
    title: str
    module: int | None
    activity: str
    params: dict[str, Any]


class StageOut(Schema):
    id: int
    position: int
    title: str
    mode: str
    jp: int
    days: int
    subjects: list[SubjectOut]
    requirements: list[RequirementOut]


class CurriculumOut(CurriculumBrief):
    legal_basis: str
    notes: str
    rule_set: int
    faults: list[str]
    stages: list[StageOut]


class NewProgramme(Input):
    agency: Id
    title: Title
    family: one_of(Programme.Family)
    form: text(40, least=1)
    description: Long = ""
    jp: int = Jp


class CurriculumChange(Input):
    jp: int = Jp
    legal_basis: Long = ""
    notes: Long = ""


class SubjectIn(Input):
    title: Title
    agenda: text(200) = ""
    jp: int = Jp


class StageIn(Input):
    """A stage with its subjects, which replace those it had."""

    title: Title
    mode: one_of(Stage.Mode)
    jp: int = Jp
    days: int = Days
    subjects: list[SubjectIn] = Field(default=[], max_length=100)


class ModuleOut(Schema):
    id: int
    agency: int
    code: str
    title: str
    published_version: int | None
    draft_version: int | None


class ActivityOut(Schema):
    key: str
    kind: str
    title: str
    minutes: int


class ModuleDetail(ModuleOut):
    activities: list[ActivityOut]


class RuleSetOut(Schema):
    id: int
    code: str
    version: str
    title: str
    effective_from: dt.date
    effective_until: dt.date | None
    source: str
    confidence: str
    data: dict[str, Any] | list[Any]


class RuleFilter(Schema):
    code: Search = ""
    on: Day | None = None


class ModuleFilter(Schema):
    search: Search = ""


@router.get("/programmes", response=Page[ProgrammeOut], operation_id="listProgrammes", summary=_("Daftar program"))
@like("programmes:list", TokenScope.READ_PROGRAMMES)
def list_programmes(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    programmes = Programme.objects.visible_to(request.user).order_by("title", "pk")
    return page_of(request, programmes, paging, _programme)


@router.post(
    "/programmes", response={201: ProgrammeDetail}, operation_id="createProgramme", summary=_("Membuat program")
)
@like("programmes:create", TokenScope.WRITE_PROGRAMMES)
def create_programme(request: HttpRequest, payload: NewProgramme) -> Status[dict[str, Any]]:
    values = payload.dict()
    agency = Agency.objects.visible_to(request.user).filter(pk=values.pop("agency")).first()
    if agency is None:
        raise problems.invalid("agency", translated("Instansi ini tidak ditemukan."), "unknown_agency")
    if not can_plan_programmes(request.user, agency):
        raise PermissionDenied
    if values["form"] not in rules.form_names():
        raise problems.invalid("form", translated("Bentuk pengembangan ini tidak dikenal aturan."), "unknown_form")
    return Status(201, _whole_programme(services.create_programme(agency=agency, by=request.user, **values)))


@router.get(
    "/programmes/{int:programme_id}", response=ProgrammeDetail, operation_id="getProgramme", summary=_("Satu program")
)
@like("programmes:detail", TokenScope.READ_PROGRAMMES)
def get_programme(request: HttpRequest, programme_id: int) -> dict[str, Any]:
    return _whole_programme(get_object_or_404(Programme.objects.visible_to(request.user), pk=programme_id))


@router.post(
    "/programmes/{int:programme_id}/curricula",
    response={201: CurriculumOut},
    operation_id="startCurriculumVersion",
    summary=_("Memulai versi kurikulum berikutnya"),
)
@like("programmes:new_version", TokenScope.WRITE_PROGRAMMES)
def start_curriculum_version(request: HttpRequest, programme_id: int) -> Status[dict[str, Any]]:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=programme_id)
    draft = services.start_new_version(programme=programme, by=request.user)
    return Status(201, _whole(request, draft.pk))


@router.get(
    "/curricula/{int:curriculum_id}", response=CurriculumOut, operation_id="getCurriculum", summary=_("Satu kurikulum")
)
@like("programmes:curriculum", TokenScope.READ_PROGRAMMES)
def get_curriculum(request: HttpRequest, curriculum_id: int) -> dict[str, Any]:
    return _whole(request, curriculum_id)


@router.put(
    "/curricula/{int:curriculum_id}",
    response=CurriculumOut,
    operation_id="describeCurriculum",
    summary=_("Mengubah keterangan kurikulum"),
)
@like("programmes:curriculum", TokenScope.WRITE_PROGRAMMES)
def describe_curriculum(request: HttpRequest, curriculum_id: int, payload: CurriculumChange) -> dict[str, Any]:
    services.describe_curriculum(curriculum=_draft(request, curriculum_id), by=request.user, **payload.dict())
    return _whole(request, curriculum_id)


@router.post(
    "/curricula/{int:curriculum_id}/stages",
    response={201: CurriculumOut},
    operation_id="addStage",
    summary=_("Menambah tahap"),
)
@like("programmes:stage_add", TokenScope.WRITE_PROGRAMMES)
def add_stage(request: HttpRequest, curriculum_id: int, payload: StageIn) -> Status[dict[str, Any]]:
    services.save_stage(curriculum=_draft(request, curriculum_id), stage=None, by=request.user, **payload.dict())
    return Status(201, _whole(request, curriculum_id))


@router.put(
    "/curricula/{int:curriculum_id}/stages/{int:stage_id}",
    response=CurriculumOut,
    operation_id="changeStage",
    summary=_("Mengubah tahap"),
)
@like("programmes:stage", TokenScope.WRITE_PROGRAMMES)
def change_stage(request: HttpRequest, curriculum_id: int, stage_id: int, payload: StageIn) -> dict[str, Any]:
    draft = _draft(request, curriculum_id)
    stage = get_object_or_404(draft.stages.all(), pk=stage_id)
    services.save_stage(curriculum=draft, stage=stage, by=request.user, **payload.dict())
    return _whole(request, curriculum_id)


@router.delete(
    "/curricula/{int:curriculum_id}/stages/{int:stage_id}",
    response=CurriculumOut,
    operation_id="removeStage",
    summary=_("Menghapus tahap"),
)
@like("programmes:stage_remove", TokenScope.WRITE_PROGRAMMES)
def remove_stage(request: HttpRequest, curriculum_id: int, stage_id: int) -> dict[str, Any]:
    stage = get_object_or_404(_draft(request, curriculum_id).stages.all(), pk=stage_id)
    services.remove_stage(stage=stage, by=request.user)
    return _whole(request, curriculum_id)


@router.post(
    "/curricula/{int:curriculum_id}/publish",
    response=CurriculumOut,
    operation_id="publishCurriculum",
    summary=_("Menerbitkan kurikulum"),
)
@like("programmes:publish", TokenScope.WRITE_PROGRAMMES)
def publish_curriculum(request: HttpRequest, curriculum_id: int) -> dict[str, Any]:
    services.publish_curriculum(curriculum=_draft(request, curriculum_id), by=request.user)
    return _whole(request, curriculum_id)


@router.get(
    "/modules", response=Page[ModuleOut], operation_id="listModules", summary=_("Daftar modul"), tags=["modules"]
)
@like("courseware:list", TokenScope.READ_PROGRAMMES)
def list_modules(request: HttpRequest, filters: Query[ModuleFilter], paging: Query[Paging]) -> dict[str, Any]:
    return page_of(request, courseware.modules_for_list(request.user, filters.search), paging, _module)


@router.get(
    "/modules/{int:module_id}",
    response=ModuleDetail,
    operation_id="getModule",
    summary=_("Satu modul dengan kegiatannya"),
    tags=["modules"],
)
@like("courseware:module", TokenScope.READ_PROGRAMMES)
def get_module(request: HttpRequest, module_id: int) -> dict[str, Any]:
    modules = Module.objects.visible_to(request.user).select_related("published", "draft")
    module = get_object_or_404(modules, pk=module_id)
    version = module.published or module.draft
    activities = version.activities.order_by("position") if version else []
    names = ("key", "kind", "title", "minutes")
    return _module(module) | {"activities": [{name: getattr(each, name) for name in names} for each in activities]}


@router.get("/rule-sets", response=Page[RuleSetOut], operation_id="listRuleSets", summary=_("Aturan"), tags=["rules"])
@like("rules:list", open_to_all=True)
def list_rule_sets(request: HttpRequest, filters: Query[RuleFilter], paging: Query[Paging]) -> dict[str, Any]:
    found = RuleSet.objects.visible_to(request.user)
    if filters.code:
        found = found.filter(code=filters.code)
    if filters.on:
        found = found.holding(filters.on)
    return page_of(request, found.order_by("code", "-effective_from", "pk"), paging, _rule_set)


@router.get(
    "/rule-sets/{int:rule_set_id}",
    response=RuleSetOut,
    operation_id="getRuleSet",
    summary=_("Satu aturan"),
    tags=["rules"],
)
@like("rules:list", open_to_all=True)
def get_rule_set(request: HttpRequest, rule_set_id: int) -> dict[str, Any]:
    return _rule_set(get_object_or_404(RuleSet.objects.visible_to(request.user), pk=rule_set_id))


def _curricula(request: HttpRequest) -> QuerySet[Curriculum]:
    return Curriculum.objects.visible_to(request.user)


def _draft(request: HttpRequest, curriculum_id: int) -> Curriculum:
    return get_object_or_404(_curricula(request).select_related("programme__agency"), pk=curriculum_id)


def _programme(row: Programme) -> dict[str, Any]:
    names = ("id", "code", "title", "family", "form", "description")
    return {name: getattr(row, name) for name in names} | {"agency": row.agency_id}


def _whole_programme(row: Programme) -> dict[str, Any]:
    return _programme(row) | {"curricula": [_brief(each) for each in row.curricula.order_by("-version")]}


def _brief(row: Curriculum) -> dict[str, Any]:
    names = ("id", "version", "jp", "published_at")
    return {name: getattr(row, name) for name in names} | {"programme": row.programme_id}


def _whole(request: HttpRequest, curriculum_id: int) -> dict[str, Any]:
    row = get_object_or_404(queries.whole(_curricula(request)), pk=curriculum_id)
    return _brief(row) | {
        "legal_basis": row.legal_basis,
        "notes": row.notes,
        "rule_set": row.rule_set_id,
        "faults": [] if row.is_frozen else queries.faults_of(row),
        "stages": [_stage(stage) for stage in row.stages.all()],
    }


def _stage(stage: Stage) -> dict[str, Any]:
    return {name: getattr(stage, name) for name in ("id", "position", "title", "mode", "jp", "days")} | {
        "subjects": [{"title": s.title, "agenda": s.agenda, "jp": s.jp} for s in stage.subjects.all()],
        "requirements": [
            {
                "id": r.pk,
                "kind": r.kind,
                "title": r.title,
                "module": r.module_id,
                "activity": r.activity_key,
                "params": r.params,
            }
            for r in stage.requirements.all()
        ],
    }


def _module(row: Module) -> dict[str, Any]:
    return {
        "id": row.pk,
        "agency": row.agency_id,
        "code": row.code,
        "title": row.title,
        "published_version": row.published.number if row.published else None,
        "draft_version": row.draft.number if row.draft else None,
    }


def _rule_set(row: RuleSet) -> dict[str, Any]:
    names = ("id", "code", "version", "title", "effective_from", "effective_until", "source", "confidence", "data")
    return {name: getattr(row, name) for name in names}
