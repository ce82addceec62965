"""What may be written in a discussion: how long, in which spelling. Pure."""

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bangkom.core.formatting import format_number

EXPERIENCE = (50, 4000)
REPLY = (10, 1000)
REASON = (10, 200)
# Control marks, halves of characters, unassigned ones, and those that turn the direction of a line.
UNTYPED = {"Cc", "Cf", "Cs", "Cn"}
JOINERS = "\u200c\u200d"  # parts of letters and of emoji


def tidy(text: str) -> str:
    """The text without what nobody typed, its lines without spaces at the end, one empty line between paragraphs."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    kept = ["".join(each for each in line.replace("\t", " ") if is_typed(each)).rstrip() for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def is_typed(each: str) -> bool:
    return each in JOINERS or unicodedata.category(each) not in UNTYPED


def fault_of(text: str, limits: tuple[int, int]) -> str:
    """What is wrong with the length of a tidy text, in words; empty when nothing is."""
    least, most = limits
    if len(text) < least:
        words = ngettext("Tulis sedikitnya %(n)s huruf.", "Tulis sedikitnya %(n)s huruf.", least)
        return words % {"n": format_number(least)}
    if len(text) > most:
        return _("Tulisan ini %(length)s huruf. Pendekkan sampai %(most)s huruf.") % {
            "length": format_number(len(text)),
            "most": format_number(most),
        }
    return ""


def alike(one: str, two: str) -> bool:
    """Whether two texts say the same, letter case and spaces aside."""
    return one.casefold().split() == two.casefold().split()
