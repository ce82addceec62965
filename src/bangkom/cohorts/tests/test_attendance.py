import datetime as dt

import pytest

from bangkom.cohorts import services
from bangkom.cohorts.models import Attendance
from bangkom.cohorts.tests.factories import angkatan
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def a():
    return angkatan()


def mark(a, status, reason="", which=0, session=0, by=None):
    return services.mark_attendance(
        session=a.sessions[session], marks={a.enrolments[which].pk: (status, reason)}, by=by or a.trainer
    )


def test_a_first_mark_needs_no_reason_a_change_does(a):
    assert mark(a, "absent") == 1
    with pytest.raises(Refused, match="alasan"):
        mark(a, "present")
    assert mark(a, "present", "terlambat masuk ruang") == 1
    assert Attendance.objects.get().status == "present"


def test_marking_the_same_again_changes_and_records_nothing(a):
    mark(a, "present")
    recorded = Event.objects.count()
    assert mark(a, "present") == 0
    assert Event.objects.count() == recorded


def test_nobody_is_marked_before_the_day_of_the_session(a):
    tomorrow = clock.now() + dt.timedelta(days=1)
    a.sessions[0].starts_at, a.sessions[0].ends_at = tomorrow, tomorrow + dt.timedelta(hours=2)
    a.sessions[0].save()
    with pytest.raises(Refused, match="belum berlangsung"):
        mark(a, "present")


def test_a_person_of_another_cohort_cannot_be_slipped_into_the_list(a):
    other = angkatan(1)
    with pytest.raises(Refused, match="bukan peserta sesi"):
        services.mark_attendance(
            session=a.sessions[0],
            marks={a.enrolments[0].pk: ("present", ""), other.enrolments[0].pk: ("present", "")},
            by=a.trainer,
        )
    assert not Attendance.objects.exists()


def test_attendance_is_met_at_the_day_of_the_last_session_not_of_marking(a):
    mark(a, "present", session=0)
    mark(a, "present", session=1)
    row = a.row("attendance")
    assert row.met_on == clock.day_of(a.sessions[1].ends_at, a.cohort.agency)


def test_a_session_planned_later_opens_the_condition_again(a):
    mark(a, "present", session=0)
    mark(a, "present", session=1)
    when = a.sessions[1].starts_at + dt.timedelta(hours=6)
    services.plan_session(
        cohort=a.cohort, stage=a.stages[1], title="Tambahan", starts_at=when, ends_at=when + dt.timedelta(hours=1),
        room="Aula", by=None,
    )  # fmt: skip
    row = a.row("attendance")
    assert (row.state, row.facts) == ("open", {"present": 2, "sessions": 3})


def test_a_session_outside_its_stage_or_without_a_place_is_refused(a):
    far = a.sessions[0].starts_at + dt.timedelta(days=100)
    with pytest.raises(Refused, match="di luar tanggal"):
        services.plan_session(
            cohort=a.cohort, stage=a.stages[1], title="x", starts_at=far, ends_at=far + dt.timedelta(hours=1),
            room="Aula", by=None,
        )  # fmt: skip
    with pytest.raises(Refused, match="ruang, tautan"):
        services.plan_session(
            cohort=a.cohort, stage=a.stages[1], title="x", starts_at=a.sessions[0].starts_at,
            ends_at=a.sessions[0].ends_at, by=None,
        )  # fmt: skip


def the_mark(a):
    return Attendance.objects.get(enrolment=a.enrolments[0], session=a.sessions[0])


def test_an_excused_absence_made_good_counts_as_present_from_that_day(a):
    mark(a, "sick", session=0)
    mark(a, "present", session=1)
    assert a.row("attendance").facts == {"present": 1, "sessions": 2}
    services.make_good(mark=the_mark(a), done=True, note="Resume bab 2", by=a.organizer)
    row = a.row("attendance")
    assert (row.state, row.facts) == ("met", {"present": 2, "sessions": 2})
    assert row.met_on == clock.today(a.cohort.agency)


def test_a_substitute_task_can_be_taken_back(a):
    mark(a, "excused")
    services.make_good(mark=the_mark(a), done=True, note="Resume", by=a.organizer)
    services.make_good(mark=the_mark(a), done=False, note="Milik orang lain", by=a.organizer)
    assert a.row("attendance").facts["present"] == 0
    assert [e.verb for e in Event.objects.about(a.enrolments[0])][:2].count("cohorts.no_longer_made_good") == 1


def test_the_same_task_recorded_twice_is_recorded_once(a):
    mark(a, "excused")
    services.make_good(mark=the_mark(a), done=True, note="Resume", by=a.organizer)
    recorded = Event.objects.count()
    services.make_good(mark=the_mark(a), done=True, note="Resume lagi", by=a.organizer)
    assert Event.objects.count() == recorded
    assert the_mark(a).made_good_note == "Resume"


@pytest.mark.parametrize("status", ["absent", "present"])
def test_only_leave_and_sickness_can_be_made_good(a, status):
    mark(a, status)
    with pytest.raises(Refused, match="izin dan sakit"):
        services.make_good(mark=the_mark(a), done=True, note="Resume", by=a.organizer)


def test_a_new_mark_takes_the_substitute_task_away(a):
    mark(a, "sick")
    services.make_good(mark=the_mark(a), done=True, note="Resume", by=a.organizer)
    mark(a, "absent", "surat dokter palsu")
    changed = the_mark(a)
    assert (changed.made_good_at, changed.made_good_note) == (None, "")
    assert a.row("attendance").facts["present"] == 0
