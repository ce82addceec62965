"""Calls: what a secret link allows, and what the committee makes of the answers."""

import datetime as dt

import pytest

from bangkom.cohorts import calls, services
from bangkom.cohorts.models import Call, Enrolment
from bangkom.cohorts.tests.factories import account_for, angkatan
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event
from bangkom.notices.models import Notice
from bangkom.people.tests.factories import AgencyFactory, employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def a():
    """An angkatan that starts in ten days; `secrets` of the links by enrolment."""
    a = angkatan(2, starts_on=clock.today() + dt.timedelta(days=10), capacity=2)
    made = services.make_calls(cohort=a.cohort, enrolments=None, by=a.organizer)
    a.secrets = {enrolment.pk: secret for enrolment, secret in made}
    return a


def call_of(a, which=0):
    return Call.objects.get(enrolment=a.enrolments[which])


def propose(a, text, which=0):
    return services.answer_call(call=call_of(a, which), answer="substitute", reason="Dinas luar", proposed=text)


def state_of(enrolment):
    return Enrolment.objects.get(pk=enrolment.pk).state


def test_everybody_gets_a_link_once_and_only_its_digest_is_kept(a):
    assert set(a.secrets) == {each.pk for each in a.enrolments}
    assert services.make_calls(cohort=a.cohort, enrolments=None, by=a.organizer) == []
    kept = str(list(Call.objects.values())) + str(list(Event.objects.values()))
    assert not [secret for secret in a.secrets.values() if secret in kept]
    assert {calls.call_behind(secret).enrolment_id for secret in a.secrets.values()} == set(a.secrets)


def test_a_new_link_ends_the_old_one_and_keeps_the_answer(a):
    services.answer_call(call=call_of(a), answer="yes")
    old = a.secrets[a.enrolments[0].pk]
    [(enrolment, new)] = services.make_calls(cohort=a.cohort, enrolments=[a.enrolments[0].pk], by=a.organizer)
    assert enrolment == a.enrolments[0]
    assert calls.call_behind(old) is None
    assert calls.call_behind(new).answer == "yes"


def test_nobody_of_another_cohort_is_called_along(a):
    other = angkatan(1, starts_on=clock.today() + dt.timedelta(days=10))
    assert services.make_calls(cohort=a.cohort, enrolments=[other.enrolments[0].pk], by=a.organizer) == []


def test_an_answer_can_be_changed_until_the_cohort_starts(a):
    services.answer_call(call=call_of(a), answer="yes")
    services.answer_call(call=call_of(a), answer="no", reason="Cuti")
    assert (call_of(a).answer, call_of(a).reason) == ("no", "Cuti")
    first_day = clock.instant(a.cohort.starts_on, dt.time(0, 1), a.cohort.agency)
    with clock.held_at(first_day), pytest.raises(Refused, match="sudah ditutup"):
        services.answer_call(call=call_of(a), answer="yes")


def test_the_same_answer_twice_is_recorded_once(a):
    services.answer_call(call=call_of(a), answer="no", reason="Cuti")
    recorded = Event.objects.count()
    services.answer_call(call=call_of(a), answer="no", reason="Cuti")
    assert Event.objects.count() == recorded


def test_the_link_opens_for_a_week_after_the_start_and_no_longer(a):
    secret = a.secrets[a.enrolments[0].pk]
    start = clock.instant(a.cohort.starts_on, dt.time(9), a.cohort.agency)
    with clock.held_at(start + dt.timedelta(days=6)):
        assert calls.call_behind(secret) is not None
    with clock.held_at(start + dt.timedelta(days=7)):
        assert calls.call_behind(secret) is None


def test_no_links_are_made_once_the_cohort_has_started(a):
    first_day = clock.instant(a.cohort.starts_on, dt.time(9), a.cohort.agency)
    with clock.held_at(first_day), pytest.raises(Refused, match="sudah mulai"):
        services.make_calls(cohort=a.cohort, enrolments=None, by=a.organizer)


def test_who_made_the_links_hears_of_answers_to_decide_once_a_day(a):
    services.answer_call(call=call_of(a, 0), answer="no", reason="Cuti")
    propose(a, "Budi", which=1)
    notice = Notice.objects.get(recipient=a.organizer, kind="cohorts.call_answered")
    assert a.enrolments[0].name not in notice.text


