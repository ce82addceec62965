"""Names of codes as people know them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Kedudukan hukum, by its SIASN code.
EMPLOYMENT_STATES = {
    "01": _("Aktif"),
    "02": _("Cuti di luar tanggungan negara"),
    "03": _("Tugas belajar"),
    "04": _("Pemberhentian sementara"),
    "15": _("Menjalani hukuman disiplin"),
    "20": _("Masa persiapan pensiun"),
    "51": _("CPNS belum ber-SK"),
    "66": _("Diberhentikan"),
    "98": _("Mencapai batas usia pensiun"),
    "99": _("Pensiun"),
}
# Fields of a history entry.
FIELDS = {
    "name": _("Nama"),
    "front_title": _("Gelar depan"),
    "back_title": _("Gelar belakang"),
    "birth_place": _("Tempat lahir"),
    "birth_date": _("Tanggal lahir"),
    "sex": _("Jenis kelamin"),
    "email": _("Surel dinas"),
    "number": _("NIP"),
    "status": _("Status kepegawaian"),
    "employment_state": _("Kedudukan hukum"),
    "grade": _("Golongan"),
    "hired_on": _("TMT CPNS"),
    "unit": _("Unit kerja"),
    "position": _("Jabatan"),
}


def state_label(code: str) -> str:
    """The name of a kedudukan hukum; a code that has none here as it is."""
    return str(EMPLOYMENT_STATES.get(code, code))
