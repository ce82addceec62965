import threading

import pytest
from django.db import connection, transaction

from bangkom.core.models import Agency
from bangkom.papers.errors import PapersError
from bangkom.papers.models import NumberCounter
from bangkom.papers.services import ensure_series, number_text, take_number

PATTERN = "{n:04d}/PSK/BKPSDM/{year}"


def series_of(code: str = "certificate"):
    agency, _ = Agency.objects.get_or_create(
        code="kab-tangerang",
        defaults={"name": "Kabupaten Tangerang", "short_name": "Kab. Tangerang", "kind": "regency"},
    )
    return ensure_series(agency=agency, code=code, pattern=PATTERN)


@pytest.mark.django_db
def test_numbers_begin_at_one_and_follow_each_other():
    series = series_of()
    assert [take_number(series=series, year=2025) for _ in range(3)] == [1, 2, 3]


@pytest.mark.django_db
def test_each_year_and_each_register_counts_for_itself():
    series, other = series_of(), series_of("letter")
    take_number(series=series, year=2025)
    assert take_number(series=series, year=2026) == 1
    assert take_number(series=other, year=2025) == 1
    assert take_number(series=series, year=2025) == 2


@pytest.mark.django_db
def test_a_paper_that_fails_gives_its_number_back():
    series = series_of()
    take_number(series=series, year=2025)
    with transaction.atomic():
        take_number(series=series, year=2025)
        transaction.set_rollback(True)
    assert take_number(series=series, year=2025) == 2


@pytest.mark.django_db
def test_a_number_is_printed_by_the_agencys_pattern():
    assert number_text(series=series_of(), year=2025, number=42) == "0042/PSK/BKPSDM/2025"
    assert number_text(series=series_of(), year=2025, number=12345) == "12345/PSK/BKPSDM/2025"


@pytest.mark.django_db
def test_a_register_keeps_the_pattern_it_was_made_with():
    series_of()
    agency = Agency.objects.get()
    assert ensure_series(agency=agency, code="certificate", pattern="{n}/{year}").pattern == PATTERN


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pattern",
    [
        "{n}",  # the same number again next year
        "SERT/{year}",
        "{n.__class__}/{year}",
        "{n}/{year}/{secret}",
        "{n!r}/{year}",
        "{n:>99999999}/{year}",
        "{n:{year}}",
        "{}/{}",
        "{n}/{year",
    ],
)
def test_a_pattern_that_is_not_one_is_refused(pattern):
    series_of()
    with pytest.raises(PapersError, match="not a number pattern"):
        ensure_series(agency=Agency.objects.get(), code="letter", pattern=pattern)


@pytest.mark.django_db(transaction=True)
def test_a_number_is_taken_with_its_paper_only():
    series = series_of()
    with pytest.raises(PapersError, match="inside the transaction"):
        take_number(series=series, year=2025)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_every_number_once_and_leave_no_gap():
    series = series_of()
    taken: list[int] = []

    def work() -> None:
        try:
            for turn in range(5):
                try:
                    with transaction.atomic():
                        number = take_number(series=series, year=2025)
                        if turn == 2:
                            raise RuntimeError("this paper fails")
                    taken.append(number)
                except RuntimeError:
                    pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 25))
    assert NumberCounter.objects.get().last == 24
