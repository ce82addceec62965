"""A running angkatan for tests: two agencies, participants, a trainer of the other agency, two sessions."""

import datetime as dt
from dataclasses import dataclass

from bangkom.cohorts.models import Cohort, CohortStaff, Enrolment, Session, SheetRow
from bangkom.cohorts.services import add_staff, enrol_person, open_cohort, plan_session
from bangkom.core import clock
from bangkom.core.models import Agency, Role, User
from bangkom.people.models import Employee
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee, staff
from bangkom.programmes.models import Requirement, Stage
from bangkom.programmes.tests.factories import curriculum


def open_a_cohort(agency: Agency, *, starts_on: dt.date, days: int = 12, capacity: int = 40, **fields) -> Cohort:
    """An angkatan on the A0-like curriculum; its three stages share the whole stretch."""
    frozen = fields.pop("curriculum", None) or curriculum(agency)
    ends_on = starts_on + dt.timedelta(days=days)
    return open_cohort(
        curriculum=frozen,
        agency=agency,
        name=fields.pop("name", "Angkatan I"),
        starts_on=starts_on,
        ends_on=ends_on,
        stage_dates={stage.pk: (starts_on, ends_on) for stage in frozen.stages.all()},
        capacity=capacity,
        by=None,
        **fields,
    )


def account_for(person, name: str | None = None) -> User:
    """An account that belongs to a person."""
    person.user = UserFactory(name=name or person.name)
    person.save(update_fields=["user"])
    return person.user


@dataclass
class Angkatan:
    """What most tests need, by name."""

    cohort: Cohort
    organizer: User
    trainer: User
    employees: list[Employee]
    enrolments: list[Enrolment]
    sessions: list[Session]
    stages: list[Stage]

    def requirement(self, kind: str) -> Requirement:
        return Requirement.objects.get(stage__curriculum=self.cohort.curriculum, kind=kind)

    def row(self, kind: str, which: int = 0) -> SheetRow:
        return self.enrolments[which].sheet.get(requirement__kind=kind)


def angkatan(participants: int = 3, *, starts_on: dt.date | None = None, capacity: int = 40) -> Angkatan:
    agency, lan = (
        AgencyFactory(name="Pemerintah Kabupaten Tangerang"),
        AgencyFactory(name="Lembaga Administrasi Negara"),
    )
    starts_on = starts_on or clock.today() - dt.timedelta(days=4)
    cohort = open_a_cohort(agency, starts_on=starts_on, capacity=capacity, teaching=[lan])
    teacher = employee(lan, serial=900, name="Sri Wahyuni")
    trainer = account_for(teacher.person)
    teaching = add_staff(cohort=cohort, person=teacher.person, agency=lan, part=CohortStaff.Part.TRAINER, by=None)
    stages = list(cohort.curriculum.stages.all())
    sessions = [
        plan_session(
            cohort=cohort,
            stage=stages[1],
            title=f"Sesi {number}",
            starts_at=clock.instant(starts_on + dt.timedelta(days=number), dt.time(8, 30), agency),
            ends_at=clock.instant(starts_on + dt.timedelta(days=number), dt.time(11, 30), agency),
            room="Ruang Rapat BKPSDM",
            trainers=[teaching],
            by=None,
        )
        for number in (0, 1)
    ]
    people = [employee(agency, serial=n, name=f"Peserta {n}") for n in range(1, participants + 1)]
    return Angkatan(
        cohort=cohort,
        organizer=staff(Role.ORGANIZER, agency),
        trainer=trainer,
        employees=people,
        enrolments=[enrol_person(cohort=cohort, employee=each, by=None) for each in people],
        sessions=sessions,
        stages=stages,
    )
