"""From data to PDF: bundled Typst templates in Typst's own fonts, tagged for screen readers, fit to archive.

A template is one of ours and is named, never given. The data travels beside it as JSON: nothing a person
typed is ever read as template code. A compiler is dear to start, cheap to use again, and serves one caller
at a time.
"""

import datetime as dt
import json
import threading
import unicodedata
from pathlib import Path
from typing import Any

import typst

from bangkom.papers.errors import PapersError

TEMPLATES = Path(__file__).parent / "typst"
# PDF/UA-1: every element tagged, every picture described. PDF/A-3a: all that showing it needs is inside.
ARCHIVE = ("ua-1", "a-3a")

_fonts = typst.Fonts(include_system_fonts=False)
_compilers: dict[str, tuple[threading.Lock, typst.Compiler]] = {}
_starting = threading.Lock()


def render_pdf(
    template: str,
    data: dict[str, Any],
    *,
    standard: tuple[str, ...] = ARCHIVE,
    created: dt.datetime | None = None,
) -> bytes:
    """The PDF of a bundled template (its name without ".typ") filled with `data` (what JSON can say).

    The same data and the same `created` instant give the same bytes. Raises PapersError for an unknown
    template, for data it cannot be set from, and for a sign that no bundled font can show.
    """
    lock, compiler = _compiler(template)
    inputs = {"data": json.dumps(_clean(data), ensure_ascii=False)}
    try:
        with lock:
            return compiler.compile(
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=list(standard),
                timestamp=int(created.timestamp()) if created else None,
            )
    except typst.TypstError as error:
        raise PapersError(f"{template}: {error.message}") from error


def _compiler(template: str) -> tuple[threading.Lock, typst.Compiler]:
    with _starting:
        if template not in _compilers:
            path = TEMPLATES / f"{template}.typ"
            if not template.isidentifier() or not path.is_file():
                raise PapersError(f"no template named {template!r}")
            compiler = typst.Compiler(
                input=path, root=TEMPLATES, font_paths=_fonts, ignore_system_fonts=True, sys_inputs={}
            )
            _compilers[template] = (threading.Lock(), compiler)
        return _compilers[template]


def _clean(value: Any) -> Any:
    """Texts in composed form and without control characters, which no font can show."""
    if isinstance(value, str):
        composed = unicodedata.normalize("NFC", value)
        if composed.isprintable():  # nearly always, and the drawings are long
            return composed
        return "".join(char for char in composed if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf"))
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value
