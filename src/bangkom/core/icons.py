"""The icons: our own plain geometry on a 24 x 24 grid, drawn with one stroke width. Always shown beside words."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_PATHS = {
    "home": "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
    "book": "M12 6c-2-1.5-5-2-8-2v14c3 0 6 .5 8 2 2-1.5 5-2 8-2V4c-3 0-6 .5-8 2zm0 0v14",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8.5 3v5M15.5 3v5",
    "record": "M5 3h10l4 4v14H5zM15 3v4h4M8.5 12h7M8.5 16h7",
    "check": "M5 12.5l5 5L19.5 7",
    "cross": "M6 6l12 12M18 6L6 18",
    "alert": "M12 3.5L22 20.5H2zM12 10v5M12 17.6v.4",
    "info": "M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v6M12 7.5v.4",
    "help": "M12 3a9 9 0 100 18 9 9 0 000-18zM9.3 9.6c.2-3.4 5.6-3.2 5.4.2 0 2-2.7 2-2.7 4.2M12 16.9v.4",
    "right": "M5 12h14M13 6l6 6-6 6",
    "left": "M19 12H5M11 6l-6 6 6 6",
    "down": "M6 9.5l6 6 6-6",
    "search": "M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.3 15.3L21 21",
    "download": "M12 3v12M6.5 10L12 15.5 17.5 10M4 20.5h16",
    "upload": "M12 16V4M6.5 9L12 3.5 17.5 9M4 20.5h16",
    "print": "M7 8V3h10v5M7 17H4V8h16v9h-3M7 13.5h10V21H7z",
    "copy": "M8.5 8.5H20V21H8.5zM15.5 8.5V3H4v12.5h4.5",
    "person": "M12 3.5a4 4 0 100 8 4 4 0 000-8zM4 21c.5-9 15.5-9 16 0",
    "people": "M9 4.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM2 20c.5-8 13.5-8 14 0M15.5 4.8a3.5 3.5 0 010 6.5"
    "M17.5 14.3c2.7.6 4.3 2.5 4.5 5.7",
    "bell": "M6 17V11a6 6 0 0112 0v6l2 1.5H4zM10 21h4",
    "menu": "M4 6.5h16M4 12h16M4 17.5h16",
    "qr": "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5M20 14v2.5M14 20v-2.5M17.5 20H20",
    "clock": "M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5.5l3.5 2",
    "exit": "M13 4H5v16h8M10 12h11M16.5 7.5L21 12l-4.5 4.5",
}
NAMES = tuple(_PATHS)


def icon(name: str) -> SafeString:
    """One icon as inline SVG, hidden from screen readers. Raises KeyError for a name that is not drawn."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', _PATHS[name])


# The shapes of the states: each differs in form, so that a tag reads without its colour.
_SHAPES = {
    "neutral": '<circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "info": '<circle cx="5" cy="5" r="4.25"/>',
    "warning": '<path d="M5 .5L9.8 9.5H.2z"/>',
    "success": '<path d="M1 5.3L4 8.3 9.2 1.8" fill="none" stroke="currentColor" stroke-width="2"/>',
    "error": '<path d="M1.5 1.5l7 7m0-7l-7 7" fill="none" stroke="currentColor" stroke-width="2"/>',
}
KINDS = tuple(_SHAPES)


def shape(kind: str) -> SafeString:
    """The small mark of a state (`neutral info warning success error`), hidden from screen readers."""
    return mark_safe(  # noqa: S308 - constants of this module
        f'<svg class="shape" viewBox="0 0 10 10" aria-hidden="true" fill="currentColor">{_SHAPES[kind]}</svg>'
    )
