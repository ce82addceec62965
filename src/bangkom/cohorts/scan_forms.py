"""Forms of the signed sheet and of the lock: files judged by their bytes, and reasons."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.services.scans import MOST_BYTES, MOST_PAGES
from bangkom.core.formatting import format_size
from bangkom.core.uploads import NotTaken, kind_of

ACCEPTED = {"accept": "application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"}
REFUSALS = {
    "empty": _("%(name)s kosong. Pilih berkas lain."),
    "too_big": _("%(name)s lebih besar dari %(most)s. Pindai dengan ukuran lebih kecil."),
    "other_kind": _("Isi %(name)s bukan PDF, JPG, atau PNG, apa pun namanya. Kirim foto atau PDF-nya."),
    "cut_off": _("%(name)s terpotong, mungkin pengirimannya terputus. Foto atau pindai lagi."),
}


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one field; clean gives a list of them."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = list(data) if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(each, initial) for each in files or [None]]


def read_page(upload: UploadedFile) -> bytes:
    """The bytes of a page. Raises ValidationError naming the file, for what is no page."""
    words = {"name": upload.name, "most": format_size(MOST_BYTES)}
    if upload.size > MOST_BYTES:
        raise forms.ValidationError(REFUSALS["too_big"], params=words)
    content = upload.read()
    try:
        kind_of(content, MOST_BYTES)
    except NotTaken as refusal:
        raise forms.ValidationError(REFUSALS[refusal.code], params=words) from refusal
    return content


class ScansForm(forms.Form):
    """The pages of a signed sheet, as many as there are."""

    files = ManyFilesField(
        label=_("Foto atau hasil pindai"),
        help_text=_("Boleh beberapa halaman sekaligus: PDF, JPG, atau PNG, paling besar 10 MB tiap berkas."),
        max_length=200,
        allow_empty_file=True,  # refused below, with its name
        widget=ManyFilesInput(attrs=dict(ACCEPTED)),
        error_messages={"required": _("Pilih sedikitnya satu berkas.")},
    )

    def clean_files(self) -> list[UploadedFile]:
        uploads = self.cleaned_data["files"]
        if len(uploads) > MOST_PAGES:
            raise forms.ValidationError(_("Paling banyak %(n)s halaman untuk satu sesi."), params={"n": MOST_PAGES})
        self.pages = [(read_page(upload), upload.name) for upload in uploads]
        return uploads


class ReplaceScanForm(forms.Form):
    """Another file for a page, or none to take the page off; with the reason."""

    file = forms.FileField(
        label=_("Berkas pengganti"),
        help_text=_("Kosongkan bila halaman ini hanya dilepas, misalnya karena milik sesi lain."),
        max_length=200,
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs=dict(ACCEPTED)),
    )
    reason = forms.CharField(
        label=_("Alasan"), help_text=_("Misalnya foto buram, atau halaman sesi lain."), max_length=200
    )

    def clean_file(self) -> UploadedFile | None:
        upload = self.cleaned_data["file"]
        self.content = read_page(upload) if upload is not None else None
        return upload


class UnlockForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan membuka kunci"), help_text=_("Misalnya surat izin yang baru diterima."), max_length=200
    )
