"""The process that parses what strangers send: `python -m bangkom.core.spreadsheets.child FILE`.

It reads its orders (JSON) from standard input, gives itself hard limits, and writes JSON lines:
{"headers": [...]}, then one list per row, then {"end": count, ...} or {"refused": code, "params": {...}}.
It imports no Django, holds no secret and opens nothing but the file and its own state. If it dies, the reader says so.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from .archive import check_workbook
from .tables import Limits, SpreadsheetRefused, clean_cell, collect_table, normalise_header
from .text import decode_text, split_rows

ZIP_MAGIC = b"PK\x03\x04"
EMPTY_ZIP_MAGIC = b"PK\x05\x06"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN_MAGIC = (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"{\\rtf", b"rar!", b"7z\xbc\xaf", b"\x7felf")
# Beyond 15 significant digits Excel keeps zeros: such a number is no longer what was typed.
EXACT_INTEGER = 10**15
MAX_SHEETS = 20


def main() -> None:
    orders = json.load(sys.stdin)
    limits = Limits(**orders["limits"])
    _limit_self(limits)
    out = sys.stdout
    try:
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
        head = file.read(2048)
        if not head.strip():
            raise SpreadsheetRefused("empty")
        if head.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC)):
            check_workbook(file, limits)
            return _workbook_rows(path, known_headers, notes)
        _refuse_foreign(head)
        file.seek(0)
        text = decode_text(file.read(limits.max_bytes + 1))
    return split_rows(text, limits=limits, known_headers=known_headers)


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

    try:
        workbook = calamine.CalamineWorkbook.from_path(path)
        wanted = (calamine.SheetTypeEnum.WorkSheet, calamine.SheetVisibleEnum.Visible)
        sheets = [meta.name for meta in workbook.sheets_metadata if (meta.typ, meta.visible) == wanted]
        known = {normalise_header(name) for name in known_headers}
        first_filled = None
        for name in sheets[:MAX_SHEETS]:
            sheet = workbook.get_sheet_by_name(name)
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
    except calamine.PasswordError:
        raise SpreadsheetRefused("encrypted") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise SpreadsheetRefused("damaged") from None


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
