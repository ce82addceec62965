"""Pengaturan: every page of administration in one place, for those who may open it.

An app that builds such a page adds one entry here; the main navigation stays short.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bangkom.core.access import acting_role
from bangkom.core.models import Role, User

ADMINISTRATION = (Role.ADMINISTRATOR, Role.OPERATOR)


@dataclass(frozen=True)
class Entry:
    """One page of administration: its name, what it is for in one line, and who may open it."""

    label: str | Promise
    purpose: str | Promise
    url_name: str
    roles: tuple[Role, ...] = (Role.ADMINISTRATOR,)
    whole: bool = False  # for who holds the role over a whole agency, not over a unit of it


SECTIONS: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    (
        _("Instansi"),
        (
            Entry(_("Profil instansi"), _("Nama, kop surat, warna, zona waktu."), "core:agency_profile", whole=True),
            Entry(
                _("Penanda tangan"),
                _("Pejabat yang menandatangani sertifikat, sejak kapan."),
                "credentials:signatories",
                whole=True,
            ),
            Entry(_("Penomoran"), _("Pola nomor sertifikat."), "credentials:numbering", whole=True),
            Entry(
                _("Instansi di sistem ini"),
                _("Buka instansi baru dan undang adminnya."),
                "core:agencies",
                (Role.OPERATOR,),
            ),
        ),
    ),
    (
        _("Orang dan organisasi"),
        (
            Entry(
                _("Peran dan akses"),
                _("Siapa bertindak untuk apa: beri peran, limpahkan, akhiri."),
                "roles:list",
                (Role.ADMINISTRATOR, Role.OPERATOR, Role.ORGANIZER, Role.UNIT_HR),
            ),
            Entry(_("Unit kerja"), _("Buka, ganti nama, pindahkan, gabungkan, tutup unit."), "people:units"),
            Entry(_("Jabatan"), _("Jenjang, rumpun, dan kelas; gabungkan yang kembar."), "people:positions"),
            Entry(
                _("Mitra"),
                _("Lembaga, akreditasi, dan orang tanpa NIP."),
                "partners:list",
                (Role.ADMINISTRATOR, Role.ORGANIZER),
            ),
            Entry(_("Impor pegawai"), _("Unggah ekspor SIASN atau SIMPEG, lihat bedanya, batalkan."), "people:imports"),
            Entry(_("Undangan"), _("Kode masuk pertama untuk pegawai."), "people:invitations"),
            Entry(
                _("Pemulihan akun"),
                _("Cabut faktor kedua yang hilang, dengan persetujuan orang kedua."),
                "account_resets",
                (Role.ADMINISTRATOR, Role.UNIT_HR),
            ),
        ),
    ),
    (
        _("Aturan dan kalender"),
        (
            Entry(
                _("Kalender"),
                _("Hari libur nasional dan hari yang ditetapkan instansi."),
                "rules:calendar",
                (Role.ADMINISTRATOR, Role.OPERATOR),
            ),
            Entry(
                pgettext_lazy("menu", "Aturan"),
                _("Angka dari peraturan: sumber, keyakinan, versi."),
                "rules:list",
                (Role.ADMINISTRATOR, Role.OPERATOR),
            ),
        ),
    ),
    (
        _("Sistem"),
        (
            Entry(
                _("Pekerjaan massal"),
                _("Impor, daftar yang ditempel, penerbitan: kemajuan dan hasilnya."),
                "reporting:jobs",
                (Role.ADMINISTRATOR, Role.ORGANIZER, Role.UNIT_HR),
            ),
            Entry(
                _("Kesehatan dan penyimpanan"),
                _("Apakah sistem sehat, seberapa penuh, tugas yang gagal."),
                "core:system",
                (Role.OPERATOR,),
            ),
        ),
    ),
    (
        _("Program lain"),
        (
            Entry(
                _("Integrasi"), _("Aplikasi yang membaca atau mengisi data lewat API."), "api:integrations", whole=True
            ),
            Entry("Webhook", _("Program lain diberi kabar begitu sesuatu terjadi."), "interop:webhooks", whole=True),
        ),
    ),
    (
        _("Komunikasi"),
        (
            Entry(
                _("Teks pemberitahuan"),
                _("Isi pesan kepada peserta, dengan kata-kata Anda."),
                "notices:texts",
                whole=True,
            ),
            Entry(
                _("Pengiriman surel"),
                _("Pesan mana yang sampai, dan mengapa tidak."),
                "notices:deliveries",
                (Role.ADMINISTRATOR, Role.ORGANIZER, Role.UNIT_HR),
            ),
        ),
    ),
    (
        _("Jejak dan perlindungan data"),
        (
            Entry(_("Riwayat perubahan"), _("Siapa mengubah apa dan kapan."), "core:history"),
            Entry(
                _("Segel riwayat"),
                _("Keadaan rantai segel, titik periksa untuk disimpan di tempat lain."),
                "core:chain",
                (Role.ADMINISTRATOR, Role.OPERATOR),
            ),
            Entry(
                _("Permintaan tentang data"),
                _("Perbaikan dan penghapusan data pribadi yang diminta pegawai."),
                "privacy:requests",
                (Role.ADMINISTRATOR, Role.UNIT_HR),
            ),
            Entry(
                _("Catatan pemrosesan"),
                _("Data pribadi apa yang disimpan, untuk apa, berapa lama."),
                "privacy:register",
                (Role.ADMINISTRATOR, Role.OPERATOR),
            ),
            Entry(
                _("Kegagalan pelindungan data"),
                _("Siapa yang terdampak, pemberitahuan dalam tiga hari."),
                "privacy:breaches",
                whole=True,
            ),
        ),
    ),
)


def sections_for(user: User, role: Role) -> list[tuple[str | Promise, list[Entry]]]:
    """What a person acting in a role may open; sections without a page are left out."""
    keeps_whole = bool(user.agencies_as(role))
    allowed = [
        (title, [entry for entry in entries if role in entry.roles and (keeps_whole or not entry.whole)])
        for title, entries in SECTIONS
    ]
    return [(title, entries) for title, entries in allowed if entries]


def hub(request: HttpRequest) -> HttpResponse:
    """Pengaturan, by the role in which one acts; 403 for a role that administers nothing."""
    sections = sections_for(request.user, acting_role(request))
    if not sections:
        raise PermissionDenied
    return render(request, "console.html", {"sections": sections})
