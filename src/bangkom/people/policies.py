from bangkom.core.models import Role, Scope, User
from bangkom.people.models import ImportMapping

IMPORTERS = (Role.ADMINISTRATOR, Role.ORGANIZER, Role.UNIT_HR)


def can_import_employees(user: User, scope: Scope) -> bool:
    """Whoever keeps the people of a scope: the agency's staff for all, a unit's HR officer for the unit and below."""
    return any(scope.path.startswith(path) for path in user.scope_paths(*IMPORTERS))


def can_invite(user: User, scope: Scope) -> bool:
    """The same people hand out invitations."""
    return can_import_employees(user, scope)


def may_shape(user: User, scope: Scope) -> bool:
    """Who changes units: an administrator of the agency, or of the subtree in which the unit stands."""
    return any((scope.path or "").startswith(path) for path in user.scope_paths(Role.ADMINISTRATOR))


def can_keep_mapping(user: User, mapping: ImportMapping) -> bool:
    """Whoever imports for the whole agency, and whoever saved the layout and still imports there."""
    held = [a.scope for a in user.assignments_now if a.role in IMPORTERS and a.scope.agency_id == mapping.agency_id]
    return any(scope.parent_id is None for scope in held) or (bool(held) and mapping.created_by_id == user.pk)
