from bangkom.core.models.accounts import GIVES, Invitation, Role, RoleAssignment, User
from bangkom.core.models.agencies import Agency, Scope
from bangkom.core.models.base import Scoped, ScopedQuerySet
from bangkom.core.models.checkpoints import Checkpoint
from bangkom.core.models.events import Event, EventPayload, EventSeal
from bangkom.core.models.files import StoredFile
from bangkom.core.models.jobs import Job, JobRow
from bangkom.core.models.operations import Operation
from bangkom.core.models.reads import AccessedPerson, AccessRecord
from bangkom.core.models.roles import NEEDS_SECOND, RoleRequest
from bangkom.core.models.sign_ins import FactorReset, OutsideAccount, SignIn, SignInTries

__all__ = [
    "GIVES",
    "NEEDS_SECOND",
    "AccessRecord",
    "AccessedPerson",
    "Agency",
    "Checkpoint",
    "Event",
    "EventPayload",
    "EventSeal",
    "FactorReset",
    "Invitation",
    "Job",
    "JobRow",
    "Operation",
    "OutsideAccount",
    "Role",
    "RoleAssignment",
    "RoleRequest",
    "Scope",
    "Scoped",
    "ScopedQuerySet",
    "SignIn",
    "SignInTries",
    "StoredFile",
    "User",
]
