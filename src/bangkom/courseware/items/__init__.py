"""The kinds of questions. A new kind is one module like `single`, and one line here; see the README."""

from bangkom.courseware.items import multiple, short_text, single, true_false
from bangkom.courseware.items.base import BadResponse, Choice, ItemType, Line

ITEM_TYPES: dict[str, ItemType] = {
    "single": single.TYPE,
    "multiple": multiple.TYPE,
    "true_false": true_false.TYPE,
    "short_text": short_text.TYPE,
}

__all__ = ["ITEM_TYPES", "BadResponse", "Choice", "ItemType", "Line"]
