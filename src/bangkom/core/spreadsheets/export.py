"""Tables we give back: XLSX and CSV in which no cell is a formula and no NIP loses a digit."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

# Excel, LibreOffice and Google Sheets start a formula with these; tab and CR are skipped before they look.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Excel turns longer runs of digits in a CSV into rounded numbers.
EXCEL_EXACT_DIGITS = 15

Cell = str | int | float | Decimal | dt.date | bool | None


@dataclass(frozen=True)
class Column:
    """A column of an export: its header and its width in characters (None: from the content)."""

    title: str
    width: int | None = None


def is_formula_like(text: str) -> bool:
    return text.startswith(FORMULA_STARTS)


def write_xlsx(
    headers: Sequence[str | Column],
    rows: Iterable[Sequence[Cell]],
    *,
    sheet: str = "Data",
    title: str = "",
) -> bytes:
    """A workbook with one sheet, bold frozen header row and filter. Text stays text (a NIP too), numbers and
    dates are real numbers and dates. `title` goes into the file's properties, not above the table."""
    buffer = io.BytesIO()
    write_xlsx_to(buffer, headers, rows, sheet=sheet, title=title)
    return buffer.getvalue()


_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_xlsx_to(
    file: BinaryIO,
    headers: Sequence[str | Column],
    rows: Iterable[Sequence[Cell]],
    *,
    sheet: str = "Data",
    title: str = "",
    above: Sequence[str] = (),
) -> None:
    """As `write_xlsx`, into a file and row by row, so that a long list is never held whole. `above` stands over the
    table: what it is, of when, how filtered."""
    import xlsxwriter

    columns = [header if isinstance(header, Column) else Column(header) for header in headers]
    options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    with xlsxwriter.Workbook(file, {"constant_memory": True, **options}) as book:
        if title:
            book.set_properties({"title": title})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        formats = {
            "date": book.add_format({"num_format": "dd-mm-yyyy"}),
            "moment": book.add_format({"num_format": "dd-mm-yyyy hh:mm"}),
            # Excel's own mark for "this is text": it survives editing and saving as CSV.
            "text": book.add_format({"quote_prefix": True}),
        }
        page = book.add_worksheet(sheet.translate(_NOT_IN_SHEET_NAMES)[:31].strip("' ") or "Data")
        for number, line in enumerate(above):
            _write_cell(page, number, 0, line, formats)
        top = len(above) + bool(above)
        widths = [column.width or len(column.title) for column in columns]
        for at, column in enumerate(columns):
            page.write_string(top, at, column.title, bold)
        last = top
        for last, row in enumerate(rows, start=top + 1):
            for at, value in enumerate(row):
                shown = _write_cell(page, last, at, value, formats)
                if columns[at].width is None:
                    widths[at] = max(widths[at], min(shown, 60))
        for at, width in enumerate(widths):
            page.set_column(at, at, width + 2)
        page.freeze_panes(top + 1, 0)
        if columns:
            page.autofilter(top, 0, last, len(columns) - 1)
        page.repeat_rows(top)


def _write_cell(page: object, row: int, at: int, value: Cell, formats: dict[str, object]) -> int:
    """Write one value; gives the number of characters it shows."""
    if value is None or value == "":
        return 0
    if isinstance(value, bool):
        value = "Ya" if value else "Tidak"
    if isinstance(value, int | float | Decimal):
        page.write_number(row, at, value)  # type: ignore[attr-defined]
        return len(str(value))
    if isinstance(value, dt.datetime):
        page.write_datetime(row, at, value.replace(tzinfo=None), formats["moment"])  # type: ignore[attr-defined]
        return 16
    if isinstance(value, dt.date):
        page.write_datetime(row, at, value, formats["date"])  # type: ignore[attr-defined]
        return 10
    text = str(value)[:32_767]
    if is_formula_like(text):
        page.write_string(row, at, text, formats["text"])  # type: ignore[attr-defined]
    else:
        page.write_string(row, at, text)  # type: ignore[attr-defined]
    return max(map(len, text.split("\n")))


def write_csv(
    headers: Sequence[str | Column],
    rows: Iterable[Sequence[Cell]],
    *,
    delimiter: str = ",",
    for_excel: bool = True,
) -> bytes:
    """UTF-8 with byte-order mark. Text that a spreadsheet would run as a formula gets a leading apostrophe;
    with `for_excel` so do digits that Excel would round (NIP), in the way the employee import reads back."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow([_csv_cell(h.title if isinstance(h, Column) else h, for_excel) for h in headers])
    for row in rows:
        writer.writerow([_csv_cell(value, for_excel) for value in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def csv_lines(
    headers: Sequence[str | Column], rows: Iterable[Sequence[Cell]], *, delimiter: str = ","
) -> Iterator[bytes]:
    """As `write_csv` with `for_excel`, line by line."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)

    def line(values: Iterable[Cell]) -> bytes:
        writer.writerow([_csv_cell(value, True) for value in values])
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text.encode()

    yield b"\xef\xbb\xbf" + line(h.title if isinstance(h, Column) else h for h in headers)
    for row in rows:
        yield line(row)


def _csv_cell(value: Cell, for_excel: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    if is_formula_like(text) or (for_excel and text.isdigit() and len(text) > EXCEL_EXACT_DIGITS):
        return "'" + text
    return text
