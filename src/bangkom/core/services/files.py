import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from bangkom.core.models import Agency, StoredFile, User


def store_file(*, content: bytes, name: str, content_type: str, agency: Agency | None, by: User | None) -> StoredFile:
    """Keep bytes durably and return their row. The same bytes are kept once; they are on disk before the row is."""
    digest = hashlib.sha256(content).hexdigest()
    write_blob(digest, content)
    return StoredFile.objects.create(
        sha256=digest,
        size=len(content),
        content_type=content_type,
        name=name[:200],
        agency=agency,
        created_by=by,
    )


def open_stored(stored: StoredFile) -> BinaryIO:
    """The bytes for reading. The caller has done the owner's access check. Raises FileNotFoundError when lost."""
    return blob_path(stored.sha256).open("rb")


def blob_path(digest: str) -> Path:
    """Where the bytes of a digest lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest


def write_blob(digest: str, content: bytes) -> None:
    """Write, sync, then rename: a crash leaves either the whole file or none."""
    path = blob_path(digest)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
