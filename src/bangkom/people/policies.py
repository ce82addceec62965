from bangkom.core.models import Role, Scope, User

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
