from bangkom.core.models import Agency, Role, User


def can_keep_webhooks(user: User, agency: Agency) -> bool:
    """Who is told what happens in an agency is decided by its administrators."""
    return agency in user.agencies_as(Role.ADMINISTRATOR)
