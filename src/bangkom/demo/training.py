"""Pelatihan Sosial Kultural as the source article tells it: 73 JP in three stages, an angkatan with its sessions.

The article gives the sum of 73 JP and the dates only. How the JP spread over stages and subjects, the thresholds and
the hours of the sessions are assumptions of this demo and are marked as such in the curriculum's notes.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bangkom.cohorts.models import Cohort, CohortStaff
from bangkom.cohorts.services import add_staff, open_cohort, plan_session
from bangkom.core import clock
from bangkom.core.models import Agency, User
from bangkom.courseware.models import Activity, Module
from bangkom.people.models import Employee, Person
from bangkom.programmes.models import Curriculum, Programme, Requirement, Stage
from bangkom.programmes.services import (
    create_programme,
    describe_curriculum,
    publish_curriculum,
    save_requirement,
    save_stage,
    start_new_version,
)
from bangkom.rules.calendar import stretch

from . import actualization, platform
from .province import run_job, samples

TITLE = "Pelatihan Sosial Kultural"
JP = 73
LEGAL_BASIS = "Peraturan Lembaga Administrasi Negara Nomor 1 Tahun 2022"
DESCRIPTION = (
    "Menyiapkan pejabat pengawas menjadi jembatan komunikasi, mediator konflik, dan pemersatu di tempat kerja dan di "
    "masyarakat: kompetensi perekat bangsa."
)
NOTES = (
    "ASUMSI DATA DEMO. Sumber hanya menyebut 73 JP untuk tiap angkatan. Pembagian 24 JP belajar mandiri (6 JP di ASN "
    "Berpijar), 33 JP sesi tematik, dan 16 JP sesi aktualisasi, nama mata pelatihan, serta ambang kehadiran dan nilai "
    "adalah perkiraan untuk peragaan, bukan ketentuan LAN."
)
PASS_PERCENT, ATTENDANCE_PERCENT = 70, 85
ROOM = "Aula BKPSDM Kabupaten Tangerang"
LINK = "https://rapat.example.id/sosial-kultural"
PLACE = "Tigaraksa, dan daring"
SEATS = 40


@dataclass(frozen=True)
class Part:
    """A stage as this demo divides the training."""

    title: str
    mode: str
    days: int
    subjects: tuple[tuple[str, int], ...]

    @property
    def jp(self) -> int:
        return sum(jp for _, jp in self.subjects)


THEMES = Part(
    "Sesi tematik",
    Stage.Mode.BLENDED,
    4,
    (
        ("Memetakan potensi konflik horizontal", 8),
        ("Mitigasi konflik antarsuku dan antarras", 8),
        ("Mitigasi konflik antarumat beragama", 8),
        ("Mediasi dan jembatan komunikasi", 9),
    ),
)
ACTUALIZATION = Part(
    "Sesi aktualisasi dan berbagi pengalaman",
    Stage.Mode.BLENDED,
    2,
    (("Paparan rencana aktualisasi", 8), ("Diskusi pengalaman peserta", 8)),
)
SELF_STUDY_JP = 24
# Working days of each stage.
DAYS = (3, THEMES.days, ACTUALIZATION.days)
# Each day of a stage with sessions: a morning and an afternoon, begin and end.
HALVES = (("pagi", dt.time(8), dt.time(11)), ("siang", dt.time(12, 30), dt.time(15, 30)))


def self_study(modules: Sequence[Module]) -> Part:
    """The first stage: what is learned on ASN Berpijar is a subject, and each module is one."""
    jp = (SELF_STUDY_JP - platform.JP) // len(modules)
    subjects = ((platform.COURSE, platform.JP), *((module.title, jp) for module in modules))
    return Part("Belajar mandiri", Stage.Mode.SELF_PACED, DAYS[0], subjects)


def make_programme(agency: Agency, modules: Sequence[Module], sharing: Module, *, by: User) -> Curriculum:
    """The programme with its published curriculum; the modules, published, are its self-study.

    `sharing` holds the discussion of experiences, which goes on beside the sessions on themes.
    """
    programme = create_programme(
        agency=agency,
        title=TITLE,
        family=Programme.Family.SOCIO_CULTURAL,
        form="socio_cultural_training",
        description=DESCRIPTION,
        jp=JP,
        by=by,
    )
    curriculum = programme.curricula.get()
    describe_curriculum(curriculum=curriculum, jp=JP, legal_basis=LEGAL_BASIS, notes=NOTES, by=by)
    stages = [
        save_stage(
            curriculum=curriculum,
            stage=None,
            title=part.title,
            mode=part.mode,
            jp=part.jp,
            days=part.days,
            subjects=[{"title": title, "jp": jp} for title, jp in part.subjects],
            by=by,
        )
        for part in (self_study(modules), THEMES, ACTUALIZATION)
    ]
    params = {"platform": platform.NAME, "min_score": platform.LEAST_SCORE}
    _require(stages[0], Requirement.Kind.OUTSIDE, platform.COURSE, params, by)
    _require_modules(stages[0], modules, by)
    for stage, where in zip(stages[1:], ("sesi tematik", "sesi aktualisasi"), strict=True):
        title = f"Hadir di {where}, sedikitnya {ATTENDANCE_PERCENT}%"
        _require(stage, Requirement.Kind.ATTENDANCE, title, {"percent": ATTENDANCE_PERCENT}, by)
    _require_modules(stages[1], [sharing], by)
    _require(stages[2], Requirement.Kind.ACTUALIZATION, actualization.TITLE, {"what": actualization.WHAT}, by)
    return publish_curriculum(curriculum=curriculum, by=by)


def revise(programme: Programme, modules: Sequence[Module], *, by: User) -> Curriculum:
    """The next version of the curriculum, published: more modules for self-study, everything else as before."""
    draft = start_new_version(programme=programme, by=by)
    notes = f"{NOTES} Versi {draft.version}: belajar mandiri memakai {len(modules)} modul."
    describe_curriculum(curriculum=draft, jp=JP, legal_basis=LEGAL_BASIS, notes=notes, by=by)
    stage, part = draft.stages.first(), self_study(modules)
    subjects = [{"title": title, "jp": jp} for title, jp in part.subjects]
    save_stage(
        curriculum=draft,
        stage=stage,
        title=part.title,
        mode=part.mode,
        jp=part.jp,
        days=part.days,
        subjects=subjects,
        by=by,
    )
    known = set(stage.requirements.values_list("module", flat=True))
    _require_modules(stage, [module for module in modules if module.pk not in known], by)
    return publish_curriculum(curriculum=draft, by=by)


def _require_modules(stage: Stage, modules: Sequence[Module], by: User) -> None:
    """Each module read, each of its quizzes passed, in each of its discussions an experience and a reply."""
    for module in modules:
        _require(stage, Requirement.Kind.MODULE, module.title, {}, by, module)
        for quiz in module.published.activities.filter(kind=Activity.Kind.QUIZ):
            params = {"pass_percent": PASS_PERCENT}
            _require(stage, Requirement.Kind.QUIZ, f"{quiz.title} lulus", params, by, module, quiz.key)
        for talk in module.published.activities.filter(kind=Activity.Kind.DISCUSSION):
            params = {"posts": 1, "replies": 1}
            _require(stage, Requirement.Kind.DISCUSSION, talk.title, params, by, module, talk.key)


def _require(
    stage: Stage, kind: str, title: str, params: dict, by: User, module: Module | None = None, key: str = ""
) -> None:
    save_requirement(
        stage=stage, requirement=None, kind=kind, title=title, module=module, activity_key=key, params=params, by=by
    )


def stage_days(first: dt.date, days: Sequence[int]) -> list[tuple[dt.date, dt.date]]:
    """First and last day of each stage, one behind the other from a working day on; `days` are working days."""
    spans = []
    for length in days:
        last = stretch(first, length)
        spans.append((stretch(first, 1), last))
        first = last + dt.timedelta(days=1)
    return spans


def open_angkatan(
    curriculum: Curriculum,
    *,
    name: str,
    spans: Sequence[tuple[dt.date, dt.date]],
    teaching: Agency,
    trainers: Iterable[Person],
    coaches: Iterable[Person],
    committee: Iterable[Person],
    by: User,
) -> Cohort:
    """An angkatan of the curriculum's agency, taught by another one, with all its sessions."""
    agency = curriculum.programme.agency
    stages = list(curriculum.stages.all())
    cohort = open_cohort(
        curriculum=curriculum,
        agency=agency,
        name=name,
        starts_on=spans[0][0],
        ends_on=spans[-1][1],
        stage_dates={stage.pk: span for stage, span in zip(stages, spans, strict=True)},
        capacity=SEATS,
        place=PLACE,
        teaching=[teaching],
        by=by,
    )
    staff = []
    Kind = CohortStaff.Part
    for part, of_agency, people in (
        (Kind.TRAINER, teaching, trainers),
        (Kind.COACH, teaching, coaches),
        (Kind.COMMITTEE, agency, committee),
    ):
        staff += [add_staff(cohort=cohort, person=person, agency=of_agency, part=part, by=by) for person in people]
    teachers = [each for each in staff if each.part == Kind.TRAINER]
    for stage, (first, _last) in list(zip(stages, spans, strict=True))[1:]:
        plan_days(cohort, stage, first, teachers, by=by)
    return cohort


