"""The calendar feed: who gets it, what two independent readers understand, and what a change looks like."""

import datetime as dt
import re
import uuid

import icalendar
import pytest
import vobject

from bangkom.cohorts import feeds, services
from bangkom.cohorts.models import CalendarAddress
from bangkom.cohorts.tests.factories import account_for, angkatan
from bangkom.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def a():
    a = angkatan()
    a.learner = account_for(a.employees[0].person)
    a.address = services.make_calendar_address(user=a.learner)
    return a


def path_of(address):
    return f"/angkatan/kalender/{feeds.secret_of(address.seed)}.ics"


def events(client, a):
    answer = client.get(path_of(a.address))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def change(a, **changes):
    session = a.sessions[0]
    return services.plan_session(
        cohort=a.cohort, session=session, stage=session.stage, title=session.title, starts_at=session.starts_at,
        ends_at=session.ends_at, trainers=list(session.trainers.all()), by=a.organizer,
        **({"room": session.room} | changes),
    )  # fmt: skip


def test_a_calendar_program_gets_the_own_sessions_without_signing_in(a, client):
    found = events(client, a)
    assert [str(event["summary"]) for event in found] == ["Sesi 0", "Sesi 1"]
    assert found[0].decoded("dtstart") == a.sessions[0].starts_at
    assert found[0].decoded("dtstart").utcoffset() == dt.timedelta(0)
    assert str(found[0]["location"]) == "Ruang Rapat BKPSDM"


def test_a_second_reader_understands_the_same(a, client):
    change(a, room="Aula; lantai 2, sayap kiri", link="https://rapat.example.id/a?b=c,d")
    calendar = vobject.readOne(client.get(path_of(a.address)).content.decode())
    first = calendar.vevent_list[0]
    assert first.location.value == "Aula; lantai 2, sayap kiri"
    assert first.url.value == "https://rapat.example.id/a?b=c,d"
    assert first.dtend.value == a.sessions[0].ends_at
    assert "Angkatan I\n" in first.description.value


def test_a_changed_session_keeps_its_identity_and_counts_up(a, client):
    before = events(client, a)[0]
    change(a, room="Aula")
    after = events(client, a)[0]
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstamp"].dt >= before["dtstamp"].dt


def test_a_teacher_sees_what_is_taught_a_withdrawn_person_nothing(a, client):
    a.address = services.make_calendar_address(user=a.trainer)
    assert len(events(client, a)) == 2
    a.address = services.make_calendar_address(user=a.learner)
    services.withdraw(enrolment=a.enrolments[0], reason="pindah", by=a.organizer)
    assert events(client, a) == []


def test_an_address_that_was_renewed_or_closed_leads_nowhere(a, client):
    old = path_of(a.address)
    a.address = services.make_calendar_address(user=a.learner)
    assert client.get(old).status_code == 404
    assert client.get(path_of(a.address)).status_code == 200
    services.close_calendar_address(user=a.learner)
    assert client.get(path_of(a.address)).status_code == 404


def test_a_closed_account_has_no_calendar(a, client):
    a.learner.is_active = False
    a.learner.save()
    assert client.get(path_of(a.address)).status_code == 404


def test_the_secret_is_not_kept_only_its_digest(a):
    secret = feeds.secret_of(a.address.seed)
    stored = CalendarAddress.objects.values_list("seed", "digest").get()
    assert secret not in stored
    assert feeds.digest_of(secret) == stored[1]


def test_the_page_makes_shows_renews_and_closes_the_address(a, client):
    services.close_calendar_address(user=a.learner)
    client.force_login(a.learner)
    page = "/angkatan/jadwal-saya/"
    shown = []
    for _again in range(2):
        assert client.post("/angkatan/kalender/alamat/", {"op_id": str(uuid.uuid4())}).url == page
        shown.append(re.search(r"kalender/(\w{64})\.ics", client.get(page).content.decode()).group(1))
    assert shown[0] != shown[1]
    client.post("/angkatan/kalender/matikan/", {"op_id": str(uuid.uuid4())})
    assert "Buat alamat kalender" in client.get(page).content.decode()


def test_an_address_made_with_another_key_is_offered_anew(a, client, settings):
    settings.SECRET_KEY = "another key than the one before"
    client.force_login(a.learner)
    assert "Buat alamat kalender" in client.get("/angkatan/jadwal-saya/").content.decode()


def test_the_feed_takes_few_queries(a, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get(path_of(a.address))


def test_long_past_sessions_are_left_out(a, client):
    with clock.held_at(clock.now() + dt.timedelta(days=200)):
        assert events(client, a) == []
