"""What the committee decides: deferred, failed, opened again; and that passing follows from the sheet alone."""

import pytest

from bangkom.cohorts import queries, services
from bangkom.cohorts.models import Cohort, Enrolment
from bangkom.cohorts.tests.factories import account_for, angkatan
from bangkom.cohorts.tests.test_sheet import finish
from bangkom.core.errors import Refused
from bangkom.core.models import Event
from bangkom.ledger.models import Entry
from bangkom.notices.models import Notice

pytestmark = pytest.mark.django_db
WHY = "Belum mengikuti sesi kedua."


@pytest.fixture
def a():
    return angkatan()


def decide(a, outcome, *which, reason=WHY):
    chosen = [a.enrolments[n] for n in which or (0,)]
    recorded = services.record_outcome(enrolments=chosen, outcome=outcome, reason=reason, by=a.organizer)
    for enrolment in chosen:
        enrolment.refresh_from_db()
    return recorded


def test_one_reason_defers_several_people_and_each_has_an_event_of_the_own(a):
    recorded = decide(a, "deferred", 0, 1)
    assert len(recorded.done) == 2
    assert [(e.state, e.state_reason) for e in a.enrolments[:2]] == [("deferred", WHY)] * 2
    event = Event.objects.about(a.enrolments[1]).get(verb="cohorts.deferred")
    assert event.actor == a.organizer
    assert "sesi kedua" not in str(event.params)
    assert event.payload.body["before"]["state"] == "active"


def test_the_person_is_told_in_plain_words_and_the_reason_stays_behind_the_sign_in(a):
    account_for(a.employees[0].person)
    decide(a, "deferred")
    told = Notice.objects.get(kind="cohorts.outcome_deferred")
    assert "ditunda" in told.text
    assert "Lengkapi syarat" in told.text
    assert WHY not in told.text
    assert told.url == f"/sertifikat/peserta/{a.enrolments[0].pk}/"


def test_nobody_passes_by_hand(a):
    for outcome in ("passed", "withdrawn", "under_review", "bukan apa-apa"):
        with pytest.raises(Refused, match="lembar syarat"):
            decide(a, outcome)


def test_a_decision_needs_a_reason(a):
    with pytest.raises(Refused, match="alasan"):
        decide(a, "failed", reason="  \n ")


def test_who_has_passed_or_withdrawn_is_left_as_is_and_named(a):
    finish(a, 0)
    services.withdraw(enrolment=a.enrolments[1], reason="Pindah tugas", by=a.organizer)
    recorded = decide(a, "failed", 0, 1, 2)
    assert [e.state for e in a.enrolments] == ["passed", "withdrawn", "failed"]
    assert [e.pk for e in recorded.done] == [a.enrolments[2].pk]
    assert [why for _, why in recorded.left] == [
        "sudah lulus menurut lembar syarat",
        "sudah mengundurkan diri",
    ]


def test_deciding_the_same_again_changes_nothing_and_tells_nobody_twice(a):
    account_for(a.employees[0].person)
    for _turn in range(2):
        decide(a, "deferred")
    assert Notice.objects.count() == 1
    assert Event.objects.filter(verb="cohorts.deferred").count() == 1


def test_who_was_deferred_passes_with_the_last_condition(a):
    decide(a, "deferred")
    finish(a)
    assert (a.enrolments[0].state, a.enrolments[0].state_reason) == ("passed", "")
    assert a.enrolments[0].passed_at


def test_who_failed_does_not_pass_by_a_late_act_but_the_organizer_hears_of_it(a):
    decide(a, "failed")
    finish(a)
    assert a.enrolments[0].state == Enrolment.State.FAILED
    assert a.enrolments[0].passed_at is None
    assert Event.objects.filter(verb="cohorts.complete_after_failed").count() == 1
    assert list(queries.complete_after_failed(Cohort.objects.all())) == [a.enrolments[0]]


def test_a_complete_sheet_passes_as_soon_as_the_decision_is_opened_again(a):
    account_for(a.employees[0].person)
    decide(a, "failed")
    finish(a)
    assert decide(a, "deferred").left[0][1].startswith("semua syarat sudah terpenuhi")
    decide(a, "active")
    assert (a.enrolments[0].state, a.enrolments[0].state_reason) == ("passed", "")
    assert Notice.objects.filter(kind="cohorts.outcome_passed").count() == 1
    assert not queries.complete_after_failed(Cohort.objects.all())


def test_an_incomplete_sheet_goes_on_when_the_decision_is_opened_again(a):
    decide(a, "failed")
    decide(a, "active")
    assert (a.enrolments[0].state, a.enrolments[0].state_reason) == ("active", "")
    assert decide(a, "active").left[0][1].startswith("belum diputus")


def test_a_result_under_review_can_be_decided(a):
    finish(a)
    services.mark_attendance(session=a.sessions[0], marks={a.enrolments[0].pk: ("absent", "salah")}, by=a.organizer)
    decide(a, "failed")
    assert a.enrolments[0].state == "failed"


def test_jp_of_completed_stages_stay_although_one_failed(a):
    finish(a)
    services.mark_attendance(session=a.sessions[0], marks={a.enrolments[0].pk: ("absent", "salah")}, by=a.organizer)
    before = Entry.objects.count()
    decide(a, "failed")
    assert Entry.objects.count() == before


def test_withdrawing_does_not_undo_a_decision(a):
    decide(a, "failed")
    with pytest.raises(Refused, match="tidak lulus"):
        services.withdraw(enrolment=a.enrolments[0], reason="Mengundurkan diri", by=a.organizer)


def test_people_without_a_decision_after_the_end_are_counted(a):
    decide(a, "deferred")
    end = a.cohort.ends_on
    run = Cohort.objects.all()
    assert queries.undecided(run, end).count() == 0
    assert queries.undecided(run, end.replace(year=end.year + 1)).count() == 2
