"""Where a table begins in a sheet that nobody described, and what its columns hold. Pure; the child process uses it.

A sheet's header may stand below titles, take two or three lines with merged cells, and be followed by a line of column
numbers. The first row that holds the kind of value every row must have (`Hints.anchor`, such as a NIP) ends the search.
What must not be read is found by title and by content and leaves the child neither as samples nor as rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain, islice, pairwise

from .tables import HEADER_SEARCH_ROWS, clean_cell, normalise_header

Cells = tuple[int, list[str]]
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]  # ((row, column), (row, column)), counted from 0

SAMPLES = 3
SAMPLE_CHARS = 80
SURVEYED_ROWS = 2_000  # of these the columns are judged
MOST_WORDS, WORD_CHARS = 40, 60
MOST_HEADER_LINES = 3
MASK = "(16 angka)"
_NIK_INSIDE = re.compile(r"(?<!\d)\d{16}(?!\d)")
_BLANKS = re.compile(r"[\s.\-'’‘`´]+")
_COLUMN_NUMBER = re.compile(r"\(?\s*\d{1,3}\s*\)?\.?")


@dataclass(frozen=True)
class Hints:
    """What the caller knows of the table it looks for. All names are normalised, all patterns regular expressions.

    `anchor` fits a value (without blanks, dots and dashes) that data rows have; `patterns` are counted for each column;
    a column is forbidden when its title fits one of `forbidden_titles`, or most of its values one of
    `forbidden_values`, unless most of them fit the anchor.
    """

    known: list[str]
    anchor: str
    patterns: dict[str, str]
    forbidden_titles: list[str]
    forbidden_values: list[str]


@dataclass(frozen=True)
class SheetColumn:
    """A column as surveyed: `at` its place, `key` its normalised title, unique in the sheet; `hits` how many of the
    `filled` cells fit which pattern; `words` its distinct values with their numbers where there are few."""

    at: int
    key: str
    title: str
    samples: list[str] = field(default_factory=list)
    filled: int = 0
    hits: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    forbidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet that holds a table. `body` is the number of the first row below the header."""

    name: str
    columns: list[SheetColumn]
    body: int
    width: int

    def as_data(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict) -> Sheet:
        return cls(**{**data, "columns": [SheetColumn(**column) for column in data["columns"]]})


def survey(name: str, rows: Iterable[Cells], hints: Hints, merged: Merged = ()) -> Sheet | None:
    """The table of a sheet, or None where neither a known header nor a row with the anchor is near the top."""
    rows = iter(rows)
    head = [(number, [clean_cell(cell) for cell in cells]) for number, cells in islice(_filled(rows), _HEAD_ROWS)]
    found = _find(head, hints)
    if found is None:
        return None
    top, last = found
    names, below = _titles(head, top, last, merged)
    body = head[below][0] if below < len(head) else head[-1][0] + 1
    sample = chain(head[below:], ((n, [clean_cell(c) for c in cells]) for n, cells in _filled(rows)))
    return _judge(name, names, list(islice(sample, SURVEYED_ROWS)), body, hints)


_HEAD_ROWS = HEADER_SEARCH_ROWS * 2


def _filled(rows: Iterable[Cells]) -> Iterator[Cells]:
    return ((number, cells) for number, cells in rows if any(cell and not cell.isspace() for cell in cells))


