"""The rotating attendance code: who may use it, when, and what a second try does."""

import datetime as dt

import pytest

from bangkom.cohorts import attendance_codes, services
from bangkom.cohorts.models import Attendance, Session
from bangkom.cohorts.tests.factories import account_for, angkatan
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event

MOMENT = dt.datetime(2026, 5, 14, 1, 40, 12, tzinfo=dt.UTC)


def test_the_code_of_now_and_the_one_before_are_taken_older_ones_are_not():
    code = attendance_codes.code_at(7, MOMENT)
    later = [MOMENT + dt.timedelta(seconds=seconds) for seconds in (0, 30, 60)]
    assert [attendance_codes.is_accepted(7, code, each) for each in later] == [True, True, False]
    assert not attendance_codes.is_accepted(8, code, MOMENT)


def test_a_code_is_read_however_it_is_typed():
    code = attendance_codes.code_at(7, MOMENT)
    assert attendance_codes.is_accepted(7, f" {code[:3]}-{code[3:]} ", MOMENT)
    assert not attendance_codes.is_accepted(7, "", MOMENT)
    assert not attendance_codes.is_accepted(7, code[:5], MOMENT)


def test_a_code_is_shown_until_the_step_ends():
    assert attendance_codes.seconds_left(MOMENT) == 18
    assert attendance_codes.code_at(7, MOMENT) == attendance_codes.code_at(7, MOMENT + dt.timedelta(seconds=17))
    assert attendance_codes.code_at(7, MOMENT) != attendance_codes.code_at(7, MOMENT + dt.timedelta(seconds=18))


@pytest.fixture
def a(db):
    """An angkatan of whose first session a quarter of an hour is over."""
    a = angkatan()
    a.learner = account_for(a.employees[0].person)
    return a


@pytest.fixture
def in_session(a):
    with clock.held_at(a.sessions[0].starts_at + dt.timedelta(minutes=15)):
        yield a


def enter(a, typed=None, session_id=None, by=None):
    code = attendance_codes.code_at(a.sessions[0].pk, clock.now()) if typed is None else typed
    return services.check_in(user=by or a.learner, typed=code, session_id=session_id)


def test_the_code_marks_present_says_where_it_came_from_and_counts_at_once(in_session):
    mark = enter(in_session)
    assert (mark.status, mark.source, mark.marked_by) == ("present", "code", in_session.learner)
    assert in_session.row("attendance").facts == {"present": 1, "sessions": 2}


def test_the_same_code_sent_twice_gives_the_same_mark_and_records_nothing_new(in_session):
    first = enter(in_session)
    recorded = Event.objects.count()
    assert enter(in_session, session_id=in_session.sessions[0].pk).pk == first.pk
    assert (Attendance.objects.count(), Event.objects.count()) == (1, recorded)


def test_somebody_who_is_not_in_the_cohort_is_told_so(in_session):
    stranger = account_for(angkatan(1, starts_on=clock.today() + dt.timedelta(days=30)).employees[0].person)
    with pytest.raises(Refused, match="Tidak ada sesi Anda"):
        enter(in_session, by=stranger)
    with pytest.raises(Refused, match="Tidak ada sesi Anda"):
        enter(in_session, by=in_session.trainer)
    assert not Attendance.objects.exists()


def test_somebody_who_withdrew_is_no_participant_any_more(in_session):
    services.withdraw(enrolment=in_session.enrolments[0], reason="pindah", by=in_session.organizer)
    with pytest.raises(Refused, match="Tidak ada sesi Anda"):
        enter(in_session)


def test_a_wrong_code_and_one_passed_on_later_are_refused(in_session):
    code = attendance_codes.code_at(in_session.sessions[0].pk, clock.now())
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    with pytest.raises(Refused, match="salah atau sudah berganti"):
        enter(in_session, wrong)
    with clock.held_at(clock.now() + dt.timedelta(minutes=2)), pytest.raises(Refused, match="sudah berganti"):
        enter(in_session, code)


def test_before_and_after_the_session_the_person_is_told_the_time(a):
    session = a.sessions[0]
    with clock.held_at(session.starts_at - dt.timedelta(minutes=31)), pytest.raises(Refused, match=r"pukul 08\.00 WIB"):
        enter(a)
    with clock.held_at(session.ends_at + dt.timedelta(minutes=16)), pytest.raises(Refused, match=r"pukul 11\.45 WIB"):
        enter(a)
    with clock.held_at(session.ends_at + dt.timedelta(minutes=15)):
        assert enter(a).status == "present"


def test_the_stretch_in_which_codes_are_taken_is_the_sessions_own(a):
    Session.objects.filter(pk=a.sessions[0].pk).update(code_before=0)
    with clock.held_at(a.sessions[0].starts_at - dt.timedelta(minutes=1)), pytest.raises(Refused, match=r"08\.30"):
        enter(a)


def test_what_the_committee_marked_is_not_overturned_by_a_code(in_session):
    services.mark_attendance(
        session=in_session.sessions[0], marks={in_session.enrolments[0].pk: ("absent", "")}, by=in_session.organizer
    )
    with pytest.raises(Refused, match="Tanpa keterangan"):
        enter(in_session)


def test_a_session_of_another_group_takes_no_code_of_mine(in_session):
    Session.objects.filter(pk=in_session.sessions[0].pk).update(group="Kelompok 2")
    with pytest.raises(Refused, match="Tidak ada sesi Anda"):
        enter(in_session)
    services.assign_group(
        cohort=in_session.cohort, enrolments=[in_session.enrolments[0].pk], group="Kelompok 2", by=in_session.organizer
    )
    assert enter(in_session).status == "present"
