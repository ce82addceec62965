"""What is printed fits the paper: PDFs on A4 and F4 (215 x 330 mm) with nothing cut, and the pages of the screen."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PageObject, PdfReader
from tests.access.world import build
from tests.journeys.test_keyboard import MAIN

from bangkom.cohorts.models import Enrolment
from bangkom.cohorts.tests.factories import angkatan
from bangkom.core.ids import new_id
from bangkom.credentials.services import ensure_issued
from bangkom.credentials.tests.factories import cohort as finished_cohort

MM = 72 / 25.4
A4, F4 = (210, 297), (215, 330)
MARGIN_MM = 16  # of pages printed from the browser
EDGE_MM = 5  # what an office printer cannot reach
LONG_NAME = "Dr. H. Muhammad Abdul Rahman Hidayatullah, S.Sos., M.Si."
PEOPLE = 40


@dataclass(frozen=True)
class Words:
    """A piece of text on a page, in millimetres from its lower left corner."""

    text: str
    left: float
    right: float
    bottom: float


@pytest.fixture
def a(db):
    """Forty participants; the longest names of all are among them."""
    a = angkatan(PEOPLE)
    for enrolment in a.enrolments[::10]:
        Enrolment.objects.filter(pk=enrolment.pk).update(name=LONG_NAME)
    return a


@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("f4", F4)])
def test_the_sheet_to_sign_fits_its_paper(a, paper, size):
    of_session = {"slug": a.cohort.slug, "pk": a.sessions[0].pk}
    pages = printed(a.organizer, reverse("cohorts:attendance_sheet", kwargs=of_session), kertas=paper)
    assert len(pages) == 1
    everything = fits(pages[0], size)
    assert everything.count(LONG_NAME) == PEOPLE / 10
    for number in range(1, PEOPLE + 1):
        assert f"{number}." in everything


@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("f4", F4)])
def test_the_recap_fits_its_paper_across(a, paper, size):
    pages = printed(a.organizer, reverse("cohorts:recap_pdf", args=[a.cohort.slug]), kertas=paper)
    everything = "".join(fits(page, size[::-1]) for page in pages)
    assert LONG_NAME.split(",")[0] in everything


def test_the_letters_with_codes_fit(a):
    client = Client()
    client.force_login(a.organizer)
    ids = ",".join(str(each.pk) for each in a.employees[:3])
    asked = {"op_id": new_id(), "pegawai": ids, "bentuk": "pdf"}
    sent = client.post(reverse("cohorts:account_letters"), asked)
    for page in pages_of(sent):
        fits(page, A4)


def test_certificate_and_register_fit(a):
    over = finished_cohort(of=a.cohort.agency)
    passed = Enrolment.objects.create(
        cohort=over, person=a.employees[0].person, agency=over.agency, name=LONG_NAME, number=a.employees[0].number,
        state=Enrolment.State.PASSED,
    )  # fmt: skip
    certificate = ensure_issued(enrolment=passed)
    for name, of in (("download", {"certificate_id": certificate.pk}), ("register_pdf", {"slug": over.slug})):
        for page in printed(a.organizer, reverse(f"credentials:{name}", kwargs=of)):
            width, height = page.mediabox.width / MM, page.mediabox.height / MM
            assert sorted((round(width), round(height))) == list(A4)
            fits(page, (width, height))


def printed(user, address: str, **question: str) -> list[PageObject]:
    client = Client()
    client.force_login(user)
    return pages_of(client.get(address, question))


def pages_of(answer) -> list[PageObject]:
    assert answer["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)).pages


def fits(page: PageObject, size: tuple[float, float]) -> str:
    """All words of a page, after a look that its size is right and none comes nearer to an edge than a printer can."""
    assert (page.mediabox.width / MM, page.mediabox.height / MM) == pytest.approx(size, abs=0.5)
    found = list(words_of(page))
    assert found
    cut = [
        words
        for words in found
        if words.left < EDGE_MM or words.right > size[0] - EDGE_MM or not EDGE_MM < words.bottom < size[1] - EDGE_MM
    ]
    assert not cut
    return page.extract_text()


def words_of(page: PageObject) -> Iterator[Words]:
    """The pieces of text as they are drawn, with the widths of their fonts."""
    found: list[Words] = []
    fonts: dict[int, dict[str, float]] = {}

    def drawn(text: str, shift: list[float], matrix: list[float], font: dict | None, size: float) -> None:
        if not text.strip() or font is None:
            return
        widths = fonts.setdefault(id(font), widths_of(font))
        scale = abs(matrix[0] * shift[0]) * size / MM / 1000
        left = (matrix[4] * shift[0] + shift[4]) / MM
        bottom = (matrix[5] * shift[3] + shift[5]) / MM
        line = text.strip("\n").split("\n")[0]
        found.append(Words(line, left, left + scale * sum(widths.get(each, 0) for each in line), bottom))

    page.extract_text(visitor_text=drawn)
    return iter(found)


def widths_of(font: dict) -> dict[str, float]:
    """How wide each character is, in thousandths of the size: glyphs by their number, characters by /ToUnicode."""
    glyphs: dict[int, float] = {}
    table = iter(font["/DescendantFonts"][0].get_object()["/W"])
    for first in table:
        then = next(table)
        if isinstance(then, list):
            glyphs |= {int(first) + at: float(width) for at, width in enumerate(then)}
        else:
            width = float(next(table))
            glyphs |= dict.fromkeys(range(int(first), int(then) + 1), width)
    return {text: glyphs[glyph] for glyph, text in characters(font) if glyph in glyphs}


def characters(font: dict) -> Iterator[tuple[int, str]]:
    """Which character a glyph stands for."""
    lines = iter(font["/ToUnicode"].get_object().get_data().decode().split("\n"))
    for line in lines:
        if line.endswith("beginbfchar"):
            for pair in islice(lines, int(line.split()[0])):
                glyph, text = pair.replace("<", "").replace(">", "").split()
                yield int(glyph, 16), bytes.fromhex(text).decode("utf-16-be")
        elif line.endswith("beginbfrange"):
            for triple in islice(lines, int(line.split()[0])):
                first, last, text = triple.replace("<", "").replace(">", "").split()
                for glyph in range(int(first, 16), int(last, 16) + 1):
                    yield glyph, chr(int(text, 16) + glyph - int(first, 16))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_no_page_is_wider_than_the_paper(open_page):
    world = build()
    faults = []
    for who in ("learner", "organizer", "leader"):
        page = open_page(user=world.people[who], width=round((A4[0] - 2 * MARGIN_MM) / 25.4 * 96))
        page.emulate_media(media="print")
        for name in MAIN[who]:
            page.goto(reverse(name, kwargs=world.where.get(name, {})))
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                faults.append(f"{name}: {wide} pixels wider than A4 between its margins")
    assert not faults, "\n".join(faults)
