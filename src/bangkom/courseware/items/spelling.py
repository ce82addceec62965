"""Whether two short texts say the same, by rules of tolerance that an author chooses. Pure.

What the eye cannot tell apart never counts: repeated spaces, kinds of quotation marks and dashes, wide letters.
"""

import re
import unicodedata
from collections.abc import Collection

CASE, SPACES, PUNCTUATION, DIACRITICS = "case", "spaces", "punctuation", "diacritics"

ALIKE = str.maketrans(dict.fromkeys("‘’ʼ`´", "'") | dict.fromkeys("“”„", '"') | dict.fromkeys("–—‑−", "-"))
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
# Marks inside a number are part of it: 3,5 is not 35, and -5 is not 5.
OF_NUMBER = re.compile(r"(?<=\d)[.,](?=\d)|(?<![^\s(])-(?=\d)")
# From how many letters on a word may hold one typing error, and two.
ONE_ERROR, TWO_ERRORS = 5, 9


def plain(text: str, ignored: Collection[str] = ()) -> str:
    """The text as it is compared: words with single spaces, without what is ignored."""
    text = unicodedata.normalize("NFKC", text).translate(ALIKE)
    if DIACRITICS in ignored:
        parted = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", "".join(each for each in parted if not unicodedata.combining(each)))
    if CASE in ignored:
        text = text.casefold()
    if PUNCTUATION in ignored:
        text = without_punctuation(text)
    return " ".join(text.split())


def without_punctuation(text: str) -> str:
    """Apostrophes fall out (jum'at), other marks part words (anti-korupsi); those of numbers stay."""
    text = APOSTROPHE.sub("", text)
    kept = {match.start() for match in OF_NUMBER.finditer(text)}
    return "".join(
        each if at in kept or not unicodedata.category(each).startswith("P") else " " for at, each in enumerate(text)
    )


def same(given: str, wanted: str, ignored: Collection[str], *, errors: bool) -> bool:
    """Whether what was given says what is wanted. `errors`: small typing errors are forgiven, more in longer words.

    A word up to four letters must be right, up to eight letters one error is forgiven, above that two; figures must
    always be right. An error is a letter too much, missing, wrong, or two that changed places.
    """
    one, two = plain(given, ignored), plain(wanted, ignored)
    if SPACES in ignored:
        allowed = sum(allowance(word) for word in two.split()) if errors else 0
        return alike(one.replace(" ", ""), two.replace(" ", ""), allowed)
    words, asked = one.split(), two.split()
    if len(words) != len(asked):
        return False
    return all(alike(a, b, allowance(b) if errors else 0) for a, b in zip(words, asked, strict=True))


def allowance(word: str) -> int:
    """How many typing errors a word may hold."""
    letters = sum(each.isalpha() for each in word)
    return (letters >= ONE_ERROR) + (letters >= TWO_ERRORS)


def alike(one: str, two: str, allowed: int) -> bool:
    if one == two or not allowed:
        return one == two
    if figures(one) != figures(two):
        return False
    return abs(len(one) - len(two)) <= allowed and distance(one, two) <= allowed


def figures(text: str) -> list[str]:
    return [each for each in text if each.isdigit()]


def distance(one: str, two: str) -> int:
    """How many letters must be added, removed, replaced or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(two, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and b == one[i - 2]:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]
