from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.core.errors import Refused
from bangkom.core.uploads import MOST_BYTES, NotTaken, kind_of
from bangkom.core.widgets import DateTimeInput
from bangkom.privacy import fields
from bangkom.privacy.models import Breach
from bangkom.privacy.words import PAGES


class CorrectionForm(forms.Form):
    """What is wrong, what is right, and a document that shows it."""

    field = forms.ChoiceField(label=_("Isian yang salah"), choices=[("", _("Pilih")), *fields.LABELS.items()])
    wanted = forms.CharField(label=_("Yang benar"), max_length=300, help_text=_("Tanggal ditulis sebagai 17-08-1990."))
    words = forms.CharField(
        label=_("Keterangan"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    proof = forms.FileField(
        label=_("Bukti"), required=False, help_text=_("Foto atau PDF, misalnya SK atau ijazah. Boleh kosong.")
    )
    content: bytes = b""

    def clean_proof(self) -> Any:
        upload = self.cleaned_data["proof"]
        if not upload:
            return None
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("Berkas ini terlalu besar."))
        self.content = upload.read()
        try:
            kind_of(self.content)
        except NotTaken as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("field") in fields.SIMPLE and data.get("wanted"):
            try:
                fields.read(data["field"], data["wanted"])
            except Refused as refusal:
                self.add_error("wanted", str(refusal))
        return data


class ReasonForm(forms.Form):
    """Why it is decided so, in words the person reads."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=500,
        help_text=_("Orang yang meminta membaca alasan ini."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BreachForm(forms.Form):
    """What happened, and by which query the affected are found."""

    what = forms.CharField(
        label=_("Apa yang terjadi"),
        max_length=500,
        help_text=_("Kalimat ini masuk ke pemberitahuan. Jangan menyebut nama orang."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    handled = forms.CharField(
        label=_("Apa yang sudah dilakukan"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    began_at = forms.DateTimeField(label=_("Mulai"), widget=DateTimeInput)
    ended_at = forms.DateTimeField(label=_("Sampai"), widget=DateTimeInput)
    reach = forms.ChoiceField(label=_("Siapa yang terdampak"), choices=Breach.Reach.choices, widget=forms.RadioSelect)
    account = forms.CharField(
        label=_("Akun (NIP atau nama pengguna)"),
        max_length=150,
        required=False,
        help_text=_("Akun yang disalahgunakan atau bocor kata sandinya."),
    )
    page = forms.ChoiceField(
        label=_("Halaman"),
        required=False,
        choices=[("", _("Semua halaman")), *PAGES.items()],
        help_text=_("Hanya untuk data yang dibuka atau diunduh."),
    )
