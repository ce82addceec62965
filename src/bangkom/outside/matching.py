"""Who of a group is meant by a number and a name as another platform wrote them. Pure.

A number that Excel or a hand has damaged is never believed by itself, nor a name that is only alike: what is not plain
comes out as a doubt with its candidates, for a person to decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum

from bangkom.people import nip

ALIKE = 0.85  # of difflib's ratio: one or two letters differ in a name of usual length
MOST_CANDIDATES = 4


class Number(StrEnum):
    """How a written number stands to one that a person holds."""

    NONE = "none"
    EXACT = "exact"
    DAMAGED = "damaged"
    OTHER = "other"


class Name(StrEnum):
    """How a written name stands to a person's."""

    NONE = "none"
    EQUAL = "equal"
    NEAR = "near"
    OTHER = "other"


@dataclass(frozen=True)
class Member:
    """Somebody of the group: a key of the caller's, the name, and all numbers ever held."""

    key: int
    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """The member meant (`sure`), or those it may be (`candidates`); `codes` say what is noteworthy."""

    sure: int | None = None
    candidates: tuple[int, ...] = ()
    codes: tuple[str, ...] = field(default=())


class Matcher:
    """Finds members of one group. `crowded`: names that the list itself shows more than once without a number.

    A list may be of the whole nation, the group of forty: what is cheap is asked first.
    """

    def __init__(self, members: Iterable[Member], crowded: Iterable[str] = ()) -> None:
        self.members = list(members)
        self.names = {member.key: bare_name(member.name) for member in self.members}
        self.crowded = {bare_name(name) for name in crowded}
        self.holders: dict[str, list[int]] = {}
        self.bearers: dict[tuple[str, ...], list[int]] = {}
        for member in self.members:
            self.bearers.setdefault(_words(self.names[member.key]), []).append(member.key)
            for number in set(member.numbers):
                self.holders.setdefault(number, []).append(member.key)

    def find(self, number: str, name: str) -> Found:
        bare = bare_name(name)
        equal = self.bearers.get(_words(bare), []) if bare else []
        if exact := self.holders.get(digits_of(number)):
            return self._by_number(exact, bare, equal)
        if damaged := self._damaged(number):
            return self._by_remains(damaged, bare, equal)
        if is_whole_number(number):
            return _doubt(equal, "number_other") if equal else Found(codes=("not_participant",))
        if holds_digits(number):
            alike = [*equal, *self._near(bare)]
            return _doubt(alike, "number_unreadable") if alike else Found(codes=("not_participant",))
        return self._by_name(bare, equal)

    def _by_number(self, exact: list[int], bare: str, equal: list[int]) -> Found:
        relation = compare_bare(bare, self.names[exact[0]])
        if len(exact) > 1 or relation == Name.OTHER:
            return _doubt([*exact, *equal], "name_other")
        return Found(sure=exact[0], codes=("name_near",) if relation == Name.NEAR else ())

    def _by_remains(self, damaged: list[int], bare: str, equal: list[int]) -> Found:
        """What is left of a number, and the name: together they may say who it is."""
        both = [key for key in damaged if key in equal]
        if len(both) == 1:
            return Found(sure=both[0], codes=("number_damaged",))
        if len(damaged) > MOST_CANDIDATES:  # 1,99E+17 says nothing by itself
            damaged = [key for key in self._near(bare) if key in damaged]
        candidates = [*equal, *damaged]
        return _doubt(candidates, "number_damaged") if candidates else Found(codes=("number_damaged",))

    def _by_name(self, bare: str, equal: list[int]) -> Found:
        if not bare:
            return Found(codes=("nobody_named",))
        if len(equal) == 1 and bare not in self.crowded:
            return Found(sure=equal[0], codes=("by_name",))
        if equal:
            return _doubt(equal, "name_shared")
        near = self._near(bare)
        return _doubt(near, "name_near") if near else Found(codes=("not_participant",))

    def _damaged(self, number: str) -> list[int]:
        if not holds_digits(number):
            return []
        return [m.key for m in self.members if compare_numbers(number, m.numbers) == Number.DAMAGED]

    def _near(self, bare: str) -> list[int]:
        """Whose name is alike, the likest first."""
        keys = [key for key, name in self.names.items() if bare and compare_bare(bare, name) == Name.NEAR]
        return sorted(keys, key=lambda key: -_ratio(bare, self.names[key]))


def _doubt(keys: Iterable[int], code: str) -> Found:
    return Found(candidates=tuple(dict.fromkeys(keys))[:MOST_CANDIDATES], codes=(code,))


def _words(bare: str) -> tuple[str, ...]:
    return tuple(sorted(bare.split()))


# --- numbers ------------------------------------------------------------------------------------------------------

_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?\s*[eE]\s*\+?\s*(\d+)")
_FRACTION = re.compile(r"(\d{15,})[.,]0+")
_EXACT_DIGITS = 15  # what Excel keeps of a number
FEWEST_DIGITS = 8  # fewer are no number of a civil servant, but a user name or a place in the list


def digits_of(written: str) -> str:
    """The digits of a number as written, without the marks and words around it."""
    plain = nip.normalise(written)
    if fraction := _FRACTION.fullmatch(written.strip().lstrip("'")):
        plain = fraction.group(1)
    return re.sub(r"^\D+|\D+$", "", plain)


