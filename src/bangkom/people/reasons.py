"""Why a row was refused or accepted with a note: a short label for lists, a sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    label: str | Promise
    advice: str | Promise


REFUSED = {
    "nip_scientific": Reason(
        _("NIP rusak oleh Excel"),
        _(
            "Excel mengubah NIP menjadi angka seperti 1,97E+17 sehingga angka terakhirnya hilang. "
            "Jadikan kolom NIP teks, lalu tempel NIP yang asli."
        ),
    ),
    "nip_length": Reason(_("NIP tidak 18 angka"), _("NIP harus tepat 18 angka. Periksa angka yang kurang atau lebih.")),
    "nip_birth_date_impossible": Reason(
        _("Tanggal lahir dalam NIP mustahil"),
        _("Delapan angka pertama NIP bukan tanggal yang ada. Cocokkan NIP dengan SK."),
    ),
    "name_missing": Reason(_("Nama kosong"), _("Isi nama pegawai, lalu unggah lagi.")),
    "value_too_long": Reason(
        _("Isi sel terlalu panjang"), _("Salah satu sel memuat teks yang sangat panjang. Periksa pergeseran kolom.")
    ),
    "columns_shifted": Reason(
        _("Kolom bergeser"),
        _("Baris ini punya lebih banyak sel daripada judulnya, jadi isinya bergeser. Perbaiki pemisah kolomnya."),
    ),
    "unit_outside_scope": Reason(_("Unit lain"), _("Anda hanya dapat mengimpor pegawai unit kerja Anda sendiri.")),
    "employee_outside_scope": Reason(
        _("Tercatat di unit lain"),
        _("Pegawai ini tercatat di unit lain. Minta pengelola kepegawaian instansi mencatat kepindahannya."),
    ),
    "recorded_elsewhere": Reason(
        _("Tercatat di instansi lain"),
        _("NIP ini tercatat di instansi lain. Minta pengelola kepegawaian instansi Anda mencatatnya."),
    ),
}
DUPLICATE = Reason(_("NIP sudah ada di atas"), _("NIP ini sudah ada di baris sebelumnya. Baris pertama yang dipakai."))
WARNED = {
    "sex_differs_from_nip": Reason(
        _("Jenis kelamin beda dengan NIP"),
        _("Angka ke-15 NIP menunjukkan jenis kelamin lain. Isi berkas yang disimpan."),
    ),
    "birth_date_differs_from_nip": Reason(
        _("Tanggal lahir beda dengan NIP"), _("Tanggal lahir tidak sama dengan delapan angka pertama NIP.")
    ),
    "formula_in_name": Reason(
        _("Nama berisi rumus"), _("Nama diawali tanda rumus. Disimpan sebagai teks biasa; perbaiki namanya.")
    ),
    "status_differs_from_nip": Reason(
        _("Status beda dengan NIP"), _("Bentuk NIP tidak sesuai dengan status PNS atau PPPK di berkas.")
    ),
    "appointment_age_unlikely": Reason(
        _("Usia pengangkatan janggal"), _("Menurut NIP, usia saat diangkat di luar 16 sampai 65 tahun.")
    ),
    "nip_kind_unknown": Reason(
        _("Bulan dalam NIP janggal"), _("Angka ke-13 dan 14 NIP bukan bulan dan bukan kode PPPK.")
    ),
    "nip_sex_unknown": Reason(_("Angka ke-15 NIP janggal"), _("Angka ke-15 NIP seharusnya 1 atau 2.")),
    "recorded_elsewhere": Reason(
        _("Juga tercatat di instansi lain"),
        _("NIP ini juga tercatat di instansi lain. Data orangnya tidak diubah; instansi itu melihat catatan ini."),
    ),
    "state_unknown": Reason(
        _("Kedudukan hukum tidak dikenal"),
        _("Kata di kolom kedudukan hukum tidak dikenal, jadi dicatat aktif. Cocokkan katanya, lalu unggah lagi."),
    ),
    "unit_missing": Reason(_("Unit kerja kosong"), _("Unit kerja kosong, jadi dicatat langsung di bawah instansi.")),
}


KEPT = {
    "kept_changed": Reason(_("Sudah diubah sesudah impor"), _("Datanya sudah diubah orang, jadi dibiarkan.")),
    "kept_used": Reason(
        _("Sudah dipakai sesudah impor"), _("Pegawai ini sudah terdaftar atau tercatat di tempat lain dalam sistem.")
    ),
    "kept_account": Reason(_("Sudah punya akun"), _("Pegawai ini sudah diundang atau masuk.")),
    "kept_decided": Reason(_("Sudah diputuskan"), _("Tanda tidak ada di ekspor sudah diputuskan orang.")),
    "kept_unit": Reason(
        _("Unit kerjanya tetap"), _("Unit yang dibuat impor ini sudah dipakai yang lain, jadi unitnya dibiarkan.")
    ),
}


def as_kept(code: str) -> list[dict[str, str]]:
    """What a row keeps of why an undo left something as it is."""
    return [{"code": code, "message": str(KEPT[code].label)}]


def reason_of(code: str, *, refused: bool) -> Reason:
    """The words for a code. Raises KeyError for an unknown one."""
    if code == "duplicate":
        return DUPLICATE
    if code in KEPT:
        return KEPT[code]
    return REFUSED[code] if refused else WARNED[code]


def as_reasons(codes: list[str], *, refused: bool) -> list[dict[str, str]]:
    """What a staged row keeps: code and label."""
    return [{"code": code, "message": str(reason_of(code, refused=refused).label)} for code in codes]
