import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from bangkom.core.colour import (
    INK,
    INK_2,
    PAGE,
    TEXT_CONTRAST,
    UI_CONTRAST,
    WHITE,
    ColourRefusedError,
    agency_css,
    contrast,
    from_oklch,
    ramp,
    to_oklch,
    validate_agency_colour,
)

AGENCY_COLOURS = [
    "#2663a3",  # LAN
    "#1f5c99",
    "#0b6e4f",
    "#8b1a1a",
    "#00a651",
    "#f7931e",
    "#6a1b9a",
    "#e91e63",
    "#00bcd4",
    "#ff0000",
    "#777777",
    "#000000",
]
any_colour = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")


def assert_legible(made):
    for words, ground in (
        (made.on_brand, made.brand),
        (made.on_brand, made.strong),
        (made.on_brand, made.deep),
        (made.tint, made.deep),
        (made.deep, made.tint),
        (made.brand, PAGE),
        (made.strong, WHITE),
        (made.strong, PAGE),
        (made.strong, made.tint),
        (INK, made.tint),
        (INK_2, made.tint),
    ):
        assert contrast(words, ground) >= TEXT_CONTRAST, (made.given, words, ground)
    assert contrast(made.brand, WHITE) >= UI_CONTRAST


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#2663a3", "#fff") == pytest.approx(6.18, abs=0.01)


@pytest.mark.parametrize("colour", AGENCY_COLOURS)
def test_every_pair_of_an_agency_colour_is_legible(colour):
    assert_legible(ramp(colour))


@given(any_colour)
def test_any_colour_becomes_legible_or_is_refused_with_a_reason(colour):
    try:
        made = ramp(colour)
    except ColourRefusedError as refusal:
        reason = str(refusal)
    else:
        reason = colour
        assert_legible(made)
    assert colour in reason


@given(any_colour)
def test_a_colour_survives_the_way_to_oklch_and_back(colour):
    there_and_back = from_oklch(*to_oklch(colour))
    channels = [(int(colour[i : i + 2], 16), int(there_and_back[i : i + 2], 16)) for i in (1, 3, 5)]
    assert all(abs(before - after) <= 3 for before, after in channels)


def test_a_legible_colour_is_kept_as_it_is():
    made = ramp("#1F5C99")
    assert made.brand == "#1f5c99"
    assert not made.corrected


def test_a_colour_that_is_a_little_too_light_is_darkened():
    made = ramp("#00a651")
    assert made.corrected
    assert to_oklch(made.brand)[2] == pytest.approx(to_oklch("#00a651")[2], abs=0.05)


def test_a_light_yellow_is_refused():
    with pytest.raises(ColourRefusedError, match="terlalu terang"):
        ramp("#ffcc14")


@pytest.mark.parametrize("text", ["", "biru", "#12345", "#1234567", "1f5c99;}body{", "url(x)"])
def test_what_is_not_a_colour_is_refused(text):
    with pytest.raises(ColourRefusedError, match="heksadesimal"):
        agency_css(text)


def test_the_validator_gives_the_reason():
    validate_agency_colour("#1f5c99")
    with pytest.raises(ValidationError, match="terlalu terang"):
        validate_agency_colour("#ffff00")


def test_the_stylesheet_of_an_agency_overrides_the_brand_tokens_only():
    sheet = agency_css("26a")
    assert sheet.startswith(":root{--brand:#2266aa;--brand-strong:#")
    assert sheet.count("--") == 6
    assert sheet.rstrip().endswith("--on-brand:#ffffff}")
