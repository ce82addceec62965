"""The stylesheet keeps its promises: every pair of colours is legible, it is small, it asks nobody for anything."""

import re
from pathlib import Path

import brotli
import pytest

from bangkom.core import colour, views_design

PACKAGE = Path(colour.__file__).resolve().parent.parent
SHEET = (PACKAGE / "static/css/bangkom.css").read_text()
SCRIPTS = sorted((PACKAGE / "static/js").glob("*.js"))
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))

TOKENS = dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{6});", SHEET))

TEXT_PAIRS = [
    *((ink, ground) for ink in ("--ink", "--ink-2") for ground in ("--page", "--paper", "--band", "--brand-tint")),
    *(("--brand-strong", ground) for ground in ("--page", "--paper", "--band", "--brand-tint")),
    *(("--brand-deep", ground) for ground in ("--page", "--paper", "--brand-tint")),
    *(("--on-brand", ground) for ground in ("--brand", "--brand-strong", "--brand-deep")),
    ("--brand-tint", "--brand-deep"),
    *(("--ink", ground) for ground in ("--ok-tint", "--bad-tint", "--amber-tint", "--info-tint")),
    ("--ok", "--ok-tint"),
    ("--bad", "--bad-tint"),
    ("--bad", "--paper"),
    ("--bad", "--page"),
    ("--info", "--info-tint"),
    ("--amber-ink", "--amber-tint"),
    ("--ink-2", "--neutral-tint"),
    *(("--paper", ground) for ground in ("--ok", "--bad", "--info", "--amber-ink", "--ink-2")),
]
UI_PAIRS = [
    *((line, ground) for line in ("--field", "--brand", "--bad", "--ink") for ground in ("--paper", "--page")),
    ("--field", "--band"),
    ("--brand", "--line"),
    ("--amber", "--paper"),
    ("--amber", "--amber-tint"),
    ("--ok", "--ok-tint"),
    ("--focus", "--ink"),
]


@pytest.mark.parametrize(("words", "ground"), TEXT_PAIRS)
def test_text_is_legible_on_its_ground(words, ground):
    assert colour.contrast(TOKENS[words], TOKENS[ground]) >= colour.TEXT_CONTRAST


@pytest.mark.parametrize(("mark", "ground"), UI_PAIRS)
def test_lines_and_marks_stand_out_from_their_ground(mark, ground):
    assert colour.contrast(TOKENS[mark], TOKENS[ground]) >= colour.UI_CONTRAST


def test_the_ramp_is_computed_against_the_colours_of_the_sheet():
    assert (TOKENS["--page"], TOKENS["--ink"], TOKENS["--ink-2"]) == (colour.PAGE, colour.INK, colour.INK_2)


def test_the_brand_of_the_sheet_is_the_ramp_of_its_colour():
    tokens = colour.ramp(TOKENS["--brand"]).tokens()
    assert {name: TOKENS[name] for name in tokens} == tokens
    assert views_design.AGENCY_COLOURS[0] == TOKENS["--brand"]


def test_sheet_and_scripts_are_light():
    assert len(brotli.compress(SHEET.encode())) <= 15 * 1024
    assert sum(len(brotli.compress(script.read_bytes())) for script in SCRIPTS) <= 20 * 1024


def test_nothing_is_fetched_from_elsewhere():
    for text in (SHEET, *(path.read_text() for path in (*SCRIPTS, *TEMPLATES))):
        assert not re.search(r"url\(\s*['\"]?(https?:|data:|//)|@import|src=\"(https?:)?//", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_carry_no_style_script_or_handler(path):
    text = re.sub(r"\{%.*?%\}", "", path.read_text())  # arguments of our own tags are no attributes
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:|placeholder=", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
