import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bangkom.core.widgets import DateInput
from bangkom.rules import editing
from bangkom.rules.models import CalendarDay, RuleSet

# Names of the places that rule sets hold, for people; a place without one shows its own name.
LABELS = {
    "minutes_per_jp": _("Menit per JP"),
    "closes_month": _("Bulan tutup tahun"),
    "closes_day": _("Tanggal tutup tahun"),
    "kind": _("Jenis (minimum, maximum, none)"),
    "jp": _("JP"),
    "window": _("Masa hitung (calendar_year, contract_year)"),
    "serving": _("Kode yang dihitung aktif"),
    "forms": _("Bentuk pengembangan"),
    "names": _("Nama"),
}


class CalendarDaysForm(forms.Form):
    """One day or a stretch of days, for the agency or for everybody."""

    first = forms.DateField(label=_("Tanggal"), widget=DateInput())
    last = forms.DateField(
        label=_("Sampai"), widget=DateInput(), required=False, help_text=_("Kosongkan bila hanya satu hari.")
    )
    kind = forms.ChoiceField(label=_("Jenis"), choices=CalendarDay.Kind.choices)
    name = forms.CharField(label=_("Nama hari"), max_length=120, help_text=_("Misalnya Hari jadi Kabupaten Serang."))
    source = forms.CharField(
        label=_("Dasar"), max_length=200, help_text=_("Nomor surat edaran atau keputusan yang menetapkannya.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first = data.get("first")
        data["last"] = data.get("last") or first
        if first and data["last"] < first:
            self.add_error("last", _("Tanggal akhir mendahului tanggal awal."))
        return data


class NewVersionForm(forms.Form):
    """A new version of a rule: from when, on what ground, how sure; and a field for each place in its data."""

    version = forms.SlugField(label=_("Nama versi"), max_length=40, help_text=_("Misalnya perlan-3-2027."))
    effective_from = forms.DateField(label=_("Berlaku mulai"), widget=DateInput())
    source = forms.CharField(
        label=_("Sumber"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Peraturan, pasal, dan di mana dibaca."),
    )
    confidence = forms.ChoiceField(label=_("Seberapa yakin"), choices=RuleSet.Confidence.choices)

    def __init__(self, *args: Any, before: RuleSet, today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"source": before.source, "confidence": before.confidence})
        super().__init__(*args, **kwargs)
        self.before, self.today = before, today
        self.places = list(editing.places(before.data))
        for place in self.places:
            self.fields[place.name] = _field(place)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            try:
                data["data"] = editing.edited(self.before.data, data)
            except editing.ShapeRefused as refused:
                self.add_error(refused.name, _now(str(refused)))
        return data

    def place_fields(self) -> list[forms.BoundField]:
        return [self[place.name] for place in self.places]

    def values(self) -> dict[str, Any]:
        """What `services.add_version` takes."""
        names = ("version", "effective_from", "source", "confidence", "data")
        return {name: self.cleaned_data[name] for name in names}


def _field(place: editing.Place) -> forms.Field:
    label = " / ".join(str(LABELS.get(part, part)) for part in place.path)
    if place.kind == "number":
        return forms.IntegerField(label=label, initial=place.value, min_value=0)
    if place.kind == "decimal":
        return forms.FloatField(label=label, initial=place.value)
    if place.kind == "yes_no":
        return forms.BooleanField(label=label, initial=place.value, required=False)
    if place.kind == "word":
        return forms.CharField(label=label, initial=place.value, max_length=500)
    rows = 12 if place.kind == "table" else min(8, len(place.value) + 1)
    hint = _("Satu baris untuk setiap isi.") if place.kind == "words" else _("Tabel sebagai JSON.")
    return forms.CharField(
        label=label, initial=place.text, widget=forms.Textarea(attrs={"rows": rows}), help_text=hint, max_length=50_000
    )
