"""Why a row of a platform's list is doubtful or refused, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REASONS = {
    # who is meant
    "number_damaged": gettext_lazy("NIP pada daftar rusak atau salah ketik: %(number)s."),
    "number_unreadable": gettext_lazy("NIP pada daftar tidak terbaca: %(number)s."),
    "number_other": gettext_lazy("Nama cocok, tetapi NIP pada daftar berbeda."),
    "name_near": gettext_lazy("Nama pada daftar agak berbeda: %(name)s."),
    "name_other": gettext_lazy("NIP cocok, tetapi namanya lain: %(name)s."),
    "name_shared": gettext_lazy("Nama ini muncul lebih dari sekali, pada daftar atau di antara peserta."),
    "by_name": gettext_lazy("Dicocokkan dengan nama saja."),
    "not_participant": gettext_lazy("Bukan peserta angkatan ini."),
    "nobody_named": gettext_lazy("NIP dan nama kosong."),
    "maybe_already": gettext_lazy("Mungkin %(names)s, yang sudah tercatat."),
    "duplicate": gettext_lazy("Orang ini sudah ada di baris %(row)s."),
    # what was reached
    "not_finished": gettext_lazy("Belum lulus menurut daftar: %(status)s."),
    "status_missing": gettext_lazy("Status kosong."),
    "status_unclear": gettext_lazy("Status “%(status)s” tidak dikenal. Perbaiki di daftar, lalu tempel lagi."),
    "score_unreadable": gettext_lazy("Nilai “%(score)s” tidak terbaca."),
    "date_missing": gettext_lazy("Tanggal lulus kosong."),
    "date_unreadable": gettext_lazy("Tanggal “%(date)s” tidak terbaca."),
    "date_doubtful": gettext_lazy("Tanggal %(date)s dibaca %(day)s, padahal daftar memakai dua urutan tanggal."),
    "before_stage": gettext_lazy("Lulus %(day)s, sebelum tahap ini mulai."),
}


def reason(code: str, **params: object) -> dict[str, str]:
    """A reason as rows of a job keep it."""
    return {"code": code, "message": str(REASONS[code]) % params}


# What a list without a needed column is refused with, as a whole.
def no_person_column() -> str:
    return _("Kolom NIP dan kolom nama tidak ditemukan. Salin sedikitnya salah satunya, lalu tempel lagi.")


def no_date_column() -> str:
    return _("Kolom tanggal lulus tidak ditemukan. Salin kolomnya, atau isi tanggal lulus di bawah daftar.")


def no_score_column(needed: str) -> str:
    return _("Syarat ini meminta nilai sedikitnya %(needed)s, tetapi kolom nilai tidak ditemukan.") % {"needed": needed}


def no_participants() -> str:
    return _("Angkatan ini belum mempunyai peserta. Daftarkan pesertanya dulu.")
