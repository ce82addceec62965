"""The fixed cast: the same invented people in demo, tests and guide, with the accounts they sign in with."""

from dataclasses import dataclass
from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Role

from .generator import Given
from .offices import HEALTH, TRAINING

# One for all, so that it can be remembered; a demo holds no real person's data.
PASSWORD = "bangkom-demo"  # noqa: S105 - printed by the demo on purpose


class DemoAccount(TypedDict):
    """One line of the list that `bangkom demo` prints."""

    name: str
    role: str
    username: str
    password: str
    agency: str
    hint: str


@dataclass(frozen=True)
class Member:
    """Somebody of the cast. `office` narrows the role to an office of the agency; without it it holds for the whole."""

    username: str
    agency: str
    given: Given
    role: Role
    hint: str | Promise
    office: str = ""


DEVELOPMENT = "Bidang Pengembangan Kompetensi"
CHARACTER = "Direktorat Pembelajaran Karakter dan Sosial Kultural"
HEAD_OF_DEVELOPMENT = f"Kepala {DEVELOPMENT}"
HEAD_OF_DATA = "Kepala Bidang Data Kepegawaian"
HEAD_OF_STAFFING = f"Kepala {TRAINING}"
CLERK_OF_OFFICE = "Kepala Subbagian Umum dan Kepegawaian"

CAST = (
    Member(
        "peserta",
        "kab-tangerang",
        Given(
            "198405172009022003",
            "Lilis Nurhasanah",
            "Kepala Seksi Ketenteraman dan Ketertiban Umum",
            back_title="S.Sos.",
            grade="III/d",
        ),
        Role.LEARNER,
        _("sedang mengikuti Angkatan II"),
    ),
    Member(
        "alumni",
        "kab-tangerang",
        Given(
            "197911032005011006",
            "Yohanis Pattiasina",
            "Kepala Seksi Pelayanan Umum",
            back_title="S.IP., M.Si.",
            grade="III/d",
        ),
        Role.LEARNER,
        _("lulus Angkatan I, punya sertifikat"),
    ),
    Member(
        "pengajar",
        "lan",
        Given(
            "197507192001122002",
            "Ni Luh Pradnyani",
            "Widyaiswara",
            CHARACTER,
            "Dr.",
            "S.Psi., M.A.",
            "IV/b",
            "Ahli Madya",
        ),
        Role.TRAINER,
        _("mengajar di Kab. Tangerang"),
    ),
    Member(
        "coach",
        "lan",
        Given(
            "197908302005021001",
            "Baharuddin Palinggi",
            "Widyaiswara",
            CHARACTER,
            "",
            "S.IP., M.P.A.",
            "III/d",
            "Ahli Muda",
        ),
        Role.TRAINER,
        _("mendampingi aktualisasi"),
    ),
    Member(
        "penyelenggara",
        "kab-tangerang",
        Given("198108242006042011", "Dewi Kartikasari", HEAD_OF_DEVELOPMENT, DEVELOPMENT, "", "S.Psi., M.M.", "IV/a"),
        Role.ORGANIZER,
        _("membuka angkatan, mencatat kehadiran"),
    ),
    Member(
        "kepegawaian",
        "kab-tangerang",
        Given("198612092010011009", "Rahmat Hidayatullah", CLERK_OF_OFFICE, HEALTH, "", "S.E.", "III/d"),
        Role.UNIT_HR,
        _("pengelola kepegawaian Dinas Kesehatan"),
        HEALTH,
    ),
    Member(
        "pimpinan",
        "kab-tangerang",
        Given("197203151998031004", "Tubagus Sulaeman", HEAD_OF_STAFFING, TRAINING, "H.", "S.H., M.Si.", "IV/c"),
        Role.LEADER,
        _("melihat capaian seluruh perangkat daerah"),
    ),
    Member(
        "admin",
        "kab-tangerang",
        Given("198302112007012008", "Sondang Hutapea", HEAD_OF_DATA, "", "", "S.Kom.", "IV/a"),
        Role.ADMINISTRATOR,
        _("orang, unit, riwayat perubahan"),
    ),
    Member(
        "peserta-serang",
        "kab-serang",
        Given("199006212019032014", "Neneng Rohayati", "Guru", "", "", "S.Pd.", "III/c", "Ahli Muda"),
        Role.LEARNER,
        _("guru, JP tahun ini belum cukup"),
    ),
    Member(
        "penyelenggara-serang",
        "kab-serang",
        Given("198011282005011007", "Agus Supriyatna", HEAD_OF_DEVELOPMENT, DEVELOPMENT, "", "S.STP., M.Si.", "IV/a"),
        Role.ORGANIZER,
        _("6.000 pegawai, rekap JP"),
    ),
    Member(
        "kepegawaian-serang",
        "kab-serang",
        Given("198803142011012012", "Yuliana Handayani", CLERK_OF_OFFICE, HEALTH, "", "S.AP.", "III/c"),
        Role.UNIT_HR,
        _("pengelola kepegawaian Dinas Kesehatan"),
        HEALTH,
    ),
    Member(
        "pimpinan-serang",
        "kab-serang",
        Given("196911051995032003", "Euis Komariah", HEAD_OF_STAFFING, TRAINING, "Dra.", "M.Si.", "IV/c"),
        Role.LEADER,
        _("melihat capaian seluruh perangkat daerah"),
    ),
    Member(
        "admin-serang",
        "kab-serang",
        Given("198507232010011015", "Hendra Gunawan Siregar", HEAD_OF_DATA, "", "", "S.Kom., M.T.", "IV/a"),
        Role.ADMINISTRATOR,
        _("mengimpor pegawai, memberi peran"),
    ),
    Member(
        "operator",
        "prov-banten",
        Given("198106142006041009", "Fajar Nugraha", "Kepala Bidang Persandian", "", "", "S.Kom., M.M.", "IV/a"),
        Role.OPERATOR,
        _("membuka instansi, menjaga sistem"),
    ),
    Member(
        "penyelenggara-kota",
        "kota-tangerang",
        Given("198209172008012005", "Ratna Wulandari", HEAD_OF_DEVELOPMENT, DEVELOPMENT, "", "S.IP., M.Si.", "IV/a"),
        Role.ORGANIZER,
        _("tidak melihat data instansi lain"),
    ),
)


def given_in(agency: str) -> list[Given]:
    """The cast of an agency, for the generator."""
    return [member.given for member in CAST if member.agency == agency]


def member(username: str) -> Member:
    """One of the cast by sign-in name. Raises KeyError."""
    return {each.username: each for each in CAST}[username]
