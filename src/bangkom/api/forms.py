"""Forms of tokens and integrations."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bangkom.api.policies import INTEGRATION_ROLES
from bangkom.api.scopes import TokenScope
from bangkom.core.models import Agency, User
from bangkom.people import queries as people
from bangkom.people.models import OrgUnit

LIVES = (7, 30, 90, 180, 365)
USUAL_LIFE = 90


def in_days(days: int) -> str:
    return ngettext("%(n)d hari", "%(n)d hari", days) % {"n": days}


class TokenForm(forms.Form):
    """A token: what it is called, what it may do, how long it lives."""

    name = forms.CharField(
        label=_("Nama token"), help_text=_("Program mana yang memakainya, misalnya SIMPEG."), max_length=80
    )
    scopes = forms.MultipleChoiceField(
        label=_("Izin"),
        help_text=_("Beri yang benar-benar diperlukan saja. Peran Anda tetap membatasi."),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih sedikitnya satu izin.")},
    )
    days = forms.TypedChoiceField(label=_("Berlaku selama"), coerce=int, choices=[], initial=USUAL_LIFE)

    def __init__(self, *args: Any, offered: list[TokenScope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in offered]
        lives = [days for days in LIVES if days <= settings.API_TOKEN_DAYS] or [settings.API_TOKEN_DAYS]
        self.fields["days"].choices = [(days, lazy(in_days, str)(days)) for days in lives]
        if USUAL_LIFE not in lives:
            self.fields["days"].initial = lives[-1]


class IntegrationForm(forms.Form):
    """A program that is let in: its name, what for, and as what over which part of the agency."""

    name = forms.CharField(label=_("Nama aplikasi"), max_length=120)
    purpose = forms.CharField(
        label=_("Untuk apa"), help_text=_("Misalnya membaca pegawai setiap malam."), max_length=255
    )
    role = forms.ChoiceField(
        label=_("Bertindak sebagai"), choices=[(role.value, role.label) for role in INTEGRATION_ROLES]
    )
    unit = forms.ModelChoiceField(
        label=_("Untuk bagian"), queryset=OrgUnit.objects.none(), required=False, empty_label=_("Seluruh instansi")
    )

    def __init__(self, *args: Any, user: User, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = people.top_units(user, agency).select_related("scope")
