"""Planning sessions: what the form begins with, and how much of the curriculum the sessions deliver."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from bangkom.cohorts import plans, queries, services
from bangkom.cohorts.models import Cohort, Session
from bangkom.cohorts.tests.factories import angkatan, open_a_cohort
from bangkom.core import clock

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2026, 7, 10)


@pytest.fixture
def a():
    return angkatan()


def values(**fields):
    return {"day": FRIDAY, "starts": dt.time(8), "ends": dt.time(9, 30), "title": "Etika", "subject": 7} | fields


def test_a_copy_of_a_session_lies_on_the_next_working_day():
    assert plans.copied_values(values())["day"] == dt.date(2026, 7, 13)


def test_the_next_session_begins_where_the_one_before_ends_and_is_as_long():
    following = plans.next_values(values())
    assert (following["day"], following["starts"], following["ends"]) == (FRIDAY, dt.time(9, 30), dt.time(11))
    assert (following["title"], following["subject"]) == ("", None)


def test_what_would_reach_beyond_midnight_begins_on_the_next_working_day():
    following = plans.next_values(values(starts=dt.time(19), ends=dt.time(22)))
    assert (following["day"], following["starts"]) == (dt.date(2026, 7, 13), dt.time(19))


def test_a_first_session_begins_in_the_stage_in_which_people_meet(a):
    a.cohort.place = "Hotel Lemo"
    first = plans.first_values(a.cohort, clock.today())
    assert first == {"stage": a.stages[1].pk, "day": clock.today(), "room": "Hotel Lemo"}


def test_of_a_cohort_that_is_over_nothing_is_proposed(a):
    assert plans.first_values(a.cohort, clock.today() + dt.timedelta(days=90)) == {}


def planned(a):
    cohort = queries.for_page(Cohort.objects.all()).get(pk=a.cohort.pk)
    return plans.deliveries(cohort, queries.schedule(cohort))


def test_the_sessions_are_held_against_the_jp_of_their_stage(a):
    self_study, sessions, workplace = planned(a)
    assert (self_study.planned, workplace.planned) == (None, None)
    assert (sessions.planned, sessions.missing) == (Decimal(8), Decimal(25))


def test_of_groups_that_meet_apart_the_one_with_least_counts(a):
    starts_at = a.sessions[1].ends_at
    for group, hours in (("Kelompok 1", 3), ("Kelompok 2", 6)):
        services.plan_session(
            cohort=a.cohort, stage=a.stages[1], title=group, group=group, room="Aula", by=None,
            starts_at=starts_at, ends_at=starts_at + dt.timedelta(minutes=45 * hours),
        )  # fmt: skip
    assert planned(a)[1].planned == Decimal(11)


def test_after_opening_the_next_steps_are_shown_until_they_are_done(a, client):
    today = clock.today()
    later = open_a_cohort(a.cohort.agency, starts_on=today + dt.timedelta(days=9), curriculum=a.cohort.curriculum)
    steps = plans.next_steps(later, 0, today)
    assert [(step.label, step.is_done) for step in steps][1:] == [
        ("Tambah petugas", False), ("Jadwalkan sesi", False), ("Kirim panggilan", False),
    ]  # fmt: skip
    client.force_login(a.organizer)
    assert "Langkah berikutnya" in client.get(f"/angkatan/{later.slug}/").content.decode()
    assert "Langkah berikutnya" not in client.get(f"/angkatan/{a.cohort.slug}/").content.decode()
    assert plans.next_steps(later, 0, later.ends_on + dt.timedelta(days=1)) == []


def send(client, path, **fields):
    return client.post(path, {"op_id": str(uuid.uuid4()), **fields})


def test_ten_sessions_are_added_one_after_the_other(a, client):
    client.force_login(a.organizer)
    path = f"/angkatan/{a.cohort.slug}/jadwal/sesi/"
    day = clock.day_of(a.sessions[1].starts_at, a.cohort.agency)
    fields = {"stage": a.stages[1].pk, "day": day.isoformat(), "room": "Aula", "knowingly": "on", "lagi": "1"}
    answer = send(client, path, title="Sesi 3", starts="13:00", ends="14:30", **fields)
    made = Session.objects.get(title="Sesi 3")
    assert answer.url == f"{path}?sesudah={made.pk}"
    form = client.get(answer.url).context["form"]
    assert (form["starts"].value(), form["room"].value()) == (dt.time(14, 30), "Aula")
    assert client.get(f"{path}?dari={made.pk}").context["form"]["title"].value() == "Sesi 3"
    assert client.get(f"{path}?dari=bukan").status_code == 200


def test_a_session_takes_the_name_of_its_subject_and_the_subject_its_stage(a, client):
    client.force_login(a.organizer)
    subject = a.stages[1].subjects.create(position=1, title="Mediasi", jp=4)
    other = a.stages[0].subjects.create(position=1, title="Bela negara", jp=4)
    path = f"/angkatan/{a.cohort.slug}/jadwal/sesi/"
    day = clock.day_of(a.sessions[1].starts_at, a.cohort.agency).isoformat()
    fields = {"stage": a.stages[1].pk, "day": day, "starts": "13:00", "ends": "14:30", "room": "Aula"}
    assert send(client, path, subject=subject.pk, **fields).status_code == 302
    assert Session.objects.filter(title="Mediasi", subject=subject).exists()
    wrong = send(client, path, subject=other.pk, **fields)
    assert "milik tahap Belajar mandiri" in wrong.content.decode()
    assert "Isi judul sesi" in send(client, path, **fields).content.decode()
