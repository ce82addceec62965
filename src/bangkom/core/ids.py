"""Identifiers: UUIDv7 for operations (they sort by time), random text for codes."""

import secrets
import uuid

from uuid6 import uuid7

# Crockford's alphabet: no I, L, O, U, so that a code read aloud or from paper is not mistaken.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> uuid.UUID:
    """A fresh UUIDv7."""
    return uuid.UUID(bytes=uuid7().bytes)


def random_code(characters: int) -> str:
    """Random text of Crockford base32; each character carries 5 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(characters))


def normal_code(typed: str) -> str:
    """A typed code as it is stored: upper case, without separators, look-alikes put right."""
    cleaned = "".join(c for c in typed.upper() if c.isalnum())
    return cleaned.translate(str.maketrans({"O": "0", "I": "1", "L": "1"}))


def grouped(code: str, size: int = 4) -> str:
    """A code in groups for reading: ABCD-EFGH-..."""
    return "-".join(code[i : i + size] for i in range(0, len(code), size))
