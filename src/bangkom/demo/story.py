"""What happened in the demo's angkatan: I ran as in the article in May 2025, II is running now, III is called."""

import datetime as dt
from collections.abc import Callable, Sequence
from random import Random

from bangkom.cohorts.models import Attendance, Call, Cohort, Enrolment, Session
from bangkom.cohorts.services import answer_call, make_calls, mark_attendance, withdraw
from bangkom.core import clock
from bangkom.core.models import Agency, User
from bangkom.courseware.models import Module
from bangkom.credentials.models import Certificate
from bangkom.credentials.services import ensure_issued, revoke
from bangkom.notices.services import mark_read
from bangkom.people.models import Employee, Person
from bangkom.people.services import invite_employee
from bangkom.programmes.models import Curriculum, Programme
from bangkom.rules.calendar import stretch
from bangkom.workplace.services import answer

from . import actualization, learning, platform, sharing, training
from .cast import CAST, member
from .generator import SEED

Show = Callable[[int, int], None]
Status = Attendance.Status

# Angkatan I, on the dates of the article; before it the preparation.
PREPARED = dt.date(2025, 4, 28)
STARTED = dt.date(2025, 5, 14)
REVOKED = dt.date(2025, 6, 12)
REVOCATION = "Kehadiran pada sesi aktualisasi ternyata dicatat atas nama peserta lain."
WITHDRAWAL = "Dimutasi ke instansi lain sebelum sesi tematik."
ILLNESS = "Sakit selama sesi tematik, diikutkan pada Angkatan II."
# Places in the list of participants of those whose story differs; the cast's own place is 0.
WITHDREW, MISSED, LATER_REVOKED = 37, 38, 5
# Angkatan II: how many have finished self-study, and how many have begun it.
FINISHED, BEGUN = 11, 29
# Of those, how many stand in the platform's list, and how many more have sent a proof that waits.
LISTED, PROOFS = 14, 3
# How many have planned their aktualisasi already, and what the coach has said to the first of them.
PLANNED = 6
EARLY_ANSWERS = ((True, actualization.AGREED), (False, actualization.ADVICE))
# Angkatan III: how many are called, how many have answered, and who did not simply say yes.
CALLED, ANSWERED = 24, 17
ANSWERS = {
    3: (Call.Answer.NO, "Cuti melahirkan sampai akhir bulan depan.", ""),
    8: (Call.Answer.SUBSTITUTE, "Mendampingi pemeriksaan BPK pada minggu itu.", "Kepala seksi lain di kantor saya"),
    13: (Call.Answer.NO, "Ditugaskan ke posko bencana.", ""),
}
FOR_VISITORS = 38


def account(username: str) -> User:
    """The account of one of the cast."""
    return User.objects.get(username=username)


def person(username: str) -> Person:
    """The person of one of the cast."""
    return Person.objects.get(user__username=username)


def participants(agency: Agency, username: str, others: Sequence[Employee]) -> list[Employee]:
    """The one of the cast first, then others, as many as there are seats."""
    own = Employee.objects.select_related("person").get(agency=agency, number=member(username).given.number)
    cast = {each.given.number for each in CAST}
    rest = [each for each in others if each.number not in cast]
    return [own, *rest[: training.SEATS - 1]]


def open_one(curriculum: Curriculum, name: str, spans: list, teaching: Agency) -> Cohort:
    """An angkatan with the cast as its staff."""
    return training.open_angkatan(
        curriculum,
        name=name,
        spans=spans,
        teaching=teaching,
        trainers=[person("pengajar"), person("coach")],
        coaches=[person("coach")],
        committee=[person("penyelenggara")],
        by=account("penyelenggara"),
    )


def at(day: dt.date, hour: int, agency: Agency, minute: int = 0) -> dt.datetime:
    return clock.instant(day, dt.time(hour, minute), agency)


