"""An upload opened for an agency: which sheets are read, and by which layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bangkom.core.errors import Refused
from bangkom.core.models import Agency
from bangkom.core.services.jobs import Asks
from bangkom.core.spreadsheets import Limits, OpenTable, Pick, Sheet, SpreadsheetRefused, open_table
from bangkom.people.columns import COLUMNS, HINTS
from bangkom.people.exports import JudgedRow, is_no_person, judge_row
from bangkom.people.labels import IMPORT_FIELDS
from bangkom.people.layouts import SHEET_NAME, CellReader, Guess, Layout, guess, signature
from bangkom.people.models import ImportMapping

MIB = 1024 * 1024
# A whole regency with all 69 columns; the child's processor time and memory are limited as everywhere.
LIMITS = Limits(max_bytes=40 * MIB, max_rows=60_000, max_text_bytes=128 * MIB)
# Row numbers of further sheets begin here: more than a sheet can have.
SHEET_STEP = 2_000_000


@dataclass(frozen=True)
class Reading:
    """A sheet with the layout by which it is read; `guessed` where nobody has confirmed that layout."""

    sheet: Sheet
    layout: Layout
    guessed: bool = False


@dataclass(frozen=True)
class ReadRow:
    """A row with its cells by field. `number` is the row in Excel, after `SHEET_STEP` for each sheet before."""

    number: int
    cells: dict[str, str]
    shifted: bool


class Readings:
    """The sheets of an upload that hold employees, each with its layout. Use as a context manager."""

    def __init__(self, table: OpenTable, readings: list[Reading]) -> None:
        self._table, self.readings = table, readings
        self.skipped = 0  # totals, headings between rows, signatures: rows that are nobody

    @property
    def has_unit_codes(self) -> bool:
        return any("unit_code" in reading.layout.columns.values() for reading in self.readings)

    @property
    def guesses(self) -> list[str]:
        """What was guessed, for whoever started this without a page to confirm it: a line for each column."""
        return [
            _("Kolom “%(title)s” dibaca sebagai: %(meaning)s.")
            % {"title": column.title, "meaning": IMPORT_FIELDS.get(wanted, _("diabaikan"))}
            for reading in self.readings
            if reading.guessed
            for column in reading.sheet.columns
            if (wanted := reading.layout.columns.get(column.key)) is not None
        ]

    @property
    def hidden(self) -> int:
        """Rows that Excel hides and that were read as the others; known after the last row."""
        return sum(int(note.removeprefix("hidden:")) for note in self._table.notes if note.startswith("hidden:"))

    def rows(self) -> Iterator[ReadRow]:
        """All rows that are somebody, sheet by sheet. Raises `Refused`."""
        readers, picks = [], []
        for reading in self.readings:
            places = reading.layout.places(reading.sheet)
            sheet = reading.sheet
            readers.append(CellReader(reading.layout, list(places)))
            picks.append(Pick(sheet.name, sheet.body, sheet.width, list(places.values())))
        from_sheet = [self._sheet_field(reading) for reading in self.readings]
        after_total = False
        try:
            for at, row in self._table.rows(picks):
                cells = readers[at](row.cells)
                verdict = is_no_person(row.cells, cells, after_total=after_total)
                after_total = verdict == "total" or (after_total and verdict != "")
                if verdict:
                    self.skipped += 1
                    continue
                if from_sheet[at]:
                    cells[from_sheet[at]] = cells[from_sheet[at]] or self.readings[at].sheet.name
                yield ReadRow(at * SHEET_STEP + row.number, cells, row.overflow)
        except SpreadsheetRefused as refused:
            raise Refused(refused.message, refused.code) from refused

    def _sheet_field(self, reading: Reading) -> str:
        """The field that the sheet's own name fills: the perangkat daerah, where somebody said so."""
        return reading.layout.columns.get(SHEET_NAME, "")

    def __enter__(self) -> Readings:
        return self

    def __exit__(self, *error: object) -> None:
        self._table.close()


