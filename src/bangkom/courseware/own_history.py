"""The objects of courseware that have a history of changes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangkom.core.history import Kind

KINDS: dict[str, Kind] = {
    "courseware.module": Kind(_("Modul"), page=lambda module: reverse("courseware:module", args=[module.pk]))
}
