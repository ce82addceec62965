"""Forms about where and as what somebody works."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.core.widgets import DateInput
from bangkom.people.models import Employee, Position, Posting
from bangkom.people.unit_forms import DatedForm, UnitChoice


class PlaceForm(UnitChoice, DatedForm):
    """A unit and a position by name; where nothing is said, the employee's own."""

    position = forms.CharField(label=_("Jabatan"), max_length=255)
    group = forms.ChoiceField(label=_("Kelompok jabatan"), choices=[("", _("Pilih")), *Position.Group.choices])
    echelon = forms.CharField(label=_("Eselon"), required=False, max_length=8, help_text=_("Misalnya IV.a."))

    def __init__(self, *args: Any, employee: Employee, posting: Posting | None = None, **kwargs: Any) -> None:
        unit = posting.unit if posting else employee.unit
        position = posting.position if posting else employee.position
        kwargs["initial"] = {
            "place": unit.name,
            "picked": str(unit.pk),
            "position": position.name,
            "group": position.group,
            "echelon": position.echelon,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, agency=employee.agency, version=employee.version, **kwargs)
        self.fields["place"].label = _("Unit kerja")

    def named_position(self) -> dict[str, str]:
        """Arguments of `services.ensure_position`."""
        return {
            "name": self.cleaned_data["position"],
            "group": self.cleaned_data["group"],
            "echelon": self.cleaned_data["echelon"],
        }


class TransferForm(PlaceForm):
    """Mutasi: the new unit, position and grade from a day on; a day to come is planned."""

    grade = forms.CharField(
        label=_("Golongan"), required=False, max_length=10, help_text=_("Misalnya III/d, atau IX untuk PPPK.")
    )
    field_order = ("place", "picked", "position", "group", "echelon", "grade", "starts_on", "basis")

    def __init__(self, *args: Any, employee: Employee, **kwargs: Any) -> None:
        super().__init__(*args, employee=employee, initial={"grade": employee.grade}, **kwargs)
        self.fields["starts_on"].help_text = _("Tanggal yang akan datang dicatat sebagai rencana.")
        self.fields["basis"].help_text = _("Nomor dan tanggal SK mutasi.")


class AddPostingForm(PlaceForm):
    """Rangkap, Plt or Plh beside the definitive posting."""

    kind = forms.ChoiceField(
        label=_("Jenis penugasan"),
        choices=[choice for choice in Posting.Kind.choices if choice[0] != Posting.Kind.DEFINITIVE],
        widget=forms.RadioSelect,
    )
    ends_on = forms.DateField(
        label=_("Sampai"),
        required=False,
        widget=DateInput(),
        help_text=_("Wajib untuk Plt dan Plh. Hari terakhir ikut dihitung."),
    )
    field_order = ("kind", "place", "picked", "position", "group", "echelon", "starts_on", "ends_on", "basis")

    def __init__(self, *args: Any, employee: Employee, **kwargs: Any) -> None:
        empty = {"position": "", "group": "", "echelon": ""}
        super().__init__(*args, employee=employee, initial=empty, **kwargs)


class CorrectForm(PlaceForm):
    """A posting entered wrongly; an empty day is unknown (start) or open (end)."""

    grade = forms.CharField(label=_("Golongan"), required=False, max_length=10)
    valid_until = forms.DateField(label=_("Sampai"), required=False, widget=DateInput())
    field_order = ("place", "picked", "position", "group", "echelon", "grade", "starts_on", "valid_until", "basis")

    def __init__(self, *args: Any, employee: Employee, posting: Posting, **kwargs: Any) -> None:
        initial = {"grade": posting.grade, "starts_on": posting.valid_from, "valid_until": posting.valid_until}
        super().__init__(*args, employee=employee, posting=posting, initial=initial, **kwargs)
        self.fields["starts_on"].required = False
        self.fields["starts_on"].help_text = _("Kosongkan bila tidak diketahui.")
        self.fields["basis"].label = _("Alasan perbaikan")
        self.fields["basis"].help_text = ""


class EndForm(DatedForm):
    """The last day of a posting beside the definitive one; for a planned mutasi only the reason."""

    def __init__(self, *args: Any, planned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].label = _("Alasan")
        self.fields["basis"].help_text = ""
        self.fields["starts_on"].label = _("Hari terakhir")
        if planned:
            del self.fields["starts_on"]
