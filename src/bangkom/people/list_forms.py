"""The filter of the list of employees, with the day as of which it is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Agency, User
from bangkom.core.widgets import DateInput
from bangkom.people.forms import FilterForm
from bangkom.people.models import OrgUnit


class ListForm(FilterForm):
    """Also as of a day; a unit of that day that is closed by now may be named."""

    per = forms.DateField(label=_("Per tanggal"), required=False, widget=DateInput())

    def __init__(self, *args: Any, user: User, agency: Agency | None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, agency=agency, **kwargs)
        wanted = self.data.get("unit", "") if self.is_bound else ""
        if wanted.isdecimal():
            visible = OrgUnit.objects.visible_to(user).filter(pk=int(wanted))
            choice = self.fields["unit"]
            choice.queryset = choice.queryset | visible.select_related("scope").distinct()

    @property
    def day(self) -> dt.date | None:
        """The day asked for, once `criteria` was called."""
        return self.cleaned_data.get("per")
