"""The unit tree as people see it: what exists, as a forest, and what is found by a word. Also as of an earlier day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from bangkom.core import clock
from bangkom.core.models import Agency, Role, RoleAssignment, User
from bangkom.people.models import READERS, Employee, FormerUnit, OrgUnit, Posting
from bangkom.people.policies import may_shape

MOST_FOUND = 30


def visible_units(user: User, agency: Agency | None) -> QuerySet[OrgUnit]:
    """The units that exist today and that an account may see, of one agency where one is acted for."""
    units = OrgUnit.objects.visible_to(user).existing(clock.today(agency))
    return units if agency is None else units.filter(agency=agency)


def top_units(user: User, agency: Agency | None) -> QuerySet[OrgUnit]:
    """The highest units an account may see: perangkat daerah for the agency's staff, the own unit for others."""
    units = visible_units(user, agency)
    return units.filter(Q(parent=None) | ~Q(parent__in=units)).order_by("name")


class StructureOn:
    """Names and parents of an agency's units as they stood on a day; today costs one query, an earlier day two."""

    def __init__(self, agency: Agency, day: dt.date | None = None) -> None:
        units = OrgUnit.objects.filter(agency=agency).select_related("scope").order_by("name")
        self.day = day or clock.today(agency)
        self.units = {unit.pk: unit for unit in units}
        if self.day < clock.today(agency):
            for former in FormerUnit.objects.on(self.day).filter(unit__agency=agency):
                unit = self.units[former.unit_id]
                unit.name, unit.parent_id = former.name, former.parent_id
        for unit in self.units.values():
            unit.parent = self.units.get(unit.parent_id or 0)

    def exists(self, unit: OrgUnit) -> bool:
        """Whether the unit existed on the day."""
        begun = unit.valid_from is None or unit.valid_from <= self.day
        return begun and (unit.valid_until is None or unit.valid_until >= self.day)

    def path(self, unit_id: int) -> list[OrgUnit]:
        """The unit with all above it, the highest first."""
        found = [self.units[unit_id]]
        while found[0].parent_id:
            found.insert(0, self.units[found[0].parent_id])
        return found

    def below(self, top_id: int) -> list[int]:
        """Ids of a unit and all units below it."""
        children: dict[int | None, list[int]] = {}
        for unit in self.units.values():
            children.setdefault(unit.parent_id, []).append(unit.pk)
        found, waiting = [], [top_id]
        while waiting:
            unit_id = waiting.pop()
            found.append(unit_id)
            waiting += children.get(unit_id, [])
        return found


@dataclass
class UnitNode:
    """A unit in the tree with the employees in it and in all below it."""

    unit: OrgUnit
    own: int
    total: int = 0
    children: list[UnitNode] = field(default_factory=list)


def unit_tree(user: User, agency: Agency, day: dt.date | None = None) -> list[UnitNode]:
    """The visible units as a forest by name, with numbers of employees. Three queries at most, whatever its size."""
    structure = StructureOn(agency, day)
    paths = tuple(path for path in user.scope_paths(*READERS) if path)
    units = [
        unit
        for unit in structure.units.values()
        if structure.exists(unit) and (unit.scope.path or "").startswith(paths)
    ]
    numbers = people_by_unit(agency, structure.day)
    nodes = {unit.pk: UnitNode(unit, numbers.get(unit.pk, 0)) for unit in sorted(units, key=lambda unit: unit.name)}
    roots = []
    for node in nodes.values():
        above = nodes.get(node.unit.parent_id or 0)
        (above.children if above else roots).append(node)
    for root in roots:
        _sum_up(root)
    return roots


def people_by_unit(agency: Agency, day: dt.date) -> dict[int, int]:
    """Unit id -> employees that belonged there on a day. One query."""
    if day == clock.today(agency):
        rows = Employee.objects.filter(agency=agency).order_by().values_list("unit")
    else:
        rows = Posting.objects.definitive().on(day).filter(employee__agency=agency).order_by().values_list("unit")
    return dict(rows.annotate(Count("pk")))


def _sum_up(node: UnitNode) -> int:
    node.total = node.own + sum(_sum_up(child) for child in node.children)
    return node.total


def find_units(units: QuerySet[OrgUnit], text: str, *, limit: int = MOST_FOUND) -> list[OrgUnit]:
    """The first units whose name has every word, or whose code or one-time name is meant; the shortest names first."""
    words = text.split()
    if not words:
        return []
    named, once = Q(), Q()
    for word in words:
        named &= Q(name__icontains=word)
        once &= Q(name__icontains=word)
    by_former = Q(pk__in=FormerUnit.objects.filter(once).values("unit"))
    found = units.filter(named | Q(code__iexact=text.strip()) | by_former).select_related("parent", "scope")
    return sorted(found[: limit * 4], key=lambda unit: (len(unit.name), unit.name))[:limit]


def unit_label(unit: OrgUnit) -> str:
    """A unit with the one above it, as lists of choices show it."""
    return f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name


@dataclass(frozen=True)
class UnitPage:
    """What the page of a unit says."""

    path: list[OrgUnit]
    children: list[tuple[OrgUnit, int]]
    own: int
    total: int
    beside: list[Posting]
    heads: list[Posting]
    former: list[FormerUnit]
    roles: list[RoleAssignment]
    predecessors: list[OrgUnit]
    may_change: bool


def unit_page(user: User, unit: OrgUnit) -> UnitPage:
    """Heads, people, units below, names it had, roles over it; a fixed number of queries."""
    today = clock.today(unit.agency)
    structure = StructureOn(unit.agency)
    numbers = people_by_unit(unit.agency, today)
    children = [
        (each, sum(numbers.get(pk, 0) for pk in structure.below(each.pk)))
        for each in structure.units.values()
        if each.parent_id == unit.pk and structure.exists(each)
    ]
    held = Posting.objects.on(today).filter(unit=unit).select_related("employee__person", "position")
    roles = RoleAssignment.objects.visible_to(user).filter(scope=unit.scope).holding(today).select_related("user")
    return UnitPage(
        path=structure.path(unit.pk)[:-1],
        children=children,
        own=numbers.get(unit.pk, 0),
        total=numbers.get(unit.pk, 0) + sum(people for _unit, people in children),
        beside=list(held.beside().order_by("kind", "employee__person__name")),
        heads=heads_of(held),
        former=list(unit.former.select_related("parent")),
        roles=list(roles.order_by("role", "user__name")) if may_shape(user, unit.scope) else [],
        predecessors=list(unit.predecessors.order_by("-valid_until")),
        may_change=may_shape(user, unit.scope) and not unit.is_closed,
    )


def heads_of(held: QuerySet[Posting]) -> list[Posting]:
    """Who leads a unit: the managing positions held in it, the highest group; a Plt or Plh of one as well."""
    ranks = ("jpt", "administrator", "pengawas")
    managing = list(held.filter(position__group__in=ranks).order_by("employee__person__name"))
    if not managing:
        return []
    highest = min(ranks.index(posting.position.group) for posting in managing)
    return [posting for posting in managing if posting.position.group == ranks[highest]]


def parts_shaped(user: User, agency: Agency) -> list[str]:
    """The scope paths of an agency whose units an account may change."""
    return [
        each.scope.path or ""
        for each in user.assignments_now
        if each.role == Role.ADMINISTRATOR and each.scope.agency_id == agency.pk
    ]
