from bangkom.core.models import Agency, User
from bangkom.courseware.models import AUTHORS


def agencies_to_write_for(user: User) -> list[Agency]:
    """The agencies in whose name a person may make modules."""
    return user.agencies_as(*AUTHORS)
