from django.db import transaction
from django.utils.translation import gettext_noop

from bangkom.core import colour
from bangkom.core.models import Agency, Scope, User
from bangkom.core.services.events import record_event


@transaction.atomic
def create_agency(*, by: User | None, code: str, name: str, short_name: str, kind: str, **fields) -> Agency:
    """A new agency with the root of its scope tree.

    Raises `ColourRefusedError` for a brand colour on which no text can be read.
    """
    if "brand_colour" in fields:
        colour.validate_agency_colour(fields["brand_colour"])
    agency = Agency.objects.create(code=code, name=name, short_name=short_name, kind=kind, **fields)
    add_scope(agency=agency, parent=None)
    record_event(
        verb="core.agency_created",
        message=gettext_noop("Instansi %(name)s dibuat"),
        params={"name": name},
        subject=agency,
        agency=agency,
        by=by,
    )
    return agency


def add_scope(*, agency: Agency, parent: Scope | None) -> Scope:
    """A new node under a parent of the same agency (the root when there is none). The caller holds the transaction."""
    if parent is not None and parent.agency_id != agency.pk:
        raise ValueError("a scope's parent must belong to the same agency")
    scope = Scope.objects.create(agency=agency, parent=parent)
    scope.path = f"{parent.path if parent else ''}{scope.pk}."
    scope.save(update_fields=["path"])
    return scope
