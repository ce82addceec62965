"""The objects of core that have a history, and names of fields that many kinds share."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bangkom.core.history import Kind, Words
from bangkom.core.models import Agency, Job, Role, User


def own_agencies(user: User) -> QuerySet[Agency]:
    """Everybody may know an agency; what happened to it is for its staff and the operator of the installation."""
    if user.has_role(Role.OPERATOR):
        return Agency.objects.visible_to(user)
    own = [agency.pk for agency in user.agencies_as(Role.ADMINISTRATOR, Role.ORGANIZER)]
    return Agency.objects.visible_to(user).filter(pk__in=own)


KINDS: dict[str, Kind] = {
    "core.agency": Kind(
        _("Instansi"),
        readable=own_agencies,
        choices={"kind": dict(Agency.Kind.choices)},
        fields={"name": _("Nama instansi"), "place": _("Tempat terbit surat")},
    ),
    "core.user": Kind(_("Akun"), choices={"role": dict(Role.choices)}),
    "core.roleassignment": Kind(_("Peran"), choices={"role": dict(Role.choices)}),
    "core.job": Kind(_("Pekerjaan massal"), choices={"state": dict(Job.State.choices)}),
}

FIELDS: dict[str, Words] = {
    "account": _("Akun"),
    "address": _("Alamat kantor"),
    "agency": _("Instansi"),
    "answer": _("Jawaban"),
    "asked_by": _("Diminta oleh"),
    "back_title": _("Gelar belakang"),
    "birth_date": _("Tanggal lahir"),
    "birth_place": _("Tempat lahir"),
    "brand_colour": _("Warna instansi"),
    "capacity": _("Jumlah kursi"),
    "certificate": _("Nomor sertifikat"),
    "code": _("Kode"),
    "completed_on": _("Tanggal lulus"),
    "confirmed_by": _("Disetujui oleh"),
    "decision": _("Keputusan"),
    "echelon": _("Eselon"),
    "email": _("Surel"),
    "employment_state": _("Kedudukan hukum"),
    "ends_at": _("Selesai"),
    "ends_on": _("Selesai"),
    "enrolment": _("Peserta"),
    "field": _("Isian"),
    "form": _("Bentuk pengembangan"),
    "front_title": _("Gelar depan"),
    "grade": _("Golongan"),
    "group": _("Kelompok"),
    "hired_on": _("TMT CPNS"),
    "kind": _("Jenis"),
    "language": _("Bahasa"),
    "legal_basis": _("Dasar hukum"),
    "level": _("Jenjang"),
    "max_points": _("Nilai tertinggi"),
    "minutes": _("Menit"),
    "mode": _("Cara belajar"),
    "name": _("Nama"),
    "note": _("Catatan"),
    "notes": _("Catatan"),
    "number": _("NIP"),
    "parent": _("Unit di atasnya"),
    "part": _("Bagian"),
    "person": _("Orang"),
    "phone": _("Telepon kantor"),
    "place": _("Tempat"),
    "platform": _("Platform"),
    "points": _("Nilai"),
    "position": _("Jabatan"),
    "present": _("Hadir"),
    "proof": _("Bukti"),
    "proposed": _("Pengganti yang diusulkan"),
    "reason": _("Alasan"),
    "role": _("Peran"),
    "room": _("Ruang"),
    "scope": _("Wilayah"),
    "score": _("Nilai"),
    "session": _("Sesi"),
    "sessions": _("Sesi"),
    "sex": _("Jenis kelamin"),
    "short_name": _("Nama pendek"),
    "source": _("Sumber"),
    "staff": _("Petugas"),
    "starts_at": _("Mulai"),
    "starts_on": _("Mulai"),
    "state": _("Keadaan"),
    "status": _("Status"),
    "text": _("Tulisan"),
    "time_zone": _("Zona waktu"),
    "title": _("Judul"),
    "training_unit": _("Unit penyelenggara"),
    "unit": _("Unit kerja"),
    "valid_from": _("Mulai berlaku"),
    "valid_until": _("Berakhir"),
    "website": _("Situs"),
}
