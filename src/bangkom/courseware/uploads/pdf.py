"""Is a PDF whole, readable by everybody and free of what acts by itself? And how many pages has it? Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from bangkom.core.uploads import NotTaken as NotAPaper
from bangkom.core.uploads import kind_of

from .verdict import LIMITS, MIB, NotTaken, Verdict

STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
HEAD_BYTES = 1024  # the dictionary of a stream stands right before it
MOST_UNFOLDED = 64 * MIB
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# Programs, started programs, hidden files, films and forms of the old kind. A signature is none of these.
ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|Movie|Sound|ImportData)(?![A-Za-z0-9])")
LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
PAGE_TREE = re.compile(rb"/Type\s*/Pages(?![A-Za-z])")
COUNT = re.compile(rb"/Count\s+(\d{1,6})")
BRACKETS = re.compile(rb"<<|>>")
MOST_TREE = 64 * 1024
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


def judge_pdf(content: bytes) -> Verdict:
    """A PDF with its number of pages. Raises NotTaken: other_kind, too_big, cut_off, locked, active, unreadable."""
    try:
        if kind_of(content, most=LIMITS["pdf"]).suffix != "pdf":
            raise NotTaken("other_kind")
    except NotAPaper as refused:
        raise NotTaken(refused.code) from None
    if b"PK\x05\x06" in content[content.rfind(b"%%EOF") :]:
        raise NotTaken("other_kind")
    plain = STREAM.sub(b"stream endstream", content)
    parts = [plain, *_object_streams(content)]
    if LOCKED.search(plain):
        raise NotTaken("locked")
    spoken = [ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part) for part in parts]
    if any(ACTIVE.search(part) for part in spoken):
        raise NotTaken("active")
    return Verdict("pdf", "application/pdf", pages=_pages(spoken))


def _object_streams(content: bytes) -> Iterator[bytes]:
    """What newer programs write packed. One that cannot be unpacked could hide anything, so the whole is refused."""
    left = MOST_UNFOLDED
    for found in STREAM.finditer(content):
        head = content[max(0, found.start() - HEAD_BYTES) : found.start()]
        head = head[head.rfind(b" obj") + 1 :]
        if b"/ObjStm" not in ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), head):
            continue
        if LOCKED.search(content):
            raise NotTaken("locked")
        unpacking = zlib.decompressobj()
        try:
            part = unpacking.decompress(found[1], left)
        except zlib.error:
            raise NotTaken("unreadable") from None
        if unpacking.unconsumed_tail:
            raise NotTaken("unreadable")
        left -= len(part)
        yield part


def _pages(parts: list[bytes]) -> int:
    """What the tree of pages says of itself; else the pages that can be counted; 0 where neither can be read."""
    counts = [
        int(count)
        for part in parts
        for written in _dictionaries(part)
        if PAGE_TREE.search(written)
        for count in COUNT.findall(written)
    ]
    return max(counts, default=0) or sum(len(PAGE.findall(part)) for part in parts)


def _dictionaries(part: bytes) -> Iterator[bytes]:
    """The innermost and outer dictionaries, none longer than a large tree of pages."""
    begun: list[int] = []
    for mark in BRACKETS.finditer(part):
        if mark[0] == b"<<":
            begun.append(mark.start())
        elif begun:
            start = begun.pop()
            if mark.end() - start <= MOST_TREE:
                yield part[start : mark.end()]
