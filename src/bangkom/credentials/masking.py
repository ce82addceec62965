"""How much of a name a stranger may read: first letters and titles, enough to know it, too little to take."""

import re

STARS = "****"
# Before the name "Dr.", "Drs.", "Hj."; behind the comma "S.Sos.", "M.Si", "SE". They do not say who it is.
_TITLE = re.compile(r"^(?:[A-Z][A-Za-z]{0,4}\.)+$")
_DEGREE = re.compile(r"^(?:[A-Z][A-Za-z]{0,4}\.)+[A-Z]?[A-Za-z]{0,4},?$|^[A-Z]{2,5},?$")


def masked_name(name: str) -> str:
    """ "Rina Wulandari, S.Sos." becomes "R**** W****, S.Sos."; the stars do not tell how long a name is."""
    person, comma, degrees = name.strip().partition(",")
    words = [word if _is_title(word) else _masked(word) for word in person.split()]
    behind = [word if _DEGREE.match(word) else _masked(word) for word in degrees.split()]
    return " ".join(words) + comma + "".join(f" {word}" for word in behind)


def _is_title(word: str) -> bool:
    # A single letter with a dot is an initial of the name, except the "H." of a haji.
    return bool(_TITLE.match(word)) and (len(word) > 2 or word == "H.")


def _masked(word: str) -> str:
    first = next((letter for letter in word if letter.isalpha()), "")
    return first.upper() + STARS
