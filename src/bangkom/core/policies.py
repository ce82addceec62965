"""Who gives a role to whom, and who is the second of two people."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from bangkom.core.models import GIVES, Role, RoleAssignment, RoleRequest, Scope, User

# They answer for the whole scope; what others give is a delegation: for a time, and it ends with its origin.
FULL = (Role.ADMINISTRATOR, Role.OPERATOR)
LONGEST_DELEGATION = dt.timedelta(days=184)


def covers(assignment: RoleAssignment, scope: Scope) -> bool:
    """Whether an assignment's scope is this one or above it."""
    return (scope.path or "").startswith(assignment.scope.path or "-")


def is_full(assignment: RoleAssignment) -> bool:
    return assignment.role in FULL


def givers(user: User) -> list[RoleAssignment]:
    """The roles of an account from which it may give roles; what was delegated is not delegated on."""
    held = [a for a in user.assignments_now if a.role in GIVES and a.delegated_from_id is None]
    return sorted(held, key=lambda a: (not is_full(a), a.scope.path or ""))


def giver_for(user: User, role: str, scope: Scope) -> RoleAssignment | None:
    """From which of its roles an account gives this one over this scope; none where it may not."""
    return next((a for a in givers(user) if role in GIVES[Role(a.role)] and covers(a, scope)), None)


def holders_over(scope: Scope, role: Role, *, but: tuple[User, ...] = ()) -> list[User]:
    """The open accounts that hold a role over a scope or above it today, except some."""
    above = Q(pk__in=[])
    parts = (scope.path or "").split(".")
    for end in range(1, len(parts)):
        above |= Q(scope__path=".".join(parts[:end]) + ".")
    held = RoleAssignment.objects.filter(above, role=role).holding()
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(pk__in=[u.pk for u in but]))


def operators(*, but: tuple[User, ...] = ()) -> list[User]:
    """The open accounts that keep the installation, except some."""
    held = RoleAssignment.objects.filter(role=Role.OPERATOR).holding()
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(pk__in=[u.pk for u in but]))


def deciders(scope: Scope, role: str, *, but: tuple[User, ...]) -> tuple[list[User], bool]:
    """Who may be the second person for a role over a scope, and whether these are operators.

    Another of its kind; where an agency has no other administrator an operator, and for the other way about an
    administrator of the agency that runs the installation.
    """
    same = operators(but=but) if role == Role.OPERATOR else holders_over(scope, Role.ADMINISTRATOR, but=but)
    if same:
        return same, role == Role.OPERATOR
    if role == Role.OPERATOR:
        return holders_over(scope, Role.ADMINISTRATOR, but=but), False
    return operators(but=but), True


def can_decide_role(user: User, request: RoleRequest) -> bool:
    """Whether this is a second person for an open request."""
    people, _by_operator = deciders(request.scope, request.role, but=(request.asked_by, request.user))
    return request.is_open and user in people


def can_end(user: User, assignment: RoleAssignment) -> bool:
    """One's own role; what an administrator or operator may give in the scope; what one has delegated oneself."""
    if assignment.standing == "past":
        return False
    if user.pk in {assignment.user_id, assignment.given_by_id}:
        return True
    giver = giver_for(user, assignment.role, assignment.scope)
    return giver is not None and is_full(giver)


def is_last(assignment: RoleAssignment) -> bool:
    """Whether the agency would be without an administrator, or the installation without an operator."""
    if assignment.standing != "holding" or assignment.role not in FULL or assignment.scope.parent_id is not None:
        return False
    but = (assignment.user,)
    others = operators(but=but) if assignment.role == Role.OPERATOR else _others(assignment, but)
    return not others


def _others(assignment: RoleAssignment, but: tuple[User, ...]) -> list[User]:
    return holders_over(assignment.scope, Role.ADMINISTRATOR, but=but)
