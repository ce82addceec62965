"""Is an upload a paper or a picture that we keep? Judged by its bytes, never by its name or the browser's word. Pure.

Nothing is opened or repaired here: the file is kept as it came and given back under the type found here.
"""

from __future__ import annotations

from dataclasses import dataclass

import puremagic

MOST_BYTES = 5 * 1024 * 1024
TAIL = 2048  # a PDF ends with %%EOF, some programs write a little behind it


class NotTaken(ValueError):
    """The file is refused; `code` is empty, too_big, other_kind or cut_off."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Kind:
    """A kind of file: what it begins with, and what its whole must show."""

    suffix: str
    content_type: str
    magic: bytes
    end: bytes
    tail: int | None = None  # how near to the end `end` stands; None: anywhere (phones write notes behind a picture)

    def is_whole(self, content: bytes) -> bool:
        return self.end in (content if self.tail is None else content[-self.tail :])


KINDS = (
    Kind("pdf", "application/pdf", b"%PDF-", b"%%EOF", TAIL),
    Kind("jpg", "image/jpeg", b"\xff\xd8\xff", b"\xff\xd9"),
    Kind("png", "image/png", b"\x89PNG\r\n\x1a\n", b"IEND"),
)


def kind_of(content: bytes, most: int = MOST_BYTES) -> Kind:
    """What a file is: PDF, JPEG or PNG, whole and of at most `most` bytes. Raises NotTaken."""
    if not content:
        raise NotTaken("empty")
    if len(content) > most:
        raise NotTaken("too_big")
    kind = next((each for each in KINDS if content.startswith(each.magic)), None)
    if kind is None or not _second_opinion(content, kind):
        raise NotTaken("other_kind")
    if not kind.is_whole(content):
        raise NotTaken("cut_off")
    return kind


def _second_opinion(content: bytes, kind: Kind) -> bool:
    """Whether a library of file signatures, too, thinks that it may be this kind."""
    try:
        guesses = puremagic.magic_string(content)
    except puremagic.PureError:
        return False
    return any(guess.mime_type == kind.content_type for guess in guesses)
