"""Over whose people a report goes."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from bangkom.core.access import acting_role
from bangkom.core.models import Agency, Role, User
from bangkom.people.models import READERS


@dataclass(frozen=True)
class Reach:
    """The part of one agency for which somebody acts. `paths` are scope paths; None means the whole agency."""

    agency: Agency
    paths: tuple[str, ...] | None = None

    @property
    def is_whole(self) -> bool:
        return self.paths is None


def reach_of(user: User, acting: Role) -> Reach:
    """What the acting role reaches; with a role that reads nobody's record, what the first reading role held does.

    Raises PermissionDenied for somebody who holds none.
    """
    readable = [each for each in user.assignments_now if each.role in READERS]
    chosen = next((each for each in readable if each.role == acting), None) or (readable[0] if readable else None)
    if chosen is None:
        raise PermissionDenied
    agency = chosen.scope.agency
    same = [each.scope for each in readable if each.role == chosen.role and each.scope.agency_id == agency.pk]
    if any(scope.parent_id is None for scope in same):
        return Reach(agency)
    return Reach(agency, tuple(sorted(scope.path for scope in same)))


def reach_for(request: HttpRequest) -> Reach:
    """The reach of the role chosen under "Sebagai"."""
    return reach_of(request.user, acting_role(request))
