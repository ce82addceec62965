import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event
from bangkom.ledger import queries, services
from bangkom.ledger.models import Entry, YearBalance
from bangkom.ledger.tests.factories import posted, somebody

pytestmark = pytest.mark.django_db

IN_THE_YEAR = dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC)
NEW_YEAR_IN_JAKARTA = dt.datetime(2026, 12, 31, 17, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_the_middle_of_the_year():
    with clock.held_at(IN_THE_YEAR):
        yield


def test_posting_adds_to_the_years_balance_and_leaves_an_event():
    ratna = somebody()
    entry = posted(ratna, jp=4)
    posted(ratna, minutes=100)

    assert queries.minutes_of_year(ratna.person, 2026) == 280
    assert entry.jp == Decimal(4)
    assert entry.kind == Entry.Kind.EARNED
    assert entry.rule_set.code == "jp-unit"
    event = Event.objects.about(entry).get()
    assert event.verb == "ledger.posted"
    assert event.params["jp"] == "4"


def test_the_same_source_is_posted_once():
    ratna = somebody()
    first = posted(ratna, jp=4, key="stage:1")
    again = posted(ratna, jp=4, key="stage:1")

    assert again == first
    assert queries.minutes_of_year(ratna.person, 2026) == 180


def test_a_source_cannot_stand_for_two_amounts():
    ratna = somebody()
    posted(ratna, jp=4, key="stage:1")
    with pytest.raises(ValueError, match="other hours"):
        posted(ratna, jp=5, key="stage:1")


@pytest.mark.parametrize("minutes", [-45, 22.5])
def test_hours_are_whole_minutes_above_zero(minutes):
    with pytest.raises(ValueError, match="whole minutes"):
        posted(somebody(), minutes=minutes)


def test_the_day_of_the_act_decides_the_year():
    ratna = somebody()
    with clock.held_at(NEW_YEAR_IN_JAKARTA - dt.timedelta(hours=1)):
        posted(ratna, jp=2, on=dt.date(2026, 12, 31))
    with clock.held_at(NEW_YEAR_IN_JAKARTA):
        posted(ratna, jp=3, on=dt.date(2027, 1, 1))

    assert queries.years_of(ratna.person) == [2027, 2026]
    assert queries.minutes_of_year(ratna.person, 2026) == 90
    assert queries.minutes_of_year(ratna.person, 2027) == 135


def test_reversing_takes_the_hours_back_once_and_says_why():
    ratna = somebody()
    entry = posted(ratna, jp=4)
    correction = services.reverse_entry(entry=entry, reason="Kehadiran dikoreksi", by=None)
    again = services.reverse_entry(entry=entry, reason="Kehadiran dikoreksi", by=None)

    assert again == correction
    assert correction.kind == Entry.Kind.CORRECTION
    assert (correction.minutes, correction.corrects, correction.reason) == (-180, entry, "Kehadiran dikoreksi")
    assert queries.minutes_of_year(ratna.person, 2026) == 0


def test_a_correction_needs_a_reason():
    with pytest.raises(Refused):
        services.reverse_entry(entry=posted(somebody(), jp=4), reason=" ", by=None)


def test_a_correction_is_not_corrected():
    correction = services.reverse_entry(entry=posted(somebody(), jp=4), reason="Salah", by=None)
    with pytest.raises(ValueError, match="not corrected"):
        services.reverse_entry(entry=correction, reason="Salah lagi", by=None)


def test_what_reaches_a_closed_year_is_shown_apart():
    ratna = somebody()
    entry = posted(ratna, jp=6)
    kept = posted(ratna, jp=10)
    with clock.held_at(NEW_YEAR_IN_JAKARTA):
        correction = services.reverse_entry(entry=entry, reason="Kehadiran dikoreksi", by=None)
        late = posted(ratna, jp=2, on=dt.date(2026, 12, 30))

    assert correction.kind == late.kind == Entry.Kind.CLOSED_YEAR
    card = queries.year_card(ratna.person, 2026)
    assert [line.entry for line in card.lines] == [entry, kept]
    assert [line.entry for line in card.later] == [correction, late]
    assert [line.balance for line in card.lines] == [6, 16]
    assert (card.earned, card.total) == (16, 12)


def test_a_year_is_still_open_in_its_last_minute_in_the_agencys_zone():
    entry = posted(somebody(), jp=6)
    with clock.held_at(NEW_YEAR_IN_JAKARTA - dt.timedelta(minutes=1)):
        assert services.reverse_entry(entry=entry, reason="Salah", by=None).kind == Entry.Kind.CORRECTION


@pytest.mark.parametrize("change", [lambda row: row.update(minutes=900), lambda row: row.delete()])
def test_the_database_refuses_to_change_an_entry(change):
    entry = posted(somebody(), jp=4)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(Entry.objects.filter(pk=entry.pk))


def test_an_earlier_day_shows_what_was_known_then():
    ratna, budi = somebody(), somebody()
    entry = posted(ratna, jp=4, on=dt.date(2026, 5, 26))
    posted(budi, jp=1, on=dt.date(2026, 5, 30))
    with clock.held_at(IN_THE_YEAR + dt.timedelta(days=10)):
        services.reverse_entry(entry=entry, reason="Kehadiran dikoreksi", by=None)
    people = [ratna.person_id, budi.person_id]

    assert queries.minutes_by_person(people, 2026) == {ratna.person_id: 0, budi.person_id: 45}
    assert queries.minutes_by_person(people, 2026, dt.date(2026, 6, 2)) == {ratna.person_id: 180, budi.person_id: 45}
    assert queries.minutes_by_person(people, 2026, dt.date(2026, 5, 29)) == {}


def test_balances_of_many_people_are_one_query(django_assert_num_queries):
    people = [posted(somebody(), jp=n).person_id for n in (1, 2, 3)]
    with django_assert_num_queries(1):
        assert len(queries.minutes_by_person(people, 2026)) == 3


def test_posting_makes_no_more_than_a_handful_of_queries(django_assert_max_num_queries):
    ratna = somebody()
    posted(ratna, jp=1)
    per_jp, rule_set = 45, Entry.objects.get().rule_set
    with django_assert_max_num_queries(8):
        services.post_hours(
            person=ratna.person, agency=ratna.agency, minutes=per_jp, form="course", occurred_on=dt.date(2026, 5, 1),
            source=ratna, source_label="Kursus", source_key="one", rule_set=rule_set, by=None,
        )  # fmt: skip
    assert YearBalance.objects.get().minutes == 90
