"""The objects of rules that have a history of changes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangkom.core.history import Kind

KINDS: dict[str, Kind] = {"rules.ruleset": Kind(_("Aturan"), page=lambda rule_set: reverse("rules:list"))}
