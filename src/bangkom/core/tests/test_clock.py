import datetime as dt

import pytest

from bangkom.core import clock
from bangkom.core.models import Agency, RoleAssignment

NEW_YEAR_IN_JAKARTA = dt.datetime(2026, 12, 31, 17, 0, tzinfo=dt.UTC)


def agency_in(zone: str) -> Agency:
    return Agency(code=zone, name=zone, time_zone=zone)


def test_instants_are_aware_and_in_utc():
    assert clock.now().tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Asia/Jakarta", "2026-12-31"), ("Asia/Makassar", "2027-01-01"), ("Asia/Jayapura", "2027-01-01")],
)
def test_the_same_instant_falls_on_the_day_of_each_agency(zone, day):
    just_before = NEW_YEAR_IN_JAKARTA - dt.timedelta(minutes=30)
    with clock.held_at(just_before):
        assert clock.today(agency_in(zone)) == dt.date.fromisoformat(day)


def test_without_an_agency_days_are_counted_in_jakarta():
    assert clock.day_of(NEW_YEAR_IN_JAKARTA) == dt.date(2027, 1, 1)
    assert clock.day_of(NEW_YEAR_IN_JAKARTA - dt.timedelta(microseconds=1)) == dt.date(2026, 12, 31)


@pytest.mark.parametrize(("zone", "utc_hour"), [("Asia/Jakarta", 1), ("Asia/Makassar", 0), ("Asia/Jayapura", 23)])
def test_eight_in_the_morning_is_an_instant_of_the_agency(zone, utc_hour):
    instant = clock.instant(dt.date(2026, 3, 2), dt.time(8), agency_in(zone))
    assert instant.hour == utc_hour
    assert clock.day_of(instant, agency_in(zone)) == dt.date(2026, 3, 2)


def test_a_held_clock_stands_still_and_goes_on_afterwards():
    moment = dt.datetime(2025, 5, 17, 9, 30, tzinfo=clock.DEFAULT_ZONE)
    with clock.held_at(moment):
        assert clock.now() == moment
        with clock.held_at(moment + dt.timedelta(days=1)):
            assert clock.today() == dt.date(2025, 5, 18)
        assert clock.now() == moment
    assert clock.now() > moment


def test_the_clock_goes_on_although_the_work_failed():
    moment = dt.datetime(2025, 5, 17, tzinfo=dt.UTC)
    with pytest.raises(ZeroDivisionError), clock.held_at(moment):
        _ = 1 / 0
    assert clock.now() > moment


def test_a_clock_is_not_held_at_an_instant_of_no_zone():
    with pytest.raises(ValueError, match="aware"), clock.held_at(dt.datetime(2025, 5, 17)):  # noqa: DTZ001
        pass


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        (None, None, True),
        ("2026-06-15", None, True),
        (None, "2026-06-15", True),
        ("2026-06-15", "2026-06-15", True),
        ("2026-06-16", None, False),
        (None, "2026-06-14", False),
    ],
)
@pytest.mark.django_db
def test_what_is_valid_counts_both_ends_and_an_empty_end_is_open(start, end, holds):
    from bangkom.core.tests.factories import AgencyFactory, UserFactory

    scope = AgencyFactory().root_scope
    RoleAssignment.objects.create(user=UserFactory(), role="leader", scope=scope, valid_from=start, valid_until=end)
    assert RoleAssignment.objects.filter(clock.valid_on(dt.date(2026, 6, 15))).exists() is holds
