"""An angkatan with an aktualisasi at its end: participants with accounts, coaches of another agency."""

import datetime as dt
import io
import uuid
from dataclasses import dataclass

from PIL import Image

from bangkom.cohorts.models import Cohort, CohortStaff, Enrolment, SheetRow
from bangkom.cohorts.services import add_staff, enrol_person
from bangkom.cohorts.tests.factories import account_for, open_a_cohort
from bangkom.core import clock
from bangkom.core.models import Agency, Role, User
from bangkom.core.services import give_role
from bangkom.people.tests.factories import AgencyFactory, employee, root, staff
from bangkom.programmes.models import Curriculum, Requirement
from bangkom.programmes.services import publish_curriculum, save_requirement
from bangkom.programmes.tests.factories import curriculum
from bangkom.workplace import services
from bangkom.workplace.models import Project, Submission
from bangkom.workplace.uploads import WEBP, Ready

WHAT = "Terapkan satu cara mencegah konflik di tempat kerja Anda, lalu laporkan hasilnya."
PLAN = {
    "title": "Mediasi pedagang sebelum relokasi pasar",
    "issue": "Dua kelompok pedagang berselisih tentang pembagian kios.",
    "idea": "Mendata keluhan, mempertemukan wakil, menyusun kesepakatan.",
    "involved": "Camat, kepala pasar, wakil pedagang.",
    "starts_on": "2025-05-19",
    "ends_on": "2025-05-23",
    "outcome": "Kesepakatan tertulis kedua kelompok.",
}
REPORT = {
    "done": "Tiga pertemuan di aula kecamatan.",
    "result": "Kesepakatan ditandatangani 34 pedagang.",
    "lesson": "Mendengar lebih dulu mempersingkat perundingan.",
}


def actualization_curriculum(agency: Agency, *, title: str = "Pelatihan Mitigasi Konflik") -> Curriculum:
    """73 JP; the last stage asks for nothing but the verified aktualisasi."""
    draft = curriculum(agency, published=False, title=title)
    last = draft.stages.last()
    last.requirements.all().delete()
    save_requirement(
        stage=last,
        requirement=None,
        kind=Requirement.Kind.ACTUALIZATION,
        title="Aktualisasi di tempat kerja",
        module=None,
        params={"what": WHAT},
        by=None,
    )
    return publish_curriculum(curriculum=draft, by=None)


@dataclass
class Scene:
    """What most tests need, by name. The first participant writes, the coach of LAN answers."""

    cohort: Cohort
    organizer: User
    coach: CohortStaff
    requirement: Requirement
    enrolments: list[Enrolment]

    @property
    def coach_user(self) -> User:
        return self.coach.person.user

    def row(self, which: int = 0) -> SheetRow:
        rows = self.enrolments[which].sheet.select_related("requirement", "stage", "enrolment__cohort__agency")
        return rows.get(requirement=self.requirement)

    def user(self, which: int = 0) -> User:
        person = self.enrolments[which].person
        return person.user or account_for(person)

    def project(self, which: int = 0) -> Project:
        return services.start_project(row=self.row(which), by=self.user(which))

    def fresh(self, which: int = 0) -> Project:
        return Project.objects.select_related("row__requirement", "row__enrolment__cohort").get(row=self.row(which))

    def plan(self, which: int = 0, **changes: str) -> Submission:
        """A complete plan, sent."""
        project, by = self.project(which), self.user(which)
        services.save_draft(project=project, content=PLAN | changes, by=by)
        return services.send_draft(project=project, by=by)

    def report(self, which: int = 0, **changes: str) -> Submission:
        """A complete report with one photo, sent; the plan is agreed with on the way."""
        if not Project.objects.filter(row=self.row(which)).exists():
            self.plan(which)
            self.accept(which)
        project, by = self.fresh(which), self.user(which)
        services.save_draft(project=project, content=REPORT | changes, by=by)
        self.prove(which)
        return services.send_draft(project=self.fresh(which), by=by)

    def prove(self, which: int = 0):
        return services.add_evidence(
            project=self.fresh(which), upload=photo(), name="rapat.jpg", caption="Rapat di aula", by=self.user(which)
        )

    def accept(self, which: int = 0, note: str = "Sesuai.") -> Submission:
        return services.answer(project=self.fresh(which), accepted=True, note=note, by=self.coach_user)

    def give_back(self, which: int = 0, note: str = "Perjelas langkahnya.") -> Submission:
        return services.answer(project=self.fresh(which), accepted=False, note=note, by=self.coach_user)

    def another_coach(self, name: str = "Coach Kedua", serial: int = 901) -> CohortStaff:
        return coach_of(self.cohort, self.coach.agency, name, serial)


def scene(*, people: int = 2, agency: Agency | None = None, with_coach: bool = True) -> Scene:
    """Participants of an angkatan that began on 14 May 2025."""
    agency = agency or AgencyFactory(name="Pemerintah Kabupaten Tangerang")
    lan = AgencyFactory(name="Lembaga Administrasi Negara")
    frozen = actualization_curriculum(agency)
    with clock.held_at(dt.datetime(2025, 5, 1, tzinfo=dt.UTC)):
        cohort = open_a_cohort(agency, starts_on=dt.date(2025, 5, 14), curriculum=frozen)
        enrolments = [
            enrol_person(cohort=cohort, employee=employee(agency, serial=400 + n, name=f"Peserta {n}"), by=None)
            for n in range(1, people + 1)
        ]
    for enrolment in enrolments[:2]:
        if enrolment.person.user is None:
            account_for(enrolment.person)
    return Scene(
        cohort=cohort,
        organizer=staff(Role.ORGANIZER, agency),
        coach=coach_of(cohort, lan, "Baharuddin Palinggi", 900) if with_coach else None,
        requirement=Requirement.objects.get(stage__curriculum=frozen, kind=Requirement.Kind.ACTUALIZATION),
        enrolments=enrolments,
    )


def coach_of(cohort: Cohort, agency: Agency, name: str, serial: int) -> CohortStaff:
    """A coach with an account, of another agency."""
    person = employee(agency, serial=serial, name=name).person
    give_role(user=account_for(person), role=Role.TRAINER, scope=root(agency), by=None)
    return add_staff(cohort=cohort, person=person, agency=agency, part=CohortStaff.Part.COACH, by=None)


def photo() -> Ready:
    """A photo as it is kept."""
    return Ready(picture("WEBP"), WEBP, 60, 40)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def op() -> dict[str, str]:
    """The field that every form of ours carries."""
    return {"op_id": str(uuid.uuid4())}
