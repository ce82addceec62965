"""QR codes as SVG text, for pages and for print."""

import io

import segno


def qr_svg(text: str, *, dark: str = "#111417", border: int = 0) -> str:
    """`text` as a QR code of medium error correction, quiet zone of `border` modules (scanners want 4)."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=border, dark=dark, xmldecl=False, omitsize=True, nl=False
    )
    return out.getvalue().decode()
