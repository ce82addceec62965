import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.core.widgets import DateInput
from bangkom.people.models import Employee

FIRST_YEAR = 2017


class ReportForm(forms.Form):
    """What a compliance report is asked for: a year, a status, and the day as of which it is known."""

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
