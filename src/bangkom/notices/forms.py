from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.notices import texts
from bangkom.notices.models import AgencyText


class TextForm(forms.Form):
    """A kind of notice in the agency's own words; places as {title}."""

    text_id = forms.CharField(
        label=_("Teks"),
        required=False,
        max_length=texts.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kosongkan untuk memakai teks bawaan."),
    )
    text_en = forms.CharField(
        label=_("Teks dalam bahasa Inggris"),
        required=False,
        max_length=texts.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Untuk yang memilih bahasa Inggris. Kosong berarti teks bawaan."),
    )

    def __init__(self, *args: Any, text: texts.Text, own: AgencyText | None, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "text_id": texts.as_typed(own.text_id if own and own.text_id else text.message),
            "text_en": texts.as_typed(own.text_en) if own else "",
        }
        super().__init__(*args, **kwargs)
