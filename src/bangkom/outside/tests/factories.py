"""An angkatan whose first stage (24 JP) is learned on ASN Berpijar, with people who have numbers and names."""

import datetime as dt
import io
import uuid
from dataclasses import dataclass
from decimal import Decimal

from PIL import Image

from bangkom.cohorts.models import Cohort, Enrolment, SheetRow
from bangkom.cohorts.services import enrol_person
from bangkom.cohorts.tests.factories import account_for, open_a_cohort
from bangkom.core import clock
from bangkom.core.models import Agency, Job, Role, User
from bangkom.core.services import advance_job, undo_job
from bangkom.ledger.models import Entry
from bangkom.outside.services import Completion, commit_list, send_evidence, stage_list
from bangkom.people.tests.factories import AgencyFactory, employee, staff
from bangkom.programmes.models import Curriculum, Requirement
from bangkom.programmes.services import publish_curriculum, save_requirement
from bangkom.programmes.tests.factories import curriculum

PLATFORM = "ASN Berpijar"
NIPS = {
    "Umi Fauziah": "198503122010012003",
    "Siti Aminah": "199002142015032001",
    "Muhammad Rizki Pratama": "198805202014021002",
    "Budi Santoso": "197712012003121004",
}
PRINTED = dt.date(2025, 5, 16)


def outside_curriculum(agency: Agency, *, min_score: float | None = 70, title: str = "Pelatihan SK") -> Curriculum:
    """73 JP; the first stage asks for nothing but passing on the platform."""
    draft = curriculum(agency, published=False, title=title)
    first = draft.stages.first()
    first.requirements.all().delete()
    save_requirement(
        stage=first,
        requirement=None,
        kind=Requirement.Kind.OUTSIDE,
        title="Lulus belajar mandiri",
        module=None,
        params={"platform": PLATFORM, "min_score": min_score},
        by=None,
    )
    return publish_curriculum(curriculum=draft, by=None)


@dataclass
class Group:
    """What most tests need, by name."""

    cohort: Cohort
    organizer: User
    requirement: Requirement
    enrolments: dict[str, Enrolment]

    def row(self, name: str = "Umi Fauziah") -> SheetRow:
        return self.enrolments[name].sheet.select_related("enrolment", "requirement").get(requirement=self.requirement)

    def learner(self, name: str = "Umi Fauziah") -> User:
        person = self.enrolments[name].person
        return person.user or account_for(person)

    def entries(self, name: str = "Umi Fauziah") -> list[Entry]:
        return list(Entry.objects.filter(person=self.enrolments[name].person).order_by("pk"))

    def paste(self, *lines: str, default_date: dt.date | None = None) -> Job:
        text = "\n".join(lines)
        return stage_list(
            cohort=self.cohort, requirement=self.requirement, text=text, default_date=default_date, by=self.organizer
        )

    def next_angkatan(self) -> "Group":
        """Another angkatan of the same curriculum, in which the first participant takes part again."""
        first, enrolment = next(iter(self.enrolments.items()))
        with clock.held_at(dt.datetime(2025, 5, 1, tzinfo=dt.UTC)):
            cohort = open_a_cohort(
                self.cohort.agency,
                starts_on=dt.date(2025, 6, 2),
                curriculum=self.cohort.curriculum,
                name="Angkatan II",
            )
            again = enrol_person(cohort=cohort, employee=enrolment.employee, by=None)
        return Group(cohort, self.organizer, self.requirement, {first: again})

    def commit(self, job: Job) -> Job:
        commit_list(job=job, by=self.organizer, queue=False)
        return advance_job(job_id=job.pk)

    def undo(self, job: Job) -> Job:
        undo_job(job=job, by=self.organizer, queue=False)
        return advance_job(job_id=job.pk)

    def send(self, name: str = "Umi Fauziah", *, completed_on: dt.date = PRINTED, score: str | None = "85", **given):
        return send_evidence(
            row=self.row(name),
            content=given.pop("content", None) or picture(),
            name="sertifikat.png",
            completion=Completion(completed_on=completed_on, score=Decimal(score) if score else None, **given),
            by=self.learner(name),
        )


def group(*, min_score: float | None = 70, agency: Agency | None = None) -> Group:
    """Four participants; self-study began on 14 May 2025."""
    agency = agency or AgencyFactory(name="Pemerintah Kabupaten Tangerang")
    frozen = outside_curriculum(agency, min_score=min_score)
    with clock.held_at(dt.datetime(2025, 5, 1, tzinfo=dt.UTC)):
        cohort = open_a_cohort(agency, starts_on=dt.date(2025, 5, 14), curriculum=frozen)
        people = [employee(agency, number=number, name=name, serial=0) for name, number in NIPS.items()]
        enrolments = [enrol_person(cohort=cohort, employee=each, by=None) for each in people]
    return Group(
        cohort=cohort,
        organizer=staff(Role.ORGANIZER, agency),
        requirement=Requirement.objects.get(stage__curriculum=frozen, kind=Requirement.Kind.OUTSIDE),
        enrolments=dict(zip(NIPS, enrolments, strict=True)),
    )


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, kind)
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def op() -> dict[str, str]:
    """The field that every form of ours carries."""
    return {"op_id": str(uuid.uuid4())}
