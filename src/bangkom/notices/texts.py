"""What notices say: one text for each kind, which an agency may put into its own words. Pure.

Kinds whose words belong to their own app (the outline of an actualization, the safety of an account) are told with a
message of their own and are not in this list.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# What a place holds, for people who write a text; and an example for the preview.
PLACES: dict[str, tuple[str | Promise, str]] = {
    "training": (_("nama program"), "Pelatihan Sosial Kultural"),
    "cohort": (_("nama angkatan"), "Angkatan II"),
    "pelatihan": (_("nama program dan angkatan"), "Pelatihan Sosial Kultural, Angkatan II"),
    "title": (_("judul kegiatan"), "Berbagi pengalaman"),
    "platform": (_("nama platform"), "ASN Berpijar"),
    "reason": (_("alasan yang ditulis petugas"), "Nama di sertifikat tidak sama."),
}
LONGEST = 250
_PLACE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class Text:
    """One kind of notice: when it is sent and what it says (a message id with %(name)s places)."""

    kind: str
    message: str
    purpose: str | Promise

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(re.findall(r"%\((\w+)\)s", self.message))


class TextRefused(ValueError):
    """A text with a place that this kind does not fill; `place` is its name."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


def as_typed(message: str) -> str:
    """A message as people write it: {title} for %(title)s."""
    return re.sub(r"%\((\w+)\)s", r"{\1}", message).replace("%%", "%")


def as_message(typed: str, places: tuple[str, ...]) -> str:
    """What people wrote as a message with %(name)s places. Raises `TextRefused` for a place the kind does not fill."""
    for name in _PLACE.findall(typed):
        if name not in places:
            raise TextRefused(name)
    return _PLACE.sub(r"%(\1)s", " ".join(typed.split()).replace("%", "%%"))


def preview(message: str) -> str:
    """A message filled with examples."""
    return message % {name: example for name, (_what, example) in PLACES.items()}


_ALL = (
    Text(
        "cohorts.enrolled",
        gettext_noop("Anda terdaftar di %(training)s, %(cohort)s."),
        _("Seseorang didaftarkan menjadi peserta"),
    ),
    Text(
        "cohorts.call_withdrawn",
        gettext_noop("Panitia mencatat Anda tidak mengikuti %(pelatihan)s"),
        _("Peserta menjawab tidak bisa hadir dan panitia menerimanya"),
    ),
    Text(
        "cohorts.substitute_approved",
        gettext_noop("Pengganti Anda untuk %(pelatihan)s disetujui"),
        _("Usulan pengganti disetujui, kepada yang digantikan"),
    ),
    Text(
        "cohorts.substitute_enrolled",
        gettext_noop("Anda menjadi peserta %(pelatihan)s sebagai pengganti"),
        _("Usulan pengganti disetujui, kepada penggantinya"),
    ),
    Text(
        "cohorts.substitute_refused",
        gettext_noop("Usulan pengganti untuk %(pelatihan)s ditolak"),
        _("Usulan pengganti ditolak"),
    ),
    Text(
        "cohorts.outcome_deferred",
        gettext_noop(
            "Kelulusan Anda dalam %(pelatihan)s ditunda. Lengkapi syarat yang belum terpenuhi; "
            "begitu lengkap, Anda lulus."
        ),
        _("Kelulusan ditunda"),
    ),
    Text(
        "cohorts.outcome_failed",
        gettext_noop(
            "Anda diputus tidak lulus dalam %(pelatihan)s. Baca alasannya, dan hubungi panitia jika ada yang keliru."
        ),
        _("Diputus tidak lulus"),
    ),
    Text(
        "cohorts.outcome_active",
        gettext_noop(
            "Keputusan tentang Anda dalam %(pelatihan)s dibuka kembali. Lengkapi syarat yang belum terpenuhi."
        ),
        _("Keputusan dibuka kembali, syarat belum lengkap"),
    ),
    Text(
        "cohorts.outcome_passed",
        gettext_noop(
            "Keputusan tentang Anda dalam %(pelatihan)s dibuka kembali. Semua syarat terpenuhi, jadi Anda lulus."
        ),
        _("Keputusan dibuka kembali, syarat lengkap"),
    ),
    Text(
        "credentials.issued",
        gettext_noop("Sertifikat %(pelatihan)s Anda terbit. Silakan unduh."),
        _("Sertifikat terbit"),
    ),
    Text(
        "credentials.revoked",
        gettext_noop("Sertifikat %(pelatihan)s Anda dicabut. Baca alasannya."),
        _("Sertifikat dicabut"),
    ),
    Text(
        "outside.returned",
        gettext_noop("Bukti Anda untuk %(title)s dikembalikan: %(reason)s"),
        _("Bukti belajar di platform luar dikembalikan"),
    ),
    Text(
        "outside.credited",
        gettext_noop("Kelulusan Anda di %(platform)s sudah dicatat: %(title)s"),
        _("Kelulusan di platform luar dicatat"),
    ),
    Text(
        "outside.taken_back",
        gettext_noop("Catatan kelulusan Anda di %(platform)s ditarik: %(title)s"),
        _("Catatan kelulusan di platform luar ditarik"),
    ),
    Text(
        "learning.hidden",
        gettext_noop("Tulisan Anda di %(title)s disembunyikan: %(reason)s"),
        _("Tulisan di forum disembunyikan"),
    ),
    Text(
        "learning.shown",
        gettext_noop("Tulisan Anda di %(title)s ditampilkan lagi"),
        _("Tulisan di forum ditampilkan lagi"),
    ),
    Text(
        "learning.reply",
        gettext_noop("Ada tanggapan untuk pengalaman Anda di %(title)s"),
        _("Pengalaman di forum ditanggapi"),
    ),
)
TEXTS: Mapping[str, Text] = {each.kind: each for each in _ALL}
