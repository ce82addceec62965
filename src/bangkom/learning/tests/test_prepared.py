"""Prepared queries give what the same query gives when composed anew, whoever asks and in whatever order."""

import datetime as dt

import pytest

from bangkom.core import clock
from bangkom.learning import queries
from bangkom.learning.models import Attempt
from bangkom.learning.prepared import Kind, Prepared
from bangkom.learning.queries import rooms
from bangkom.learning.queries.outline import activities
from bangkom.learning.services import complete_lesson
from bangkom.learning.tests.factories import learning

pytestmark = pytest.mark.django_db
SHOWN = (
    "pk",
    "lesson",
    "lessons_left",
    "lessons_total",
    "named",
    "quiz_open",
    "session_at",
    "session_title",
    "ends_on",
)


@pytest.fixture
def two_rooms():
    one, two = learning(), learning(lessons=3)
    complete_lesson(enrolment=one.enrolment, activity=one.activity("pelajaran-1"), by=one.user)
    one.attempt()
    return one, two


def seen(rows):
    return [tuple(getattr(row, name) for name in SHOWN) for row in rows]


def test_each_person_gets_the_own_rows_whoever_asked_before(two_rooms):
    for room in (*two_rooms, *two_rooms):
        anew = seen(rooms.sheet_rows(clock.now()).filter(enrolment__person__user=room.user))
        prepared = [row for own in queries.rooms_of(room.user) for row in own.rows]
        assert seen(prepared) == anew
        assert {row.enrolment.person_id for row in prepared} == {room.enrolment.person_id}


def test_the_moment_of_asking_is_the_moment_that_counts(two_rooms):
    room = two_rooms[0]
    last = room.cohort.sessions.order_by("starts_at").last()
    assert [row.session_title for row in queries.room_of(room.user, room.enrolment.pk).rows if row.session_title]
    with clock.held_at(last.ends_at + dt.timedelta(minutes=1)):
        later = queries.room_of(room.user, room.enrolment.pk)
    assert not [row.session_title for row in later.rows if row.session_title]


def test_the_outline_is_that_of_the_enrolment_and_module_asked_for(two_rooms):
    for room in (*two_rooms, *two_rooms):
        anew = list(activities(room.enrolment.pk, room.cohort.pk))
        whole = queries.outline(room.enrolment)
        part = queries.outline(room.enrolment, room.module.pk, shown="pelajaran-2")
        assert whole == anew == part
        assert [each.open_attempt for each in whole] == [each.open_attempt for each in anew]
        assert [each.key for each in part if each.shown_blocks] == ["pelajaran-2"]
        assert part[1].shown_blocks == room.activity("pelajaran-2").blocks


def test_a_prepared_query_may_hand_its_values_on_more_than_once(two_rooms):
    attempt = Attempt.objects.get()
    twice = Prepared(lambda pk: Attempt.objects.filter(pk=pk, enrolment__attempts=pk), pk=Kind.ID)
    assert list(twice(pk=attempt.pk)) == [attempt]
    assert list(twice(pk=attempt.pk + 1)) == []
