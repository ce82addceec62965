import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.formatting import format_number, format_size
from bangkom.core.models import Agency
from bangkom.core.uploads import MOST_BYTES, NotTaken, kind_of
from bangkom.core.widgets import DateInput, JpInput, PasteInput
from bangkom.outside.models import Evidence
from bangkom.outside.services import Completion
from bangkom.programmes.models import Requirement


class CompletionForm(forms.Form):
    """What is printed on a certificate of another platform."""

    completed_on = forms.DateField(
        label=_("Tanggal lulus"), help_text=_("Seperti tercetak pada sertifikat atau halaman hasil."), widget=DateInput
    )
    score = forms.DecimalField(
        label=_("Nilai"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        widget=JpInput,
        required=False,
    )
    certificate = forms.CharField(label=_("Nomor sertifikat"), max_length=80, required=False)

    def __init__(self, *args: Any, requirement: Requirement, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = clock.today(agency)
        self.needed = requirement.params.get("min_score")
        if self.needed is not None:
            self.fields["score"].required = True
            self.fields["score"].help_text = _now("0 sampai 100. Perlu sedikitnya %(needed)s.") % {
                "needed": format_number(self.needed)
            }
        else:
            self.fields["score"].help_text = _now("0 sampai 100, bila tercetak.")

    def clean_completed_on(self) -> dt.date:
        day = self.cleaned_data["completed_on"]
        if day > self.today:
            raise forms.ValidationError(_("Tanggal ini belum tiba. Periksa lagi pada sertifikatnya."))
        return day

    def clean_score(self) -> Decimal | None:
        score = self.cleaned_data["score"]
        if self.needed is not None and score is not None and score < self.needed:
            raise forms.ValidationError(
                _("Nilai ini di bawah %(needed)s yang disyaratkan. Ulangi di platformnya, lalu kirim bukti barunya."),
                params={"needed": format_number(self.needed)},
            )
        return score

    @staticmethod
    def initial_for(evidence: Evidence) -> dict[str, Any]:
        """What its sender typed; a whole score without the zeros of the database."""
        score = evidence.score
        if score is not None and score == int(score):
            score = int(score)
        return {"completed_on": evidence.completed_on, "score": score, "certificate": evidence.certificate}

    def completion(self) -> Completion:
        data = self.cleaned_data
        return Completion(
            completed_on=data["completed_on"], score=data["score"], certificate=data["certificate"].strip()
        )


class EvidenceForm(CompletionForm):
    file = forms.FileField(
        label=_("Berkas bukti"),
        help_text=_("Sertifikat atau tangkapan layar: PDF, JPG, atau PNG, paling besar 5 MB."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"}),
    )
    field_order = ["file", "completed_on", "score", "certificate"]

    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(
                _("Berkas ini %(size)s, paling besar 5 MB. Foto ulang dengan ukuran lebih kecil, lalu kirim lagi."),
                params={"size": format_size(upload.size)},
            )
        self.content = upload.read()
        try:
            kind_of(self.content)
        except NotTaken as refusal:
            raise forms.ValidationError(REFUSALS[refusal.code]) from refusal
        return upload


REFUSALS = {
    "empty": _("Berkas ini kosong. Pilih berkas lain."),
    "too_big": _("Berkas ini lebih besar dari 5 MB."),
    "other_kind": _("Isi berkas ini bukan PDF, JPG, atau PNG, apa pun namanya. Kirim foto atau PDF-nya."),
    "cut_off": _("Berkas ini terpotong, mungkin unduhannya terputus. Unduh lagi dari platformnya, lalu kirim lagi."),
}


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan dikembalikan"),
        help_text=_("Dibaca peserta. Tulis apa yang harus diperbaiki."),
        max_length=255,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TakeBackForm(forms.Form):
    reason = forms.CharField(label=_("Alasan"), max_length=255)


class ListForm(forms.Form):
    requirement = forms.ModelChoiceField(
        label=_("Untuk syarat"), queryset=Requirement.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    text = forms.CharField(
        label=_("Daftar dari platform"),
        help_text=_("Salin dari Excel, dengan baris judulnya. Yang dibaca: NIP, nama, status, tanggal lulus, nilai."),
        widget=PasteInput(attrs={"rows": 12}),
        max_length=400_000,
        strip=False,
    )
    default_date = forms.DateField(
        label=_("Tanggal lulus bila tidak tertulis pada daftar"), required=False, widget=DateInput
    )

    def __init__(self, *args: Any, requirements: list[Requirement], agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = clock.today(agency)
        field = self.fields["requirement"]
        field.queryset = Requirement.objects.filter(pk__in=[each.pk for each in requirements])
        field.label_from_instance = lambda r: f"{r.title} ({r.params['platform']})"
        if len(requirements) == 1:
            field.initial = requirements[0].pk
            field.widget = forms.HiddenInput()

    def clean_default_date(self) -> dt.date | None:
        day = self.cleaned_data["default_date"]
        if day and day > self.today:
            raise forms.ValidationError(_("Tanggal ini belum tiba."))
        return day
