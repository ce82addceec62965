"""QR codes as SVG, for pages and for print."""

import io
from itertools import groupby

import segno


def qr_svg(text: str, *, dark: str = "#111417", border: int = 0) -> str:
    """`text` as a QR code of medium error correction, quiet zone of `border` modules (scanners want 4)."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=border, dark=dark, xmldecl=False, omitsize=True, nl=False
    )
    return out.getvalue().decode()


def qr_path(text: str) -> tuple[int, str]:
    """`text` as a QR code for a page that draws the `<svg>` itself: its side in modules, the path of the dark ones."""
    rows = segno.make(text, error="m", micro=False).matrix
    runs = []
    for y, row in enumerate(rows):
        x = 0
        for is_dark, modules in groupby(row):
            length = len(list(modules))
            if is_dark:
                runs.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return len(rows), "".join(runs)
