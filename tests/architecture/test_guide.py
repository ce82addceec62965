"""The user guide shows pictures that exist and names buttons that the product has."""

import re

from tests.architecture.source import ROOT
from tests.architecture.texts import used
from tests.guide import MOST_BYTES, picture_names

GUIDE = ROOT / "docs" / "panduan"
PICTURES = GUIDE / "gambar"
PICTURE = re.compile(r"""(?:\]\(|src=")gambar/([\w-]+\.png)""")
LINK = re.compile(r"\]\(([\w-]+\.md)?(?:#([\w-]+))?\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
PLACEHOLDER = re.compile(r"%\(|\{")
# Bold words that are the guide's own, and the name of a format, which is not translated.
OWN = {"tebal", "Yang perlu disiapkan:", "XLSX"}
MOST_OF_ALL = 1_200_000


def pages() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(GUIDE.glob("*.md"))}


def anchors(text: str) -> set[str]:
    """What the headings of a page can be linked by."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in headings}


def test_the_guide_shows_every_picture_and_only_pictures_that_exist():
    named = {name for text in pages().values() for name in PICTURE.findall(text)}
    assert named == {path.name for path in PICTURES.iterdir()} == set(picture_names())


def test_the_pictures_are_small():
    sizes = [path.stat().st_size for path in PICTURES.iterdir()]
    assert max(sizes) <= MOST_BYTES
    assert sum(sizes) <= MOST_OF_ALL


def test_what_the_guide_prints_bold_stands_on_a_page_of_the_product():
    texts = {PLACEHOLDER.split(text.id)[0].strip() for text in used()}
    faults = [
        f"{name}: {words}"
        for name, text in pages().items()
        for words in BOLD.findall(text)
        if words not in OWN and words not in texts
    ]
    assert not faults, "\n".join(faults)


def test_links_between_the_pages_of_the_guide_lead_somewhere():
    known = pages()
    faults = [
        f"{name}: {page}#{anchor}"
        for name, text in known.items()
        for page, anchor in LINK.findall(text)
        if (page or name) not in known or (anchor and anchor not in anchors(known[page or name]))
    ]
    assert not faults, "\n".join(faults)


def test_every_page_of_the_guide_is_reached_from_its_first_page():
    known = pages()
    assert {page for page, _anchor in LINK.findall(known["README.md"])} == set(known) - {"README.md"}
