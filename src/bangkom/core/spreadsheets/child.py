"""The process that parses what strangers send: `python -m bangkom.core.spreadsheets.child FILE`.

It reads its orders (a line of JSON) from standard input, gives itself hard limits, and writes JSON lines:
{"headers": [...]}, then one list per row, then {"end": count, ...} or {"refused": code, "params": {...}}.
With `hints` among its orders it answers {"sheets": [...]} and waits for {"picks": [...]} before it sends rows.
It imports no Django, holds no secret and opens nothing but the file and its own state. If it dies, the reader says so.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from .archive import check_workbook, hidden_rows
from .layouts import Hints, survey
from .tables import Limits, SpreadsheetRefused, clean_cell, collect_table, normalise_header, rows_below
from .text import decode_text, split_rows

ZIP_MAGIC = b"PK\x03\x04"
EMPTY_ZIP_MAGIC = b"PK\x05\x06"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN_MAGIC = (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"{\\rtf", b"rar!", b"7z\xbc\xaf", b"\x7felf")
# Beyond 15 significant digits Excel keeps zeros: such a number is no longer what was typed.
EXACT_INTEGER = 10**15
MAX_SHEETS = 20


def main() -> None:
    orders = json.loads(sys.stdin.readline())
    limits = Limits(**orders["limits"])
    _limit_self(limits)
    out = sys.stdout
    try:
        if "hints" in orders:
            survey_and_send(sys.argv[1], limits, Hints(**orders["hints"]))
            return
        notes: list[str] = []
        source = _open_source(sys.argv[1], limits, orders["known_headers"], notes)
        headers, rows = collect_table(source, limits=limits, known_headers=orders["known_headers"], keep=orders["keep"])
        out.write(json.dumps({"headers": headers}) + "\n")
        count = 0
        for row in rows:
            count += 1
            out.write(json.dumps([row.number, row.overflow, row.cells]) + "\n")
        if not count:
            raise SpreadsheetRefused("no_rows")
        out.write(json.dumps({"end": count, "notes": notes, "memory": _peak_bytes()}) + "\n")
    except SpreadsheetRefused as refused:
        out.write(json.dumps({"refused": refused.code, "params": refused.params}) + "\n")
    except MemoryError:
        out.write(json.dumps({"refused": "too_complex", "params": {}}) + "\n")
    except BaseException as error:  # a parser's panic too; its words may hold personal data, its name does not
        out.write(json.dumps({"refused": "damaged", "params": {}, "error": type(error).__name__}) + "\n")


def survey_and_send(path: str, limits: Limits, hints: Hints) -> None:
    """Show what tables the file holds, then the rows of those asked for."""
    out = sys.stdout
    book = _Book(path, limits, hints.known)
    sheets = [sheet for name in book.names if (sheet := survey(name, book.rows(name), hints, book.merged(name)))]
    if not sheets:
        raise SpreadsheetRefused("no_header" if book.filled else "no_rows")
    if any(len(sheet.columns) > limits.max_columns for sheet in sheets):
        found = max(len(sheet.columns) for sheet in sheets)
        raise SpreadsheetRefused("too_many_columns", limit=limits.max_columns, found=found)
    out.write(json.dumps({"sheets": [sheet.as_data() for sheet in sheets]}) + "\n")
    out.flush()
    picks = json.loads(sys.stdin.readline())["picks"]
    count = 0
    notes: list[str] = []
    for at, pick in enumerate(picks):
        source = ((number, cells) for number, cells in book.rows(pick["sheet"]) if number >= pick["body"])
        for row in rows_below(source, pick["width"], pick["columns"], limits):
            count += 1
            if count > limits.max_rows:
                raise SpreadsheetRefused("too_many_rows", limit=limits.max_rows)
            out.write(json.dumps([at, row.number, row.overflow, row.cells]) + "\n")
        if hidden := book.hidden(pick["sheet"], pick["body"]):
            notes.append(f"hidden:{hidden}")
    if not count:
        raise SpreadsheetRefused("no_rows")
    out.write(json.dumps({"end": count, "notes": notes, "memory": _peak_bytes()}) + "\n")


class _Book:
    """The sheets of a workbook, or a text table as one sheet without a name. One sheet is held at a time."""

    def __init__(self, path: str, limits: Limits, known: list[str]) -> None:
        self._path, self._limits, self._known = path, limits, known
        self._book: Any = None
        self._held: tuple[str, Any] | None = None
        self.names, self.filled = [""], True
        with open(path, "rb") as file:
            if _is_workbook(file, limits):
                self._open()

    def _open(self) -> None:
        import python_calamine as calamine

        self._book = _calamine(calamine.CalamineWorkbook.from_path, self._path)
        wanted = (calamine.SheetTypeEnum.WorkSheet, calamine.SheetVisibleEnum.Visible)
        names = [meta.name for meta in self._book.sheets_metadata if (meta.typ, meta.visible) == wanted][:MAX_SHEETS]
        self.names = [name for name in names if self._sheet(name).start is not None]
        self.filled = bool(self.names)

    def _sheet(self, name: str) -> Any:
        if self._held is None or self._held[0] != name:
            self._held = None
            self._held = (name, _calamine(self._book.get_sheet_by_name, name))
        return self._held[1]

    def rows(self, name: str) -> Iterator[tuple[int, list[str]]]:
        if self._book is not None:
            return _cells_as_text(self._sheet(name))
        with open(self._path, "rb") as file:
            text = decode_text(file.read(self._limits.max_bytes + 1))
        return split_rows(text, limits=self._limits, known_headers=self._known)

    def merged(self, name: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Merged cells, with columns counted as `rows` counts them."""
        if self._book is None:
            return []
        sheet = self._sheet(name)
        left = sheet.start[1]
        ranges = sheet.merged_cell_ranges or []
        return [((top, a - left), (bottom, b - left)) for (top, a), (bottom, b) in ranges if a >= left]

    def hidden(self, name: str, body: int) -> int:
        """How many rows of the table Excel hides."""
        if self._book is None:
            return 0
        at = [meta.name for meta in self._book.sheets_metadata].index(name)
        return hidden_rows(self._path, at, body)


