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
    with pytest.raises(Refused, match="bukan peserta"):
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
