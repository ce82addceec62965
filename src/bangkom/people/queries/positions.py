"""Positions with how many hold them, and those that look like doubles of each other."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import SequenceMatcher
from itertools import pairwise

from django.db.models import Count, QuerySet

from bangkom.core.models import Agency, User
from bangkom.core.spreadsheets import normalise_header
from bangkom.people.models import Position

_SHORT = {
    "ka": "kepala",
    "kasi": "kepala seksi",
    "kabid": "kepala bidang",
    "kabag": "kepala bagian",
    "kasubag": "kepala sub bagian",
    "kasubbag": "kepala sub bagian",
    "kasubid": "kepala sub bidang",
    "kasubbid": "kepala sub bidang",
    "subbag": "sub bagian",
    "subbagian": "sub bagian",
    "subbidang": "sub bidang",
    "subbid": "sub bidang",
    "kepeg": "kepegawaian",
    "adm": "administrasi",
    "pelaks": "pelaksana",
}
_WORD = re.compile(r"[a-z0-9]+")
# A word of this length at least may be a misspelling of another; shorter ones differ on purpose.
SHORTEST_MISSPELT = 6
ALIKE = 0.84


def positions_of(user: User, agency: Agency, *, text: str = "", group: str = "") -> QuerySet[Position]:
    """The positions in use of an agency by name, with `holders`: how many employees have one today."""
    found = Position.objects.visible_to(user).in_use().filter(agency=agency)
    for word in text.split():
        found = found.filter(name__icontains=word)
    if group:
        found = found.filter(group=group)
    return found.annotate(holders=Count("employees")).order_by("name", "pk")


def plain_words(name: str) -> tuple[str, ...]:
    """The words of a name without short forms and marks."""
    words = _WORD.findall(normalise_header(name))
    return tuple(part for word in words for part in _SHORT.get(word, word).split())


def likely_doubles(positions: QuerySet[Position]) -> list[list[Position]]:
    """Sets of positions of one group, level and echelon that are written differently only, most used first.

    The same words once short forms are written out, or one long word misspelt. One query; what is not sure is left to
    whoever reads the list.
    """
    sets: dict[tuple, list[Position]] = defaultdict(list)
    for position in positions:
        sets[(position.group, position.level, position.echelon, plain_words(position.name))].append(position)
    keys = sorted(sets, key=lambda key: (key[0], key[1], key[2], len(key[3]), key[3]))
    beside: dict[tuple, list[tuple]] = defaultdict(list)
    for key in keys:
        for at in range(len(key[3])):
            beside[(*key[:3], at, key[3][:at], key[3][at + 1 :])].append(key)
    for near in beside.values():
        for first, second in pairwise(near):
            if first in sets and second in sets and _misspelt(first[3], second[3]):
                sets[first] += sets.pop(second)
    found = [sorted(each, key=lambda one: (-one.holders, one.name)) for each in sets.values() if len(each) > 1]
    return sorted(found, key=lambda each: each[0].name)


def _misspelt(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether the one word in which two names differ looks like the same word."""
    pairs = [(one, other) for one, other in zip(first, second, strict=True) if one != other]
    if len(pairs) != 1:
        return False
    one, other = pairs[0]
    if min(len(one), len(other)) < SHORTEST_MISSPELT or any(map(str.isdigit, one + other)):
        return False
    return SequenceMatcher(None, one, other).ratio() >= ALIKE
