"""Who holds which role over what, and to whom a role may be given: reads of the pages under /akses/."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bangkom.core import policies as core_policies
from bangkom.core.models import GIVES, Event, Role, RoleAssignment, RoleRequest, Scope, User
from bangkom.core.models.agencies import within
from bangkom.people import queries
from bangkom.people.models import Employee, OrgUnit

MOST_FOUND = 20
# Where somebody gives a role, these name the ways to say to whom.
EMPLOYEE, ACCOUNT, NEW = "pegawai", "akun", "baru"


def scope_names(scopes: Iterable[Scope]) -> dict[int, str]:
    """Scopes as people know them: the agency's name, or the unit's."""
    found = {scope.pk: scope for scope in scopes}
    units = dict(OrgUnit.objects.by_system().filter(scope__in=list(found)).values_list("scope", "name"))
    return {pk: units.get(pk) or scope.agency.name for pk, scope in found.items()}


def name_of(scope: Scope) -> str:
    return scope_names([scope])[scope.pk]


def assignments(user: User, *, text: str = "", role: str = "") -> QuerySet[RoleAssignment]:
    """The assignments that an account keeps, which are not only its own, newest first."""
    kept = Q(pk__in=[])
    for giver in core_policies.givers(user):
        roles = list(Role) if giver.role == Role.ADMINISTRATOR else GIVES[Role(giver.role)]
        kept |= Q(role__in=roles) & within([giver.scope.path or ""], "scope__path")
    found = RoleAssignment.objects.visible_to(user).filter(kept)
    for word in text.split():
        found = found.filter(Q(user__name__icontains=word) | Q(user__username__startswith=word.lower()))
    if role:
        found = found.filter(role=role)
    return found.select_related("user", "scope__agency", "given_by", "ended_by").order_by("user__name", "pk")


def requests(user: User) -> QuerySet[RoleRequest]:
    return RoleRequest.objects.visible_to(user).select_related("user", "scope__agency", "asked_by", "decided_by")


def history(assignment: RoleAssignment) -> QuerySet[Event]:
    """What was done to the roles of the holder in this agency, newest first."""
    about = Event.objects.about(assignment.user).filter(agency=assignment.scope.agency, verb__startswith="core.role")
    return about.select_related("actor", "payload").order_by("-pk")[:30]


@dataclass(frozen=True)
class Candidate:
    """Somebody to whom a role could be given: an employee, or an account of somebody who is none."""

    way: str
    pk: int
    name: str
    number: str
    place: str
    has_account: bool


def candidates(user: User, text: str) -> list[Candidate]:
    """The first matches of a search by name or number among the people one sees, without oneself."""
    employees = queries.filtered(queries.employees_of(user, None), text=text).exclude(person__user=user)
    found = [
        Candidate(EMPLOYEE, e.pk, e.person.full_name, e.number, e.unit.name, e.person.user_id is not None)
        for e in employees.order_by("person__name")[:MOST_FOUND]
    ]
    accounts = known_accounts(user).exclude(person__employments__in=Employee.objects.visible_to(user))
    for word in text.split():
        accounts = accounts.filter(Q(name__icontains=word) | Q(username__startswith=word.lower()))
    found += [Candidate(ACCOUNT, a.pk, a.name, a.username, "", True) for a in accounts[:MOST_FOUND]]
    return found


def known_accounts(user: User) -> QuerySet[User]:
    """Open accounts with a role in the scopes over which one answers in full, without oneself."""
    paths = [giver.scope.path or "" for giver in core_policies.givers(user) if core_policies.is_full(giver)]
    held = RoleAssignment.objects.filter(within(paths, "scope__path"))
    return User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(pk=user.pk).order_by("name")


def scope_choices(user: User, employee: Employee | None) -> list[tuple[int, str]]:
    """Scopes for which one may give roles: the whole of one's own, the units of the employee, the highest units."""
    held = [giver.scope for giver in core_policies.givers(user)]
    paths = [scope.path or "" for scope in held]
    choices = dict.fromkeys(scope.pk for scope in sorted(held, key=lambda scope: (scope.path or "").count(".")))
    own = [part for part in (employee.unit.scope.path or "").split(".") if part] if employee else []
    chain = [".".join(own[: end + 1]) + "." for end in range(len(own))]
    inside = Scope.objects.filter(within(paths)).order_by("unit__name")
    choices |= dict.fromkeys(inside.filter(path__in=chain).order_by("path").values_list("pk", flat=True))
    small = [scope for scope in held if scope.parent_id is not None]
    near = Q(parent__in=held) | Q(parent__path__in=chain[1:]) | within([scope.path or "" for scope in small])
    choices |= dict.fromkeys(inside.filter(near).values_list("pk", flat=True))
    names = scope_names(Scope.objects.filter(pk__in=choices).select_related("agency"))
    return [(pk, names[pk]) for pk in choices]


def roles_to_give(user: User) -> list[Role]:
    """What one may give anywhere, in the order of the roles."""
    given = {role for giver in core_policies.givers(user) for role in GIVES[Role(giver.role)]}
    return [role for role in Role if role in given]
