from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.learning import texts
from bangkom.learning.models import Report


class WritingForm(forms.Form):
    """Words for others to read, within the limits of `texts`."""

    limits = texts.REPLY

    def clean_text(self) -> str:
        text = texts.tidy(self.cleaned_data["text"])
        fault = texts.fault_of(text, self.limits)
        if fault:
            raise forms.ValidationError(fault)
        return text


class ReplyForm(WritingForm):
    text = forms.CharField(
        label=_("Tanggapan Anda"),
        help_text=_("10 sampai 1.000 huruf."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ExperienceForm(WritingForm):
    limits = texts.EXPERIENCE
    text = forms.CharField(
        label=_("Pengalaman Anda"),
        help_text=_(
            "Sedikitnya 50, paling banyak 4.000 huruf. Ceritakan peristiwanya, bukan orangnya: "
            "jangan sebut nama, NIP, atau nomor telepon warga dan rekan kerja."
        ),
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class WordingForm(forms.Form):
    """The wording that the page showed, so that two windows do not overwrite each other."""

    wording = forms.IntegerField(widget=forms.HiddenInput)


class EditExperienceForm(ExperienceForm, WordingForm):
    pass


class EditReplyForm(ReplyForm, WordingForm):
    pass


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("Apa yang mengganggu?"), choices=Report.Reason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Keterangan tambahan"),
        help_text=_("Wajib bila Anda memilih Lain-lain."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Dibaca penulisnya. Sebutkan apa yang perlu diperbaiki bila ia menulis lagi."),
        max_length=texts.REASON[1],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
