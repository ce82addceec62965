"""What a new agency still lacks before it can run a training, for its administrator."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.core import clock
from bangkom.core.models import Agency, Role, RoleAssignment
from bangkom.credentials.models import Signatory
from bangkom.people.models import Employee, OrgUnit

WORKING = (Role.ORGANIZER, Role.UNIT_HR)


@dataclass(frozen=True)
class Step:
    """One step of setting an agency up, as a row of the task list."""

    title: str
    hint: str
    url: str
    done: bool

    @property
    def status(self) -> str:
        return _("Selesai") if self.done else _("Belum")

    @property
    def kind(self) -> str:
        return "success" if self.done else "neutral"


def steps_of(agency: Agency) -> list[Step]:
    """The steps in their order, with what is done already. Five queries."""
    working = RoleAssignment.objects.filter(scope__agency=agency, role__in=WORKING).holding()
    signs = Signatory.objects.holding(agency, clock.today(agency))
    return [
        Step(
            _("Lengkapi profil"),
            _("Alamat dan kontak untuk kop surat dan katalog, warna."),
            reverse("core:agency_profile"),
            bool(agency.address),
        ),
        Step(
            _("Masukkan unit dan pegawai"),
            _("Dari ekspor SIASN atau SIMPEG; unit kerja terbentuk sendiri."),
            reverse("people:imports"),
            OrgUnit.objects.filter(agency=agency).exists() and Employee.objects.filter(agency=agency).exists(),
        ),
        Step(
            _("Beri peran"),
            _("Penyelenggara, pengelola kepegawaian, pimpinan."),
            reverse("roles:list"),
            working.exists(),
        ),
        Step(
            _("Tetapkan penanda tangan"),
            _("Pejabat yang menandatangani sertifikat."),
            reverse("credentials:signatories"),
            signs is not None,
        ),
    ]
