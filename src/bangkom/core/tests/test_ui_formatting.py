from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from bangkom.core import formatting
from bangkom.core.templatetags import ui

MOMENT = datetime(2026, 12, 2, 1, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def indonesian_in_west_java():
    with translation.override("id"), timezone.override(ZoneInfo("Asia/Jakarta")):
        yield


@pytest.mark.parametrize(
    ("value", "shown"),
    [("73.5", "73,5"), (73, "73"), (Decimal("0.00"), "0"), ("1234.567", "1.234,57"), (-0.001, "0"), ("20.00", "20")],
)
def test_numbers_have_a_decimal_comma_and_dots_for_thousands(value, shown):
    assert formatting.format_number(value) == shown


def test_numbers_in_english_have_the_marks_the_other_way_round():
    with translation.override("en"):
        assert formatting.format_number("4759218.5") == "4,759,218.5"


def test_what_is_not_a_number_is_refused():
    with pytest.raises(ValueError, match="not a number"):
        formatting.format_number("tujuh")


def test_minutes_become_jp():
    assert formatting.format_jp(3308, 45) == "73,51"
    assert formatting.format_jp(Decimal("73.5")) == "73,5"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("197805122005011003", "19780512 200501 1 003"),
        (197805122005011003, "19780512 200501 1 003"),
        ("1978051220050110", "1978051220050110"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_nip_is_grouped_only_when_it_has_18_figures(number, shown):
    assert formatting.format_nip(number) == shown


def test_money_share_and_size():
    assert formatting.format_rupiah(1250000) == "Rp1.250.000"
    assert formatting.format_rupiah(-500) == "-Rp500"
    assert formatting.format_percent(0.613) == "61%"
    assert formatting.format_size(314573) == "0,3 MB"
    assert formatting.format_size(100) == "1 KB"
    assert formatting.format_size(48 * 1024) == "48 KB"


def test_dates_in_their_styles():
    day = date(2026, 12, 2)
    assert formatting.format_date(day) == "2 Desember 2026"
    assert formatting.format_date(day, "hari") == "Rabu, 2 Desember 2026"
    assert formatting.format_date(day, "pendek") == "2 Des 2026"
    assert formatting.format_date(day, "ringkas") == "Rab, 2 Des"


def test_an_unknown_style_is_refused():
    with pytest.raises(ValueError, match="style"):
        formatting.format_date(date(2026, 12, 2), "lain")
    with pytest.raises(ValueError, match="style"):
        formatting.format_moment(MOMENT, "lain")


def test_a_moment_is_shown_in_the_zone_of_the_agency():
    assert formatting.format_moment(MOMENT) == "Rabu, 2 Desember 2026 pukul 08.30 WIB"
    with timezone.override(ZoneInfo("Asia/Makassar")):
        assert formatting.format_moment(MOMENT, "pendek") == "Rab, 2 Des 2026 pukul 09.30 WITA"
    with timezone.override(ZoneInfo("Asia/Jayapura")):
        assert formatting.format_moment(MOMENT, "jam") == "10.30 WIT"
    with timezone.override(UTC):
        assert formatting.format_moment(MOMENT, "jam") == "01.30 UTC"


def test_the_day_of_a_moment_is_the_day_of_the_zone():
    late = datetime(2026, 12, 1, 20, 0, tzinfo=UTC)
    assert formatting.format_date(late) == "2 Desember 2026"


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (date(2025, 5, 14), date(2025, 5, 26), "14 sampai 26 Mei 2025"),
        (date(2025, 5, 30), date(2025, 6, 2), "30 Mei sampai 2 Juni 2025"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 Desember 2025 sampai 2 Januari 2026"),
        (date(2025, 5, 14), date(2025, 5, 14), "14 Mei 2025"),
    ],
)
def test_a_range_says_month_and_year_once(start, end, shown):
    assert formatting.format_range(start, end) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [(21, "hari ini"), (22, "besok"), (23, "2 hari lagi"), (20, "kemarin"), (18, "3 hari lalu")],
)
def test_days_are_told_from_today(day, shown):
    assert formatting.relative_day(date(2026, 11, day), date(2026, 11, 21)) == shown


def test_filters_leave_an_empty_value_empty():
    for each in (ui.jp, ui.tanggal, ui.waktu, ui.rupiah, ui.angka, ui.persen, ui.ukuran, ui.nip):
        assert each(None) == ""
    assert ui.sampai(None, None) == ""
    assert ui.sampai(date(2025, 5, 14), None) == "14 Mei 2025"
    assert ui.relatif(None, date(2026, 11, 21)) == ""
