"""Completion is true at once: the sheet, the ledger and the outcome change in the transaction of the act."""

import datetime as dt

import pytest

from bangkom.cohorts import services
from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.cohorts.tests.factories import angkatan
from bangkom.core import clock
from bangkom.ledger.models import Entry
from bangkom.ledger.queries import minutes_of_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def a():
    return angkatan()


def meet(a, kind, facts, which=0, at=None):
    return services.meet_requirement(
        enrolment=a.enrolments[which],
        requirement=a.requirement(kind),
        facts=facts,
        source="test",
        happened_at=at or clock.now(),
        by=None,
    )


def finish(a, which=0):
    """Everything the sheet asks of one participant."""
    meet(a, "module", {"done": 2, "total": 2}, which)
    meet(a, "quiz", {"percent": 80}, which)
    for session in a.sessions:
        services.mark_attendance(session=session, marks={a.enrolments[which].pk: ("present", "")}, by=a.trainer)
    services.confirm_requirement(row=a.row("confirmation", which), confirmed=True, note="Dilihat", by=a.organizer)
    a.enrolments[which].refresh_from_db()


def test_a_new_participant_has_one_open_row_for_each_condition(a):
    assert [row.state for row in a.enrolments[0].sheet.all()] == ["open"] * 4
    assert a.row("attendance").facts == {"present": 0, "sessions": 2}
    assert a.row("confirmation").waiting_for == SheetRow.Party.COMMITTEE


def test_a_stage_is_credited_only_when_all_its_conditions_are_met(a):
    meet(a, "module", {"done": 2, "total": 2})
    assert not Entry.objects.exists()
    meet(a, "quiz", {"percent": 70})
    entry = Entry.objects.get()
    assert (entry.minutes, entry.jp, entry.form) == (24 * 45, 24, "socio_cultural_training")


def test_saying_the_same_twice_credits_once(a):
    for _turn in range(2):
        meet(a, "module", {"done": 2, "total": 2})
        meet(a, "quiz", {"percent": 90})
    assert Entry.objects.count() == 1


def test_the_day_of_the_last_condition_in_the_agencys_zone_decides_the_year(a):
    before = dt.datetime(2025, 12, 31, 16, 30, tzinfo=dt.UTC)  # 23.30 WIB, still the old year
    meet(a, "module", {"done": 2, "total": 2}, at=before - dt.timedelta(days=3))
    meet(a, "quiz", {"percent": 90}, at=before)
    entry = Entry.objects.get()
    assert (entry.occurred_on, entry.year) == (dt.date(2025, 12, 31), 2025)


def test_the_last_condition_makes_a_participant_pass_in_the_same_act(a):
    finish(a)
    assert a.enrolments[0].state == Enrolment.State.PASSED
    assert minutes_of_year(a.employees[0].person, clock.today().year) == 73 * 45


def test_taking_a_mark_back_reverses_the_stage_and_puts_the_result_under_review(a):
    finish(a)
    services.mark_attendance(
        session=a.sessions[0], marks={a.enrolments[0].pk: ("absent", "salah catat")}, by=a.organizer
    )
    a.enrolments[0].refresh_from_db()
    assert a.enrolments[0].state == Enrolment.State.UNDER_REVIEW
    assert minutes_of_year(a.employees[0].person, clock.today().year) == (73 - 33) * 45
    assert Entry.objects.filter(minutes__lt=0).count() == 1


def test_a_mark_put_right_again_credits_the_stage_again_and_passes(a):
    finish(a)
    for status in ("absent", "present"):
        services.mark_attendance(
            session=a.sessions[0], marks={a.enrolments[0].pk: (status, "diperbaiki")}, by=a.organizer
        )
    a.enrolments[0].refresh_from_db()
    assert a.enrolments[0].state == Enrolment.State.PASSED
    assert minutes_of_year(a.employees[0].person, clock.today().year) == 73 * 45


def test_one_participants_result_does_not_touch_another(a):
    finish(a, which=0)
    assert [row.state for row in a.enrolments[1].sheet.all()] == ["open"] * 4