def first_angkatan(curriculum: Curriculum, teaching: Agency, *, show: Show) -> Cohort:
    """Angkatan I from preparation to certificates, each act at its time. The caller holds no clock."""
    agency, by = curriculum.programme.agency, account("penyelenggara")
    spans = training.stage_days(STARTED, training.DAYS)
    with clock.held_at(at(PREPARED, 9, agency)):
        cohort = open_one(curriculum, "Angkatan I", spans, teaching)
        pengawas = training.pengawas_of(agency)
        training.enrol(cohort, participants(agency, "alumni", pengawas), by=by)
        give_accounts(cohort, by=by)
    enrolments = enrolments_of(cohort)
    enrolments.sort(key=lambda each: each.number != member("alumni").given.number)
    show(1, 4)
    study(enrolments[:WITHDREW], spans[0], agency)
    study(enrolments[MISSED:], spans[0], agency)
    with clock.held_at(at(spans[0][1], 15, agency)):
        withdraw(enrolment=enrolments[WITHDREW], reason=WITHDRAWAL, by=by)
    with clock.held_at(at(spans[0][1], 16, agency)):
        platform.paste_list(cohort, [*enrolments[:WITHDREW], *enrolments[MISSED:]], spans[0], by=by)
    show(2, 4)
    present = [each for each in enrolments if each.pk != enrolments[WITHDREW].pk]
    for session in cohort.sessions.order_by("starts_at"):
        with clock.held_at(session.ends_at):
            mark_attendance(session=session, marks=_marks(session, present, enrolments[MISSED]), by=by)
    passed = [each for each in present if each.pk != enrolments[MISSED].pk]
    coach = account("coach")
    tell_experiences(passed, at(spans[1][0], 16, agency), trainer=coach)
    for number, each in enumerate(passed):
        planned, reported = at(spans[1][1], 17, agency, number), at(spans[2][1], 13, agency, number)
        actualization.carry_through(each, number, planned=planned, reported=reported, coach=coach)
    show(3, 4)
    with clock.held_at(at(spans[2][1], 16, agency)):
        withdraw(enrolment=enrolments[MISSED], reason=ILLNESS, by=by)
        for each in passed:
            ensure_issued(enrolment=_fresh(each))
    with clock.held_at(at(REVOKED, 10, agency)):
        wrong = Certificate.objects.by_system().get(enrolment=passed[LATER_REVOKED])
        revoke(certificate=wrong, reason=REVOCATION, by=by)
    for username in ("coach", "pengajar", "penyelenggara", "alumni"):
        mark_read(recipient=account(username))  # of last year
    show(4, 4)
    return cohort


def study(enrolments: Sequence[Enrolment], span: tuple[dt.date, dt.date], agency: Agency) -> None:
    """Each reads the module and passes the quiz on some day of the stage, at an hour of the own."""
    rng = Random(f"{SEED}/study")  # noqa: S311 - spreads invented acts, guards nothing
    days = [span[0] + dt.timedelta(days=n) for n in range((span[1] - span[0]).days + 1)]
    for enrolment in enrolments:
        with clock.held_at(at(rng.choice(days), rng.randint(8, 20), agency, rng.randint(0, 59))):
            learning.read_lessons(enrolment, stage=1)
            learning.take_quizzes(enrolment, wrong=rng.choice((0, 0, 0, 1, 1, 2)))


def give_accounts(cohort: Cohort, *, by: User) -> None:
    """Every participant is invited to sign in; who writes needs an account."""
    for enrolment in cohort.enrolments.filter(person__user=None).select_related("employee__unit__scope"):
        invite_employee(employee=enrolment.employee, by=by)


def tell_experiences(enrolments: Sequence[Enrolment], begins: dt.datetime, *, trainer: User) -> None:
    """Those who take part read how to tell, then discuss."""
    for number, enrolment in enumerate(enrolments):
        with clock.held_at(begins - dt.timedelta(minutes=90 - number)):
            learning.read_lessons(enrolment, stage=2)
    sharing.discuss(enrolments, begins, trainer=trainer)


def second_angkatan(
    agency: Agency, teaching: Agency, modules: Sequence[Module], *, today: dt.date, show: Show
) -> Cohort:
    """Angkatan II relative to today, on the next version of the curriculum, with all modules.

    Self-study goes on for some days more; the first session was held on the last working day.
    """
    by = account("penyelenggara")
    held_on = working_day_before(today)
    yesterday = held_on - dt.timedelta(days=1)
    study_first = yesterday - dt.timedelta(days=9)
    spans = [(study_first, stretch(today, 2)), *training.stage_days(held_on, training.DAYS[1:])]
    with clock.held_at(at(study_first - dt.timedelta(days=6), 10, agency)):
        programme = Programme.objects.by_system().get(agency=agency, title=training.TITLE)
        cohort = open_one(training.revise(programme, modules, by=by), "Angkatan II", spans, teaching)
        first = Enrolment.objects.filter(cohort__curriculum__programme=programme).exclude(state_reason=ILLNESS)
        done = set(first.values_list("employee", flat=True))
        others = [each for each in training.pengawas_of(agency) if each.pk not in done]
        taking_part = participants(agency, "peserta", others)
        training.enrol(cohort, taking_part, by=by)
        give_accounts(cohort, by=by)
    enrolments = enrolments_of(cohort)
    enrolments.sort(key=lambda each: each.number != member("peserta").given.number)
    show(1, 3)
    study(enrolments[1:FINISHED], (study_first + dt.timedelta(days=1), yesterday), agency)
    for at_place, enrolment in enumerate([enrolments[0], *enrolments[FINISHED:BEGUN]]):
        with clock.held_at(at(yesterday, 19, agency, at_place)):
            learning.read_lessons(enrolment, only=2 + at_place % 3)
    with clock.held_at(at(yesterday, 16, agency)):
        platform.paste_list(cohort, enrolments[:LISTED], (study_first, yesterday), by=by)
    with clock.held_at(at(yesterday, 20, agency)):
        platform.send_proofs(enrolments[LISTED : LISTED + PROOFS], yesterday)
    platform.list_for_visitors(cohort, enrolments[LISTED:BEGUN], (study_first, yesterday))
    show(2, 3)
    morning = cohort.sessions.order_by("starts_at").first()
    with clock.held_at(morning.ends_at):
        mark_attendance(session=morning, marks=_marks(morning, enrolments, enrolments[MISSED]), by=by)
    tell_experiences(enrolments[1:FINISHED], at(held_on, 12, agency), trainer=account("pengajar"))
    sharing.report_one(enrolments[FINISHED], enrolments[1], cohort, at(held_on, 12, agency, 40))
    plan_early(enrolments[1:FINISHED], spans[2], at(held_on, 18, agency))
    show(3, 3)
    return cohort


