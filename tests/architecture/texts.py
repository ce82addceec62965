"""Every text that pages and code ask to be translated, without gettext's programs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize
from tests.architecture.source import PACKAGE, parsed, python_files, where

# How many of a function's first arguments are: context, message, plural.
SHAPES = {
    "gettext": ("id",),
    "gettext_lazy": ("id",),
    "gettext_noop": ("id",),
    "_": ("id",),
    "ngettext": ("id", "plural"),
    "ngettext_lazy": ("id", "plural"),
    "pgettext": ("context", "id"),
    "pgettext_lazy": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
    "npgettext_lazy": ("context", "id", "plural"),
}
STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({STRING}(?:\s*,\s*{STRING})*)")


class Text(NamedTuple):
    """A message as a catalogue knows it."""

    id: str
    context: str | None = None
    plural: str | None = None


def of_arguments(function: str, strings: list[str]) -> Text:
    return Text(**dict(zip(SHAPES[function], strings, strict=False)))


def of_template(path: Path) -> Iterator[tuple[str, Text]]:
    """The messages of a template: tags, blocks, and `_()` in arguments."""
    pseudo = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for call in CALL.finditer(pseudo):
        strings = [ast.literal_eval(each) for each in re.findall(STRING, call.group(2))]
        yield where(path), of_arguments(call.group(1), strings)


def of_module(path: Path) -> Iterator[tuple[str, Text]]:
    """The messages of a module: calls of Django's functions, whatever they are called there."""
    tree = parsed(path)
    known = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in SHAPES
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in known:
            continue
        function = known[node.func.id]
        strings = [arg.value for arg in node.args[: len(SHAPES[function])] if isinstance(arg, ast.Constant)]
        if len(strings) == len(SHAPES[function]):
            yield where(path, node), of_arguments(function, strings)


def used() -> dict[Text, str]:
    """Every message with one place where it is used."""
    found: dict[Text, str] = {}
    for path in [*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")]:
        found.update((text, place) for place, text in of_template(path))
    for path in python_files(tests=False, migrations=False):
        found.update((text, place) for place, text in of_module(path))
    return {text: place for text, place in found.items() if text.id}
