"""What an import would change of an employee: field by field, and as kinds that people count."""

from __future__ import annotations

from bangkom.people.exports import ENDED_STATES
from bangkom.people.positions import RANKS

_ORDER = {grade: at for at, grade in enumerate(RANKS)}
_ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"]
_CONTRACT_ORDER = {grade: at for at, grade in enumerate(_ROMAN)}

MOVED, POSITION, PROMOTED, GRADE, ENDED, STATE, STATUS, PERSONAL = (
    "moved",
    "position",
    "promoted",
    "grade",
    "ended",
    "state",
    "status",
    "personal",
)
KINDS = (MOVED, POSITION, PROMOTED, GRADE, ENDED, STATE, STATUS, PERSONAL)

Change = tuple[str, str, str]


def kind_of(change: Change) -> str:
    """The kind of one change, `(field, from, to)`."""
    field, before, after = change
    if field == "unit":
        return MOVED
    if field == "position":
        return POSITION
    if field == "grade":
        return PROMOTED if is_higher(before, after) else GRADE
    if field == "employment_state":
        return ENDED if after in ENDED_STATES else STATE
    return STATUS if field == "status" else PERSONAL


def is_higher(before: str, after: str) -> bool:
    """Whether a grade follows another: III/c after III/b, X after IX; never between the two systems."""
    for order in (_ORDER, _CONTRACT_ORDER):
        if before in order and after in order:
            return order[after] > order[before]
    return False


def kinds_of(changes: list[Change]) -> list[str]:
    """The kinds among changes, each once, in the order in which they are shown."""
    found = {kind_of(change) for change in changes}
    return [kind for kind in KINDS if kind in found]
