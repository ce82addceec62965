"""Who worked where on another day: read from postings and former states, so that a move changes no earlier list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bangkom.core.models import Agency, User
from bangkom.core.models.agencies import within
from bangkom.people import nip
from bangkom.people.models import READERS, Employee, EmployeeNumber, FormerState, OrgUnit, Posting
from bangkom.people.queries.employees import NIP_SEARCH_FROM
from bangkom.people.queries.units import StructureOn


def former_states_on(day: dt.date, employees: QuerySet[Employee]) -> dict[int, tuple[str, str]]:
    """Employee id -> (kedudukan hukum, status) on an earlier day, where they were others than today. One query."""
    rows = FormerState.objects.on(day).filter(employee__in=employees.order_by().values("pk"))
    found = rows.order_by("valid_until", "pk").values_list("employee_id", "employment_state", "status")
    return {pk: (state, status) for pk, state, status in found}


def units_on(day: dt.date, employees: QuerySet[Employee]) -> dict[int, int]:
    """Employee id -> unit in which the person belonged on a day, where a posting says so. One query."""
    postings = Posting.objects.definitive().on(day).filter(employee__in=employees.order_by().values("pk"))
    return dict(postings.order_by("valid_from", "pk").values_list("employee_id", "unit_id"))


def belonging_on(day: dt.date, paths: list[str]) -> QuerySet[Posting]:
    """The definitive postings of a day in these parts of an agency."""
    return Posting.objects.definitive().on(day).filter(within(paths, "unit__scope__path"))


class EmployeesOn:
    """The employees of an agency as they were on a day, as a list that is counted, sorted and cut like a QuerySet.

    Shown are those who worked that day in a part for which the account works now. `is_linked` says whether the
    account may open the employee's page today.
    """

    def __init__(self, user: User, agency: Agency, day: dt.date) -> None:
        self._user, self.day = user, day
        self.structure = StructureOn(agency, day)
        own = Q(employee__hired_on__isnull=True) | Q(employee__hired_on__lte=day)
        then = FormerState.objects.on(day).filter(employee=OuterRef("employee")).order_by("-pk")
        self._rows = (
            belonging_on(day, user.scope_paths(*READERS))
            .filter(own, employee__agency=agency)
            .annotate(
                status_then=Coalesce(Subquery(then.values("status")[:1]), F("employee__status")),
                state_then=Coalesce(Subquery(then.values("employment_state")[:1]), F("employee__employment_state")),
            )
            .select_related("employee__person", "employee__agency", "position")
        )

    def filtered(
        self, *, text: str = "", unit: OrgUnit | None = None, status: str = "", group: str = ""
    ) -> EmployeesOn:
        """Like `queries.filtered`, by unit, status and group of the day."""
        digits = nip.normalise(text)
        if digits.isdecimal() and len(digits) >= NIP_SEARCH_FROM:
            numbers = EmployeeNumber.objects.filter(number__startswith=digits)
            self._rows = self._rows.filter(employee__in=numbers.values("employee"))
        else:
            for word in text.split():
                self._rows = self._rows.filter(employee__person__name__icontains=word)
        if unit is not None:
            self._rows = self._rows.filter(unit__in=self.structure.below(unit.pk))
        if status:
            self._rows = self._rows.filter(status_then=status)
        if group:
            self._rows = self._rows.filter(position__group=group)
        return self

    def order_by(self, *keys: str) -> EmployeesOn:
        """By fields of the employee; unit and position are those of the day."""
        own = ("unit__", "position__")
        wanted = []
        for key in keys:
            sign, name = ("-", key[1:]) if key.startswith("-") else ("", key)
            wanted.append(f"{sign}{name}" if name.startswith(own) else f"{sign}employee__{name}")
        self._rows = self._rows.order_by(*wanted)
        return self

    def values_list(self, *fields: str, flat: bool = False) -> Any:
        """Fields of the employee that do not depend on the day."""
        return self._rows.values_list(*(f"employee__{name}" for name in fields), flat=flat)

    def count(self) -> int:
        return self._rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Employee]:
        found = [self._as_then(row) for row in self._rows[part]]
        ids = [employee.pk for employee in found]
        seen = set(Employee.objects.visible_to(self._user).filter(pk__in=ids).values_list("pk", flat=True))
        for employee in found:
            employee.is_linked = employee.pk in seen
        return found

    def iterator(self, chunk_size: int = 2000) -> Iterator[Employee]:
        for row in self._rows.iterator(chunk_size=chunk_size):
            yield self._as_then(row)

    def _as_then(self, row: Any) -> Employee:
        employee = row.employee
        employee.unit, employee.position, employee.grade = self.structure.units[row.unit_id], row.position, row.grade
        employee.status, employee.employment_state = row.status_then, row.state_then
        return employee