def open_readings(source: Path, agency: Agency, params: Mapping[str, Any]) -> Readings:
    """Open an upload by what is known of its layout: the answer given for this file, a mapping chosen by name, a saved
    one with the same columns, or one that explains itself. `params["guess"]` takes the likeliest one.

    Raises `Refused`, and `Asks` with the sheet where nobody knows its layout.
    """
    try:
        table = open_table(source, hints=HINTS, limits=LIMITS)
    except SpreadsheetRefused as refused:
        raise Refused(refused.message, refused.code) from refused
    try:
        return Readings(table, _choose(table.sheets, agency, params))
    except BaseException:
        table.close()
        raise


def _choose(sheets: list[Sheet], agency: Agency, params: Mapping[str, Any]) -> list[Reading]:
    saved = {each.signature: each for each in ImportMapping.objects.by_system().filter(agency=agency)}
    chosen = next((each for each in saved.values() if each.pk == params.get("mapping")), None)
    answered = params.get("layouts", {})
    readings: list[Reading] = []
    open_questions: list[tuple[Sheet, Guess]] = []
    for sheet in sheets:
        mark = signature(sheet)
        if mark in answered:
            if answered[mark]:
                readings.append(Reading(sheet, Layout(**answered[mark])))
            continue
        mapping = saved.get(mark) or (chosen if chosen is not None and _fits(chosen, sheet) else None)
        if mapping is not None:
            readings.append(Reading(sheet, layout_of(mapping)))
            continue
        guessed = guess(sheet)
        if guessed.certain or (params.get("guess") and not guessed.layout.missing):
            readings.append(Reading(sheet, guessed.layout, guessed=not guessed.certain))
        elif not guessed.layout.missing or not readings:
            open_questions.append((sheet, guessed))
    usable = [(sheet, guessed) for sheet, guessed in open_questions if not guessed.layout.missing]
    if usable or (open_questions and not readings):
        sheet, guessed = (usable or open_questions)[0]
        _refuse_hopeless(sheet, guessed, params)
        raise Asks(question_of(sheet, guessed, len(sheets)))
    return readings


def _fits(mapping: ImportMapping, sheet: Sheet) -> bool:
    """Whether a mapping chosen by name finds its required columns here."""
    layout = layout_of(mapping)
    held = {column.key for column in sheet.columns}
    return not Layout({key: name for key, name in layout.columns.items() if key in held}).missing


def _refuse_hopeless(sheet: Sheet, guessed: Guess, params: Mapping[str, Any]) -> None:
    """Nobody is asked about a file in which no cell could be a NIP, nor where nobody is there to answer."""
    numbered = any(column.hits.get("number") or column.hits.get("name_number") for column in sheet.columns)
    if "number" in guessed.layout.missing and not numbered:
        refused = SpreadsheetRefused(
            "missing_columns", columns=", ".join(COLUMNS[k][0] for k in guessed.layout.missing)
        )
        raise Refused(refused.message, refused.code)
    if params.get("guess"):
        titles = ", ".join(column.title for column in sheet.columns[:12])
        raise Refused(
            _(
                "Susunan kolom berkas ini belum dikenal: %(titles)s. Unggah sekali lewat halaman Impor untuk "
                "mencocokkan kolomnya, atau sebut susunan yang tersimpan dengan --mapping."
            )
            % {"titles": titles},
            "layout_unknown",
        )


def question_of(sheet: Sheet, guessed: Guess, sheets: int) -> dict[str, Any]:
    """What `Asks` carries: the sheet with samples, the guess, how many sheets the file has."""
    layout = {"columns": dict(guessed.layout.columns), "words": {}, "options": dict(guessed.layout.options)}
    return {"sheet": sheet.as_data(), "layout": layout, "unsure": list(guessed.unsure), "sheets": sheets}


def layout_of(mapping: ImportMapping) -> Layout:
    return Layout(columns=mapping.columns, words=mapping.words, options=mapping.options)


def judge_rows(rows: Iterable[ReadRow]) -> Iterator[JudgedRow]:
    """Every row judged; a number that an earlier good row has is `duplicate`, the first one wins."""
    seen: set[str] = set()
    for row in rows:
        judged = judge_row(row.number, row.cells, shifted=row.shifted)
        if judged.record is not None:
            if judged.record.number in seen:
                judged = JudgedRow(row.number, None, "duplicate", shown=judged.shown)
            else:
                seen.add(judged.record.number)
        yield judged
