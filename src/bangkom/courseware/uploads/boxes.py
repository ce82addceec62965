"""MP4 and M4A: boxes within boxes. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .verdict import NotTaken

# QuickTime's own brand is left out: few Android phones play it.
BRANDS = {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1", b"dash"}
BRANDS |= {b"M4A ", b"M4B ", b"M4V ", b"MSNV", b"3gp4", b"3gp5", b"3gp6", b"av01", b"vp09"}
AT_TOP = {b"ftyp", b"moov", b"moof", b"mdat", b"free", b"skip", b"wide", b"uuid", b"sidx", b"mfra", b"styp", b"udta"}
AT_TOP |= {b"meta", b"emsg", b"prft", b"pdin", b"ssix"}
MOST_BOXES = 20_000


@dataclass
class Film:
    """What the boxes say. Codecs by their four letters; seconds and points, 0 where unknown."""

    seconds: int = 0
    width: int = 0
    height: int = 0
    has_video: bool = False
    pictures: set[str] = field(default_factory=set)
    sound: set[str] = field(default_factory=set)


def read(content: bytes) -> Film:
    """The tracks of a file whose boxes fill it from first to last byte. Raises NotTaken: other_kind, damaged."""
    top = list(walk(content, 0, len(content)))
    kinds = [kind for kind, _start, _end in top]
    if kinds[:1] != [b"ftyp"] or content[8:12] not in BRANDS or not set(kinds) <= AT_TOP:
        raise NotTaken("other_kind")
    if b"moov" not in kinds or not {b"mdat", b"moof"} & set(kinds):
        raise NotTaken("damaged")
    film = Film()
    for kind, start, end in top:
        if kind == b"moov":
            _movie(content, start, end, film)
    return film


def walk(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of what each box holds. Raises NotTaken where a box is longer than what is there."""
    seen = 0
    while start < end:
        size, head = int.from_bytes(content[start : start + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(content[start + 8 : start + 16], "big"), 16
        elif size == 0:
            size = end - start
        seen += 1
        if size < head or start + size > end or seen > MOST_BOXES:
            raise NotTaken("damaged")
        yield content[start + 4 : start + 8], start + head, start + size
        start += size


def _movie(content: bytes, start: int, end: int, film: Film) -> None:
    for kind, inside, until in walk(content, start, end):
        if kind == b"mvhd":
            film.seconds = _length(content[inside:until])
        elif kind == b"trak":
            _track(content, inside, until, film)


def _length(header: bytes) -> int:
    """Seconds, from the number of units and the units of a second."""
    long = header[:1] == b"\x01"
    unit = int.from_bytes(header[20:24] if long else header[12:16], "big")
    units = int.from_bytes(header[24:32] if long else header[16:20], "big")
    unknown = units in (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF)
    return 0 if unknown or not unit else units // unit


def _track(content: bytes, start: int, end: int, film: Film) -> None:
    handler, size, codec = b"", (0, 0), ""
    pending = [(start, end)]
    while pending:
        for kind, inside, until in walk(content, *pending.pop()):
            match kind:
                case b"mdia" | b"minf" | b"stbl":
                    pending.append((inside, until))
                case b"tkhd":
                    size = tuple(int.from_bytes(content[until - at : until - at + 2], "big") for at in (8, 4))
                case b"hdlr":
                    handler = handler or content[inside + 8 : inside + 12]
                case b"stsd":
                    codec = content[inside + 12 : inside + 16].decode("ascii", "replace")
    if handler == b"vide":
        film.has_video = True
        film.pictures.add(codec)
        film.width, film.height = size
    elif handler == b"soun":
        film.sound.add(codec)
