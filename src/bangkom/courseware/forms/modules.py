from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Agency


class NewModuleForm(forms.Form):
    agency = forms.ModelChoiceField(label=_("Instansi"), queryset=Agency.objects.none(), empty_label=None)
    title = forms.CharField(label=_("Judul modul"), help_text=_("Misalnya Mengelola pengaduan warga."), max_length=200)
    summary = forms.CharField(
        label=_("Ringkasan"),
        help_text=_("Satu atau dua kalimat: apa yang bisa dilakukan peserta setelah modul ini."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(pk__in=[agency.pk for agency in agencies])
        if len(agencies) == 1:
            self.fields["agency"].initial = agencies[0].pk
            self.fields["agency"].widget = forms.HiddenInput()


class VersionForm(forms.Form):
    title = NewModuleForm.base_fields["title"]
    summary = NewModuleForm.base_fields["summary"]


class ActivityForm(forms.Form):
    title = forms.CharField(label=_("Judul"), max_length=200)
    minutes = forms.IntegerField(
        label=_("Perkiraan menit"),
        help_text=_("Waktu yang wajar bagi peserta, tanpa tergesa."),
        min_value=1,
        max_value=600,
        initial=5,
        widget=forms.NumberInput(attrs={"class": "w-xs", "inputmode": "numeric"}),
    )


class LessonForm(ActivityForm):
    sources = forms.CharField(
        label=_("Sumber"),
        help_text=_("Satu sumber satu baris: nama peraturan, buku, atau alamat web."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PublishForm(forms.Form):
    notes = forms.CharField(
        label=_("Apa yang berubah"),
        help_text=_("Dibaca penulis lain di daftar versi."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    expert_reviewed = forms.BooleanField(
        label=_("Isi sudah ditinjau ahli"),
        help_text=_("Tanpa tanda ini, peserta membaca bahwa isi belum ditinjau ahli."),
        required=False,
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)
