import re
from xml.etree import ElementTree

import pytest

from bangkom.papers import kawung
from bangkom.papers.errors import PapersError

A4 = {"width": 297, "height": 210, "brand": "#1f5c99", "deep": "#173f69"}


@pytest.mark.parametrize("drawing", [kawung.front_page(**A4), kawung.back_page(**A4), kawung.mark("#1f5c99")])
def test_a_drawing_is_well_formed_and_carries_the_agencys_colour(drawing):
    root = ElementTree.fromstring(drawing)
    assert root.tag.endswith("svg")
    assert "#1f5c99" in drawing


def test_the_frame_stays_on_the_page():
    numbers = [float(n) for n in re.findall(r"-?\d+\.\d{3}", kawung.front_page(**A4))]
    assert min(numbers) > 0
    assert max(numbers) < 297


def test_a_drawing_is_made_once_for_a_colour():
    assert kawung.front_page(**A4) is kawung.front_page(**A4)


@pytest.mark.parametrize("colour", ["red", "#12345", '#1f5c9"', "url(#x)"])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(PapersError, match="not a colour"):
        kawung.mark(colour)


def test_a_thinned_colour_goes_towards_white():
    assert kawung.mixed("#1f5c99", 1) == "#1f5c99"
    assert kawung.mixed("#1f5c99", 0) == "#ffffff"
