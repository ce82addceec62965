"""Charts as small SVG, drawn on the server: rectangles in percent, so that they fit any width and need no script."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

BAR_HEIGHT = 14


def bar(done: int, whole: int, longest: int, words: str = "") -> SafeString:
    """A bar as long as `whole` is of `longest`, filled as far as `done`.

    `words` say it for those who do not see it; without them the words stand beside it and it is hidden from readers.
    """
    spoken = format_html('role="img" aria-label="{}"', words) if words else format_html('aria-hidden="{}"', "true")
    length = 100 * whole / longest if longest else 0
    filled = 100 * done / longest if longest else 0
    return format_html(
        '<svg class="bar" width="100%" height="{0}" {1}>'
        '<rect class="bar-all" width="{2}%" height="{0}"/><rect class="bar-done" width="{3}%" height="{0}"/></svg>',
        BAR_HEIGHT,
        spoken,
        f"{length:.2f}".rstrip("0").rstrip("."),
        f"{filled:.2f}".rstrip("0").rstrip("."),
    )


def longest(wholes: Sequence[int]) -> int:
    return max(wholes, default=0)