def test_a_yes_waits_for_nobody(a):
    services.answer_call(call=call_of(a), answer="yes")
    assert not Notice.objects.filter(recipient=a.organizer).exists()
    assert not Call.objects.waiting().exists()


def test_who_cannot_come_is_withdrawn_with_the_reason_given(a):
    services.answer_call(call=call_of(a), answer="no", reason="Cuti melahirkan")
    services.withdraw_called(call=call_of(a), by=a.organizer)
    enrolment = Enrolment.objects.get(pk=a.enrolments[0].pk)
    assert (enrolment.state, enrolment.state_reason) == ("withdrawn", "Cuti melahirkan")
    with pytest.raises(Refused, match="sudah diputuskan"):
        services.withdraw_called(call=call_of(a), by=a.organizer)


def test_who_answered_otherwise_meanwhile_is_not_withdrawn(a):
    services.answer_call(call=call_of(a), answer="no", reason="Cuti")
    shown = call_of(a)
    services.answer_call(call=call_of(a), answer="yes")
    with pytest.raises(Refused, match="sudah berubah"):
        services.withdraw_called(call=shown, by=a.organizer)
    assert state_of(a.enrolments[0]) == "active"


def test_a_substitute_takes_the_place_in_a_full_cohort(a):
    own, other = account_for(a.employees[0].person), employee(a.cohort.agency, serial=77, name="Dewi")
    account_for(other.person)
    propose(a, f"Dewi, NIP {other.number[:8]} {other.number[8:14]} {other.number[14]} {other.number[15:]}")
    assert calls.of_cohort(a.cohort).waiting[0].substitute == other
    new = services.approve_substitute(call=call_of(a), number=other.number, by=a.organizer)
    assert (new.person, new.state) == (other.person, "active")
    assert state_of(a.enrolments[0]) == "withdrawn"
    told = set(Notice.objects.filter(recipient__in=[own, other.person.user]).values_list("kind", flat=True))
    assert told == {"cohorts.substitute_approved", "cohorts.substitute_enrolled"}


def test_a_substitute_who_cannot_be_found_changes_nothing(a):
    foreign = employee(AgencyFactory(), serial=78)
    for number in ("", "bukan nip", foreign.number, a.employees[0].number):
        propose(a, f"Budi {number}")
        with pytest.raises(Refused, match="Tidak ada pegawai lain"):
            services.approve_substitute(call=call_of(a), number=number, by=a.organizer)
    assert state_of(a.enrolments[0]) == "active"


def test_a_participant_cannot_be_the_substitute_of_another(a):
    propose(a, a.employees[1].number)
    with pytest.raises(Refused, match="sudah menjadi peserta"):
        services.approve_substitute(call=call_of(a), number=a.employees[1].number, by=a.organizer)
    assert state_of(a.enrolments[0]) == "active"


def test_who_proposed_somebody_in_vain_stays_and_may_answer_again(a):
    propose(a, "Budi")
    services.refuse_substitute(call=call_of(a), by=a.organizer)
    assert (state_of(a.enrolments[0]), call_of(a).decision) == ("active", "refused")
    services.answer_call(call=call_of(a), answer="yes")
    assert (call_of(a).answer, call_of(a).decision) == ("yes", "")


def test_who_comes_back_after_leaving_is_asked_anew(a):
    services.answer_call(call=call_of(a), answer="no", reason="Cuti")
    services.withdraw_called(call=call_of(a), by=a.organizer)
    services.enrol_person(cohort=a.cohort, employee=a.employees[0], by=a.organizer)
    services.make_calls(cohort=a.cohort, enrolments=[a.enrolments[0].pk], by=a.organizer)
    assert (call_of(a).answer, call_of(a).decision) == ("", "")


def test_what_was_written_stays_out_of_the_readable_history(a):
    services.answer_call(call=call_of(a), answer="no", reason="Rahasia keluarga")
    assert "Rahasia" not in str(list(Event.objects.values()))


def test_all_calls_are_read_in_a_few_queries(a, django_assert_num_queries):
    for which in (0, 1):
        propose(a, a.employees[which].number, which)
    with django_assert_num_queries(2):
        calls.of_cohort(a.cohort)
