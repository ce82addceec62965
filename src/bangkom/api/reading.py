"""Whoever reads data of others through the API leaves the same record as on the page that shows them."""

from collections.abc import Iterable

from django.http import HttpRequest

from bangkom.core import access, services
from bangkom.people.models import Person

THROUGH = "API"


def note(request: HttpRequest, persons: Iterable[int | None]) -> None:
    """This reply shows data of these people (ids of `Person`) to the owner of the token; oneself is passed over."""
    shown = {pk for pk in persons if pk is not None}
    if not shown:
        return
    own = Person.objects.filter(user=request.user).values_list("pk", flat=True).first()
    services.record_reads(
        reader=request.user,
        role=access.acting_role(request),
        agency=access.acting_agency(request),
        page=request.conduct.page,
        persons=shown - {own},
        filter=THROUGH,
    )
