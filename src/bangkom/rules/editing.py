"""A rule set as a form: one field for each number, word or list in its data, and the data back from the fields. Pure.

The new data keep the shape of the old: the same places with the same kinds of values, so that the code which reads them
finds what it knows. Lists of objects (tables) are edited as JSON, each row with the keys of the first.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop


class ShapeRefused(ValueError):
    """A value that does not fit its place; `name` is the field. The message is a message id."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True)
class Place:
    """One place in a rule set's data: the path to it, its kind and its value now."""

    path: tuple[str, ...]
    kind: str  # number, decimal, word, yes_no, words (one a line), table (JSON)
    value: Any

    @property
    def name(self) -> str:
        """The name of the form field."""
        return "data." + ".".join(self.path)

    @property
    def text(self) -> str:
        """The value as it is typed."""
        if self.kind == "words":
            return "\n".join(self.value)
        if self.kind == "table":
            return json.dumps(self.value, indent=1, ensure_ascii=False)
        return str(self.value)


def places(data: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[Place]:
    """Every place of a rule set's data, in its order."""
    for key, value in data.items():
        here = (*path, key)
        if isinstance(value, dict):
            yield from places(value, here)
        else:
            yield Place(here, _kind_of(value), value)


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, int):
        return "number"
    if isinstance(value, float):
        return "decimal"
    if isinstance(value, list):
        return "words" if all(isinstance(each, str) for each in value) else "table"
    return "word" if isinstance(value, str) else "table"


def edited(data: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    """The data with what was typed (field name -> cleaned value).

    Raises `ShapeRefused` for a table of another shape.
    """
    new = json.loads(json.dumps(data))
    for place in places(data):
        value = typed[place.name]
        if place.kind == "words":
            value = [line.strip() for line in value.splitlines() if line.strip()]
        elif place.kind == "table":
            value = _table(place, value)
        target = new
        for key in place.path[:-1]:
            target = target[key]
        target[place.path[-1]] = value
    return new


def _table(place: Place, text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ShapeRefused(
            place.name, gettext_noop("Ini bukan JSON yang utuh. Periksa tanda kutip dan koma.")
        ) from error
    if type(value) is not type(place.value):
        raise ShapeRefused(place.name, gettext_noop("Bentuknya berbeda dari versi sebelumnya."))
    if isinstance(value, list) and place.value and isinstance(place.value[0], dict):
        needed = set.intersection(*(set(row) for row in place.value))
        if not value or not all(isinstance(row, dict) and needed <= set(row) for row in value):
            raise ShapeRefused(place.name, gettext_noop("Ada baris yang tidak memuat semua kolom versi sebelumnya."))
    return value


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What differs between two versions: (place, before, after), as text."""
    old = {place.path: place for place in places(before)}
    new = {place.path: place for place in places(after)}
    return [
        (" / ".join(path), old[path].text if path in old else "", new[path].text if path in new else "")
        for path in dict.fromkeys([*old, *new])
        if path not in old or path not in new or old[path].value != new[path].value
    ]
