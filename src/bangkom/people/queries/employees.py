"""Reads that feed the pages about people; also what other apps ask about employees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bangkom.core import clock
from bangkom.core.models import Agency, Event, Job, Scope, User
from bangkom.people import nip
from bangkom.people.labels import FIELDS
from bangkom.people.models import Employee, EmployeeNumber, OrgUnit, Posting
from bangkom.people.policies import IMPORTERS

# As many letters with codes as are made in one go.
MOST_LETTERS_AT_ONCE = 500
# A letter-and-digit text this long is meant as the beginning of a NIP.
NIP_SEARCH_FROM = 4


def employees_of(user: User, agency: Agency | None) -> QuerySet[Employee]:
    """The employees an account may see, of one agency where one is acted for, with what a list shows."""
    found = Employee.objects.visible_to(user)
    if agency is not None:
        found = found.filter(agency=agency)
    return found.select_related("person", "unit__parent", "position", "agency")


def filtered(
    employees: QuerySet[Employee],
    *,
    text: str = "",
    unit: OrgUnit | None = None,
    status: str = "",
    group: str = "",
) -> QuerySet[Employee]:
    """Employees whose name or number matches `text`, in the unit or below it, of the status and position group."""
    digits = nip.normalise(text)
    if digits.isdecimal() and len(digits) >= NIP_SEARCH_FROM:
        employees = employees.filter(pk__in=EmployeeNumber.objects.filter(number__startswith=digits).values("employee"))
    else:
        for word in text.split():
            employees = employees.filter(person__name__icontains=word)
    if unit is not None:
        employees = employees.filter(unit__scope__path__startswith=unit.scope.path)
    if status:
        employees = employees.filter(status=status)
    if group:
        employees = employees.filter(position__group=group)
    return employees


def search(user: User, text: str, *, limit: int = 10) -> list[Employee]:
    """The first employees of a search over everything an account may see."""
    if not text.strip():
        return []
    return list(filtered(employees_of(user, None), text=text).order_by("person__name")[:limit])


def employees_numbered(numbers: Iterable[str]) -> dict[str, Employee]:
    """Employees by any number they have or had, whatever agency; the newest employment wins."""
    rows = EmployeeNumber.objects.filter(number__in=list(numbers)).order_by("pk")
    rows = rows.select_related("employee__person", "employee__unit", "employee__position", "employee__agency")
    return {row.number: row.employee for row in rows}


def account_of_number(number: str) -> User | None:
    """The account of whoever holds this employee number, now or before; none where it could be two people's.

    For sign-in only, before anybody is known: no access check.
    """
    named = User.objects.filter(username=number).first()
    if named is not None:
        return named
    holders = User.objects.filter(person__employments__numbers__number=number).distinct()[:2]
    return holders[0] if len(holders) == 1 else None


def postings_of(employee: Employee) -> list[Posting]:
    """All postings, what holds now and what is planned first; each with `state`: planned, now or past. One query."""
    today = clock.today(employee.agency)
    found = list(employee.postings.select_related("unit", "position"))
    for posting in found:
        planned = posting.valid_from is not None and posting.valid_from > today
        past = posting.valid_until is not None and posting.valid_until < today
        posting.state = "planned" if planned else "past" if past else "now"
    order = {"planned": 0, "now": 1, "past": 2}
    first = dt.date.min
    newest = sorted(found, key=lambda one: (one.valid_from or one.valid_until or first, one.pk), reverse=True)
    return sorted(newest, key=lambda one: (order[one.state], one.kind != Posting.Kind.DEFINITIVE))


@dataclass(frozen=True)
class HistoryEntry:
    """An act about an employee in words, with the fields it changed: (field, before, after)."""

    event: Event
    changes: list[tuple[str, str, str]]


def history_of(employee: Employee, *, limit: int = 30) -> list[HistoryEntry]:
    """What was done to an employee's record, newest first. Whoever may see the record may see its history."""
    events = Event.objects.about(employee).select_related("actor", "payload").order_by("-pk")[:limit]
    return [HistoryEntry(event, _changes(event)) for event in events]


def _changes(event: Event) -> list[tuple[str, str, str]]:
    body = event.payload.body if hasattr(event, "payload") else {}
    before, after = body.get("before") or {}, body.get("after") or {}
    if not before or not after:
        return []
    return [
        (str(FIELDS[key]), str(before.get(key) or ""), str(after[key] or ""))
        for key in FIELDS
        if key in after and key in before
    ]


def import_scopes(user: User, agency: Agency | None) -> list[tuple[Scope, str]]:
    """The scopes for which an account may import, widest first, with the name people know them by."""
    held = [a.scope for a in user.assignments_now if a.role in IMPORTERS]
    scopes = {scope.pk: scope for scope in held if agency is None or scope.agency_id == agency.pk}
    ordered = sorted(scopes.values(), key=lambda scope: (scope.parent_id is not None, scope.path or ""))
    names = dict(OrgUnit.objects.filter(scope__in=scopes).values_list("scope", "name"))
    return [
        (scope, scope.agency.name if scope.parent_id is None else names.get(scope.pk, scope.agency.name))
        for scope in ordered
    ]


def imports_visible_to(user: User, agency: Agency | None, kind: str) -> QuerySet[Job]:
    """Imports an account started, and those of the scopes it keeps."""
    jobs = Job.objects.visible_to(user).filter(kind=kind).select_related("agency", "scope", "created_by")
    return jobs if agency is None else jobs.filter(agency=agency)


def invitable(employees: QuerySet[Employee]) -> QuerySet[Employee]:
    """Those who cannot sign in yet: no account, or one whose password was never set."""
    unset = Q(person__user__password__startswith="!") | Q(person__user__password="")  # noqa: S106 - no password
    return employees.filter(Q(person__user=None) | unset).select_related("person__user")


def by_ids(employees: QuerySet[Employee], ids: Sequence[int]) -> list[Employee]:
    """The chosen ones among these employees; ids of others are passed over."""
    return list(employees.filter(pk__in=ids).order_by("person__name"))
