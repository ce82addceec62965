"""Who one is, the agencies, the units."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from bangkom.api.conduct import like
from bangkom.api.paging import Page, Paging, page_of
from bangkom.api.scopes import TokenScope
from bangkom.api.v1.fields import Id, Search, agency_brief
from bangkom.cohorts.models import Enrolment
from bangkom.core.models import Agency, RoleAssignment
from bangkom.people import queries as people
from bangkom.people.models import OrgUnit, Person

router = Router(tags=["organisation"])


class AgencyBrief(Schema):
    id: int
    code: str
    name: str


class RoleHeld(Schema):
    role: str
    agency: AgencyBrief
    unit: int | None
    valid_until: dt.date | None


class TokenFacts(Schema):
    name: str
    scopes: list[str]
    expires_at: dt.datetime


class Me(Schema):
    id: int
    username: str
    name: str
    language: str
    person: int | None
    roles: list[RoleHeld]
    token: TokenFacts


class AgencyOut(Schema):
    id: int
    code: str
    name: str
    short_name: str
    kind: str
    time_zone: str


class UnitOut(Schema):
    id: int
    agency: int
    parent: int | None
    code: str
    name: str


class UnitFilter(Schema):
    agency: Id | None = None
    search: Search = ""


class OwnEnrolment(Schema):
    id: int
    cohort: int
    cohort_name: str
    programme: str
    agency: AgencyBrief
    starts_on: dt.date
    ends_on: dt.date
    state: str


@router.get("/me", response=Me, operation_id="getMe", summary=_("Akun, peran, dan token ini"))
@like("reporting:home")
def get_me(request: HttpRequest) -> dict[str, Any]:
    user, token = request.user, request.token
    units = dict(
        OrgUnit.objects.filter(scope__in=[a.scope_id for a in user.assignments_now]).values_list("scope", "pk")
    )
    return {
        "id": user.pk,
        "username": user.username,
        "name": user.name,
        "language": user.language,
        "person": Person.objects.filter(user=user).values_list("pk", flat=True).first(),
        "roles": [_role(held, units) for held in user.assignments_now],
        "token": {"name": token.name, "scopes": token.scopes, "expires_at": token.expires_at},
    }


def _role(held: RoleAssignment, units: dict[int, int]) -> dict[str, Any]:
    return {
        "role": held.role,
        "agency": agency_brief(held.scope.agency),
        "unit": units.get(held.scope_id) if held.scope.parent_id else None,
        "valid_until": held.valid_until,
    }


@router.get(
    "/me/enrolments",
    response=Page[OwnEnrolment],
    operation_id="listMyEnrolments",
    summary=_("Pelatihan yang saya ikuti"),
)
@like("learning:list", TokenScope.READ_COHORTS)
def list_my_enrolments(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    own = Enrolment.objects.own(request.user).select_related("cohort__curriculum__programme", "cohort__agency")
    return page_of(request, own.order_by("-cohort__starts_on", "pk"), paging, _own_enrolment)


def _own_enrolment(row: Enrolment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "cohort": row.cohort_id,
        "cohort_name": row.cohort.name,
        "programme": row.cohort.curriculum.programme.title,
        "agency": agency_brief(row.cohort.agency),
        "starts_on": row.cohort.starts_on,
        "ends_on": row.cohort.ends_on,
        "state": row.state,
    }


@router.get("/agencies", response=Page[AgencyOut], operation_id="listAgencies", summary=_("Daftar instansi"))
@like("reporting:home", TokenScope.READ_ORGANISATION)
def list_agencies(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(request, Agency.objects.visible_to(request.user).order_by("name", "pk"), paging, _agency)


@router.get("/agencies/{int:agency_id}", response=AgencyOut, operation_id="getAgency", summary=_("Satu instansi"))
@like("reporting:home", TokenScope.READ_ORGANISATION)
def get_agency(request: HttpRequest, agency_id: int) -> dict[str, Any]:
    return _agency(get_object_or_404(Agency.objects.visible_to(request.user), pk=agency_id))


def _agency(agency: Agency) -> dict[str, Any]:
    return {name: getattr(agency, name) for name in ("id", "code", "name", "short_name", "kind", "time_zone")}


@router.get("/units", response=Page[UnitOut], operation_id="listUnits", summary=_("Daftar unit kerja"))
@like("people:units", TokenScope.READ_ORGANISATION)
def list_units(request: HttpRequest, filters: Query[UnitFilter], paging: Query[Paging]) -> dict[str, Any]:
    units = people.visible_units(request.user, None)
    if filters.agency:
        units = units.filter(agency=filters.agency)
    if filters.search:
        units = units.filter(name__icontains=filters.search)
    return page_of(request, units.order_by("name", "pk"), paging, _unit)


@router.get("/units/{int:unit_id}", response=UnitOut, operation_id="getUnit", summary=_("Satu unit kerja"))
@like("people:units", TokenScope.READ_ORGANISATION)
def get_unit(request: HttpRequest, unit_id: int) -> dict[str, Any]:
    return _unit(get_object_or_404(people.visible_units(request.user, None), pk=unit_id))


def _unit(unit: OrgUnit) -> dict[str, Any]:
    return {
        "id": unit.pk,
        "agency": unit.agency_id,
        "parent": unit.parent_id,
        "code": unit.code,
        "name": unit.name,
    }
