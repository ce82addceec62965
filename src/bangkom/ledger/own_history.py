"""The objects of ledger that have a history of changes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangkom.core.history import Kind

KINDS: dict[str, Kind] = {
    "ledger.entry": Kind(
        _("Catatan JP"),
        page=lambda entry: reverse("ledger:card", args=[entry.person_id]),
        person=lambda entry: entry.person_id,
    )
}
