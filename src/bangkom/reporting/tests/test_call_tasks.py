"""Perlu tindakan: answers to calls that wait for the committee, and silence shortly before the start."""

import datetime as dt

import pytest

from bangkom.cohorts import services
from bangkom.cohorts.models import Call, Cohort
from bangkom.cohorts.tests.factories import Angkatan, angkatan
from bangkom.core import clock
from bangkom.people.tests.factories import AgencyFactory, staff
from bangkom.reporting.queries.tasks import call_tasks, organizer_tasks

pytestmark = pytest.mark.django_db


def called(days: int) -> Angkatan:
    """An angkatan that starts in so many days; all three are called."""
    a = angkatan(3, starts_on=clock.today() + dt.timedelta(days=days))
    services.make_calls(cohort=a.cohort, enrolments=None, by=a.organizer)
    return a


def tasks(a: Angkatan) -> list[tuple[int, str]]:
    return [(task.count, task.label) for task in call_tasks(Cohort.objects.run_by(a.organizer))]


def answer(a: Angkatan, which: int, answer: str) -> Call:
    call = Call.objects.get(enrolment=a.enrolments[which])
    return services.answer_call(call=call, answer=answer, reason="Dinas luar", proposed="Budi")


def test_who_cannot_come_or_asks_for_a_substitute_waits_for_a_decision():
    a = called(30)
    assert tasks(a) == []
    answer(a, 0, "yes")
    refused = answer(a, 1, "no")
    answer(a, 2, "substitute")
    assert tasks(a) == [(2, "jawaban panggilan menunggu keputusan")]
    services.withdraw_called(call=refused, by=a.organizer)
    (task,) = call_tasks(Cohort.objects.run_by(a.organizer))
    assert task.count == 1
    assert task.url == f"/angkatan/{a.cohort.slug}/panggilan/"


def test_silence_counts_only_in_the_last_week_before_the_start():
    a = called(8)
    assert tasks(a) == []
    with clock.held_at(clock.now() + dt.timedelta(days=2)):
        answer(a, 0, "yes")
        assert tasks(a) == [(2, "belum menjawab panggilan")]
    with clock.held_at(clock.now() + dt.timedelta(days=8)):
        assert tasks(a) == []


def test_another_agency_is_not_told():
    a = called(3)
    other = staff("organizer", AgencyFactory())
    assert call_tasks(Cohort.objects.run_by(other)) == []
    assert any("panggilan" in task.label for task in organizer_tasks(a.organizer))