def plan_early(enrolments: Sequence[Enrolment], days: tuple[dt.date, dt.date], at: dt.datetime) -> None:
    """Some have sent the plan of their aktualisasi before its stage: one agreed, one to be mended, the others wait."""
    coach = account("coach")
    for number, enrolment in enumerate(enrolments[:PLANNED]):
        with clock.held_at(at + dt.timedelta(minutes=9 * number)):
            project = actualization.send_plan(enrolment, number, days)
        if number < len(EARLY_ANSWERS):
            accepted, note = EARLY_ANSWERS[number]
            with clock.held_at(at + dt.timedelta(minutes=60 + 5 * number)):
                answer(project=project, accepted=accepted, note=note, by=coach)


def enrolments_of(cohort: Cohort) -> list[Enrolment]:
    return list(cohort.enrolments.select_related("cohort__agency", "person__user").order_by("employee__pk"))


def third_angkatan(agency: Agency, teaching: Agency, *, today: dt.date) -> Cohort:
    """Angkatan III, called and not yet begun: most have answered, three answers wait for the organizer."""
    by = account("penyelenggara")
    called_on = working_day_before(today)
    starts_on = stretch(today + dt.timedelta(days=24), 1)
    curriculum = Programme.objects.by_system().get(agency=agency, title=training.TITLE).curricula.latest("version")
    with clock.held_at(at(called_on, 9, agency)):
        cohort = open_one(curriculum, "Angkatan III", training.stage_days(starts_on, training.DAYS), teaching)
        taken = Enrolment.objects.by_system().filter(cohort__curriculum__programme=curriculum.programme)
        had = set(taken.exclude(state_reason=ILLNESS).values_list("employee", flat=True))
        free = [each for each in training.pengawas_of(agency) if each.pk not in had]
        training.enrol(cohort, free[:CALLED], by=by)
        passed = taken.filter(state=Enrolment.State.PASSED).select_related("employee__person")[0]
        training.list_for_visitors(free[CALLED : CALLED + FOR_VISITORS], passed.employee)
        made = make_calls(cohort=cohort, enrolments=None, by=by)
    for minutes, (enrolment, _secret) in enumerate(made[:ANSWERED]):
        answer, reason, proposed = ANSWERS.get(minutes, (Call.Answer.YES, "", ""))
        with clock.held_at(at(called_on, 13, agency) + dt.timedelta(minutes=11 * minutes)):
            answer_call(call=enrolment.call, answer=answer, reason=reason, proposed=proposed)
    return cohort


def working_day_before(day: dt.date) -> dt.date:
    """The last working day before a day."""
    earlier = day - dt.timedelta(days=1)
    while stretch(earlier, 1) != earlier:
        earlier -= dt.timedelta(days=1)
    return earlier


def _marks(session: Session, enrolments: Sequence[Enrolment], missing: Enrolment) -> dict[int, tuple[str, str]]:
    """Everybody present but one who was sick, and here and there somebody excused for a single session."""
    rng = Random(f"{SEED}/{session.title}")  # noqa: S311 - spreads invented marks, guards nothing
    marks = {each.pk: (str(Status.PRESENT), "") for each in enrolments}
    marks[missing.pk] = (str(Status.SICK), "")
    if session.stage.position == 2 and rng.random() < 0.5:
        absent = rng.choice(enrolments[1:])
        if absent.pk != missing.pk and not absent.attendance.exclude(status=Status.PRESENT).exists():
            marks[absent.pk] = (str(Status.EXCUSED), "")
    return marks


def _fresh(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("cohort__agency", "cohort__curriculum__programme").get(pk=enrolment.pk)
