"""Which column of a file holds what: found by title and content, or as somebody saved it. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bangkom.core.spreadsheets import Sheet, SheetColumn, normalise_header

from .columns import COLUMNS, EXTRA_COLUMNS, PASSED_OVER, SYNONYMS
from .positions import known_kind
from .values import (
    SEXES,
    is_empty,
    known_state,
    known_status,
    parse_date,
    plain_echelon,
    split_birth,
    split_number,
    split_path,
    split_titles,
)

IGNORED = ""
SHEET_NAME = "nama lembar"  # the key of the column that a sheet's own name makes
UNIT_LEVELS = ("parent_unit", "unit", "unit_2", "unit_3")
# Fields whose words are given a meaning, with what knows the usual ones.
WORDS = {
    "state_name": known_state,
    "status": known_status,
    "position_kind_name": known_kind,
    "sex": lambda word: SEXES.get(normalise_header(word), ""),
}
_BY_NAME = {normalise_header(name): key for key, names in reversed(SYNONYMS.items()) for name in reversed(names)}
# By content only these are guessed, and only where most cells fit; the first that fits wins.
_BY_CONTENT = ("number", "name_number", "birth")
_MOST = 0.6


@dataclass(frozen=True)
class Layout:
    """How to read one layout: field of each column by its key ('' passes it over), meaning of its words by field
    and normalised word, and options: `dates` (`month_first`), `path` (`top` or `bottom`: which end is highest)."""

    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """Fields without which nobody can be recorded."""
        held = set(self.columns.values())
        return [] if "name_number" in held else [key for key in ("number", "name") if key not in held]

    def places(self, sheet: Sheet) -> dict[str, int]:
        """Field to column; the first column wins where two were given one field."""
        places: dict[str, int] = {}
        for column in sheet.columns:
            wanted = self.columns.get(column.key, IGNORED)
            if wanted and not column.forbidden:
                places.setdefault(wanted, column.at)
        return places


@dataclass(frozen=True)
class Guess:
    """A layout as guessed. `certain`: every column that matters was found by its title and every word is known."""

    layout: Layout
    certain: bool
    unsure: tuple[str, ...] = ()  # keys of columns that nobody knows, or whose title says little


def signature(sheet: Sheet) -> str:
    """The same for every file with these column titles, whatever their order."""
    joined = "|".join(sorted(column.key for column in sheet.columns))
    return hashlib.sha256(joined.encode()).hexdigest()


def guess(sheet: Sheet) -> Guess:
    """The likeliest layout of a sheet."""
    columns: dict[str, str] = {}
    unsure: list[str] = []
    for column in sheet.columns:
        if column.forbidden:
            continue
        key, sure = _field_of(column, set(columns.values()))
        columns[column.key] = key
        if not sure:
            unsure.append(column.key)
    layout = Layout(columns, options=_options(sheet))
    certain = not layout.missing and not unsure and not unknown_words(sheet, layout)
    return Guess(layout, certain, tuple(unsure))


def _field_of(column: SheetColumn, taken: set[str]) -> tuple[str, bool]:
    """The field of a column, and whether its title is proof enough."""
    name = _BY_NAME.get(column.key, "")
    content = next((key for key in _BY_CONTENT if _share(column, key) >= _MOST), "")
    if name == "name" and content == "name_number":
        name = "name_number"
    if name in ("number", "name") and content == "number":
        name = "number"
    if name == "birth_date" and content == "birth":
        name = "birth"
    if name in ("unit", "parent_unit", "position") and _is_path(column) and "unit_path" not in taken:
        name = name if name == "position" else "unit_path"
    if name and name not in taken:
        return name, True
    if name:
        return IGNORED, False  # a second column of one field: somebody must say which
    if column.key in PASSED_OVER or not column.filled:
        return IGNORED, True
    contained = _contained(column.key)
    for key in (content, contained):
        if key and key not in taken:
            return key, False
    return IGNORED, False


def _contained(key: str) -> str:
    """The field whose longest name stands in a title as whole words."""
    if any(f" {name} " in f" {key} " for name in ("lama", "atasan", "penilai", "sebelumnya")):
        return IGNORED
    names = [name for name in _BY_NAME if len(name) > 2 and f" {name} " in f" {key} "]
    return _BY_NAME[max(names, key=len)] if names else IGNORED


def _share(column: SheetColumn, pattern: str) -> float:
    return column.hits.get(pattern, 0) / column.filled if column.filled else 0


def _is_path(column: SheetColumn) -> bool:
    return max(_share(column, "top_first"), _share(column, "top_last")) > 1 / 2


def _options(sheet: Sheet) -> dict[str, str]:
    options = {}
    columns = [column for column in sheet.columns if not column.forbidden]
    dated = [column for column in columns if _share(column, "date") > 1 / 2]
    if any(column.hits.get("month_first") for column in dated) and not any(c.hits.get("day_first") for c in dated):
        options["dates"] = "month_first"
    paths = [column for column in columns if _is_path(column)]
    if paths:
        first = sum(column.hits.get("top_first", 0) for column in paths)
        last = sum(column.hits.get("top_last", 0) for column in paths)
        options["path"] = "bottom" if last > first else "top"
    return options


def unknown_words(sheet: Sheet, layout: Layout) -> dict[str, dict[str, int]]:
    """Words in the columns of `WORDS` that have no meaning yet, by field, with their numbers."""
    places = layout.places(sheet)
    found: dict[str, dict[str, int]] = {}
    for column in sheet.columns:
        key = layout.columns.get(column.key, IGNORED)
        if key not in WORDS or places.get(key) != column.at or (key == "state_name" and "state" in places):
            continue
        words = {word: n for word, n in column.words.items() if not is_empty(word) and not _is_title(word, column)}
        unknown = {word: n for word, n in words.items() if not meaning(layout, key, word)}
        if unknown:
            found[key] = unknown
    return found


def _is_title(word: str, column: SheetColumn) -> bool:
    """A header that is repeated among the rows, as page after page is pasted together."""
    return normalise_header(word) in (column.key, normalise_header(column.title))


def meaning(layout: Layout, key: str, word: str) -> str:
    """What a word means in a field: as saved, else as commonly used, '' where nobody knows."""
    saved = layout.words.get(key, {}).get(normalise_header(word), "")
    return saved or WORDS[key](word)


class CellReader:
    """Turns the cells of a layout into those that `exports.judge_row` judges."""

    def __init__(self, layout: Layout, fields: Sequence[str]) -> None:
        self._layout, self._fields = layout, list(fields)
        self._has_titles = bool({"front_title", "back_title"} & set(fields))
        self._levels = [key for key in UNIT_LEVELS if key in fields]
        self._month_first = layout.options.get("dates") == "month_first"

    def __call__(self, values: Sequence[str]) -> dict[str, str]:
        """The cells of one row by field, every field of `COLUMNS` present, and `unit_levels`."""
        cells = dict.fromkeys((*COLUMNS, "unit_levels"), "")
        cells.update(zip(self._fields, values, strict=True))
        if "name_number" in self._fields:
            name, number = split_number(cells.pop("name_number"))
            cells["name"], cells["number"] = cells["name"] or name, cells["number"] or number
        cells["number"] = re.sub(r"(?i)^\s*nip\.?\s*:?\s*(?=['\d])", "", cells["number"])
        if (not self._has_titles and "," in cells["name"]) or (not self._has_titles and "." in cells["name"]):
            cells["front_title"], cells["name"], cells["back_title"] = split_titles(cells["name"])
        if "birth" in self._fields:
            place, day = split_birth(cells.pop("birth"))
            cells["birth_place"] = cells["birth_place"] or place
            cells["birth_date"] = cells["birth_date"] or day
        for key in ("birth_date", "hired_on"):
            if self._month_first and (day := parse_date(cells[key], month_first=True)):
                cells[key] = day.isoformat()
        cells["echelon"] = plain_echelon(cells["echelon"])
        self._words(cells)
        self._unit(cells)
        return {key: cells[key] for key in (*COLUMNS, "unit_levels")}

    def _words(self, cells: dict[str, str]) -> None:
        for key in self._layout.words:
            if (word := cells.get(key, "")) and (meant := self._layout.words[key].get(normalise_header(word))):
                target = {"state_name": "state", "position_kind_name": "position_group"}.get(key, key)
                cells[target] = meant

    def _unit(self, cells: dict[str, str]) -> None:
        """Top, leaf and what lies between them, from a path or from several columns."""
        if "unit_path" in self._fields:
            parts = split_path(cells.pop("unit_path"), order=self._layout.options.get("path", ""))
            above = cells["parent_unit"]
            parts = parts if not above or (parts and _same(parts[0], above)) else [above, *parts]
        elif {"unit_2", "unit_3"} & set(self._fields):
            parts = [cells.pop(key) if key in EXTRA_COLUMNS else cells[key] for key in self._levels]
        else:
            return
        parts = [part for at, part in enumerate(parts) if not is_empty(part) and not _same(part, *parts[at - 1 : at])]
        if parts:
            cells["parent_unit"], cells["unit"] = parts[0], parts[-1]
            cells["unit_levels"] = "\n".join(parts[1:-1])


def _same(name: str, *others: str) -> bool:
    return any(normalise_header(name) == normalise_header(other) for other in others)
