import datetime as dt

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from bangkom.cohorts.models import Call, Cohort, Enrolment
from bangkom.core import clock
from bangkom.core.models import Agency, Job, Role, User
from bangkom.core.queries import check_audit
from bangkom.courseware.models import Activity
from bangkom.credentials.models import Certificate
from bangkom.demo import commands, seats
from bangkom.demo.cast import CAST, PASSWORD
from bangkom.demo.learning import activities_of
from bangkom.demo.seats import Size
from bangkom.learning.models import Post, Report
from bangkom.ledger.models import Entry
from bangkom.ledger.queries import check_balances, minutes_of_year
from bangkom.outside.models import Credit, Evidence
from bangkom.outside.services import open_doubts
from bangkom.people.models import Employee
from bangkom.programmes.models import Curriculum
from bangkom.workplace.models import Project

CODES = {"prov-banten", "kab-serang", "kab-tangerang", "kota-tangerang", "kota-tangsel", "kota-cilegon", "lan"}
# The kabupaten in small: the shape is the same, the build a third as long.
SMALL = Size(620, teachers=120, health=80, jpt=20, administrators=40, pengawas=60)
TODAY = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)


@pytest.mark.django_db(transaction=True)
def test_the_demo_is_whole(monkeypatch):
    monkeypatch.setitem(seats.SIZES, "kab-serang", SMALL)
    told = []
    with clock.held_at(TODAY):
        commands.build(fresh=False, progress=lambda text="", done=None, total=None: told.append(text))
        agencies_have_their_people()
        everybody_of_the_cast_can_sign_in()
        the_first_angkatan_is_over()
        the_second_angkatan_is_running()
        the_third_angkatan_is_called()
        hours_and_history_are_whole()
    assert "Angkatan I, Mei 2025" in told


def agencies_have_their_people():
    assert set(Agency.objects.values_list("code", flat=True)) == CODES
    latsar = Curriculum.objects.get(programme__agency__code="prov-banten", published_at__isnull=False)
    assert (latsar.jp, sum(stage.days for stage in latsar.stages.all())) == (647, 74)
    for code in CODES:
        assert Employee.objects.filter(agency__code=code).count() == seats.SIZES[code].people
    job = Job.objects.filter(kind="people.import_employees", agency__code="kab-serang").get()
    assert job.state == Job.State.DONE
    assert not job.can_undo
    assert job.counts["summary"]["refused"]
    assert "rekaan" in job.source_name


def everybody_of_the_cast_can_sign_in():
    request = RequestFactory().post("/akun/masuk/")
    for account, member in zip(commands.accounts(), CAST, strict=True):
        user = authenticate(request, username=account["username"], password=PASSWORD)
        assert user is not None, account["username"]
        assert user.person.employments.get().agency.code == member.agency
        assert user.has_role(member.role)
        if member.role != Role.LEARNER:
            assert bool(user.agencies_as(member.role)) == (not member.office)


def the_first_angkatan_is_over():
    cohort = Cohort.objects.get(name="Angkatan I")
    assert (cohort.starts_on, cohort.ends_on) == (dt.date(2025, 5, 14), dt.date(2025, 5, 26))
    assert cohort.curriculum.jp == sum(stage.jp for stage in cohort.curriculum.stages.all()) == 73
    assert "ASUMSI" in cohort.curriculum.notes
    assert cohort.enrolments.filter(state=Enrolment.State.PASSED).count() == 38
    assert cohort.enrolments.filter(state=Enrolment.State.WITHDRAWN).count() == 2
    certificates = Certificate.objects.filter(enrolment__cohort=cohort)
    assert certificates.count() == certificates.exclude(pdf=None).count() == 38
    assert certificates.get(state=Certificate.State.REVOKED).revoked_at.date() == dt.date(2025, 6, 12)
    assert {each.issued_at.date() for each in certificates} == {dt.date(2025, 5, 26)}
    threads = Post.objects.by_system().filter(cohort=cohort, thread=None)
    assert threads.count() == len({thread.text for thread in threads}) == 38
    assert Project.objects.by_system().filter(row__enrolment__cohort=cohort, row__state="met").count() == 38
    alumni = User.objects.get(username="alumni").person
    assert minutes_of_year(alumni, 2025) >= 73 * 45
    assert not Entry.objects.exclude(kind=Entry.Kind.EARNED).exists()
    assert Credit.objects.filter(row__enrolment__cohort=cohort).count() == 39  # all but the one who had left


def the_second_angkatan_is_running():
    today = clock.today()
    cohort = Cohort.objects.running(today).get(name="Angkatan II")
    assert cohort.enrolments.filter(state=Enrolment.State.ACTIVE).count() == 40
    assert cohort.sessions.filter(starts_at__lt=clock.now(), attendance__isnull=False).distinct().count() == 1
    assert cohort.sessions.filter(starts_at__gt=clock.now()).count() > 3
    assert {row.agency.code for row in cohort.agencies.all()} == {"lan"}
    learner = cohort.enrolments.get(person__user__username="peserta")
    read = learner.lesson_progress.filter(completed_at__isnull=False).count()
    assert 0 < read < len(activities_of(learner, Activity.Kind.LESSON))
    assert not learner.attempts.exists()
    assert Credit.objects.filter(row__enrolment=learner).exists()
    assert Evidence.objects.waiting().of_cohort(cohort).count() == 3
    assert Report.objects.by_system().filter(post__cohort=cohort, state=Report.State.OPEN).count() == 1
    projects = Project.objects.by_system().filter(row__enrolment__cohort=cohort)
    assert [projects.filter(turn=turn).count() for turn in (Project.Turn.COACH, Project.Turn.PARTICIPANT)] == [4, 2]
    job = Job.objects.filter(kind="outside.platform_list", agency__code="kab-tangerang").latest("pk")
    assert (job.state, open_doubts(job)) == (Job.State.DONE, 0)


def the_third_angkatan_is_called():
    cohort = Cohort.objects.get(name="Angkatan III")
    assert cohort.starts_on > clock.today()
    assert Call.objects.filter(enrolment__cohort=cohort).count() == 24
    assert Call.objects.waiting().filter(enrolment__cohort=cohort).count() == 3


def hours_and_history_are_whole():
    labels = set(Entry.objects.filter(agency__code="kab-serang").values_list("source_label", flat=True))
    assert len(labels) > 8
    assert all(label.startswith("Data demo") for label in labels)
    assert 0 < minutes_of_year(User.objects.get(username="peserta-serang").person, 2026) < 20 * 45
    assert check_balances().is_right
    report = check_audit()
    assert report.first_bad is None
    assert report.unsealed == 0
