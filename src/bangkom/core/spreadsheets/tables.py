"""What a table is: limits, rows, headers, refusals. Pure, shared by reader and child process."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

MIB = 1024 * 1024
# A title, a date, an address and a blank line may stand above the header; more is no table.
HEADER_SEARCH_ROWS = 30


@dataclass(frozen=True)
class Limits:
    """What one uploaded table may cost. Bytes, rows, seconds as the names say."""

    max_bytes: int = 20 * MIB
    max_inflated_bytes: int = 300 * MIB
    max_entries: int = 1_000
    max_rows: int = 50_000
    max_columns: int = 400
    max_cell_chars: int = 32_767  # what Excel itself can hold in a cell
    max_text_bytes: int = 64 * MIB  # what may come back from the child
    cpu_seconds: int = 10
    wall_seconds: int = 60
    memory_bytes: int = 512 * MIB


class SpreadsheetRefused(Exception):
    """The whole table is refused. `code` is for programs, `message` for people (in their language)."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def message(self) -> str:
        from .messages import refusal_message

        return refusal_message(self.code, self.params)

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Row:
    """One row. `number` is the row number a person sees in Excel; `overflow` says that the row holds
    more cells than the header, so that its values stand in wrong columns."""

    number: int
    cells: list[str]
    overflow: bool = False


@dataclass(frozen=True)
class Table:
    """Headers as written in the source, rows padded to the same width, all values text."""

    headers: list[str]
    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    has_header: bool = True
    child_memory_bytes: int = 0

    def records(self, columns: Mapping[str, int | None]) -> Iterator[dict[str, str]]:
        """Each row as {field: text} for the columns chosen by `guess_columns`; absent columns give ''."""
        for row in self.rows:
            yield {key: row.cells[at] if at is not None else "" for key, at in columns.items()}


_NOT_WORD = re.compile(r"[^0-9a-z]+")


def normalise_header(text: str) -> str:
    """`NIP_Baru `, `nip  baru` and `NIP BARU` are the same column."""
    return _NOT_WORD.sub(" ", text.casefold()).strip()


_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"), None) | {0xA0: " ", 0x202F: " "}


def clean_cell(text: str) -> str:
    """Without the blanks and invisible characters that copying from other programs leaves behind."""
    return text.translate(_INVISIBLE).strip()


def guess_columns(
    headers: Sequence[str],
    wanted: Mapping[str, Sequence[str]],
    *,
    rows: Sequence[Row] = (),
    patterns: Mapping[str, str] | None = None,
) -> dict[str, int | None]:
    """Which column holds which field.

    `wanted` maps a field to the header names it is known by, best first. A header serves one field only;
    an exact name wins over a header that merely contains the name as whole words. Fields still without
    a column are looked for in the values: `patterns` maps a field to a regular expression that most
    of the first non-empty cells of its column must match.
    """
    names = [normalise_header(header) for header in headers]
    found: dict[str, int | None] = dict.fromkeys(wanted)
    taken: set[int] = set()

    def assign(matches: Callable[[str, str], bool]) -> None:
        for key, synonyms in wanted.items():
            if found[key] is not None:
                continue
            for synonym in map(normalise_header, synonyms):
                free = (i for i in range(len(names)) if i not in taken and matches(names[i], synonym))
                at = next(free, None)
                if at is not None:
                    found[key] = at
                    taken.add(at)
                    break

    assign(lambda name, synonym: name == synonym)
    assign(lambda name, synonym: bool(synonym) and f" {synonym} " in f" {name} ")
    for key, pattern in (patterns or {}).items():
        if found.get(key) is not None:
            continue
        at = _column_by_content(rows, len(headers), re.compile(pattern), taken)
        if at is not None:
            found[key] = at
            taken.add(at)
    return found


def _column_by_content(rows: Sequence[Row], width: int, pattern: re.Pattern[str], taken: Collection[int]) -> int | None:
    best: tuple[int, int] | None = None
    for at in range(width):
        if at in taken:
            continue
        values = [row.cells[at] for row in rows[:50] if row.cells[at]]
        hits = sum(1 for value in values if pattern.fullmatch(value))
        if values and hits * 2 > len(values) and (best is None or hits > best[0]):
            best = (hits, at)
    return best[1] if best else None


def collect_table(
    source: Iterable[tuple[int, list[str]]],
    *,
    limits: Limits,
    known_headers: Collection[str] = (),
    keep: Collection[str] | None = None,
) -> tuple[list[str], Iterator[Row]]:
    """Find the header in a stream of (row number, cells) and give the rows below it.

    With `keep`, only these columns leave this function: what is not needed is never held.
    Raises SpreadsheetRefused: no_header, too_many_columns, duplicate_column; while reading rows also
    too_many_rows, cell_too_long.
    """
    rows = iter(source)
    headers = _find_header(rows, {normalise_header(name) for name in known_headers})
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > limits.max_columns:
        raise SpreadsheetRefused("too_many_columns", limit=limits.max_columns, found=len(headers))
    kept_names = None if keep is None else {normalise_header(name) for name in keep}
    columns = [at for at, name in enumerate(headers) if kept_names is None or normalise_header(name) in kept_names]
    _refuse_duplicates([headers[at] for at in columns] if known_headers else [])
    return [headers[at] for at in columns], rows_below(rows, len(headers), columns, limits)


def _find_header(rows: Iterator[tuple[int, list[str]]], known: set[str]) -> list[str]:
    seen = 0
    for _number, cells in rows:
        values = [clean_cell(cell) for cell in cells]
        if not any(values):
            continue
        if not known or _header_score(values, known) >= min(2, len(known)):
            return values
        seen += 1
        if seen >= HEADER_SEARCH_ROWS:
            break
    raise SpreadsheetRefused("no_header" if seen else "no_rows")


def _header_score(values: Iterable[str], known: set[str]) -> int:
    return len({normalise_header(value) for value in values} & known)


def _refuse_duplicates(headers: Sequence[str]) -> None:
    seen: set[str] = set()
    for header in headers:
        name = normalise_header(header)
        if name and name in seen:
            raise SpreadsheetRefused("duplicate_column", column=header)
        seen.add(name)


def rows_below(
    rows: Iterator[tuple[int, list[str]]], width: int, columns: Sequence[int], limits: Limits
) -> Iterator[Row]:
    """The filled rows, only these columns of them. Raises SpreadsheetRefused: too_many_rows, cell_too_long."""
    count = 0
    for number, cells in rows:
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        count += 1
        if count > limits.max_rows:
            raise SpreadsheetRefused("too_many_rows", limit=limits.max_rows)
        for cell in cells:
            if len(cell) > limits.max_cell_chars:
                raise SpreadsheetRefused("cell_too_long", row=number, limit=limits.max_cell_chars)
        overflow = any(clean_cell(cell) for cell in cells[width:])
        values = [clean_cell(cells[at]) if at < len(cells) else "" for at in columns]
        yield Row(number, values, overflow)
