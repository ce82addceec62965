import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

import bangkom
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event, store_file
from bangkom.courseware.models import Module, Picture

MOST_BYTES = 10 * 1024 * 1024
WALL_SECONDS = 30


@dataclass(frozen=True)
class Shrunk:
    """A checked picture: WebP bytes without any of the file's other contents."""

    content: bytes
    width: int
    height: int


def shrink_picture(content: bytes, *, target: int | None = None) -> Shrunk:
    """Check and re-encode a JPEG, PNG or WebP in a child process. Not in a transaction: it may take seconds.

    `target`: the weight in bytes to stay below where the picture allows it; a lesson's 40 KB unless said.

    Raises `Refused` in plain words for what is too big, damaged or no picture.
    """
    if len(content) > MOST_BYTES:
        raise Refused(_("Berkas ini lebih besar dari 10 MB. Kecilkan dulu, lalu unggah lagi."), "too_big")
    source_root = Path(bangkom.__file__).parent.parent
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-P", "-s", "-m", "bangkom.courseware.shrink", *([str(target)] if target else [])],
            input=content,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={"PYTHONPATH": str(source_root), "LC_ALL": "C.UTF-8"},  # nothing of ours is handed on
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(
            _("Gambar ini terlalu rumit. Simpan ulang sebagai JPEG, lalu unggah lagi."), "too_complex"
        ) from None
    head, _line, shrunk = child.stdout.partition(b"\n")
    said = json.loads(head) if head else {"refused": "too_complex"}
    if "refused" in said:
        raise Refused(_words(said["refused"]), said["refused"])
    return Shrunk(shrunk, said["width"], said["height"])


def _words(code: str) -> str:
    match code:
        case "too_many_pixels":
            return _("Gambar ini terlalu besar (lebih dari 24 juta titik). Kecilkan dulu, lalu unggah lagi.")
        case "too_complex":
            return _("Gambar ini terlalu rumit. Simpan ulang sebagai JPEG, lalu unggah lagi.")
    return _("Berkas ini bukan gambar JPEG, PNG, atau WebP yang utuh.")


@transaction.atomic
def store_picture(*, module: Module, shrunk: Shrunk, name: str, by: User | None) -> Picture:
    """Keep a shrunk picture for a module's lessons."""
    stored = store_file(content=shrunk.content, name=name, content_type="image/webp", agency=module.agency, by=by)
    picture = Picture.objects.create(module=module, file=stored, width=shrunk.width, height=shrunk.height)
    record_event(
        verb="courseware.picture_stored",
        message=gettext_noop("Gambar diunggah"),
        subject=module,
        agency=module.agency,
        by=by,
    )
    return picture
