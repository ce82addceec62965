"""Kawung, the four-petal figure, drawn by geometry alone: the mark, an engraved frame and a rosette, as SVG.

A drawing is a pure function of its measures (millimetres) and its colours ("#rrggbb"), and is kept once made:
a printed page uses the same few thousand curves for every person of an agency.
"""

from functools import lru_cache
from math import cos, pi, sin

from bangkom.papers.errors import PapersError

ARC = 0.5523  # an arc of 90 degrees as a cubic curve
DIAGONALS = (pi / 4, 3 * pi / 4, 5 * pi / 4, 7 * pi / 4)
UPRIGHT = (0, pi / 2, pi, 3 * pi / 2)

Point = tuple[float, float]


@lru_cache(maxsize=64)
def mark(colour: str) -> str:
    """The mark alone in a square of 10 x 10."""
    return _svg(10, 10, _mark(5, 5, 10, _checked(colour)))


@lru_cache(maxsize=64)
def front_page(*, width: float, height: float, brand: str, deep: str) -> str:
    """Ornament of a page to frame: a band of engraved petals all around, a pale rosette in the middle."""
    brand, deep = _checked(brand), _checked(deep)
    edge, cell, line = 7.0, 8.1, 1.0
    inner = edge + cell
    parts = [
        _box(edge, edge, width - 2 * edge, height - 2 * edge, f'fill="{mixed(brand, 0.06)}"'),
        _box(inner, inner, width - 2 * inner, height - 2 * inner, 'fill="#ffffff"'),
        _rosette(width / 2, height / 2 - 2, 154, brand),
        _frame(edge, width, height, cell, brand),
        _rule(edge - line, width, height, f'stroke="{deep}" stroke-width=".32"'),
        _rule(inner + line, width, height, f'stroke="{deep}" stroke-width=".18"'),
    ]
    return _svg(width, height, "".join(parts))


@lru_cache(maxsize=64)
def back_page(*, width: float, height: float, brand: str, deep: str) -> str:
    """Ornament of the page behind: one fine rule that stops before a mark in every corner."""
    brand, deep = _checked(brand), _checked(deep)
    edge = 10.0
    corners = [(x, y) for x in (edge, width - edge) for y in (edge, height - edge)]
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="4" fill="#ffffff"/>{_mark(x, y, 6.5, brand)}' for x, y in corners)
    return _svg(width, height, _rule(edge, width, height, f'stroke="{deep}" stroke-width=".18"') + marks)


def mixed(colour: str, share: float) -> str:
    """`colour` thinned with white: `share` 1.0 is the colour itself, 0.0 is white."""
    channels = (int(_checked(colour)[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (value - 255) * share):02x}" for value in channels)


def _checked(colour: str) -> str:
    if len(colour) != 7 or colour[0] != "#" or any(digit not in "0123456789abcdefABCDEF" for digit in colour[1:]):
        raise PapersError(f"not a colour: {colour!r}")
    return colour


def _svg(width: float, height: float, body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">{body}</svg>'


def _box(x: float, y: float, width: float, height: float, look: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" {look}/>'


def _rule(edge: float, width: float, height: float, look: str) -> str:
    return _box(edge, edge, width - 2 * edge, height - 2 * edge, f'fill="none" {look}')


def _petal(x: float, y: float, angle: float, length: float, width: float) -> str:
    """An ellipse that begins at (x, y) and points along `angle`."""
    c, s, a, b = cos(angle), sin(angle), length / 2, width / 2

    def at(along: float, across: float) -> str:
        return f"{x + along * c - across * s:.3f} {y + along * s + across * c:.3f}"

    return (
        f"M{at(0, 0)}C{at(0, b * ARC)} {at(a - a * ARC, b)} {at(a, b)}"
        f"C{at(a + a * ARC, b)} {at(length, b * ARC)} {at(length, 0)}"
        f"C{at(length, -b * ARC)} {at(a + a * ARC, -b)} {at(a, -b)}"
        f"C{at(a - a * ARC, -b)} {at(0, -b * ARC)} {at(0, 0)}Z"
    )


def _mark(x: float, y: float, size: float, colour: str) -> str:
    """Four full petals around (x, y) that leave a small light in the middle."""
    gap = 0.055 * size
    petals = (_petal(x + gap * cos(t), y + gap * sin(t), t, 0.6 * size, 0.27 * size) for t in DIAGONALS)
    return f'<path fill="{colour}" d="{"".join(petals)}"/>'


def _lens(start: Point, end: Point, pairs: int = 4) -> str:
    """What two overlapping circles of the kawung share, engraved as `pairs` of lines from start to end."""
    (px, py), (qx, qy) = start, end
    dx, dy = qx - px, qy - py
    lines = []
    for bulge in (side * 0.34 * (i + 0.5) / pairs for i in range(pairs) for side in (1, -1)):
        first = f"{px + dx * 0.27 - dy * bulge:.3f} {py + dy * 0.27 + dx * bulge:.3f}"
        second = f"{px + dx * 0.73 - dy * bulge:.3f} {py + dy * 0.73 + dx * bulge:.3f}"
        lines.append(f"M{px:.3f} {py:.3f}C{first} {second} {qx:.3f} {qy:.3f}")
    return "".join(lines)


def _frame(edge: float, width: float, height: float, cell: float, colour: str) -> str:
    """Squares of about `cell` along four sides, a lens on both diagonals of each; marks in the corners."""
    lines = []
    for long, short, turned in ((width, height, False), (height, width, True)):
        count = round((long - 2 * (edge + cell)) / cell)
        step = (long - 2 * (edge + cell)) / count
        for near in (edge, short - edge - cell):
            for i in range(count):
                here, there = edge + cell + i * step, edge + cell + (i + 1) * step
                for a, b in (((here, near), (there, near + cell)), ((here, near + cell), (there, near))):
                    lines.append(_lens(a[::-1], b[::-1]) if turned else _lens(a, b))
    centres = [edge + cell / 2, width - edge - cell / 2], [edge + cell / 2, height - edge - cell / 2]
    corners = "".join(_mark(x, y, cell, colour) for x in centres[0] for y in centres[1])
    return f'<path fill="none" stroke="{colour}" stroke-width=".075" d="{"".join(lines)}"/>{corners}'


def _rosette(x: float, y: float, size: float, colour: str, rings: int = 16) -> str:
    """Nested petals of growing size, upright and diagonal, interlaced and pale enough to write on."""
    lines = []
    for share in (i / rings for i in range(3, rings + 1)):
        lines += [_petal(x, y, angle, size / 2 * share, size * 0.30 * share) for angle in DIAGONALS]
        lines += [_petal(x, y, angle, size * 0.37 * share, size * 0.235 * share) for angle in UPRIGHT]
    return f'<path fill="none" stroke="{mixed(colour, 0.22)}" stroke-width=".11" d="{"".join(lines)}"/>'
