from django.utils.translation import gettext_noop

from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.people.models import Person


def record_export(*, person: Person, by: User) -> None:
    """Note that a person took the own data away."""
    record_event(
        verb="privacy.exported",
        message=gettext_noop("Data sendiri diunduh"),
        subject=person,
        agency=None,
        by=by,
    )
