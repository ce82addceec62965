import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Agency
from bangkom.core.widgets import DateInput
from bangkom.people.models import Employee
from bangkom.programmes.models import Programme, Stage

FIRST_YEAR = 2017


class ReportForm(forms.Form):
    """What a compliance report is asked for: a year, a status, and the day as of which it is known."""

    is_filter = True

    tahun = forms.TypedChoiceField(label=_("Tahun"), coerce=int)
    status = forms.ChoiceField(label=_("Status"), choices=Employee.Status.choices)
    per = forms.DateField(label=_("Keadaan per tanggal"), required=False, widget=DateInput)

    def __init__(self, *args, today: dt.date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["tahun"].choices = [(year, str(year)) for year in range(today.year, FIRST_YEAR - 1, -1)]

    def clean_per(self) -> dt.date | None:
        day = self.cleaned_data["per"]
        if day and day > self.today:
            raise forms.ValidationError(_("Tanggal ini belum tiba. Pilih hari ini atau sebelumnya."))
        return day


# How long a training is: the choice, and its JP from and to (None is without a limit).
LENGTHS: dict[str, tuple[int | None, int | None]] = {
    "singkat": (None, 10),
    "pendek": (11, 30),
    "sedang": (31, 100),
    "panjang": (101, None),
}


class CatalogueForm(forms.Form):
    """What one looks for in the catalogue. Whatever cannot be is passed over: a search never fails."""

    is_filter = True

    cari = forms.CharField(label=_("Cari pelatihan"), required=False, max_length=200)
    instansi = forms.ChoiceField(label=_("Penyelenggara"), required=False)
    rumpun = forms.ChoiceField(label=_("Rumpun"), required=False, choices=[("", _("Semua")), *Programme.Family.choices])
    jp = forms.ChoiceField(
        label=_("Lama"),
        required=False,
        choices=[
            ("", _("Semua")),
            ("singkat", _("sampai 10 JP")),
            ("pendek", _("11 sampai 30 JP")),
            ("sedang", _("31 sampai 100 JP")),
            ("panjang", _("lebih dari 100 JP")),
        ],
    )
    cara = forms.ChoiceField(label=_("Cara belajar"), required=False, choices=[("", _("Semua")), *Stage.Mode.choices])

    def __init__(self, *args, organizers: QuerySet[Agency], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = [(agency.code, agency.short_name or agency.name) for agency in organizers]
        self.fields["instansi"].choices = [("", _("Semua")), *names]

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked and can be, as `queries.catalogue.chosen` takes it; nothing asked is an empty dict."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return found | ({"jp": LENGTHS[found["jp"]]} if "jp" in found else {})
