"""The words of the trade, explained once: on the page where one stumbles over them, and all together in Bantuan."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Term:
    """A word as pages write it, and what it means in one or two sentences."""

    word: str | Promise
    meaning: str | Promise


# In the order in which the list in Bantuan shows them.
TERMS: dict[str, Term] = {
    "jp": Term(
        _("JP (jam pelajaran)"),
        _("Satuan belajar. Berapa menit satu JP dan berapa JP setahun, ditetapkan peraturan."),
    ),
    "kartu-jp": Term(
        _("Kartu JP"),
        _(
            "Catatan semua JP Anda: kapan, dari pelatihan apa, menurut aturan mana. Yang "
            "keliru dikoreksi, tidak dihapus."
        ),
    ),
    "terjadwal": Term(
        _("JP terjadwal"),
        _(
            "JP dari tahap yang sedang Anda ikuti dan belum selesai. Baru menjadi JP Anda "
            "bila syarat tahapnya terpenuhi."
        ),
    ),
    "program": Term(
        _("Program pelatihan"),
        _("Pelatihan yang ditawarkan sebuah instansi. Isinya tertulis dalam kurikulum."),
    ),
    "kurikulum": Term(
        _("Kurikulum"),
        _("Daftar tahap, mata pelatihan, dan syarat sebuah program. Setelah terbit, isinya tidak berubah lagi."),
    ),
    "angkatan": Term(
        _("Angkatan"),
        _("Satu kelompok peserta yang menjalani sebuah program bersama-sama, dengan tanggal dan pengajarnya."),
    ),
    "tahap": Term(
        _("Tahap"),
        _(
            "Bagian pelatihan dengan satu cara belajar, misalnya belajar mandiri atau "
            "klasikal. JP dicatat tahap demi tahap."
        ),
    ),
    "kelompok": Term(
        _("Kelompok"),
        _("Peserta satu angkatan yang didampingi seorang coach. Sesi bisa khusus untuk satu kelompok."),
    ),
    "sesi": Term(
        _("Sesi"),
        _("Pertemuan pada jam tertentu, di ruang, lewat tautan, atau keduanya. Kehadirannya dicatat."),
    ),
    "syarat-sertifikat": Term(
        _("Syarat sertifikat"),
        _("Semua yang harus terpenuhi supaya sertifikat terbit. Setiap baris menyebut siapa yang ditunggu."),
    ),
    "tugas-pengganti": Term(
        _("Tugas pengganti"),
        _("Tugas bagi peserta yang izin atau sakit. Bila diterima panitia, sesi itu dihitung hadir."),
    ),
    "panggilan": Term(
        _("Panggilan"),
        _(
            "Tautan untuk setiap peserta sebelum angkatan mulai: hadir, tidak bisa, atau "
            "mengusulkan pengganti. Tanpa akun."
        ),
    ),
    "platform-luar": Term(
        _("Platform luar"),
        _("Tempat belajar di luar Bangkom, misalnya ASN Berpijar. Hasilnya diakui sesudah buktinya diperiksa."),
    ),
    "aktualisasi": Term(
        _("Aktualisasi"),
        _("Menerapkan yang dipelajari di tempat kerja, lalu melaporkannya. Coach memeriksa hasilnya."),
    ),
    "coach": Term(
        _("Coach"),
        _("Pembimbing yang mendampingi peserta, biasanya widyaiswara. Berbeda dari mentor, yaitu atasan langsung."),
    ),
    "keputusan": Term(
        _("Keputusan"),
        _("Hasil akhir peserta: lulus bila semua syarat terpenuhi; selain itu panitia memutuskan dengan alasan."),
    ),
    "perangkat-daerah": Term(
        _("Perangkat daerah (OPD)"),
        _("Unit kerja pemerintah daerah, misalnya dinas, badan, atau kecamatan."),
    ),
    "verifikasi": Term(
        _("Verifikasi sertifikat"),
        _(
            "Memeriksa apakah sertifikat asli dan masih berlaku, dengan kode, QR, atau "
            "berkas PDF. Terbuka bagi siapa pun."
        ),
    ),
}
