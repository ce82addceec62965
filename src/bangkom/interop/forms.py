from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.interop.kinds import EventKind


class WebhookForm(forms.Form):
    """Where to, and what about."""

    url = forms.URLField(
        label=_("Alamat penerima"),
        help_text=_("Dimulai dengan https://, di program yang menerima kabar."),
        max_length=500,
        assume_scheme="https",
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kabar"),
        choices=EventKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih sedikitnya satu kabar.")},
    )
