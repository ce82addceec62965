"""Captions of a film: WebVTT or SubRip read strictly, and written afresh as WebVTT of times and plain words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .verdict import NotTaken

MOST_BYTES = 512 * 1024
TIME = r"(?:(\d{1,2}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
TIMES = re.compile(rf"^{TIME}\s+-->\s+{TIME}(?:\s.*)?$")
MARK = re.compile(r"<[^>]*>?")


@dataclass(frozen=True)
class Captions:
    """A clean WebVTT file and the words of it, one cue a line."""

    content: bytes
    words: str
    cues: int


def read_captions(content: bytes) -> Captions:
    """Times must follow each other, and each needs words; styles, places and notes are left out.

    Raises NotTaken: too_big, not_captions (no times, or no text file), captions_order.
    """
    if len(content) > MOST_BYTES:
        raise NotTaken("too_big")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise NotTaken("not_captions") from None
    cues, before = [], -1
    for part in re.split(r"\n[ \t]*\n+", text.strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        at = next((n for n, line in enumerate(lines[:2]) if "-->" in line), None)
        if at is None:
            if not cues and not "".join(lines[:1]).startswith(("WEBVTT", "NOTE", "STYLE", "REGION")):
                raise NotTaken("not_captions")
            continue
        start, end = _times(lines[at])
        words = [word for line in lines[at + 1 :] if (word := MARK.sub("", line).strip())]
        if start >= end or start < before:
            raise NotTaken("captions_order")
        if words:
            cues.append((start, end, words))
            before = start
    if not cues:
        raise NotTaken("not_captions")
    made = [f"{_clock(start)} --> {_clock(end)}\n" + "\n".join(map(_escaped, words)) for start, end, words in cues]
    spoken = "\n".join(" ".join(words) for _start, _end, words in cues)
    return Captions(("WEBVTT\n\n" + "\n\n".join(made) + "\n").encode(), spoken, len(cues))


def _times(line: str) -> tuple[int, int]:
    """Both times in milliseconds."""
    found = TIMES.match(line)
    if not found:
        raise NotTaken("not_captions")
    parts = [int(part or 0) for part in found.groups()]
    return _milliseconds(parts[:4]), _milliseconds(parts[4:])


def _milliseconds(parts: list[int]) -> int:
    hours, minutes, seconds, rest = parts
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _clock(moment: int) -> str:
    seconds, rest = divmod(moment, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _escaped(words: str) -> str:
    return words.replace("&amp;", "&").replace("&", "&amp;").replace("<", "&lt;").replace("-->", "--&gt;")
