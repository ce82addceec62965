"""Text tables: which encoding, which separator, which cells. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator

from .tables import HEADER_SEARCH_ROWS, Limits, SpreadsheetRefused, normalise_header

DELIMITERS = "\t;,|"


def decode_text(data: bytes) -> str:
    """UTF-8 and UTF-16 with or without a byte-order mark, else Windows-1252.

    Raises SpreadsheetRefused: not_spreadsheet (binary), nul_bytes.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _decode(data, "utf-16")
    elif data.startswith(b"\xef\xbb\xbf"):
        text = _decode(data, "utf-8-sig")
    elif guess := _utf16_without_mark(data):
        text = _decode(data, guess)
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            # Windows-1252 leaves five bytes undefined; a table that holds one is not text at all.
            text = _decode(data, "cp1252")
    if "\x00" in text:
        raise SpreadsheetRefused("nul_bytes", row=text.count("\n", 0, text.index("\x00")) + 1)
    head = text[:4096]
    odd = sum(1 for char in head if ord(char) < 32 and char not in "\t\r\n\f\x1a")
    if odd > len(head) // 50:
        raise SpreadsheetRefused("not_spreadsheet")
    return text


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise SpreadsheetRefused("not_spreadsheet") from None


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:2048]
    pairs = len(head) // 2
    if pairs < 2 or len(data) % 2:
        return None
    if head[1::2].count(0) * 10 > pairs * 9:
        return "utf-16-le"
    if head[0::2].count(0) * 10 > pairs * 9:
        return "utf-16-be"
    return None


def split_rows(text: str, *, limits: Limits, known_headers: Collection[str] = ()) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells) for each record. Quotation marks that do not pair are refused: reading on would
    glue several people into one cell. Raises SpreadsheetRefused: unclosed_quote, cell_too_long."""
    skip = 0
    delimiter = None
    first_line = text[: text.find("\n") + 1] or text
    if first_line.strip().lower().startswith("sep=") and len(first_line.strip()) == 5:
        delimiter = first_line.strip()[-1]
        skip = len(first_line)
    if delimiter is None:
        delimiter = guess_delimiter(text, known_headers)
    csv.field_size_limit(limits.max_cell_chars)
    reader = csv.reader(io.StringIO(text[skip:], newline=""), delimiter=delimiter, strict=True)
    number = 1 if skip else 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            code = "cell_too_long" if "field larger" in str(error) else "unclosed_quote"
            raise SpreadsheetRefused(code, row=number + 1, limit=limits.max_cell_chars) from None
        number += 1
        yield number, cells


def guess_delimiter(text: str, known_headers: Collection[str] = ()) -> str:
    """The separator under which a line shows the most known headers; without any, the one that cuts the
    first lines into the same number of cells, most cells first."""
    lines = [line for line in text[:400_000].splitlines()[: HEADER_SEARCH_ROWS * 2] if line.strip()]
    known = {normalise_header(name) for name in known_headers}
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        parsed = [_cells(line, delimiter) for line in lines[:HEADER_SEARCH_ROWS]]
        matches = max((len({normalise_header(c) for c in cells} & known) for cells in parsed), default=0)
        widths = [len(cells) for cells in parsed]
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=0) if widths else 0
        steady = widths.count(common) if common > 1 else 0
        score = (matches, steady * 1_000 + common)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)
