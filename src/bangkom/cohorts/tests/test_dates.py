"""Every contradiction of the printed dates of journeys A0 and A1 is found; dates that fit raise nothing."""

import datetime as dt

from bangkom.cohorts.dates import StageDates, contradictions, proposal, same_working_day

LATSAR = [
    StageDates("MOOC", 16, dt.date(2022, 7, 8), dt.date(2022, 7, 29)),
    StageDates("Jarak jauh", 22, dt.date(2022, 8, 1), dt.date(2022, 8, 31)),
    StageDates("Aktualisasi", 30, dt.date(2022, 10, 1), dt.date(2022, 10, 16)),
    StageDates("Klasikal", 6, dt.date(2022, 10, 17), dt.date(2022, 10, 22)),
]


def test_the_dates_of_the_socio_cultural_training_fit():
    day, end = dt.date(2025, 5, 14), dt.date(2025, 5, 26)
    assert contradictions([StageDates("Semua", 9, day, end)], day, end) == []


def test_the_printed_latsar_dates_contradict_themselves_in_three_ways():
    found = contradictions(LATSAR, dt.date(2022, 10, 18), dt.date(2022, 10, 22))
    assert any("Aktualisasi" in words and "10 hari kerja" in words and "30" in words for words in found)
    assert any("Klasikal" in words and "Sabtu" in words for words in found)
    assert any("sebelum angkatan dibuka" in words for words in found)
    assert not any("Jarak jauh" in words for words in found)


def test_a_september_start_of_the_actualization_would_have_been_nearly_right():
    september = StageDates("Aktualisasi", 32, dt.date(2022, 9, 1), dt.date(2022, 10, 16))
    assert contradictions([september], september.first, september.last) == []


def test_overlapping_and_disordered_stages_are_named():
    one = StageDates("Satu", 3, dt.date(2025, 5, 14), dt.date(2025, 5, 16))
    two = StageDates("Dua", 2, dt.date(2025, 5, 16), dt.date(2025, 5, 19))
    assert any("tumpang tindih" in words for words in contradictions([one, two], one.first, two.last))
    assert any("urutannya" in words for words in contradictions([two, one], one.first, two.last))


def test_a_holiday_inside_is_named_as_the_reason():
    stage = StageDates("Sesi", 3, dt.date(2025, 5, 12), dt.date(2025, 5, 14))
    assert "Waisak" in contradictions([stage], stage.first, stage.last)[0]


def test_a_session_keeps_its_working_day_and_a_saturday_stays_one():
    old, new = dt.date(2025, 5, 14), dt.date(2025, 8, 14)
    assert same_working_day(dt.date(2025, 5, 16), old, new) == dt.date(2025, 8, 19)  # over 17 and 18 August
    assert same_working_day(dt.date(2025, 5, 17), old, dt.date(2025, 6, 11)) == dt.date(2025, 6, 14)


def test_proposed_dates_have_the_days_of_the_curriculum_and_no_contradiction():
    dates = proposal([3, 4, 2], dt.date(2025, 5, 10))
    assert dates[0] == (dt.date(2025, 5, 14), dt.date(2025, 5, 16))
    stages = [StageDates(str(n), n, *pair) for n, pair in zip((3, 4, 2), dates, strict=True)]
    assert contradictions(stages, dates[0][0], dates[-1][1]) == []
    assert dates[-1][1] == dt.date(2025, 5, 26)
