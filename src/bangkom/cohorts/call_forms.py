"""Forms of the calls: the answer behind the link, for whom links are made, who takes a place over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.models import Call
from bangkom.core.widgets import NipInput


class AnswerForm(forms.Form):
    """What a participant answers; the page also works without scripts, so all fields stand there at once."""

    jawaban = forms.ChoiceField(
        label=_("Jawaban Anda"),
        choices=Call.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih satu jawaban.")},
    )
    alasan = forms.CharField(
        label=_("Alasan"), help_text=_("Isi bila Anda tidak bisa atau digantikan."), max_length=160, required=False
    )
    pengganti = forms.CharField(
        label=_("NIP atau nama pengganti"), help_text=_("Isi bila Anda mengusulkan pengganti."), max_length=200,
        required=False,
    )  # fmt: skip
    tautan = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        answer = clean.get("jawaban")
        if answer == Call.Answer.NO and not clean.get("alasan"):
            self.add_error("alasan", _("Tulis alasan Anda tidak bisa hadir."))
        if answer == Call.Answer.SUBSTITUTE and not clean.get("pengganti"):
            self.add_error("pengganti", _("Tulis NIP atau nama pengganti yang Anda usulkan."))
        return clean


class CallsForm(forms.Form):
    """For whom links are made: ticked rows."""

    peserta = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Pilih sedikitnya satu peserta.")}
    )

    def __init__(self, *args: Any, ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["peserta"].choices = [(pk, pk) for pk in ids]


class SubstituteForm(forms.Form):
    """The NIP of who takes a place over."""

    nip = forms.CharField(
        label=_("NIP pengganti"),
        max_length=40,
        widget=NipInput(),
        error_messages={"required": _("Isi NIP pengganti.")},
    )
