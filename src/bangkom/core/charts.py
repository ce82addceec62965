"""Charts as small SVG, drawn on the server: places in percent, so that they fit any width and need no script."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bangkom.core.formatting import format_number

BAR_HEIGHT = 14


def bar(done: int, whole: int, words: str = "") -> SafeString:
    """A bar filled as far as `done` is of `whole`.

    `words` say it for those who do not see it; without them the words stand beside it and it is hidden from readers.
    """
    spoken = format_html('role="img" aria-label="{}"', words) if words else format_html('aria-hidden="{}"', "true")
    return format_html(
        '<svg class="bar" width="100%" height="{0}" {1}>'
        '<rect class="bar-all" width="100%" height="{0}"/><rect class="bar-done" width="{2}" height="{0}"/></svg>',
        BAR_HEIGHT,
        spoken,
        percent(done, whole),
    )


def bullet(done: int, whole: int, target: float, foreseen: int | None, words: str) -> SafeString:
    """How many of all have it, against where the path to the target asks them to be (a line) and what is foreseen
    for the end (a diamond)."""
    marks = [format_html('<line class="mark-target" x1="{0}" x2="{0}" y1="4" y2="36"/>', percent(target, whole))]
    if foreseen is not None:
        diamond = '<svg x="{}" y="20" overflow="visible"><path class="mark-foreseen" d="M0-9l9 9-9 9-9-9z"/></svg>'
        marks.append(format_html(diamond, percent(foreseen, whole)))
    return format_html(
        '<svg class="bullet" width="100%" height="40" role="img" aria-label="{}"><rect class="bar-all" y="8"'
        ' width="100%" height="24"/><rect class="bar-done" y="8" width="{}" height="24"/>{}</svg>',
        words,
        percent(done, whole),
        joined(marks),
    )


def joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def percent(part: float, whole: int) -> str:
    """A length or place as SVG takes it, between 0% and 100%."""
    share = 100 * min(1.0, max(0.0, part / whole)) if whole else 0
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"


# The drawing of a year: margins in percent of the width, heights in pixels. It has no viewBox, so that it grows with
# the page while its letters keep their size.
LEFT, WIDTH = 1.5, 97.0
TOP, HEIGHT = 26, 176
FULL_HEIGHT = TOP + HEIGHT + 26
HALF = 0.5
# From here on a label stands to the left of its point.
LATE = 0.7
# A place in the drawing: the share of the way that has passed, and how many have it then.
Place = tuple[float, int]


def curve(places: Sequence[Place], whole: int, foreseen: int | None, names: Sequence[str], words: str) -> SafeString:
    """How many of all have it as time goes, against the straight path to all of them.

    `foreseen` is where it leads at the end, drawn dotted; `names` stand under the drawing at equal distance.
    """
    grown = [(0.0, 0), *places]
    parts = [*grid(whole), *names_below(names), line("path-target", (0.0, 0), (1.0, whole), whole)]
    parts += [line("path-done", one, other, whole) for one, other in pairwise(grown)]
    if foreseen is not None:
        parts.append(line("path-foreseen", grown[-1], (1.0, foreseen), whole))
    parts.append(last_label(grown[-1], whole))
    return format_html(
        '<svg class="curve" width="100%" height="{}" role="img" aria-label="{}">{}</svg>',
        FULL_HEIGHT,
        words,
        joined(parts),
    )


def grid(whole: int) -> Iterator[SafeString]:
    """Lines at nobody, half and all, each with its number on the left."""
    for share in (0, HALF, 1):
        yield format_html('<line class="grid" x1="0" x2="100%" y1="{0}" y2="{0}"/>', at_height(share))
        yield format_html('<text x="0" y="{}">{}</text>', at_height(share) - 5, format_number(round(whole * share)))


def names_below(names: Sequence[str]) -> Iterator[SafeString]:
    """The names under the drawing; every second one gives way on narrow screens."""
    for place, name in enumerate(names):
        x = LEFT + WIDTH * (place + HALF) / len(names)
        kind = "month wide" if place % 2 else "month"
        yield format_html('<text class="{}" x="{}%" y="{}">{}</text>', kind, f"{x:.1f}", FULL_HEIGHT - 6, name)


def last_label(place: Place, whole: int) -> SafeString:
    """The present number beside its point."""
    share, value = place
    x, y = at_width(share), at_height(value / whole)
    is_late = share > LATE
    return format_html(
        '<circle class="now" cx="{0}" cy="{1}" r="6"/><text class="now {2}" x="{0}" y="{3}" dx="{4}">{5}</text>',
        x,
        y,
        "before" if is_late else "after",
        y - 10 if y > TOP + HEIGHT * HALF else y + 22,
        -4 if is_late else 4,
        format_number(value),
    )


def line(kind: str, one: Place, other: Place, whole: int) -> SafeString:
    return format_html(
        '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>',
        kind,
        at_width(one[0]),
        at_height(one[1] / whole),
        at_width(other[0]),
        at_height(other[1] / whole),
    )


def at_width(share: float) -> str:
    return f"{LEFT + WIDTH * share:.1f}%"


def at_height(share: float) -> int:
    return round(TOP + HEIGHT * (1 - share))
