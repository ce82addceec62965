from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.core.ids import normal_code
from bangkom.core.widgets import CodeInput, DateInput, NipInput
from bangkom.credentials.models import Signatory
from bangkom.credentials.verification import LARGEST_UPLOAD, is_code, read_upload


class CodeForm(forms.Form):
    """A code typed from a certificate."""

    kode = forms.CharField(
        label=_("Kode sertifikat"),
        help_text=_("16 huruf dan angka di samping kode QR. Tanda hubung dan huruf kecil tidak masalah."),
        max_length=60,
        widget=CodeInput(attrs={"class": "w-m", "autocomplete": "off"}),
        error_messages={"required": _("Tulis kode sertifikat.")},
    )

    def clean_kode(self) -> str:
        """The code in normal form."""
        code = normal_code(self.cleaned_data["kode"])
        if not is_code(code):
            raise forms.ValidationError(
                _("Kode sertifikat terdiri dari 16 huruf dan angka. Periksa lagi pada sertifikatnya.")
            )
        return code


class FileForm(forms.Form):
    """A certificate as a file; its bytes are read, never opened."""

    berkas = forms.FileField(
        label=_("Berkas PDF sertifikat"),
        help_text=_("Berkas asli yang diunduh, bukan foto atau hasil pindai. Paling besar 5 MB. Tidak disimpan."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": _("Pilih berkas PDF sertifikat."),
            "empty": _("Berkas ini kosong. Pilih berkas lain."),
        },
    )

    def clean_berkas(self) -> bytes:
        """The bytes of the file."""
        upload = self.cleaned_data["berkas"]
        try:
            return read_upload(upload.chunks(), limit=LARGEST_UPLOAD)
        except ValueError as error:
            raise forms.ValidationError(_("Berkas ini lebih besar dari 5 MB. Pilih berkas yang asli.")) from error


class LastDigitsForm(forms.Form):
    """What only someone who holds the paper (or knows the person) can type."""

    angka = forms.RegexField(
        r"^\s*\d{4}\s*$",
        label=_("Empat angka terakhir NIP"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-xs", "maxlength": 6}),
        error_messages={
            "required": _("Tulis empat angka terakhir NIP."),
            "invalid": _("Tulis empat angka, misalnya 1004."),
        },
    )

    def clean_angka(self) -> str:
        return self.cleaned_data["angka"].strip()


class RevokeForm(forms.Form):
    alasan = forms.CharField(
        label=_("Alasan pencabutan"),
        help_text=_("Siapa pun yang memeriksa sertifikat ini membaca alasan ini. Jangan tulis data pribadi."),
        min_length=10,
        max_length=255,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Tulis alasan pencabutan."),
            "min_length": _("Tulis alasan yang jelas, sedikitnya 10 huruf."),
        },
    )
    yakin = forms.BooleanField(
        label=_("Saya yakin. Pencabutan tidak bisa dibatalkan."),
        error_messages={"required": _("Centang kotak ini bila Anda yakin.")},
    )


class SignatoryForm(forms.ModelForm):
    class Meta:
        model = Signatory
        fields = ["name", "number", "position", "valid_from"]
        widgets = {"valid_from": DateInput, "number": NipInput}
        help_texts = {
            "name": _("Lengkap dengan gelar, seperti akan dicetak."),
            "position": _("Misalnya Kepala BKPSDM Kabupaten Tangerang."),
            "valid_from": _("Sertifikat yang terbit sejak tanggal ini memakai nama ini."),
        }

    def clean_number(self) -> str:
        digits = "".join(self.cleaned_data["number"].split())
        if digits and not (len(digits) == 18 and digits.isdigit()):
            raise forms.ValidationError(_("NIP terdiri dari 18 angka."))
        return digits


class NumberingForm(forms.Form):
    """The pattern of an agency's certificate numbers, as people write it."""

    pattern = forms.CharField(
        label=_("Pola nomor"),
        max_length=100,
        help_text=_("{nomor} dan {tahun} diisi sendiri. Misalnya {nomor}/SERT/BKPSDM/{tahun}."),
    )
    digits = forms.IntegerField(
        label=_("Banyak angka"), min_value=1, max_value=6, help_text=_("4 menjadikan nomor 7 ditulis 0007.")
    )
