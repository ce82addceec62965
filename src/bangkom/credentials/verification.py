"""What a file says about itself, without opening it as a PDF: its digest, and codes in plain sight.

A stranger's upload is never parsed. Bytes alone confirm a certificate: one flipped bit and it is not.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bangkom.core.ids import ALPHABET, normal_code

CODE_LENGTH = 16  # 5 bits each: 80 bits
# A certificate is about 0.1 MB; a scanned or re-printed one is seldom larger than this.
LARGEST_UPLOAD = 5 * 1024 * 1024
_MOST_CODES = 5

_CODE = re.compile(rb"(?<![0-9A-Z])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}(?![0-9A-Z])")


class Verdict(StrEnum):
    """What the comparison of an uploaded file with the register says."""

    GENUINE = "genuine"  # the very bytes that were issued
    ALTERED = "altered"  # names a certificate we issued, but the bytes differ
    UNKNOWN = "unknown"  # nothing in it that we know


@dataclass(frozen=True)
class Fingerprint:
    """What is known of an uploaded file: SHA-256 of its bytes, and the codes read in it (normal form)."""

    sha256: str
    codes: tuple[str, ...]


def fingerprint(content: bytes) -> Fingerprint:
    """Digest and codes of a file. Linear in its size; nothing is unpacked or interpreted."""
    found = dict.fromkeys(match.group().decode() for match in _CODE.finditer(content))
    codes = tuple(code for code in map(normal_code, found) if is_code(code))
    return Fingerprint(sha256=hashlib.sha256(content).hexdigest(), codes=codes[:_MOST_CODES])


def compare(file: Fingerprint, *, issued: dict[str, str]) -> tuple[Verdict, str]:
    """The verdict on a file, and the code of the certificate it is about ("" when unknown).

    `issued` maps codes of certificates to the SHA-256 of their PDF: those with the file's digest, and those
    whose codes stand in the file. Only equal bytes confirm, whatever other codes the file names.
    """
    for code, digest in issued.items():
        if digest == file.sha256:
            return Verdict.GENUINE, code
    for code in file.codes:
        if code in issued:
            return Verdict.ALTERED, code
    return Verdict.UNKNOWN, ""


def is_code(code: str) -> bool:
    """Whether text in normal form can be a certificate's code."""
    return len(code) == CODE_LENGTH and all(sign in ALPHABET for sign in code)


def read_upload(chunks: Iterable[bytes], *, limit: int = LARGEST_UPLOAD) -> bytes:
    """The bytes of an upload. Raises ValueError once it is larger than `limit`, whatever size it claimed."""
    parts, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise ValueError("upload too large")
        parts.append(chunk)
    return b"".join(parts)
