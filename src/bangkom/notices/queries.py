from bangkom.core.models import User
from bangkom.notices.models import Notice


def unread_count(user: User) -> int:
    """How many notices the person has not read yet."""
    return Notice.objects.visible_to(user).unread().count()
