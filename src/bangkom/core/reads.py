"""Pages that show personal data of others say so: one call in the view."""

from collections.abc import Iterable

from django.http import HttpRequest

from bangkom.core import access, services


def note_reads(request: HttpRequest, persons: Iterable[int | None], *, filter: str = "") -> None:
    """This page shows data of these people (ids of `Person`, None passed over) to the one who asked for it.

    `filter` says by what a list was narrowed, never what was typed into a search.
    """
    services.record_reads(
        reader=request.user,
        role=access.acting_role(request),
        agency=access.acting_agency(request),
        page=request.resolver_match.view_name,
        persons=[pk for pk in persons if pk is not None],
        filter=filter,
    )
