import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkom.outside.readings import DateReader, Unreadable, read_score, read_status

WIB = ZoneInfo("Asia/Jakarta")
THE_DAY = dt.date(2025, 5, 14)


def day(text, *column):
    return DateReader([text, *column], WIB).read(text)


@pytest.mark.parametrize(
    ("written", "score"),
    [("87,5", "87.5"), ("87.50", "87.5"), ("100", "100"), (" 70 ", "70"), ("85%", "85"), ("17/20", "85"), ("0", "0")],
)
def test_a_score_is_read_with_comma_point_percent_or_as_a_part(written, score):
    assert read_score(written) == Decimal(score)


@pytest.mark.parametrize("written", ["", " - ", "N/A"])
def test_a_dash_is_no_score(written):
    assert read_score(written) is None


@pytest.mark.parametrize("written", ["A", "101", "8.5.1", "-5", "12/0", "lulus"])
def test_what_is_no_score_is_not_guessed(written):
    with pytest.raises(Unreadable):
        read_score(written)


@pytest.mark.parametrize(
    "written",
    ["Lulus", "SELESAI", "Completed", "100%", "100,0 %", "Passed", "Sudah selesai", "Selesai (100%)", "Progress 100%"],
)
def test_words_for_having_passed(written):
    assert read_status(written) is True


@pytest.mark.parametrize(
    "written",
    [
        "Belum selesai",
        "Tidak Lulus",
        "In progress",
        "80%",
        "Not completed",
        "Incomplete",
        "Gagal",
        "Progress 80%",
        "0%",
    ],
)
def test_words_for_not_having_passed(written):
    assert read_status(written) is False


@pytest.mark.parametrize("written", ["", "Aktif", "Selesai 80%", "Terdaftar"])
def test_a_status_that_says_neither_is_not_guessed(written):
    with pytest.raises(Unreadable):
        read_status(written)


@pytest.mark.parametrize(
    "written",
    [
        "14/05/2025", "14-5-2025", "14.05.25", "2025-05-14", "2025/5/14", "14 Mei 2025", "14 mei 25", "14-May-2025",
        "Rabu, 14 Mei 2025", "Wednesday, 14 May 2025", "May 14, 2025", "14/05/2025 10:33",
        "2025-05-14 10:33:07", "2025-05-14T10:33:07+07:00", "14 Mei 2025 pukul 10.33 WIB", "20250514", "45791",
        "45791,44",
    ],
)  # fmt: skip
def test_one_day_in_many_forms(written):
    assert day(written) == THE_DAY


@pytest.mark.parametrize("written", ["31/02/2025", "kemarin", "14 Foo 2025", "2025", "99999999", "13/13/2025"])
def test_what_is_no_day_is_not_guessed(written):
    with pytest.raises(Unreadable):
        day(written)


def test_an_empty_cell_is_no_day():
    assert day("-") is None


def test_an_instant_of_another_zone_falls_on_the_day_here():
    assert day("2025-12-31T18:00:00Z") == dt.date(2026, 1, 1)


def test_day_comes_first_unless_the_column_shows_that_the_month_does():
    assert day("05/06/2025") == dt.date(2025, 6, 5)
    assert day("05/06/2025", "14/05/2025") == dt.date(2025, 6, 5)
    assert day("05/06/2025", "05/28/2025") == dt.date(2025, 5, 6)


def test_where_a_column_shows_both_orders_a_day_that_could_be_either_is_doubtful():
    reader = DateReader(["05/06/2025", "05/28/2025", "28/05/2025"], WIB)
    assert reader.read("05/06/2025") == dt.date(2025, 6, 5)
    assert reader.is_doubtful("05/06/2025")
    assert not reader.is_doubtful("28/05/2025")


@given(st.dates(dt.date(2000, 1, 1), dt.date(2049, 12, 31)))
def test_every_day_written_by_figures_is_read_back(written):
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%y", "%d %B %Y"):
        assert day(written.strftime(form)) == written


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text):
    for read in (read_score, read_status, day):
        try:
            read(text)
        except Unreadable:
            continue