def _at(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _count(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell)


def is_column_numbers(cells: Sequence[str]) -> bool:
    """1 2 3 4, or (1) (2) (3): the line that official tables have under their header."""
    values = [cell for cell in cells if cell]
    if len(values) < 3 or not all(_COLUMN_NUMBER.fullmatch(value) for value in values):
        return False
    numbers = [int(re.sub(r"\D", "", value)) for value in values]
    return numbers[0] <= 1 and all(b - a in (0, 1) for a, b in pairwise(numbers))


def _find(head: list[Cells], hints: Hints) -> tuple[int, int] | None:
    """Indexes of the first and the last header line."""
    anchor = re.compile(hints.anchor)
    known = set(hints.known)
    first_data = next(
        (at for at, (_n, cells) in enumerate(head) if _count(cells) > 1 and _anchored(cells, anchor)), None
    )
    limit = min(HEADER_SEARCH_ROWS, len(head) if first_data is None else first_data)
    scores = [len({normalise_header(cell) for cell in cells} & known) for _number, cells in head[:limit]]
    best = max(range(limit), key=lambda at: (scores[at], at), default=None)
    if best is None or scores[best] < 2:
        if first_data is None:
            return None
        above = [at for at in range(limit) if _count(head[at][1]) > 1 and not is_column_numbers(head[at][1])]
        if not above:
            return None
        best = above[-1]
    top = last = best
    while top > 0 and last - top < MOST_HEADER_LINES - 1 and _is_pair(head[top - 1], head[top]):
        top -= 1
    while last + 1 < limit and last - top < MOST_HEADER_LINES - 1 and _is_pair(head[last], head[last + 1]):
        last += 1
    return top, last


def _anchored(cells: Sequence[str], anchor: re.Pattern[str]) -> bool:
    return any(len(cell) >= 8 and anchor.search(_BLANKS.sub("", cell)) for cell in cells)


def _is_pair(upper: Cells, lower: Cells) -> bool:
    """Whether two lines are one header: each has titles where the other has none, and neither holds values."""
    (above, up), (below, low) = upper, lower
    if below != above + 1 or _count(up) < 2 or not _count(low) or is_column_numbers(low):
        return False
    if any(re.search(r"\d{4}", cell) for cell in (*up, *low)):
        return False
    width = max(len(up), len(low))
    only_low = [at for at in range(width) if _at(low, at) and not _at(up, at)]
    only_up = [at for at in range(width) if _at(up, at) and not _at(low, at)]
    return bool(only_low and only_up)


def _titles(head: list[Cells], top: int, last: int, merged: Merged) -> tuple[list[str], int]:
    """The title of each column from all header lines, and the index of the first data row."""
    lines = [list(cells) for _number, cells in head[top : last + 1]]
    width = max(map(len, lines))
    for at, line in enumerate(lines[:-1]):
        number = head[top + at][0]
        lines[at] = _spread(line, lines[at + 1 :], width, number, merged)
    names = []
    for at in range(width):
        parts: list[str] = []
        for line in lines:
            part = " ".join(_at(line, at).split())
            if part and part not in parts:
                parts.append(part)
        names.append(" ".join(parts))
    below = last + 1
    while below < len(head) and is_column_numbers(head[below][1]):
        below += 1
    return names, below


def _spread(line: list[str], lower: list[list[str]], width: int, number: int, merged: Merged) -> list[str]:
    """A line in which a heading over several columns stands in each of them."""
    spread = [_at(line, at) for at in range(width)]
    for (top, left), (bottom, right) in merged:
        if top <= number - 1 <= bottom:
            spread[left : right + 1] = [_at(line, left) or spread[left]] * (min(right, width - 1) - left + 1)
    group = ""
    for at in range(width):
        filled_below = any(_at(row, at) for row in lower)
        if spread[at]:
            group = spread[at] if filled_below else ""
        elif filled_below:
            spread[at] = group
    return spread


def _judge(name: str, names: list[str], rows: list[Cells], body: int, hints: Hints) -> Sheet:
    widest = max([len(names), *(len(cells) for _number, cells in rows)])
    values = [[cells[at] for _number, cells in rows if at < len(cells) and cells[at]] for at in range(widest)]
    # A column without a title counts where most rows fill it; else its cells show that a row has slipped.
    titled = [at for at in range(widest) if _at(names, at) or len(values[at]) * 2 > len(rows)]
    patterns = {key: re.compile(pattern, re.IGNORECASE) for key, pattern in hints.patterns.items()}
    columns, taken = [], Counter[str]()
    for at in titled:
        title = _at(names, at) or f"Kolom {letters(at)}"
        key = normalise_header(title) or f"kolom {letters(at).casefold()}"
        taken[key] += 1
        if taken[key] > 1:
            key = f"{key} {taken[key]}"
        if _at(names, at) or values[at]:
            columns.append(_column(at, key, title, values[at], patterns, hints))
    return Sheet(name, columns, body, (titled[-1] + 1) if titled else 0)


def _column(
    at: int, key: str, title: str, values: list[str], patterns: dict[str, re.Pattern[str]], hints: Hints
) -> SheetColumn:
    if is_forbidden(key, values, hints):
        return SheetColumn(at, key, title, filled=len(values), forbidden=True)
    words = Counter(values)
    few = len(words) <= MOST_WORDS and all(len(word) <= WORD_CHARS for word in words)
    samples = list(dict.fromkeys(_NIK_INSIDE.sub(MASK, value)[:SAMPLE_CHARS] for value in words))[:SAMPLES]
    hits = {name: sum(1 for value in values if pattern.fullmatch(value)) for name, pattern in patterns.items()}
    shown = {_NIK_INSIDE.sub(MASK, word): number for word, number in words.most_common()} if few else {}
    return SheetColumn(at, key, title, samples, len(values), {k: n for k, n in hits.items() if n}, shown)


def is_forbidden(key: str, values: Sequence[str], hints: Hints) -> bool:
    """Whether a column holds what is never read."""
    plain = [_BLANKS.sub("", value) for value in values]
    most = len(plain) / 2
    anchor = re.compile(hints.anchor)
    if plain and sum(1 for value in plain if anchor.search(value)) > most:
        return False
    if any(re.search(title, key) for title in hints.forbidden_titles):
        return True
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in hints.forbidden_values]
    return any(sum(1 for value in plain if pattern.fullmatch(value)) > most for pattern in patterns)


def letters(at: int) -> str:
    """The letters of a column as Excel shows them: 0 is A, 26 is AA."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text
