"""What is said of a file: taken with its facts, or refused with a code."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MIB = 1024 * 1024
# Bytes. An hour of speech at 32 kbit/s is 14 MB; forty minutes of video for phones (240 lines) are 45 MB.
LIMITS = {"file": 10 * MIB, "pdf": 10 * MIB, "audio": 15 * MIB, "video": 50 * MIB}


class NotTaken(Exception):
    """The file is refused as a whole; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Verdict:
    """A file that is taken: what it is, and what a reader wants to know before opening it; 0 where unknown."""

    suffix: str
    content_type: str
    pages: int = 0
    seconds: int = 0
    width: int = 0
    height: int = 0

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self)
