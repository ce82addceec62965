"""What a token may be given: a part of what its owner may do. Without Django's tables, so that anybody may ask."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TokenScope(models.TextChoices):
    """One thing a token allows. A token never allows more than its owner's roles do at that moment."""

    READ_ORGANISATION = "read:organisation", _("Membaca instansi dan unit kerja")
    READ_PEOPLE = "read:people", _("Membaca pegawai dan impornya")
    WRITE_PEOPLE = "write:people", _("Mencatat, mengubah, dan mengimpor pegawai")
    READ_PROGRAMMES = "read:programmes", _("Membaca program, kurikulum, dan modul")
    WRITE_PROGRAMMES = "write:programmes", _("Menyusun dan menerbitkan kurikulum")
    READ_COHORTS = "read:cohorts", _("Membaca angkatan, peserta, jadwal, dan syarat sertifikat")
    WRITE_COHORTS = "write:cohorts", _("Membuka angkatan, mengatur peserta dan jadwal")
    WRITE_ATTENDANCE = "write:attendance", _("Mencatat kehadiran")
    READ_JP = "read:jp", _("Membaca kartu JP dan rekap JP")
    READ_CERTIFICATES = "read:certificates", _("Membaca sertifikat")
    WRITE_CERTIFICATES = "write:certificates", _("Mencabut sertifikat")
    READ_NOTICES = "read:notices", _("Membaca pemberitahuan sendiri")
    WRITE_NOTICES = "write:notices", _("Menandai pemberitahuan sudah dibaca")
    READ_HISTORY = "read:history", _("Membaca riwayat perubahan")
