"""Atasan langsung: named with a date, else by the position tree; a doubt stays a doubt.

By the tree: the head of a unit is whoever holds its highest structural position (JPT, administrator, pengawas; by
echelon), or who acts for it (Plt, Plh) where nobody holds one. The superior of a unit's people is its head, that of a
head is the head of the unit above. Two heads or none are told, never decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from bangkom.core import clock
from bangkom.core.models import Scoped, User
from bangkom.core.privacy import Privacy, Retention
from bangkom.people.models.employees import DatedOfEmployee, Employee, Posting
from bangkom.people.models.positions import Position

if TYPE_CHECKING:
    from bangkom.people.models.units import OrgUnit

ACTIVE = "01"  # kedudukan hukum of somebody who can lead
GONE = ("66", "98", "99")  # dismissed, of age, retired: nobody's team
STRUCTURAL = (Position.Group.JPT, Position.Group.ADMINISTRATOR, Position.Group.PENGAWAS)
ECHELONS = ("I.A", "I.B", "II.A", "II.B", "III.A", "III.B", "IV.A", "IV.B", "V.A", "V.B")
TEAM = "_team_ids"  # kept on the account for the length of a request


class Superior(Scoped):
    """The direct superior of an employee, named by those who keep the people, from a day to a day."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="named_superiors")
    superior = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="named_subordinates")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField(default=clock.now, editable=False)

    objects = DatedOfEmployee.as_manager()
    privacy = Privacy(
        purpose="Says who leads and mentors an employee, and may therefore see how the person develops.",
        retention=Retention.SERVICE,
        personal={
            "employee": "who is led",
            "superior": "who leads",
            "reason": "on which grounds",
            "named_by": "who named the superior",
        },
    )

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"], condition=Q(valid_until__isnull=True), name="people_superior_one_open"
            ),
            models.CheckConstraint(condition=~Q(superior=F("employee")), name="people_superior_is_another"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="people_superior_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.superior} -> {self.employee}"


@dataclass(frozen=True)
class Found:
    """Who leads somebody, and how that is known.

    `way`: `named`, `tree`, `many` (several heads: a doubt), `none` (no head, or no unit above). `candidates` are those
    between whom a person decides; `unit` is where the head was looked for.
    """

    way: str
    superior: Employee | None = None
    relation: Superior | None = None
    unit: OrgUnit | None = None
    candidates: list[Employee] = field(default_factory=list)

    @property
    def is_certain(self) -> bool:
        return self.superior is not None


def heads_of(units: Iterable[int]) -> dict[int, list[Employee]]:
    """The heads of units by unit: one where the tree is clear, several where it is in doubt. Two queries."""
    wanted = list(units)
    structural = Employee.objects.filter(unit__in=wanted, position__group__in=STRUCTURAL, employment_state=ACTIVE)
    holders: dict[int, list[tuple[Position, Employee]]] = defaultdict(list)
    for employee in structural.select_related("person", "position", "unit").order_by("pk"):
        holders[employee.unit_id].append((employee.position, employee))
    acting = Posting.objects.on(clock.today()).exclude(kind=Posting.Kind.DEFINITIVE).filter(
        unit__in=wanted, position__group__in=STRUCTURAL, employee__employment_state=ACTIVE
    )  # fmt: skip
    stand_ins: dict[int, list[tuple[Position, Employee]]] = defaultdict(list)
    for posting in acting.select_related("employee__person", "employee__unit", "employee__position", "position"):
        stand_ins[posting.unit_id].append((posting.position, posting.employee))
    return {unit: _highest(holders[unit] or stand_ins[unit]) for unit in wanted}


def _highest(holders: list[tuple[Position, Employee]]) -> list[Employee]:
    """Those with the highest position; all of the highest group where an echelon is missing among several."""
    if not holders:
        return []
    top = min(STRUCTURAL.index(position.group) for position, _employee in holders)
    best = [(position, employee) for position, employee in holders if STRUCTURAL.index(position.group) == top]
    ranks = [_rank(position.echelon) for position, _employee in best]
    if None not in ranks:
        best = [pair for pair, rank in zip(best, ranks, strict=True) if rank == min(ranks)]
    return list({employee.pk: employee for _position, employee in best}.values())


def _rank(echelon: str) -> int | None:
    plain = echelon.strip().upper().replace("/", ".")
    return ECHELONS.index(plain) if plain in ECHELONS else None


def superiors_of(employees: Iterable[Employee]) -> dict[int, Found]:
    """Who leads each of these employees today. Three queries, however many; their `unit` should be loaded."""
    wanted = list(employees)
    named = Superior.objects.on(clock.today()).filter(employee__in=[each.pk for each in wanted])
    named = named.select_related("superior__person", "superior__position", "superior__unit", "named_by")
    relations = {row.employee_id: row for row in named}
    units = {each.unit_id for each in wanted} | {each.unit.parent_id for each in wanted if each.unit.parent_id}
    heads = heads_of(units)
    return {each.pk: _found(each, relations.get(each.pk), heads) for each in wanted}


def _found(employee: Employee, relation: Superior | None, heads: dict[int, list[Employee]]) -> Found:
    if relation is not None:
        return Found("named", relation.superior, relation)
    unit, leaders = employee.unit, heads.get(employee.unit_id, [])
    if any(leader.pk == employee.pk for leader in leaders):
        if len(leaders) > 1:
            return Found("many", unit=unit, candidates=heads.get(unit.parent_id or 0, []))
        if unit.parent_id is None:
            return Found("none", unit=unit)
        unit, leaders = unit.parent, heads.get(unit.parent_id, [])
    if len(leaders) == 1 and leaders[0].pk != employee.pk:
        return Found("tree", leaders[0], unit=unit)
    above = leaders or heads.get(unit.parent_id or 0, [])
    candidates = [each for each in above if each.pk != employee.pk]
    return Found("many" if len(leaders) > 1 else "none", unit=unit, candidates=candidates)


def team_ids(user: User) -> list[int]:
    """The employees whose superior an account certainly is today. One query for somebody who leads nobody.

    It is asked once for an account object, that is once in a request.
    """
    if not user.is_authenticated:
        return []
    if not hasattr(user, TEAM):
        setattr(user, TEAM, _team_ids(user))
    return getattr(user, TEAM)


def _team_ids(user: User) -> list[int]:
    today = clock.today()
    named = Superior.objects.on(today)
    stands_in = Posting.objects.on(today).exclude(kind=Posting.Kind.DEFINITIVE).filter(position__group__in=STRUCTURAL)
    own = list(
        Employee.objects.filter(person__user=user, employment_state=ACTIVE)
        .annotate(
            is_named=Exists(named.filter(superior=OuterRef("pk"))),
            stands_in=Exists(stands_in.filter(employee=OuterRef("pk"))),
        )
        .values_list("pk", "unit", "position__group", "is_named", "stands_in")
    )
    found: set[int] = set()
    if any(is_named for *_rest, is_named, _stands_in in own):
        found |= set(named.filter(superior__in=[row[0] for row in own]).values_list("employee", flat=True))
    units = {unit for _pk, unit, group, _named, _acts in own if group in STRUCTURAL}
    if any(row[-1] for row in own):
        units |= set(stands_in.filter(employee__in=[row[0] for row in own]).values_list("unit", flat=True))
    if units:
        heads_below = Q(unit__parent__in=units, position__group__in=STRUCTURAL)
        led = Employee.objects.filter(Q(unit__in=units) | heads_below).exclude(employment_state__in=GONE)
        mine = {row[0] for row in own}
        for pk, answer in superiors_of(led.select_related("unit__parent")).items():
            if answer.superior is not None and answer.superior.pk in mine and answer.way == "tree":
                found.add(pk)
    gone = Employee.objects.filter(pk__in=found, employment_state__in=GONE) if found else []
    return sorted(found - {each.pk for each in gone})
