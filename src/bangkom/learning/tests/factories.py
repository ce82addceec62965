"""An angkatan in which people learn: two lessons, a quiz of three questions, sessions, a confirmation."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from bangkom.cohorts.models import Cohort, CohortStaff, Enrolment, SheetRow
from bangkom.cohorts.services import add_staff, enrol_person, open_cohort, plan_session
from bangkom.core import clock
from bangkom.core.ids import new_id
from bangkom.core.models import User
from bangkom.courseware.models import Activity, Item, Module
from bangkom.courseware.tests.factories import published_module
from bangkom.learning.models import Attempt
from bangkom.learning.services import AnswerOp, start_attempt
from bangkom.people.tests.factories import AgencyFactory, UserFactory, employee
from bangkom.programmes.models import Curriculum, Requirement, Stage
from bangkom.programmes.services import create_programme, publish_curriculum, save_requirement, save_stage

Kind = Requirement.Kind
RIGHT = {"single": ["a"], "multiple": ["a", "c"], "true_false": ["true"]}
WRONG = {"single": ["b"], "multiple": ["b"], "true_false": ["false"]}


@dataclass
class Learning:
    """What a test needs, by name."""

    cohort: Cohort
    module: Module
    enrolment: Enrolment
    user: User
    other: Enrolment
    other_user: User

    def activity(self, key: str) -> Activity:
        return self.module.published.activities.select_related("version").get(key=key)

    def item(self, key: str) -> Item:
        return self.activity("kuis").items.get(key=key)

    def row(self, kind: str) -> SheetRow:
        return self.enrolment.sheet.get(requirement__kind=kind)

    def attempt(self) -> Attempt:
        return start_attempt(enrolment=self.enrolment, activity=self.activity("kuis"), by=self.user)

    def op(self, key: str, response: object, **fields: object) -> AnswerOp:
        fields.setdefault("op_id", new_id())
        return AnswerOp(item_id=self.item(key).pk, response=response, **fields)  # type: ignore[arg-type]

    def ops(self, answers: dict[str, list[str]]) -> list[AnswerOp]:
        return [self.op(key, response) for key, response in answers.items()]


def account(enrolment: Enrolment) -> User:
    enrolment.person.user = UserFactory(name=enrolment.name)
    enrolment.person.save(update_fields=["user"])
    return enrolment.person.user


def learning(
    *,
    lessons: int = 2,
    quiz_params: dict[str, int] | None = None,
    with_sessions: bool = True,
    starts_in: int = -4,
    people: int = 2,
    discussion: dict[str, int] | None = None,
) -> Learning:
    """A running cohort of at least two participants with accounts; `starts_in` days from today.

    `discussion`: what the condition of `diskusi` asks for ({"posts", "replies"}); with None there is no discussion.
    """
    agency = AgencyFactory(training_unit="BKPSDM Kabupaten Contoh")
    module = published_module(agency, lessons=lessons, discussion=discussion is not None)
    frozen = curriculum_of(module, {"pass_percent": 70} | (quiz_params or {}), with_sessions, discussion)
    stages = list(frozen.stages.all())
    starts_on = clock.today(agency) + dt.timedelta(days=starts_in)
    ends_on = starts_on + dt.timedelta(days=12)
    cohort = open_cohort(
        curriculum=frozen,
        agency=agency,
        name="Angkatan I",
        starts_on=starts_on,
        ends_on=ends_on,
        stage_dates={stage.pk: (starts_on, ends_on) for stage in stages},
        capacity=40,
        by=None,
    )
    committee = employee(agency, serial=800, name="Ani Panitia")
    committee.person.email = "ani@contoh.go.id"
    committee.person.save(update_fields=["email"])
    add_staff(cohort=cohort, person=committee.person, agency=agency, part=CohortStaff.Part.COMMITTEE, by=None)
    if with_sessions:
        plan_sessions(cohort, stages[1], starts_on)
    enrolments = [
        enrol_person(cohort=cohort, employee=employee(agency, serial=n, name=f"Peserta {n}"), by=None)
        for n in range(1, people + 1)
    ]
    users = [account(enrolment) for enrolment in enrolments[:2]]
    return Learning(cohort, module, enrolments[0], users[0], enrolments[1], users[1])


def curriculum_of(
    module: Module, quiz_params: dict[str, int], with_sessions: bool, discussion: dict[str, int] | None = None
) -> Curriculum:
    """73 JP: alone with the module and its quiz, then together in sessions, with a confirmation at the end."""
    programme = create_programme(
        agency=module.agency,
        title="Pelatihan Sosial Kultural",
        family="socio_cultural",
        form="socio_cultural_training",
        jp=73,
        by=None,
    )
    draft = programme.curricula.get()
    alone, together = (
        save_stage(curriculum=draft, stage=None, title=title, mode=mode, jp=jp, days=days, subjects=[], by=None)
        for title, mode, jp, days in (("Belajar mandiri", "self_paced", 40, 5), ("Sesi tematik", "blended", 33, 4))
    )
    needs = [
        (alone, Kind.MODULE, "Semua pelajaran dibaca", module, "", {}),
        (alone, Kind.QUIZ, "Kuis lulus", module, "kuis", quiz_params),
        (together, Kind.ATTENDANCE, "Hadir di sesi", None, "", {"percent": 90}),
        (together, Kind.CONFIRMATION, "Diskusi pengalaman", None, "", {"what": "Dicatat pengajar"}),
    ]
    if discussion:
        needs.append((together, Kind.DISCUSSION, "Berbagi pengalaman", module, "diskusi", discussion))
    for stage, kind, title, of_module, key, params in needs:
        if kind == Kind.ATTENDANCE and not with_sessions:
            continue
        save_requirement(
            stage=stage,
            requirement=None,
            kind=kind,
            title=title,
            module=of_module,
            activity_key=key,
            params=params,
            by=None,
        )
    return publish_curriculum(curriculum=draft, by=None)


def plan_sessions(cohort: Cohort, stage: Stage, starts_on: dt.date) -> None:
    """One session that is over and one to come, with two trainers."""
    trainers = [
        add_staff(
            cohort=cohort,
            person=employee(cohort.agency, serial=900 + n, name=f"Pengajar {n}").person,
            agency=cohort.agency,
            part=CohortStaff.Part.TRAINER,
            by=None,
        )
        for n in (1, 2)
    ]
    for number, day in enumerate((1, 9), 1):
        plan_session(
            cohort=cohort,
            stage=stage,
            title=f"Sesi {number}",
            starts_at=clock.instant(starts_on + dt.timedelta(days=day), dt.time(8, 30), cohort.agency),
            ends_at=clock.instant(starts_on + dt.timedelta(days=day), dt.time(11, 30), cohort.agency),
            room="Ruang Rapat BKPSDM",
            link="https://rapat.contoh.go.id/sesi",
            trainers=trainers,
            by=None,
        )


def op_id(number: int) -> UUID:
    """A fixed id, for sending the same thing twice."""
    return UUID(int=number)
