"""Who may open a page. Signed-in by default; a public page says so; a staff page names the roles it is for.

Two guards work together: `requires` asks whether the person does such work at all (403 when not), fetching through
`visible_to` asks whether this object is theirs to see (404 when not).
"""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from bangkom.core.models import Agency, Role, User

View = Callable[..., HttpResponse]
ACTING_ROLE = "acting_role"


def public(view: View) -> View:
    """Mark a page that anyone may open."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def requires(*roles: Role) -> Callable[[View], View]:
    """The page is for people who hold one of these roles anywhere. Others get 403 with plain words."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.has_role(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        checked.required_roles = roles  # type: ignore[attr-defined]
        return checked

    return decorate


def roles_of(user: User) -> list[Role]:
    """The roles a person can act in, in a fixed order; learner always."""
    held = {assignment.role for assignment in user.assignments_now}
    return [role for role in Role if role == Role.LEARNER or role.value in held]


def acting_role(request: HttpRequest) -> Role:
    """The role chosen under "Sebagai"; the most responsible one held when none was chosen or it has ended."""
    available = roles_of(request.user)
    chosen = request.session.get(ACTING_ROLE)
    if chosen in available:
        return Role(chosen)
    for preferred in (Role.ORGANIZER, Role.UNIT_HR, Role.LEADER, Role.ADMINISTRATOR, Role.OPERATOR, Role.TRAINER):
        if preferred in available:
            return preferred
    return Role.LEARNER


def acting_agency(request: HttpRequest):
    """The agency for which the person acts in the chosen role; None for a learner."""
    role = acting_role(request)
    for assignment in request.user.assignments_now:
        if assignment.role == role:
            return assignment.scope.agency
    return None


def kept_agency(request: HttpRequest, *roles: Role) -> Agency:
    """The agency for which one acts, if one of these roles holds over the whole of it; else the first where one does.

    Raises PermissionDenied for who holds them over a unit only: what belongs to the agency is not theirs to keep.
    """
    kept = request.user.agencies_as(*roles)
    if not kept:
        raise PermissionDenied
    acting = acting_agency(request)
    return acting if acting in kept else kept[0]


def administered_agency(request: HttpRequest) -> Agency:
    """The agency that one administers; see `kept_agency`."""
    return kept_agency(request, Role.ADMINISTRATOR)
