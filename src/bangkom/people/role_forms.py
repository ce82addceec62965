"""Forms under /akses/: search, give a role, end one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Role, Scope, User
from bangkom.core.widgets import DateInput
from bangkom.people import role_queries
from bangkom.people.models import Employee

# What each role is for, beside its name where one is chosen.
PURPOSES = {
    Role.TRAINER: _("mengajar, membimbing, menilai"),
    Role.ORGANIZER: _("program, angkatan, peserta, sertifikat"),
    Role.UNIT_HR: _("data pegawai dan undangan"),
    Role.LEADER: _("membaca capaian, tidak mengubah"),
    Role.ADMINISTRATOR: _("peran, unit, aturan, seluruh cakupan"),
    Role.OPERATOR: _("membuka instansi, menjaga sistem"),
}


class RoleFilterForm(forms.Form):
    """The filter above the list; nonsense is passed over."""

    cari = forms.CharField(label=_("Cari nama atau NIP"), required=False, max_length=100)
    peran = forms.ChoiceField(label=_("Peran"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, role.label) for role in Role if role != Role.LEARNER]
        self.fields["peran"].choices = [("", _("Semua peran")), *roles]

    def criteria(self) -> dict[str, str]:
        self.full_clean()
        return {"text": self.cleaned_data.get("cari", ""), "role": self.cleaned_data.get("peran", "")}


class GiveRoleForm(forms.Form):
    """One role for one person; with `is_new` also the account of somebody who has none and is no employee."""

    name = forms.CharField(label=_("Nama"), max_length=200)
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=150,
        help_text=_("Untuk masuk: NIP, atau nama yang dipilih."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(label=_("Surel"), required=False)
    role = forms.ChoiceField(label=_("Peran"), widget=forms.RadioSelect)
    scope = forms.TypedChoiceField(
        label=_("Untuk"), coerce=int, help_text=_("Peran berlaku di sini dan di semua unit di bawahnya.")
    )
    valid_from = forms.DateField(label=_("Mulai"), widget=DateInput())
    valid_until = forms.DateField(label=_("Sampai"), required=False, widget=DateInput())
    reason = forms.CharField(
        label=_("Dasar"),
        max_length=300,
        help_text=_("Misalnya nomor surat keputusan atau surat tugas."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, by: User, employee: Employee | None, is_new: bool, limited: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not is_new:
            for name in ("name", "username", "email"):
                del self.fields[name]
        roles = role_queries.roles_to_give(by)
        self.fields["role"].choices = [(role.value, f"{role.label}: {PURPOSES[role]}") for role in roles]
        self.fields["scope"].choices = role_queries.scope_choices(by, employee)
        self.fields["valid_from"].initial = clock.today()
        if len(roles) == 1:
            self.fields["role"].initial = roles[0].value
        if limited:
            self.fields["valid_until"].required = True
            self.fields["valid_until"].help_text = _("Pelimpahan paling lama setengah tahun.")
        else:
            self.fields["valid_until"].help_text = _("Kosongkan bila tidak dibatasi.")

    def clean_scope(self) -> Scope:
        return Scope.objects.select_related("agency").get(pk=self.cleaned_data["scope"])


class EndRoleForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        min_length=5,
        help_text=_("Pemegang peran membacanya."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
