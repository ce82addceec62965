"""Who leads an employee: a search, and the choice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.people.models import Employee

TREE = "pohon"


class SuperiorForm(forms.Form):
    """One of the offered employees, or the position tree; with the grounds."""

    superior = forms.ChoiceField(
        label=_("Atasan langsung"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih satu orang."), "invalid_choice": _("Pilih satu orang dari daftar.")},
    )
    reason = forms.CharField(
        label=_("Dasar"), max_length=200, help_text=_("Misalnya nomor surat tugas atau kesepakatan unit.")
    )

    def __init__(self, *args: Any, offered: list[Employee], is_named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(each.pk): each for each in offered}
        words = [(pk, f"{e.person.full_name}, {e.position.name} ({e.unit.name})") for pk, e in self.offered.items()]
        if is_named:
            words.append((TREE, _("Tanpa penetapan: ikuti susunan jabatan")))
        self.fields["superior"].choices = words

    @property
    def chosen(self) -> Employee | None:
        """The employee chosen; None for the position tree."""
        return self.offered.get(self.cleaned_data["superior"])
