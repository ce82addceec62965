"""Employees: list, one, new, changed."""

import datetime as dt
from operator import attrgetter
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import StringConstraints

from bangkom.api import problems, reading
from bangkom.api.conduct import like
from bangkom.api.paging import Page, Paging, page_of
from bangkom.api.scopes import TokenScope
from bangkom.api.v1.fields import Day, Email, Id, Input, Name, Search, one_of, text
from bangkom.people import queries, services
from bangkom.people.models import Employee, OrgUnit, Person, Position
from bangkom.people.policies import can_import_employees

router = Router(tags=["people"])

Kind, Sex, Group = one_of(Employee.Status), one_of(Person.Sex, empty=True), one_of(Position.Group)
State = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]


class PositionOut(Schema):
    name: str
    group: str
    echelon: str


class PositionIn(Input):
    """A position is found by its name, group and echelon, and made where the agency has none such."""

    name: text(255, least=1)
    group: Group
    echelon: text(8) = ""


class EmployeeOut(Schema):
    id: int
    person: int
    agency: int
    unit: int
    number: str
    name: str
    status: str
    employment_state: str
    grade: str
    position: PositionOut
    version: int


class EmployeeDetail(EmployeeOut):
    front_title: str
    bare_name: str
    back_title: str
    birth_place: str
    birth_date: dt.date | None
    sex: str
    email: str
    hired_on: dt.date | None
    unit_name: str


class EmployeeFilter(Schema):
    search: Search = ""
    agency: Id | None = None
    unit: Id | None = None
    status: Kind | None = None
    position_group: Group | None = None


class PersonFields(Input):
    front_title: text(60) = ""
    back_title: text(100) = ""
    birth_place: text(100) = ""
    birth_date: Day | None = None
    sex: Sex = ""
    email: Email = ""


class NewEmployee(PersonFields):
    number: text(40, least=1)
    name: Name
    status: Kind
    employment_state: State = "01"
    grade: text(10) = ""
    unit: Id
    position: PositionIn
    hired_on: Day | None = None
    valid_from: Day | None = None


class EmployeeChange(PersonFields):
    """Only what is sent is changed."""

    name: Name = ""
    status: Kind = "PNS"
    employment_state: State = "01"
    grade: text(10) = ""
    unit: Id = 0
    position: PositionIn | None = None
    hired_on: Day | None = None
    valid_from: Day | None = None


@router.get("/employees", response=Page[EmployeeOut], operation_id="listEmployees", summary=_("Daftar pegawai"))
@like("people:list", TokenScope.READ_PEOPLE)
def list_employees(request: HttpRequest, filters: Query[EmployeeFilter], paging: Query[Paging]) -> dict[str, Any]:
    found = queries.employees_of(request.user, None)
    if filters.agency:
        found = found.filter(agency=filters.agency)
    unit = None
    if filters.unit:
        unit = queries.visible_units(request.user, None).select_related("scope").filter(pk=filters.unit).first()
        if unit is None:
            raise problems.invalid("unit", translated("Unit ini tidak ditemukan."), "unknown_unit")
    chosen = queries.filtered(
        found, text=filters.search, unit=unit, status=filters.status or "", group=filters.position_group or ""
    )
    return page_of(request, chosen.order_by("person__name", "pk"), paging, shown, attrgetter("person_id"))


@router.get(
    "/employees/{int:employee_id}", response=EmployeeDetail, operation_id="getEmployee", summary=_("Satu pegawai")
)
@like("people:detail", TokenScope.READ_PEOPLE)
def get_employee(request: HttpRequest, employee_id: int, response: HttpResponse) -> dict[str, Any]:
    employee = _visible(request, employee_id)
    reading.note(request, [employee.person_id])
    return whole(employee, response)


@router.post(
    "/employees",
    response={201: EmployeeDetail},
    operation_id="createEmployee",
    summary=_("Mencatat pegawai baru"),
)
@like("people:new", TokenScope.WRITE_PEOPLE)
def create_employee(request: HttpRequest, payload: NewEmployee, response: HttpResponse) -> Status[dict[str, Any]]:
    values = payload.dict()
    unit = _unit(request, values.pop("unit"))
    position = services.ensure_position(agency=unit.agency, **values.pop("position"))
    employee = services.create_employee(agency=unit.agency, unit=unit, position=position, by=request.user, **values)
    response["Location"] = f"/api/v1/employees/{employee.pk}"
    return Status(201, whole(employee, response))


@router.patch(
    "/employees/{int:employee_id}",
    response=EmployeeDetail,
    operation_id="changeEmployee",
    summary=_("Mengubah data pegawai"),
)
@like("people:change", TokenScope.WRITE_PEOPLE, versioned=True)
def change_employee(
    request: HttpRequest, employee_id: int, payload: EmployeeChange, response: HttpResponse
) -> dict[str, Any]:
    employee = _visible(request, employee_id)
    if not can_import_employees(request.user, employee.unit.scope):
        raise PermissionDenied
    values = payload.dict(exclude_unset=True)
    if "unit" in values:
        values["unit"] = _unit(request, values["unit"], agency=employee.agency_id)
    if values.get("position"):
        values["position"] = services.ensure_position(agency=employee.agency, **values["position"])
    else:
        values.pop("position", None)
    saved = services.change_employee(employee=employee, version=request.version, by=request.user, **values)
    return whole(_visible(request, saved.pk), response)


def _visible(request: HttpRequest, employee_id: int) -> Employee:
    employees = queries.employees_of(request.user, None).select_related("unit__scope")
    return get_object_or_404(employees, pk=employee_id)


def _unit(request: HttpRequest, unit_id: int, agency: int | None = None) -> OrgUnit:
    """A unit in which this person may put people."""
    units = queries.visible_units(request.user, None).select_related("scope", "agency")
    unit = units.filter(pk=unit_id).first()
    if unit is None or (agency is not None and unit.agency_id != agency):
        raise problems.invalid("unit", translated("Unit ini tidak ditemukan."), "unknown_unit")
    if not can_import_employees(request.user, unit.scope):
        raise PermissionDenied
    return unit


def shown(employee: Employee) -> dict[str, Any]:
    """An employee as a list shows one."""
    return {
        "id": employee.pk,
        "person": employee.person_id,
        "agency": employee.agency_id,
        "unit": employee.unit_id,
        "number": employee.number,
        "name": employee.person.full_name,
        "status": employee.status,
        "employment_state": employee.employment_state,
        "grade": employee.grade,
        "position": {name: getattr(employee.position, name) for name in ("name", "group", "echelon")},
        "version": employee.version,
    }


def whole(employee: Employee, response: HttpResponse) -> dict[str, Any]:
    """An employee with everything; the version goes along as ETag."""
    response["ETag"] = f'"{employee.version}"'
    person = employee.person
    personal = ("front_title", "back_title", "birth_place", "birth_date", "sex", "email")
    return (
        shown(employee)
        | {name: getattr(person, name) for name in personal}
        | {"bare_name": person.name, "hired_on": employee.hired_on, "unit_name": employee.unit.name}
    )
