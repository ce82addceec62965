"""The decision page: what it shows, whom it lets decide, and the last look before the write."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from bangkom.cohorts import services
from bangkom.cohorts.models import Enrolment
from bangkom.cohorts.tests.factories import account_for, angkatan
from bangkom.cohorts.tests.test_sheet import finish
from bangkom.core import clock
from bangkom.core.models import Role
from bangkom.people.tests.factories import AgencyFactory, staff

pytestmark = pytest.mark.django_db
WHY = "Belum mengikuti sesi kedua."


@pytest.fixture
def a():
    return angkatan()


def page(a) -> str:
    return reverse("cohorts:decision", args=[a.cohort.slug])


def decide_url(a) -> str:
    return reverse("cohorts:decide", args=[a.cohort.slug])


def words(response) -> str:
    return " ".join(response.content.decode().split())


def send(client, a, outcome, *which, reason=WHY):
    data = {"op_id": str(uuid.uuid4()), "hasil": outcome, "reason": reason}
    return client.post(decide_url(a), data | {"orang": [a.enrolments[n].pk for n in which]})


def test_a_row_says_what_is_met_what_is_not_and_who_is_waited_for_since_when(client, a):
    client.force_login(a.organizer)
    shown = words(client.get(page(a)))
    assert "hadir 0 dari 2 sesi" in shown
    assert "panitia" in shown
    assert "0 hari" in shown
    assert "Masih berjalan" in shown


def test_after_the_end_the_rule_asks_for_a_decision_of_those_who_are_incomplete(client, a):
    finish(a)
    client.force_login(a.organizer)
    after = clock.instant(a.cohort.ends_on + dt.timedelta(days=1), dt.time(9), a.cohort.agency)
    with clock.held_at(after):
        shown = words(client.get(page(a)))
    assert shown.count("Perlu keputusan") == 2
    assert shown.count("Lulus</span>") == 1


def test_the_filters_tell_complete_incomplete_and_decided_apart(client, a):
    finish(a, 0)
    services.record_outcome(enrolments=[a.enrolments[1]], outcome="deferred", reason=WHY, by=a.organizer)
    client.force_login(a.organizer)
    shown = {value: words(client.get(page(a), {"saring": value})) for value in ("lengkap", "belum", "diputus")}
    for value, expected in (("lengkap", 0), ("belum", 2), ("diputus", 1)):
        present = [n for n, each in enumerate(a.enrolments) if f"/peserta/{each.pk}/" in shown[value]]
        assert present == [expected], value


def test_the_last_look_names_the_people_and_the_consequence_and_writes_nothing(client, a):
    client.force_login(a.organizer)
    asked = {"hasil": "failed", "orang": [e.pk for e in a.enrolments[:2]]}
    shown = words(client.get(decide_url(a), asked))
    assert "Periksa: 2 orang" in shown
    assert a.enrolments[0].name in shown
    assert a.enrolments[2].name not in shown
    assert "Mereka tidak mendapat sertifikat" in shown
    assert not Enrolment.objects.filter(state="failed").exists()


def test_ticked_people_get_the_outcome_with_the_one_reason(client, a):
    client.force_login(a.organizer)
    assert send(client, a, "deferred", 0, 2)["Location"] == page(a)
    found = Enrolment.objects.filter(state="deferred", state_reason=WHY)
    assert set(found) == {a.enrolments[0], a.enrolments[2]}
    shown = words(client.get(page(a)))
    assert "Kelulusan 2 orang ditunda." in shown
    assert WHY in shown


def test_sending_a_decision_twice_decides_once(client, a):
    client.force_login(a.organizer)
    data = {"op_id": str(uuid.uuid4()), "hasil": "failed", "reason": WHY, "orang": [a.enrolments[0].pk]}
    assert [client.post(decide_url(a), data).status_code for _ in range(2)] == [302, 302]


def test_without_a_reason_nothing_is_written_and_the_people_stay_chosen(client, a):
    client.force_login(a.organizer)
    response = send(client, a, "failed", 0, 1, reason="")
    assert response.status_code == 422
    assert "Periksa: 2 orang" in words(response)
    assert not Enrolment.objects.filter(state="failed").exists()


def test_nobody_ticked_is_said_and_leads_back(client, a):
    client.force_login(a.organizer)
    response = client.get(decide_url(a), {"hasil": "failed"}, follow=True)
    assert "Centang sedikitnya satu orang." in words(response)


def test_to_pass_cannot_even_be_asked_for(client, a):
    client.force_login(a.organizer)
    assert client.get(decide_url(a), {"hasil": "passed", "orang": [a.enrolments[0].pk]}).status_code == 404
    assert send(client, a, "passed", 0).status_code == 404


def test_who_has_passed_meanwhile_is_left_as_is_and_named(client, a):
    finish(a, 0)
    client.force_login(a.organizer)
    assert "Tidak ada yang bisa diubah" in words(
        client.get(decide_url(a), {"hasil": "failed", "orang": [a.enrolments[0].pk]})
    )
    send(client, a, "failed", 0, 1)
    shown = words(client.get(page(a)))
    assert "1 orang diputus tidak lulus." in shown
    assert f"Tidak diubah: {a.enrolments[0].name} (sudah lulus menurut lembar syarat)." in shown


def test_the_trainer_reads_and_does_not_decide(client, a):
    client.force_login(a.trainer)
    shown = words(client.get(page(a)))
    assert 'class="tick"' not in shown
    assert send(client, a, "failed", 0).status_code in {403, 404}
    assert not Enrolment.objects.filter(state="failed").exists()


def test_other_agencies_and_participants_do_not_see_it(client, a):
    client.force_login(staff(Role.ORGANIZER, AgencyFactory(name="Kabupaten Serang")))
    assert client.get(page(a)).status_code == 404
    assert send(client, a, "failed", 0).status_code == 404
    client.force_login(account_for(a.employees[0].person))
    assert client.get(page(a)).status_code == 403


def test_people_of_another_cohort_cannot_be_decided_through_this_one(client, a):
    other = angkatan(1)
    client.force_login(a.organizer)
    data = {"op_id": str(uuid.uuid4()), "hasil": "failed", "reason": WHY, "orang": [other.enrolments[0].pk]}
    client.post(decide_url(a), data)
    other.enrolments[0].refresh_from_db()
    assert other.enrolments[0].state == "active"


def test_the_page_costs_the_same_number_of_queries_for_any_number_of_people(client, django_assert_max_num_queries):
    many = angkatan(15)
    client.force_login(many.organizer)
    client.get(page(many))
    with django_assert_max_num_queries(21):
        client.get(page(many))


def test_few_open_conditions_are_named_and_met_ones_stand_behind_the_count(client, a):
    finish(a, 0)
    services.confirm_requirement(row=a.row("confirmation"), confirmed=False, note="belum dilihat", by=a.organizer)
    client.force_login(a.organizer)
    shown = words(client.get(page(a)))
    mine = shown.split(f"/peserta/{a.enrolments[0].pk}/")[1].split('</li> <li class="person">')[0]
    assert "3 dari 4 syarat" in mine
    assert re.search(r"<b>panitia</b> sejak [^:]+:\s+Laporan aktualisasi", mine)
    assert mine.count("terpenuhi</span>") == 3


def test_a_stage_to_come_waits_for_nobody_and_says_when_it_begins(client):
    later = angkatan(1, starts_on=clock.today() + dt.timedelta(days=20))
    client.force_login(later.organizer)
    shown = words(client.get(page(later)))
    assert "4 syarat mulai" in shown
    assert "<b>peserta</b>" not in shown


@pytest.mark.parametrize(
    ("wanted", "acts"), [("", 3), ("belum", 2), ("diputus", 2)], ids=["all", "incomplete", "decided"]
)
def test_each_filter_offers_the_acts_that_can_follow(client, a, wanted, acts):
    services.record_outcome(enrolments=[a.enrolments[1]], outcome="deferred", reason=WHY, by=a.organizer)
    client.force_login(a.organizer)
    shown = words(client.get(page(a), {"saring": wanted}))
    assert shown.count('name="hasil"') == acts
    assert "Anda memeriksa nama-namanya dahulu." in shown
