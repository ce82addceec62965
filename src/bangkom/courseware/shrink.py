"""The process that opens strangers' pictures: `python -m bangkom.courseware.shrink [bytes] < picture > result`.

It limits itself, decodes, drops everything but the pixels (place, camera, names), and writes one line of JSON
({"width", "height"} or {"refused": code}) followed by a WebP of at most that many bytes (40 KB unless said) where that
can be read. No Django here.
"""

from __future__ import annotations

import io
import json
import resource
import sys

from PIL import Image, ImageOps

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
MOST_PIXELS = 24_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
TARGET_BYTES = 40 * 1024
FEW_COLOURS = 4096  # a drawing, not a photograph
WIDTHS = (1280, 1040, 840, 680)
QUALITIES = (80, 70, 60, 50)


class Refused(Exception):
    """The picture is not taken; the code says why."""


def main() -> None:
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    content, said = b"", {}
    try:
        picture = opened(sys.stdin.buffer.read())
        content, picture = smallest(picture, int(sys.argv[1]) if sys.argv[1:] else TARGET_BYTES)
        said = {"width": picture.width, "height": picture.height}
    except Refused as refused:
        said = {"refused": str(refused)}
    except Exception:  # a decoder's failure of any kind means the same to the author
        said = {"refused": "damaged"}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)


def opened(content: bytes) -> Image.Image:
    """The picture upright, in plain colours on white, not wider than needed. Size is judged before decoding."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit below refuses, where Pillow only warns
    picture = Image.open(io.BytesIO(content), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused("too_many_pixels")
    picture.draft("RGB", (2 * WIDTHS[0], 2 * WIDTHS[0]))
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((WIDTHS[0], 4 * WIDTHS[0]))
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return picture.convert("RGB")


def smallest(picture: Image.Image, target: int = TARGET_BYTES) -> tuple[bytes, Image.Image]:
    """Drawings without loss where that fits; else the widest and best that fits; else the smallest there is."""
    if picture.getcolors(FEW_COLOURS):
        exact = encoded(picture, lossless=True)
        if len(exact) <= target:
            return exact, picture
    for width in [picture.width, *(each for each in WIDTHS if each < picture.width)]:
        shown = picture.copy()
        shown.thumbnail((width, 4 * width))
        for quality in QUALITIES:
            content = encoded(shown, quality=quality)
            if len(content) <= target:
                return content, shown
    return content, shown


def encoded(picture: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", method=4, **options)
    return out.getvalue()


if __name__ == "__main__":
    main()
