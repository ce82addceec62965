from bangkom.core.models import Agency, User
from bangkom.programmes.models import PLANNERS


def can_plan_programmes(user: User, agency: Agency) -> bool:
    """Programmes of an agency are made by those who organize its training."""
    return agency in user.agencies_as(*PLANNERS)
