"""The working days of the source articles come out as printed there, or as the article's own contradiction."""

import datetime as dt

from bangkom.rules.calendar import holidays_of, next_working_day, stretch, working_days


def test_the_socio_cultural_training_of_may_2025_has_nine_working_days():
    assert working_days(dt.date(2025, 5, 14), dt.date(2025, 5, 26)) == 9


def test_the_distance_learning_of_august_2022_has_its_twenty_two_days():
    assert working_days(dt.date(2022, 8, 1), dt.date(2022, 8, 31)) == 22


def test_the_printed_actualization_of_october_2022_has_ten_days_instead_of_thirty():
    assert working_days(dt.date(2022, 10, 1), dt.date(2022, 10, 16)) == 10


def test_the_classroom_week_of_october_2022_needs_its_saturday():
    week = (dt.date(2022, 10, 17), dt.date(2022, 10, 22))
    assert (working_days(*week), working_days(*week, saturdays=True)) == (5, 6)


def test_collective_leave_is_no_working_day():
    assert holidays_of(2025)[dt.date(2025, 5, 13)].name.startswith("Cuti Bersama")
    assert next_working_day(dt.date(2025, 5, 12)) == dt.date(2025, 5, 14)


def test_a_stretch_of_working_days_ends_where_counting_gives_them_back():
    last = stretch(dt.date(2025, 5, 14), 9)
    assert last == dt.date(2025, 5, 26)
    assert working_days(dt.date(2025, 5, 14), last) == 9