def unspaced(written: str) -> str:
    return re.sub(r"\s|^['’‘`´]+", "", written)


def holds_digits(written: str) -> bool:
    return len(digits_of(written)) >= FEWEST_DIGITS or bool(_SCIENTIFIC.fullmatch(unspaced(written)))


def is_whole_number(written: str) -> bool:
    """Whether this reads as a civil servant's number, whoever's."""
    try:
        nip.read_nip(digits_of(written))
    except nip.NipRefused:
        return False
    return True


def compare_numbers(written: str, held: Iterable[str]) -> Number:
    """The best relation between a written number and those a person holds or held."""
    if not holds_digits(written):
        return Number.NONE
    relations = {_compare(written, number) for number in held}
    for relation in (Number.EXACT, Number.DAMAGED):
        if relation in relations:
            return relation
    return Number.OTHER


def _compare(written: str, number: str) -> Number:
    digits = digits_of(written)
    if digits == number:
        return Number.EXACT
    if found := _SCIENTIFIC.fullmatch(unspaced(written)):
        return Number.DAMAGED if _rounds_to(number, *found.groups()) else Number.OTHER
    if not digits.isdecimal():
        return Number.OTHER
    rounded = digits.endswith("000") and len(digits) == len(number) and digits[:_EXACT_DIGITS] == number[:_EXACT_DIGITS]
    return Number.DAMAGED if rounded or is_one_slip(digits, number) else Number.OTHER


def _rounds_to(number: str, whole: str, places: str | None, exponent: str) -> bool:
    """Whether 1,97805E+17 can be what a program made of this number: rounded or cut off."""
    if int(exponent) != len(number) - 1:
        return False
    unit = Decimal(10) ** (int(exponent) - len(places or ""))
    return abs(Decimal(number) - Decimal(whole + (places or "")) * unit) < unit


def is_one_slip(written: str, number: str) -> bool:
    """One digit missing, too many, or wrong, or two neighbours exchanged."""
    if len(written) == len(number):
        wrong = [at for at in range(len(number)) if written[at] != number[at]]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            return written[wrong[0]] == number[wrong[1]] and written[wrong[1]] == number[wrong[0]]
        return len(wrong) == 1
    longer, shorter = sorted((written, number), key=len, reverse=True)
    if len(longer) != len(shorter) + 1:
        return False
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


# --- names --------------------------------------------------------------------------------------------------------

_TITLE_WORDS = """
    h hj hjh kh drs dra dr drg ir prof ns apt ust rr se sh st sp si sos ssos skom ssi ssit spd spdi sag sip sap sak skm
    skep sked sstp sstpi shum sikom spsi ssn stp sthi mm mh msi mpd mkom mkes map mak mt msc mhum mikom amd amdkep
    amdkeb ama amak phd
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_MUHAMMAD = frozenset(("m", "md", "moh", "mohd", "muh", "mhd", "moch", "muhammad", "muhamad", "mohammad", "mohamad"))


def bare_name(name: str) -> str:
    """A name for comparing: without titles, marks and accents. "Hj. Umi Fauziah, S.Sos." -> "umi fauziah"."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = [word for word in plain.split(",")[0].split() if _letters(word) not in _TITLES]
    parts = " ".join(re.sub(r"['’‘`´]", "", word) for word in words).replace(".", " ").replace("-", " ").split()
    return " ".join(part for part in map(_letters, parts) if part)


def _letters(word: str) -> str:
    return re.sub(r"[^a-z]", "", word)


def compare_names(written: str, known: str) -> Name:
    """Equal whatever the titles and the order of words; near where letters, initials or words differ a little."""
    return compare_bare(bare_name(written), bare_name(known))


def compare_bare(first: str, second: str) -> Name:
    """The same for names that are bare already."""
    if not first or not second:
        return Name.NONE
    if _words(first) == _words(second):
        return Name.EQUAL
    return Name.NEAR if is_near(first, second) else Name.OTHER


def is_near(first: str, second: str) -> bool:
    """Whether two bare names may be of one person."""
    one, other = _without_muhammad(first), _without_muhammad(second)
    if one.replace(" ", "") == other.replace(" ", "") and one:
        return True
    a, b = one.split(), other.split()
    if len(a) == len(b) > 1 and all(
        x == y or (1 in {len(x), len(y)} and x[0] == y[0]) for x, y in zip(a, b, strict=True)
    ):
        return True
    shorter, longer = sorted((first.split(), second.split()), key=len)
    if len(shorter) > 1 and set(shorter) <= set(longer):
        return True
    return _may_be_alike(first, second) and _ratio(first, second) >= ALIKE


def _same_or_initial(first: str, second: str) -> bool:
    return first == second or (1 in {len(first), len(second)} and first[0] == second[0])


def _without_muhammad(name: str) -> str:
    """The first Muhammad is written in many ways, or left out."""
    words = name.split()
    return " ".join(words[1:]) if len(words) > 1 and words[0] in _MUHAMMAD else name


def _ratio(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _may_be_alike(first: str, second: str) -> bool:
    """A bound from above, cheap to compute: the lengths, then the letters whatever their order."""
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE
