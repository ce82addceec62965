"""Forms that change the unit tree: one day and one basis for each act, a unit chosen by typing part of its name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Agency
from bangkom.core.widgets import DateInput
from bangkom.people import queries
from bangkom.people.models import OrgUnit


class DatedForm(forms.Form):
    """From which day, on what basis. `version` guards against a second editor."""

    starts_on = forms.DateField(label=_("Berlaku sejak"), widget=DateInput())
    basis = forms.CharField(
        label=_("Dasar"), max_length=200, help_text=_("Nomor keputusan atau peraturan, atau alasannya.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, agency: Agency, version: int = 0, **kwargs: Any) -> None:
        kwargs["initial"] = {"starts_on": clock.today(agency), "version": version, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean_version(self) -> int:
        return self.cleaned_data["version"] or 0


class UnitChoice(forms.Form):
    """One unit of many, by part of its name or its code; where several fit they are offered to choose from.

    After `is_valid` the unit is `cleaned_data["place"]`, None where none was asked for.
    """

    place_required = True

    place = forms.CharField(label=_("Unit"), max_length=120, help_text=_("Ketik sebagian nama atau kode unit."))
    picked = forms.CharField(label=_("Unit yang cocok"), required=False, widget=forms.RadioSelect(choices=()))

    def __init__(self, *args: Any, units: QuerySet[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matches = queries.find_units(units, str(self.data.get("place", ""))) if self.is_bound else []
        choices = [(str(unit.pk), queries.unit_label(unit)) for unit in self.matches]
        self.fields["picked"].widget.choices = choices
        self.has_choice = len(self.matches) > 1
        self.fields["place"].required = self.place_required

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["place"] = self._unit(str(cleaned.get("place", "")), str(cleaned.get("picked", "")))
        return cleaned

    def _unit(self, text: str, picked: str) -> OrgUnit | None:
        if not text:
            return None
        chosen = [unit for unit in self.matches if str(unit.pk) == picked]
        exact = [unit for unit in self.matches if text.lower() in (unit.name.lower(), unit.code.lower())]
        for found in (chosen, exact, self.matches):
            if len(found) == 1:
                return found[0]
        if self.matches:
            self.add_error("picked", _("Beberapa unit cocok. Pilih salah satu."))
        else:
            self.add_error("place", _("Tidak ada unit dengan nama atau kode ini."))
        return None


class NewUnitForm(DatedForm):
    name = forms.CharField(label=_("Nama unit"), max_length=255)
    code = forms.CharField(
        label=_("Kode unor"), max_length=60, required=False, help_text=_("Dari SIASN atau SIMPEG, bila ada.")
    )
    field_order = ("name", "code", "starts_on", "basis")


class RenameForm(DatedForm):
    name = forms.CharField(label=_("Nama baru"), max_length=255)
    field_order = ("name", "starts_on", "basis")


class MoveForm(UnitChoice, DatedForm):
    """Under which unit; an empty name means the top, where the account may change the whole agency."""

    field_order = ("place", "picked", "starts_on", "basis")

    def __init__(self, *args: Any, may_top: bool, **kwargs: Any) -> None:
        self.place_required = not may_top
        super().__init__(*args, **kwargs)
        self.fields["place"].label = _("Induk baru")
        if may_top:
            self.fields["place"].help_text = _(
                "Ketik sebagian nama atau kode unit. Kosongkan untuk menjadikannya perangkat daerah."
            )


class CloseForm(DatedForm):
    """The first day on which the unit is no more."""


class MergeForm(UnitChoice, DatedForm):
    field_order = ("place", "picked", "starts_on", "basis")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].label = _("Digabungkan ke")


class TreeForm(forms.Form):
    """What to look for in the tree, and as of which day. Nonsense is passed over."""

    is_filter = True

    cari = forms.CharField(label=_("Cari unit"), required=False, max_length=100)
    per = forms.DateField(label=_("Per tanggal"), required=False, widget=DateInput())

    def asked(self) -> dict[str, Any]:
        self.full_clean()
        return {"text": self.cleaned_data.get("cari", ""), "day": self.cleaned_data.get("per")}
