"""Text pasted from a spreadsheet into a form field."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .tables import HEADER_SEARCH_ROWS, Limits, SpreadsheetRefused, Table, collect_table, normalise_header
from .text import guess_delimiter, split_rows

PASTE_LIMITS = Limits(max_bytes=2 * 1024 * 1024, max_rows=5_000, max_columns=60)


def parse_pasted(text: str, *, known_headers: Collection[str] = (), limits: Limits = PASTE_LIMITS) -> Table:
    """Cells copied from Excel (tabs) or typed with `;`, `,` or `|`, with or without a header row.

    The first filled row is the header when it shows a known header name, a row below titles when it shows two;
    otherwise the columns are called "Kolom 1", "Kolom 2", ... and every row is data. Raises SpreadsheetRefused.
    """
    if len(text) > limits.max_bytes:
        raise SpreadsheetRefused("too_big", size=len(text), limit=limits.max_bytes)
    text = text.replace("\x00", "").strip("\r\n")
    if not text.strip():
        raise SpreadsheetRefused("empty")
    try:
        records = list(split_rows(text, limits=limits, known_headers=known_headers))
    except SpreadsheetRefused as refused:
        if refused.code != "unclosed_quote":
            raise
        # Excel puts quotation marks around a cell only where it must; a lone one is part of the text.
        records = list(_split_plainly(text, guess_delimiter(text, known_headers)))
    header = _header_of(records, {normalise_header(name) for name in known_headers})
    if header is not None:
        headers, rows = collect_table(iter(records[header:]), limits=limits)
        return Table(headers, list(rows))
    width = max(len(cells) for _number, cells in records)
    names = [f"Kolom {at + 1}" for at in range(width)]
    _headers, rows = collect_table(iter([(0, names), *records]), limits=limits)
    return Table(names, list(rows), has_header=False)


def _header_of(records: list[tuple[int, list[str]]], known: set[str]) -> int | None:
    """Where the header stands among the records, if there is one."""
    filled = [at for at, (_number, cells) in enumerate(records) if any(cell.strip() for cell in cells)]
    for at in filled[:HEADER_SEARCH_ROWS]:
        names = known & {normalise_header(cell) for cell in records[at][1]}
        if len(names) >= (1 if at == filled[0] else 2):
            return at
    return None


def _split_plainly(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        yield number, line.split(delimiter)
