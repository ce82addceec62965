"""Why a table was refused, in words: what happened, is the work safe, what to do now."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "empty": _("Berkas atau teks ini kosong."),
    "too_big": _(
        "Berkas ini %(size_mb)s MB, batasnya %(limit_mb)s MB. "
        "Hapus kolom yang tidak perlu atau bagi menjadi dua berkas."
    ),
    "not_spreadsheet": _("Berkas ini bukan tabel. Kirim berkas Excel (.xlsx) atau CSV."),
    "old_excel": _(
        "Berkas ini berformat Excel lama (.xls) atau dikunci kata sandi. "
        "Buka di Excel, pilih Simpan Sebagai, lalu pilih Excel Workbook (.xlsx) tanpa kata sandi."
    ),
    "web_page": _(
        "Berkas ini halaman web yang hanya bernama Excel. "
        "Buka di Excel, pilih Simpan Sebagai, lalu pilih Excel Workbook (.xlsx)."
    ),
    "ods": _("Berkas ini berformat ODS. Simpan sebagai Excel (.xlsx) atau CSV, lalu kirim lagi."),
    "xlsb": _("Berkas ini berformat Excel biner (.xlsb). Simpan sebagai Excel Workbook (.xlsx), lalu kirim lagi."),
    "macro": _("Berkas ini memuat makro. Simpan sebagai Excel Workbook (.xlsx) tanpa makro, lalu kirim lagi."),
    "encrypted": _("Berkas ini dikunci kata sandi. Buka di Excel, hapus kata sandinya, simpan, lalu kirim lagi."),
    "damaged_archive": _("Berkas Excel ini rusak atau terpotong. Simpan ulang dari Excel, lalu kirim lagi."),
    "damaged": _("Isi berkas Excel ini tidak dapat dibaca. Simpan ulang dari Excel, lalu kirim lagi."),
    "unsafe_archive": _(
        "Berkas Excel ini disusun dengan cara yang berbahaya dan tidak dibuka. Salin datanya ke buku kerja baru."
    ),
    "archive_too_large": _(
        "Isi berkas Excel ini jauh lebih besar daripada tabel biasa dan tidak dibuka. "
        "Salin kolom yang perlu ke buku kerja baru."
    ),
    "xml_entities": _("Berkas Excel ini memuat perintah XML yang tidak diizinkan. Salin datanya ke buku kerja baru."),
    "too_complex": _(
        "Berkas ini terlalu berat untuk dibaca. Biasanya ada sel terisi jauh di luar tabel. "
        "Salin tabelnya saja ke buku kerja baru atau simpan sebagai CSV."
    ),
    "no_header": _(
        "Baris judul kolom tidak ditemukan. Pastikan ada satu baris berisi nama kolom, misalnya NIP BARU dan NAMA."
    ),
    "no_rows": _("Tidak ada baris data di berkas atau teks ini."),
    "too_many_rows": _("Berkas ini memuat lebih dari %(limit)s baris. Bagi menjadi beberapa berkas."),
    "too_many_columns": _("Berkas ini memuat %(found)s kolom, batasnya %(limit)s. Hapus kolom yang tidak perlu."),
    "duplicate_column": _("Kolom “%(column)s” ada dua kali. Hapus salah satunya, lalu kirim lagi."),
    "missing_columns": _("Kolom berikut tidak ada: %(columns)s. Tambahkan kolomnya, lalu kirim lagi."),
    "cell_too_long": _(
        "Baris %(row)s memuat sel yang lebih panjang dari %(limit)s huruf. Perbaiki baris itu, lalu kirim lagi."
    ),
    "nul_bytes": _("Baris %(row)s memuat bita kosong; berkas ini rusak. Ekspor ulang dari aplikasi asalnya."),
    "unclosed_quote": _(
        "Tanda kutip pada baris %(row)s tidak berpasangan, sehingga beberapa baris bisa menyatu. "
        "Perbaiki baris itu atau simpan sebagai Excel (.xlsx)."
    ),
}


def refusal_message(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a refusal, ending with what became of the data: nothing was changed."""
    values = dict(params)
    for key in ("size", "limit"):
        value = values.get(key)
        if code == "too_big" and isinstance(value, int):
            values[f"{key}_mb"] = f"{value / 1024 / 1024:.1f}".rstrip("0").rstrip(".").replace(".", ",")
    reason = str(REFUSALS[code]) % values
    return f"{reason} {gettext('Belum ada data yang diubah.')}"