def _calamine(read: Callable[[str], Any], what: str) -> Any:
    """What the parser gives, with its refusals in our words."""
    import python_calamine as calamine

    try:
        return read(what)
    except calamine.PasswordError:
        raise SpreadsheetRefused("encrypted") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise SpreadsheetRefused("damaged") from None


def _peak_bytes() -> int:
    """The most memory this program has held, as the kernel counts it; getrusage would count its parent's, too."""
    with open("/proc/self/status", encoding="ascii") as status:
        held = next(line for line in status if line.startswith("VmHWM:"))
    return int(held.split()[1]) * 1024


def _limit_self(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _open_source(
    path: str, limits: Limits, known_headers: list[str], notes: list[str]
) -> Iterator[tuple[int, list[str]]]:
    with open(path, "rb") as file:
        if _is_workbook(file, limits):
            return _workbook_rows(path, known_headers, notes)
        file.seek(0)
        text = decode_text(file.read(limits.max_bytes + 1))
    return split_rows(text, limits=limits, known_headers=known_headers)


def _is_workbook(file: BinaryIO, limits: Limits) -> bool:
    """True for an XLSX archive within its limits, False for what may be text; raises for everything else."""
    head = file.read(2048)
    if not head.strip():
        raise SpreadsheetRefused("empty")
    if head.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC)):
        check_workbook(file, limits)
        return True
    _refuse_foreign(head)
    return False


def _refuse_foreign(head: bytes) -> None:
    if head.startswith(OLE_MAGIC):
        raise SpreadsheetRefused("old_excel")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        raise SpreadsheetRefused("web_page")
    if start.startswith(FOREIGN_MAGIC):
        raise SpreadsheetRefused("not_spreadsheet")


def _workbook_rows(path: str, known_headers: list[str], notes: list[str]) -> Iterator[tuple[int, list[str]]]:
    import python_calamine as calamine

    workbook = _calamine(calamine.CalamineWorkbook.from_path, path)
    wanted = (calamine.SheetTypeEnum.WorkSheet, calamine.SheetVisibleEnum.Visible)
    sheets = [meta.name for meta in workbook.sheets_metadata if (meta.typ, meta.visible) == wanted]
    known = {normalise_header(name) for name in known_headers}
    first_filled = None
    for name in sheets[:MAX_SHEETS]:
        sheet = _calamine(workbook.get_sheet_by_name, name)
        if sheet.start is None:
            continue
        first_filled = first_filled or sheet
        if not known or _has_header(sheet, known):
            if len(sheets) > 1:
                notes.append(f"sheet:{name}")
            return _cells_as_text(sheet)
    if first_filled is None:
        raise SpreadsheetRefused("no_rows")
    return _cells_as_text(first_filled)


def _has_header(sheet: Any, known: set[str]) -> bool:
    for at, cells in enumerate(sheet.iter_rows()):
        names = {normalise_header(cell) for cell in cells if isinstance(cell, str)}
        if len(names & known) >= min(2, len(known)):
            return True
        if at >= 60:
            break
    return False


def _cells_as_text(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for at, cells in enumerate(sheet.iter_rows()):
        yield at + 1, [cell if isinstance(cell, str) else as_text(cell) for cell in cells]


def as_text(value: object) -> str:
    """A cell as a person reads it: whole numbers without a point, dates in ISO form, and numbers that Excel
    has already rounded in scientific notation, so that a damaged NIP is seen to be damaged."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        if abs(value) >= EXACT_INTEGER:
            return f"{value:.5E}"
        return str(int(value)) if value == int(value) else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("seconds")
    return clean_cell(str(value))


if __name__ == "__main__":
    main()
