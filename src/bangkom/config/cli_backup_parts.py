"""A backup on disk: its parts, their digests, and the manifest that is written last and makes it whole.

manifest.json     what it holds; only a finished backup has one
database          a whole SQLite file, or PostgreSQL's own custom format
media.sha256      digest and path of each stored file, as `sha256sum --check` reads it
media/ab/cd/...   the stored files, named by their digest as in BANGKOM_HOME
keys/, audit/, incoming/   the secret keys, the noted ends of the audit chains, uploads that wait to be read
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bangkom.config.cli_text import Stop

FORMAT = 1
MANIFEST, DATABASE, MEDIA_LIST, UNFINISHED = "manifest.json", "database", "media.sha256", "unfinished"
# Small folders of BANGKOM_HOME that are kept whole, beside database and media.
FOLDERS = ("keys", "audit", "incoming")
PIECE = 2**20
LINE = re.compile(r"([0-9a-f]{64})  media/([0-9a-f]{2})/([0-9a-f]{2})/\1")

Told = Callable[[int, int], None]  # how many of how many files are done


class Damaged(Stop):
    """The folder is no backup that can be trusted; nothing was restored."""


@dataclass(frozen=True)
class Part:
    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Secrets:
    """`outside`: keys that came from the environment and are in no backup."""

    outside: list[str]
    fingerprint: str  # of the key that signs sessions and links


@dataclass(frozen=True)
class Manifest:
    """What a backup holds and how it must be found again."""

    version: str  # of the program
    created_at: str
    vendor: str  # sqlite or postgresql
    parts: list[Part]
    tables: dict[str, int]  # rows of each table
    chains: dict[str, list[Any]]  # the last sealed link: sequence and hash
    migrations: list[list[str]]
    media: dict[str, int]  # files, bytes
    lost: list[str]  # digests that the database names, whose bytes were missing or altered already
    secrets: Secrets
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    def write(self, folder: Path) -> None:
        """Writes and syncs it; from then on the folder is a backup."""
        body = asdict(self)
        part = folder / f"{MANIFEST}.part"
        with part.open("w", encoding="utf-8") as file:
            json.dump({"sha256": _digest_of(body), **body}, file, indent=1, sort_keys=True)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / MANIFEST)

    @staticmethod
    def read(folder: Path) -> "Manifest":
        """Raises Damaged for what is no finished backup, was altered, or has a form that this version does not know."""
        try:
            body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise _no_backup(folder) from None
        except ValueError:
            raise damaged(MANIFEST) from None
        if not isinstance(body, dict) or body.pop("sha256", None) != _digest_of(body):
            raise damaged(MANIFEST)
        if body["format"] != FORMAT:
            raise Damaged(
                f"Cadangan ini dibuat oleh Bangkom {body['version']} dengan bentuk lain. Pulihkan dengan versi itu.",
                "This backup has a form that this version does not know. Restore it with the version that made it.",
            )
        parts, secrets = [Part(**part) for part in body["parts"]], Secrets(**body["secrets"])
        return Manifest(**{**body, "parts": parts, "secrets": secrets})


def _digest_of(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _no_backup(folder: Path) -> Damaged:
    if (folder / UNFINISHED).exists():
        return Damaged(
            f"Cadangan di {folder} tidak selesai dibuat dan tidak dapat dipulihkan. Pilih cadangan lain.",
            "This backup was broken off and cannot be restored. Choose another.",
        )
    inside = sorted(path.parent.name for path in folder.glob(f"*/{MANIFEST}"))
    if inside:
        return Damaged(
            f"{folder} berisi {len(inside)} cadangan. Pilih salah satu, yang terbaru:",
            "This folder holds several backups. Choose one of them; the newest is:",
            str(folder / inside[-1]),
        )
    return Damaged(f"Di {folder} tidak ada cadangan Bangkom.", "There is no backup in this folder.")


def damaged(path: str) -> Damaged:
    return Damaged(
        f"Cadangan rusak: {path} hilang atau isinya berubah. Tidak ada yang dipulihkan. Pilih cadangan lain.",
        "The backup is damaged: this part is missing or was altered. Nothing was restored. Choose another backup.",
    )


# --- copying and checking ------------------------------------------------------------------------------------------


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def measured(path: Path, name: str) -> Part:
    """A file as it is now."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces(path):
        digest.update(piece)
        size += len(piece)
    return Part(name, size, digest.hexdigest())


def copied(source: Path, target: Path, name: str) -> Part:
    """Copies a file, private to this account; the digest is of what was read."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in pieces(source):
            digest.update(piece)
            size += len(piece)
            file.write(piece)
    return Part(name, size, digest.hexdigest())


def media_path(digest: str) -> str:
    return f"media/{digest[:2]}/{digest[2:4]}/{digest}"


def media_line(digest: str) -> str:
    return f"{digest}  {media_path(digest)}\n"


def media_of(folder: Path) -> list[str]:
    """The digests that a backup lists. Raises Damaged for a line that is none."""
    digests = []
    for line in (folder / MEDIA_LIST).read_text(encoding="utf-8").splitlines():
        found = LINE.fullmatch(line)
        if not found or not found[1].startswith(found[2] + found[3]):
            raise damaged(MEDIA_LIST)
        digests.append(found[1])
    return digests


def check(folder: Path, manifest: Manifest, told: Told) -> None:
    """Reads every byte of a backup. Raises Damaged at the first part that is not as it was written."""
    for part in parts_of(folder, manifest):
        if measured(folder / part.path, part.path) != part:
            raise damaged(part.path)
    digests = media_of(folder)
    for done, digest in enumerate(digests, start=1):
        path = media_path(digest)
        if measured(_existing(folder, path), path).sha256 != digest:
            raise damaged(path)
        told(done, len(digests))


def parts_of(folder: Path, manifest: Manifest) -> list[Part]:
    """The parts beside media, after a look whether all are there in their size, which is quick. Raises Damaged."""
    if not {DATABASE, MEDIA_LIST} <= {part.path for part in manifest.parts}:
        raise damaged(MANIFEST)
    for part in manifest.parts:
        if part.path not in (DATABASE, MEDIA_LIST) and not _is_inside(part.path):
            raise damaged(part.path)
        if _existing(folder, part.path).stat().st_size != part.size:
            raise damaged(part.path)
    return manifest.parts


def _is_inside(path: str) -> bool:
    """Whether a path of the manifest stays in one of our folders."""
    words = path.split("/")
    return len(words) > 1 and words[0] in FOLDERS and not {"", ".", ".."} & set(words)


def _existing(folder: Path, path: str) -> Path:
    if not (folder / path).is_file():
        raise damaged(path)
    return folder / path


def remove(path: Path) -> None:
    """Removes a file, or a folder with all it holds; a link to a folder, or a mounted one, stays and is emptied."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
        return
    for inside in list(path.iterdir()):
        if inside.is_dir() and not inside.is_symlink():
            shutil.rmtree(inside)
        else:
            inside.unlink()
    if not path.is_symlink():
        with suppress(OSError):
            path.rmdir()
