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
    # Not SIASN's: decisions about people whom an export no longer holds.
    "PI": _("Pindah instansi"),
    "MD": _("Meninggal"),
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


# What a column of an import may hold, in the order in which the page offers it.
IMPORT_FIELDS = {
    "number": _("NIP atau NI PPPK"),
    "name": _("Nama (dengan atau tanpa gelar)"),
    "name_number": _("Nama dan NIP dalam satu kolom"),
    "front_title": _("Gelar depan"),
    "back_title": _("Gelar belakang"),
    "sex": _("Jenis kelamin"),
    "birth_date": _("Tanggal lahir"),
    "birth_place": _("Tempat lahir"),
    "birth": _("Tempat dan tanggal lahir dalam satu kolom"),
    "status": _("Status kepegawaian (PNS, CPNS, PPPK)"),
    "kind": _("Jenis pegawai"),
    "state_name": _("Kedudukan hukum (kata)"),
    "state": _("Kedudukan hukum (kode)"),
    "hired_on": _("TMT CPNS atau PPPK"),
    "grade": _("Golongan, boleh dengan pangkat"),
    "position": _("Nama jabatan"),
    "position_kind_name": _("Jenis atau kelompok jabatan (kata)"),
    "position_kind": _("Jenis jabatan (kode 1 sampai 4)"),
    "echelon": _("Eselon"),
    "parent_unit": _("Perangkat daerah (OPD)"),
    "unit": _("Unit kerja"),
    "unit_2": _("Bidang atau bagian"),
    "unit_3": _("Seksi atau subbagian"),
    "unit_path": _("Unit kerja berjenjang dalam satu kolom"),
    "unit_code": _("Kode unit kerja"),
    "agency": _("Nama instansi"),
    "email": _("Surel dinas"),
}