def plan_days(cohort: Cohort, stage: Stage, first: dt.date, teachers: list[CohortStaff], *, by: User) -> None:
    """A morning and an afternoon for each subject, a subject a day; the teachers take turns.

    What a subject has more than fits into a usual day is held in the afternoon.
    """
    usual = sum(lasting(begins, ends) for _half, begins, ends in HALVES)
    day = first
    for number, subject in enumerate(stage.subjects.all()):
        day = stretch(day, 1)
        more = subject.jp * stage.curriculum.rule_set.data["minutes_per_jp"] - usual
        for half, begins, ends in HALVES:
            longer = dt.timedelta(minutes=max(0, more)) if ends == HALVES[-1][-1] else dt.timedelta()
            plan_session(
                cohort=cohort,
                stage=stage,
                subject=subject,
                title=f"{subject.title} ({half})",
                starts_at=clock.instant(day, begins, cohort.agency),
                ends_at=clock.instant(day, ends, cohort.agency) + longer,
                room=ROOM,
                link=LINK,
                trainers=[teachers[number % len(teachers)]],
                by=by,
            )
        day += dt.timedelta(days=1)


def lasting(begins: dt.time, ends: dt.time) -> int:
    """Minutes from one time of a day to another."""
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute


def pengawas_of(agency: Agency) -> list[Employee]:
    """Those for whom the training is meant: pengawas in active service, PNS."""
    found = Employee.objects.by_system().filter(
        agency=agency, position__group="pengawas", status=Employee.Status.PNS, employment_state="01"
    )
    return list(found.select_related("person").order_by("pk"))


def pasted(employees: Iterable[Employee], name: str) -> Path:
    """Two columns as they are copied from a spreadsheet, in a file among the samples."""
    lines = ["NIP\tNama"] + [f"{each.number}\t{each.person.full_name}" for each in employees]
    path = samples() / f"peserta-{name.lower().replace(' ', '-')}.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def enrol(cohort: Cohort, employees: Iterable[Employee], *, by: User) -> None:
    """Paste the participants as an organizer would."""
    run_job(
        "cohorts.enrol_participants",
        cohort.agency,
        pasted(employees, cohort.name),
        "tempelan data demo",
        by=by,
        show=lambda done, total: None,
        params={"cohort": cohort.pk},
    )


def list_for_visitors(free: Iterable[Employee], passed: Employee) -> Path:
    """Participants for an angkatan that a visitor opens: some who are free, one who has had it, one nobody knows."""
    path = pasted([*free, passed], "Angkatan IV")
    with path.open("a", encoding="utf-8") as file:
        file.write("199901012024011999\tOrang Tak Dikenal\n")
    return path
