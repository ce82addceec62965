"""Numbers of official papers: one register for each agency and kind of paper, counted anew each year, no gaps."""

import string

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from bangkom.core.db import locked
from bangkom.core.models import Agency, User
from bangkom.core.services import record_event
from bangkom.papers.errors import PapersError
from bangkom.papers.models import NumberCounter, NumberSeries


def ensure_series(*, agency: Agency, code: str, pattern: str) -> NumberSeries:
    """The agency's register `code`; made with `pattern` where there is none yet. See `number_text` for patterns.

    Raises PapersError for a pattern that would not make distinct numbers.
    """
    check_pattern(pattern)
    series, _ = NumberSeries.objects.get_or_create(agency=agency, code=code, defaults={"pattern": pattern})
    return series


@transaction.atomic
def change_pattern(*, series: NumberSeries, pattern: str, by: User) -> NumberSeries:
    """Number the papers to come by another pattern; those that have a number keep it, and counting goes on.

    Raises PapersError for a pattern that would not make distinct numbers.
    """
    check_pattern(pattern)
    series = locked(series)
    if pattern == series.pattern:
        return series
    before, series.pattern = series.pattern, pattern
    series.save(update_fields=["pattern"])
    record_event(
        verb="papers.pattern_changed",
        message=gettext_noop("Pola nomor diubah menjadi %(pattern)s"),
        params={"pattern": pattern},
        subject=series,
        agency=series.agency,
        by=by,
        before={"pattern": before},
        after={"pattern": pattern},
    )
    return series


def take_number(*, series: NumberSeries, year: int) -> int:
    """The next number of a register in a year, from 1. It is taken when the caller's transaction commits.

    Two callers wait for each other on the counter's row, so no number is given twice; a rolled back paper gives its
    number back, so none is missing. Raises PapersError outside a transaction, where that could not be kept.
    """
    if not connection.in_atomic_block:
        raise PapersError("a number is taken inside the transaction of the paper that bears it")
    with transaction.atomic():
        counter, _ = NumberCounter.objects.get_or_create(series=series, year=year)
        counter = locked(counter)
        counter.last += 1
        counter.save(update_fields=["last"])
    return counter.last


def number_text(*, series: NumberSeries, year: int, number: int) -> str:
    """A number as it is printed. "{n:04d}/PSK/BKPSDM/{year}" and 42 make "0042/PSK/BKPSDM/2025"."""
    check_pattern(series.pattern)
    return series.pattern.format(n=number, year=year)


def check_pattern(pattern: str) -> None:
    """Raises PapersError unless a pattern holds {n} and {year} (with an optional width) and no other place.

    Both are needed: without the year, a number would come again in January.
    """
    try:
        fields = [(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(pattern)]
    except ValueError as error:
        raise PapersError(f"not a number pattern: {pattern!r}") from error
    places = [(name, spec) for name, spec, conversion in fields if name is not None and not conversion]
    plain = all(spec in ("", "d", "02d", "03d", "04d", "05d", "06d") for _, spec in places)
    if sorted({name for name, _ in places}) != ["n", "year"] or not plain or any(c for *_, c in fields):
        raise PapersError(f"not a number pattern: {pattern!r}")
