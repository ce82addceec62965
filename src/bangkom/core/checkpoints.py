"""Signed checkpoints (titik periksa): keys, signatures and the small file in which they are kept elsewhere.

The private key (Ed25519) lies in BANGKOM_HOME/keys, readable by the installation only; a replaced key leaves its
public half, so that old checkpoints stay provable. Whoever has the file and the key's id, printed on paper say, needs
nothing of this installation to check a signature.
"""

import datetime as dt
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from bangkom.core import clock

if TYPE_CHECKING:
    from bangkom.core.models import Checkpoint

FORMAT = "bangkom-checkpoints-1"
PRIVATE, PUBLIC = ".key", ".pub"


@dataclass(frozen=True)
class Point:
    """What a checkpoint says. `made_at` is an ISO instant in UTC."""

    chain: str
    sequence: int
    hash: str
    made_at: str
    key_id: str

    def spelled(self) -> bytes:
        """The bytes that are signed."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()


def point_of(row: "Checkpoint") -> Point:
    """What a stored checkpoint states, as it was signed."""
    return Point(row.chain, row.sequence, row.hash, row.made_at.astimezone(dt.UTC).isoformat(), row.key_id)


def folder() -> Path:
    return Path(settings.BANGKOM_HOME) / "keys"


def id_of(public: bytes) -> str:
    """The name of a key: the first 16 hexadecimal digits of the digest of its public half."""
    return hashlib.sha256(public).hexdigest()[:16]


def public_of(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _files(ending: str) -> list[Path]:
    """Key files, oldest first: their names begin with the time they were made."""
    return sorted(folder().glob(f"checkpoint-*{ending}"))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def new_key() -> str:
    """Make a key with which everything from now on is signed; of those before only the public half stays. Its id."""
    key = Ed25519PrivateKey.generate()
    public = public_of(key)
    before = _files(PRIVATE)
    name = f"checkpoint-{clock.now():%Y%m%dT%H%M%S%fZ}-{id_of(public)}"
    raw = key.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
    _write(folder() / f"{name}{PUBLIC}", public.hex().encode())
    _write(folder() / f"{name}{PRIVATE}", raw.hex().encode())
    for old in before:
        old.unlink()
    return id_of(public)


def current_key() -> tuple[str, Ed25519PrivateKey]:
    """The key to sign with, and its id; the first one is made here."""
    if not _files(PRIVATE):
        new_key()
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_files(PRIVATE)[-1].read_text()))
    return id_of(public_of(key)), key


def public_keys() -> dict[str, bytes]:
    """Every public key this installation ever signed with, by id."""
    keys = [bytes.fromhex(path.read_text()) for path in _files(PUBLIC)]
    return {id_of(key): key for key in keys}


def sign(point: Point, key: Ed25519PrivateKey) -> str:
    return key.sign(point.spelled()).hex()


def is_signed(point: Point, signature: str, public: bytes) -> bool:
    """Whether the signature is of this key and over exactly these words."""
    if id_of(public) != point.key_id:
        return False
    try:
        _loaded(public).verify(bytes.fromhex(signature), point.spelled())
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=32)
def _loaded(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def as_file(points: list[tuple[Point, str]], names: dict[str, str]) -> str:
    """The file to keep elsewhere: checkpoints with signatures, the public keys, and whose chain is whose (`names`)."""
    used = {point.key_id for point, _signature in points}
    content = {
        "format": FORMAT,
        "keys": {key_id: key.hex() for key_id, key in public_keys().items() if key_id in used},
        "chains": {chain: names.get(chain, "") for chain in sorted({point.chain for point, _signature in points})},
        "points": [asdict(point) | {"signature": signature} for point, signature in points],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def read_file(text: str) -> list[Point]:
    """The checkpoints of such a file, each with a good signature. Raises ValueError naming the first that is bad."""
    content: dict[str, Any] = json.loads(text)
    if content.get("format") != FORMAT:
        raise ValueError("not a file of checkpoints")
    keys = {key_id: bytes.fromhex(key) for key_id, key in content["keys"].items()}
    found = []
    for row in content["points"]:
        signature = row.pop("signature")
        point = Point(**row)
        if point.key_id not in keys or not is_signed(point, signature, keys[point.key_id]):
            raise ValueError(f"chain {point.chain}, sequence {point.sequence}: the signature does not hold")
        found.append(point)
    return found
