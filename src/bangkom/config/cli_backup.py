"""`bangkom backup`: database, stored files and keys of one moment, copied while people go on working."""

import datetime as dt
import errno
import fcntl
import hashlib
import json as jsonlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bangkom.config.cli_backup_database import Facts, database_of
from bangkom.config.cli_backup_parts import (
    DATABASE,
    MANIFEST,
    MEDIA_LIST,
    UNFINISHED,
    Manifest,
    Part,
    Secrets,
    copied,
    measured,
    media_line,
    media_path,
    remove,
)
from bangkom.config.cli_prepare import command_name, set_up_django
from bangkom.config.cli_text import Stop, say, step

STAMP = "%Y%m%dT%H%M%SZ"
SPARE = 64 * 2**20  # bytes that a disk should have left over


def backup(*, folder: Path, keep: int | None, json: bool) -> int:
    """Makes a backup in an empty or new folder; with `keep` in a dated one below it, of which the newest stay.

    Returns 0, or 1 where the backup is whole but the installation itself had lost stored files. Raises Stop.
    """
    started = time.monotonic()
    home = set_up_django()
    from bangkom.core import backups

    os.umask(0o077)  # keys and personal data: for this account only
    folder = folder.expanduser().absolute()
    previous = newest(folder) if keep else None
    target = folder / dt.datetime.now(dt.UTC).strftime(STAMP) if keep else folder
    _warn_if_within(home, target)
    with claimed(target):
        manifest = take(home, target, previous)
    if keep:
        rotate(folder, keep)
    backups.note_made()
    _tell(target, manifest, seconds=time.monotonic() - started, json=json)
    return 1 if manifest.lost else 0


def _warn_if_within(home: Path, target: Path) -> None:
    if target.is_relative_to(home):
        say(
            f"Cadangan ini terletak di dalam {home} dan ikut hilang bila folder itu hilang. Salin ke tempat lain.",
            "The backup lies within the data folder and is lost with it. Copy it to another place.",
            style="yellow",
        )


# --- the folder ----------------------------------------------------------------------------------------------------


@contextmanager
def claimed(target: Path) -> Iterator[None]:
    """Holds the folder while the block fills it; empties it when that fails. Raises Stop where it may not be used."""
    existed = target.exists()
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_used(target)
        marker = (target / UNFINISHED).open("a", encoding="utf-8")
    except OSError as error:
        raise _unwritable(target, error) from error
    with marker:
        _lock(marker, target)
        clear(target)
        try:
            yield
        except BaseException as error:
            clear(target)
            (target / UNFINISHED).unlink(missing_ok=True)
            if not existed:
                with suppress(OSError):
                    target.rmdir()
            if isinstance(error, OSError) and error.errno != errno.ENOSPC:
                raise _unwritable(target, error) from error
            raise
        (target / UNFINISHED).unlink()


def _refuse_used(target: Path) -> None:
    names = {path.name for path in target.iterdir()}
    if MANIFEST in names or (names and UNFINISHED not in names):
        raise Stop(
            f"{target} sudah berisi {'cadangan' if MANIFEST in names else 'berkas lain'}. Pilih folder baru:",
            "This folder is in use already. Choose a new one:",
            f"{command_name()} backup {target}-{dt.datetime.now(dt.UTC).strftime(STAMP)}",
        )


def _lock(marker: Any, target: Path) -> None:
    try:
        fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Stop(
            f"Cadangan lain sedang dibuat di {target}. Tunggu sampai selesai.",
            "Another backup is being made in this folder. Wait until it has ended.",
        ) from None


def clear(target: Path) -> None:
    """Removes what a broken-off backup left; its marker stays."""
    for path in target.iterdir():
        if path.name != UNFINISHED:
            remove(path)


def _unwritable(target: Path, error: OSError) -> Stop:
    return Stop(
        f"Folder cadangan {target} tidak dapat dipakai: {error.strerror}. Pilih folder lain.",
        "The folder for the backup cannot be used. Choose another.",
    )


def newest(folder: Path) -> Path | None:
    """The newest finished backup among the dated ones of a folder."""
    found = sorted(path.parent for path in folder.glob(f"*Z/{MANIFEST}"))
    return found[-1] if found else None


def rotate(folder: Path, keep: int) -> None:
    """Removes all but the newest finished backups, and what was broken off before them. Their manifest goes first."""
    finished = sorted(path.parent for path in folder.glob(f"*Z/{MANIFEST}"))
    for path in finished[:-keep]:
        (path / UNFINISHED).touch()  # half removed, it is known as no backup
        (path / MANIFEST).unlink()
        remove(path)
    for marker in folder.glob(f"*Z/{UNFINISHED}"):
        if not (marker.parent / MANIFEST).exists() and marker.parent < finished[-1]:
            remove(marker.parent)


# --- what is copied ------------------------------------------------------------------------------------------------


def take(home: Path, target: Path, previous: Path | None) -> Manifest:
    """Fills the folder. The ends of the chains are copied before the database's moment, the stored files after it:
    so the database holds all that the ends name, and every file that it names is there."""
    from django.conf import settings

    from bangkom.config.cli import version

    database = database_of(settings.DATABASES["default"])
    require_space(target, database.size())
    parts = [*_copy_folder(home, target, "keys"), *_copy_folder(home, target, "audit")]
    uploads = _copy_folder(home, target, "incoming")
    with step("Basis data", "database") as progress:
        found = database.dump(target / DATABASE, lambda done, total: progress("", done, total))
        parts.append(measured(target / DATABASE, DATABASE))
    uploads += _copy_folder(home, target, "incoming", but={part.path for part in uploads})
    parts += _still_to_be_read(uploads, target, found)
    lost = _copy_media(Path(settings.MEDIA_ROOT), target, found, previous)
    parts.append(measured(target / MEDIA_LIST, MEDIA_LIST))
    manifest = Manifest(
        version=version(),
        created_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        vendor=database.vendor,
        parts=parts,
        tables=found.tables,
        chains=found.chains,
        migrations=found.migrations,
        media={"files": len(found.media) - len(lost), "bytes": _bytes(found, lost)},
        lost=lost,
        secrets=Secrets(outside=secrets_outside(), fingerprint=fingerprint(settings.SECRET_KEY)),
    )
    os.sync()
    manifest.write(target)
    return manifest


