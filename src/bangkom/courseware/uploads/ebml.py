"""WebM: elements within elements. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from .verdict import NotTaken

MAGIC = b"\x1a\x45\xdf\xa3"
DOC_TYPE, SEGMENT, INFO, SCALE, DURATION = 0x4282, 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
TRACKS, TRACK, CODEC, VIDEO, WIDTH, HEIGHT = 0x1654AE6B, 0xAE, 0x86, 0xE0, 0xB0, 0xBA
CODECS = {"V_VP8", "V_VP9", "V_AV1", "A_OPUS", "A_VORBIS"}
MOST_ELEMENTS = 100_000
NANOSECONDS = 1_000_000_000
USUAL_SCALE = 1_000_000


@dataclass
class Film:
    """Seconds and points; 0 where unknown."""

    seconds: int = 0
    width: int = 0
    height: int = 0


def read(content: bytes) -> Film:
    """What a WebM says of itself. Raises NotTaken: other_kind, codec, damaged."""
    top = list(walk(content, 0, len(content)))
    if len(top) != 2 or top[1][0] != SEGMENT:
        raise NotTaken("other_kind")
    head = {kind: content[start:end] for kind, start, end in walk(content, *top[0][1:])}
    if head.get(DOC_TYPE, b"").rstrip(b"\0") != b"webm":
        raise NotTaken("other_kind")
    film = Film()
    for kind, start, end in walk(content, *top[1][1:]):
        if kind == INFO:
            film.seconds = _length({inner: content[at:stop] for inner, at, stop in walk(content, start, end)})
        elif kind == TRACKS:
            for inner, at, stop in walk(content, start, end):
                if inner == TRACK:
                    _track(content, at, stop, film)
    return film


def walk(content: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of what each element holds; one of unknown length reaches to the end."""
    seen = 0
    while start < end:
        kind, length = _number(content, start, end, keep_mark=True)
        start += length
        size, length = _number(content, start, end, keep_mark=False)
        start += length
        until = end if size < 0 else start + size
        seen += 1
        if until > end or seen > MOST_ELEMENTS:
            raise NotTaken("damaged")
        yield kind, start, until
        start = until


def _number(content: bytes, at: int, end: int, *, keep_mark: bool) -> tuple[int, int]:
    """A number whose first bits tell its length in bytes; -1 for a length that the writer did not know."""
    if at >= end or not content[at]:
        raise NotTaken("damaged")
    length = 9 - content[at].bit_length()
    if at + length > end or (keep_mark and length > 4):
        raise NotTaken("damaged")
    number = int.from_bytes(content[at : at + length], "big")
    if keep_mark:
        return number, length
    bare = number & ~(1 << 7 * length)
    return (-1 if bare == (1 << 7 * length) - 1 else bare), length


def _length(info: dict[int, bytes]) -> int:
    scale = int.from_bytes(info.get(SCALE, b""), "big") or USUAL_SCALE
    raw = info.get(DURATION, b"")
    if len(raw) not in (4, 8):
        return 0
    units = struct.unpack(">f" if len(raw) == 4 else ">d", raw)[0]
    seconds = units * scale / NANOSECONDS
    return int(seconds) if 0 < seconds < 1e6 else 0


def _track(content: bytes, start: int, end: int, film: Film) -> None:
    for kind, at, stop in walk(content, start, end):
        if kind == CODEC and content[at:stop].rstrip(b"\0").decode("ascii", "replace") not in CODECS:
            raise NotTaken("codec")
        if kind == VIDEO:
            size = {inner: int.from_bytes(content[a:b], "big") for inner, a, b in walk(content, at, stop)}
            film.width, film.height = size.get(WIDTH, 0), size.get(HEIGHT, 0)
