"""The objects of programmes that have a history of changes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangkom.core.history import Kind
from bangkom.programmes.models import Programme, Stage

KINDS: dict[str, Kind] = {
    "programmes.programme": Kind(
        _("Program"),
        page=lambda programme: reverse("programmes:detail", args=[programme.pk]),
        choices={"mode": dict(Stage.Mode.choices), "family": dict(Programme.Family.choices)},
    )
}