def _bytes(found: Facts, lost: list[str]) -> int:
    return sum(size for digest, size in found.media.items() if digest not in set(lost))


def secrets_outside() -> list[str]:
    """Names of secret keys that come from the environment and so are in no backup."""
    return sorted(name for name in os.environ if re.fullmatch(r"BANGKOM_\w+_KEY", name) and os.environ[name].strip())


def fingerprint(secret: str) -> str:
    """Tells two secrets apart without telling either."""
    return hashlib.sha256(f"bangkom secret key {secret}".encode()).hexdigest()[:16]


def require_space(folder: Path, needed: int) -> None:
    """Raises Stop where the disk has clearly too little room."""
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise Stop(
            f"Ruang di disk {folder} tidak cukup: perlu sekitar {(needed + SPARE) // 2**20} MB, "
            f"tersedia {free // 2**20} MB. Kosongkan ruang atau pilih disk lain.",
            "Not enough room on this disk. Free some, or choose another disk.",
        )


def _copy_folder(home: Path, target: Path, name: str, but: set[str] | None = None) -> list[Part]:
    """Copies the files of a small folder; what is removed meanwhile, or half written, is left out."""
    parts = []
    for path in sorted((home / name).rglob("*")):
        relative = path.relative_to(home).as_posix()
        if path.is_file() and path.suffix != ".part" and relative not in (but or ()):
            with suppress(FileNotFoundError):
                parts.append(copied(path, target / relative, relative))
    return parts


def _still_to_be_read(uploads: list[Part], target: Path, found: Facts) -> list[Part]:
    """Of the uploads those that a job of the database's moment waits for; exports hold more than we may keep."""
    wanted = {f"incoming/job-{pk}" for pk in found.reading}
    for part in uploads:
        if part.path not in wanted:
            (target / part.path).unlink()
    return [part for part in uploads if part.path in wanted]


def _copy_media(root: Path, target: Path, found: Facts, previous: Path | None) -> list[str]:
    """Copies each file that the database names and lists it. Returns those whose bytes were missing or altered."""
    if previous is None:  # else most are only linked
        require_space(target, sum(found.media.values()))
    lost = []
    with step("Berkas", "stored files") as progress, (target / MEDIA_LIST).open("w", encoding="utf-8") as listed:
        for done, digest in enumerate(sorted(found.media), start=1):
            if _kept(previous, target, digest) or _copied(root, target, digest):
                listed.write(media_line(digest))
            else:
                lost.append(digest)
            progress("", done, len(found.media))
    return lost


def _copied(root: Path, target: Path, digest: str) -> bool:
    path = media_path(digest)
    try:
        if copied(root.parent / path, target / path, path).sha256 == digest:
            return True
    except FileNotFoundError:
        return False
    (target / path).unlink()
    return False


def _kept(previous: Path | None, target: Path, digest: str) -> bool:
    """Takes over a file of the backup before, by a link, where it still is what it was: it needs no room again."""
    path = media_path(digest)
    if previous is None or not (previous / path).is_file() or measured(previous / path, path).sha256 != digest:
        return False
    (target / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(previous / path, target / path)
    except OSError:
        return False
    return True


# --- what is told --------------------------------------------------------------------------------------------------


def _tell(target: Path, manifest: Manifest, *, seconds: float, json: bool) -> None:
    size = sum(part.size for part in manifest.parts) + manifest.media["bytes"]
    if manifest.lost:
        say(
            f"Peringatan: {len(manifest.lost)} berkas sudah hilang atau berubah di instalasi ini sebelum dicadangkan:",
            "Warning: these stored files were missing or altered in the installation already:",
            "\n    ".join(manifest.lost[:10]),
            style="yellow",
        )
    if json:
        report = {
            "backup": str(target),
            "database": manifest.vendor,
            "version": manifest.version,
            "created_at": manifest.created_at,
            "tables": len(manifest.tables),
            "rows": manifest.rows,
            "media": manifest.media,
            "lost": manifest.lost,
            "bytes": size,
            "secrets_outside": manifest.secrets.outside,
            "seconds": round(seconds, 2),
        }
        sys.stdout.write(jsonlib.dumps(report) + "\n")
        return
    sys.stdout.write(
        f"Cadangan selesai: {target}\n"
        f"{manifest.rows} baris dalam {len(manifest.tables)} tabel, {manifest.media['files']} berkas, "
        f"{size / 2**20:.1f} MB, {seconds:.1f} detik.\n"
    )
    say(
        "Cadangan ini memuat data pribadi dan kunci rahasia: simpan terenkripsi dan batasi pembacanya.",
        "The backup holds personal data and secret keys: keep it encrypted and out of other hands.",
        style="yellow",
    )
    if manifest.secrets.outside:
        names = ", ".join(manifest.secrets.outside)
        say(
            f"{names} berasal dari lingkungan dan tidak ikut dicadangkan; simpan terpisah.",
            f"{names}: from the environment and not in the backup; keep elsewhere.",
            style="yellow",
        )
