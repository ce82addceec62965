"""Roles as they come and go: a delegation, one that ended, one that comes, and an administrator waiting for a second
person, who is the operator because the agency has one administrator only."""

import datetime as dt

from bangkom.core import clock
from bangkom.core.models import Agency, Role, Scope, User
from bangkom.core.services import end_role, grant_role
from bangkom.people.models import Employee
from bangkom.people.services import invite_employee


def arrange_roles(agency: Agency, *, admin: User, officer: User, organizer: User) -> None:
    """`officer` keeps the people of a unit; three of the unit's colleagues get accounts that nobody has opened yet."""
    today = clock.today(agency)
    whole = Scope.objects.get(agency=agency, parent=None)
    office = officer.role_assignments.select_related("scope__unit").get(role=Role.UNIT_HR).scope
    deputy, former, coming = _colleagues(office, officer, 3)
    grant_role(
        user=deputy,
        role=Role.UNIT_HR,
        scope=office,
        scope_name=office.unit.name,
        reason="Cuti besar, surat tugas 800/114/2026",
        valid_until=today + dt.timedelta(days=60),
        by=officer,
    )
    organized = grant_role(
        user=former, role=Role.ORGANIZER, scope=whole, scope_name=agency.name, reason="SK panitia 2026", by=admin
    )
    end_role(assignment=organized, scope_name=agency.name, reason="Pindah ke kecamatan", by=admin)
    grant_role(
        user=coming,
        role=Role.LEADER,
        scope=office,
        scope_name=office.unit.name,
        reason="Pelantikan, SK 821/2026",
        valid_from=today + dt.timedelta(days=14),
        by=admin,
    )
    grant_role(
        user=organizer,
        role=Role.ADMINISTRATOR,
        scope=whole,
        scope_name=agency.name,
        reason="Admin kedua agar tidak bergantung pada satu orang",
        by=admin,
    )


def _colleagues(office: Scope, but: User, count: int) -> list[User]:
    """Accounts for some employees of an office, invited as in life."""
    found = Employee.objects.filter(unit__scope__path__startswith=office.path, person__user=None)
    chosen = list(found.select_related("person", "unit__scope").order_by("number")[:count])
    for employee in chosen:
        invite_employee(employee=employee, by=but)
    return list(User.objects.filter(person__employments__in=chosen).order_by("username"))
