"""The forms of the parts of a lesson. A file that is refused is refused whole, with the reason beside its field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.core.errors import Refused
from bangkom.courseware.blocks import platform_of
from bangkom.courseware.models import Attachment
from bangkom.courseware.services import pictures
from bangkom.courseware.services.attachments import Judged, judge_upload, too_big
from bangkom.courseware.uploads import LIMITS
from bangkom.courseware.uploads.captions import MOST_BYTES as MOST_CAPTION_BYTES

Kind = Attachment.Kind
LONGEST_TRANSCRIPT = 40_000


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("Teks"),
        help_text=_("Tulis atau tempel dari Word. Baris kosong memisahkan paragraf."),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 16}),
    )


class PictureWordsForm(forms.Form):
    alt = forms.CharField(
        label=_("Teks pengganti"),
        help_text=_(
            "Apa yang terlihat dan mengapa penting. Dibacakan kepada peserta tunanetra "
            "dan muncul bila gambar tidak termuat."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    caption = forms.CharField(
        label=_("Keterangan di bawah gambar"),
        help_text=_("Sebut juga pembuat atau sumber gambar."),
        max_length=300,
        required=False,
    )


class PictureForm(PictureWordsForm):
    picture = forms.FileField(
        label=_("Berkas gambar"),
        help_text=_(
            "JPEG, PNG, atau WebP, paling besar 10 MB. Gambar dikecilkan supaya ringan di HP; "
            "data tempat dan kamera dibuang."
        ),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    field_order = ["picture", "alt", "caption"]

    def clean_picture(self) -> pictures.Shrunk:
        upload = self.cleaned_data["picture"]
        if upload.size > pictures.MOST_BYTES:
            raise forms.ValidationError(_("Berkas ini lebih besar dari 10 MB. Kecilkan dulu, lalu unggah lagi."))
        try:
            return pictures.shrink_picture(upload.read())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class _TitledForm(forms.Form):
    title = forms.CharField(label=_("Judul"), max_length=150)

    def uploads(self) -> dict[str, Judged]:
        """The files that came, by the name that the services know them by."""
        return {}

    def words(self) -> dict[str, Any]:
        """What was written, by the names of the services."""
        return self.cleaned_data


class _UploadForm(_TitledForm):
    """A part with a file. In a part that exists a new file is optional: without one the present file stays."""

    kind: Kind

    def __init__(self, *args: Any, changes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if changes:
            self.fields["upload"].required = False
            self.fields["upload"].label = _("Ganti berkas")

    def clean_upload(self) -> Judged | None:
        return self.judged("upload", self.kind, LIMITS[self.kind])

    def judged(self, field: str, kind: Kind, most: int) -> Judged | None:
        upload = self.cleaned_data.get(field)
        if not upload:
            return None
        if kind != Kind.CAPTIONS and upload.size > most:  # told before it is read into memory
            raise forms.ValidationError(too_big(kind))
        try:
            return judge_upload(kind=kind, content=upload.read(most + 1), name=upload.name)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def uploads(self) -> dict[str, Judged]:
        named = {"attachment": self.cleaned_data["upload"], "captions": self.cleaned_data.get("captions")}
        return {name: judged for name, judged in named.items() if judged}

    def words(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in {"upload", "captions"}}


def _file_field(hint: Any, accept: str) -> forms.FileField:
    return forms.FileField(
        label=_("Berkas"), help_text=hint, max_length=200, widget=forms.FileInput(attrs={"accept": accept})
    )


class _LaterInput(forms.Textarea):
    def use_required_attribute(self, initial: Any) -> bool:
        return False


class _LaterField(forms.CharField):
    """May be empty in a draft, but is not called optional: publishing asks for it."""

    def validate(self, value: Any) -> None:
        pass


def _words_field(label: Any, hint: Any, rows: int) -> forms.CharField:
    return _LaterField(
        label=label, help_text=hint, max_length=LONGEST_TRANSCRIPT, widget=_LaterInput(attrs={"rows": rows})
    )


TRANSCRIPT_HINT = _(
    "Yang diucapkan dan yang penting untuk dilihat. Dibaca peserta yang sinyalnya lemah atau tidak mendengar. "
    "Boleh menyusul, tetapi wajib sebelum terbit."
)


class FileBlockForm(_UploadForm):
    kind = Kind.FILE
    upload = _file_field(
        _(
            "PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, CSV, atau TXT, paling besar 10 MB. Tanpa makro dan kata sandi. "
            "Peserta mengunduhnya."
        ),
        ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.csv,.txt",
    )
    note = forms.CharField(
        label=_("Untuk apa berkas ini"),
        help_text=_("Satu kalimat, misalnya Lembar kerja untuk memetakan pihak yang berselisih."),
        max_length=300,
    )
    field_order = ["upload", "title", "note"]


class PdfBlockForm(_UploadForm):
    kind = Kind.PDF
    upload = _file_field(
        _("PDF tanpa kata sandi, paling besar 10 MB. Terbuka di peramban; peserta melihat beratnya lebih dulu."),
        "application/pdf",
    )
    words = _words_field(
        _("Ringkasan isi"),
        _("Apa isinya, bagi yang tidak bisa membuka PDF. Boleh menyusul, tetapi wajib sebelum terbit."),
        6,
    )
    field_order = ["upload", "title", "words"]


class AudioBlockForm(_UploadForm):
    kind = Kind.AUDIO
    upload = _file_field(
        _("MP3, M4A, atau Ogg, paling besar 15 MB. Suara orang sudah jelas dengan 32 kbps: satu jam menjadi 14 MB."),
        ".mp3,.m4a,.ogg,.oga,audio/mpeg,audio/mp4,audio/ogg",
    )
    words = _words_field(_("Transkrip"), TRANSCRIPT_HINT, 12)
    field_order = ["upload", "title", "words"]


class VideoBlockForm(_UploadForm):
    kind = Kind.VIDEO
    upload = _file_field(
        _(
            "MP4 (H.264) atau WebM, paling besar 50 MB. Mutu 240p atau 360p cukup untuk HP: "
            "50 MB memuat sekitar 30 menit."
        ),
        "video/mp4,video/webm",
    )
    captions = forms.FileField(
        label=_("Takarir (subtitle)"),
        help_text=_("Teks di bawah gambar: berkas WebVTT (.vtt) atau SubRip (.srt)."),
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt,text/vtt"}),
    )
    without_captions = forms.BooleanField(label=_("Hapus takarir yang ada"), required=False)
    words = _words_field(_("Transkrip"), TRANSCRIPT_HINT, 12)
    field_order = ["upload", "title", "captions", "without_captions", "words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.initial or {}).get("captions"):
            del self.fields["without_captions"]
        else:
            self.fields["captions"].label = _("Ganti takarir")
        self.initial.pop("captions", None)

    def clean_captions(self) -> Judged | None:
        return self.judged("captions", Kind.CAPTIONS, MOST_CAPTION_BYTES)


class VideoLinkForm(_TitledForm):
    link = forms.CharField(
        label=_("Alamat video"),
        help_text=_("Alamat lengkap, misalnya https://www.youtube.com/watch?v=... Terbuka di luar Bangkom."),
        max_length=500,
        widget=forms.URLInput(attrs={"inputmode": "url"}),
    )
    minutes = forms.IntegerField(
        label=_("Lama video (menit)"),
        min_value=1,
        max_value=600,
        widget=forms.NumberInput(attrs={"class": "w-xs", "inputmode": "numeric"}),
    )
    words = _words_field(_("Transkrip"), TRANSCRIPT_HINT, 12)
    field_order = ["link", "title", "minutes", "words"]

    def __init__(self, *args: Any, changes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean_link(self) -> str:
        link = self.cleaned_data["link"].strip()
        if not platform_of(link):
            raise forms.ValidationError(_("Tulis alamat lengkap yang dimulai dengan https://, tanpa nama pengguna."))
        return link


MEDIA_FORMS: dict[str, type[_TitledForm]] = {
    "file": FileBlockForm,
    "pdf": PdfBlockForm,
    "audio": AudioBlockForm,
    "video": VideoBlockForm,
    "video_link": VideoLinkForm,
}
