"""Who may do what with a certificate. Reading is decided by `Certificate.objects.visible_to`."""

from bangkom.cohorts.models import ORGANIZERS
from bangkom.core.models import Agency, User
from bangkom.credentials.models import Certificate


def can_revoke(user: User, certificate: Certificate) -> bool:
    """The organizing agency takes a valid certificate back; nobody revokes twice."""
    return certificate.state == Certificate.State.VALID and may_issue_for(user, certificate.agency)


def may_issue_for(user: User, agency: Agency) -> bool:
    """Whether a person organizes the training of a whole agency: issues, revokes, names who signs."""
    return agency in user.agencies_as(*ORGANIZERS)
