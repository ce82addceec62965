"""`bangkom restore`: a backup into an empty installation, then the proof that everything is there again."""

import json as jsonlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from bangkom.config import cli_backup_parts as parts
from bangkom.config import database as urls
from bangkom.config.cli_backup import fingerprint, require_space
from bangkom.config.cli_backup_database import Database, database_of
from bangkom.config.cli_backup_parts import DATABASE, MEDIA_LIST, Damaged, Manifest, copied, damaged, media_path
from bangkom.config.cli_prepare import RESTORING, command_name, prepare, set_up_django, unwritable
from bangkom.config.cli_text import Stop, say, step
from bangkom.config.home import bangkom_home

# Made from the program, not from data: an unused installation may hold them.
HARMLESS = {"static", "locale", "prepared.json", "logs", "lost+found"}


def restore(*, folder: Path, check: bool, json: bool) -> int:
    """Restores into an empty BANGKOM_HOME and database and verifies; with `check` only reads the backup through.

    Returns 0, or 1 where what was restored does not hold. Raises Stop; then nothing is left behind.
    """
    started = time.monotonic()
    os.umask(0o077)
    folder = folder.expanduser().absolute()
    manifest = Manifest.read(folder)
    if check:
        with step("Memeriksa cadangan", "checking the backup") as progress:
            parts.check(folder, manifest, lambda done, total: progress("", done, total))
        return _tell_checked(folder, manifest, json=json)
    home = bangkom_home()
    database = _database(home, manifest)
    with claimed(home):
        refuse_used(home)
        database.refuse_used()
        fill(folder, manifest, home, database)
    report = verify(manifest, home, database)
    return _tell(report, seconds=time.monotonic() - started, json=json)


def _database(home: Path, manifest: Manifest) -> Database:
    """The database named by the environment; Django is not loaded yet, it would make keys of its own."""
    try:
        found = database_of(urls.from_url(os.environ.get("DATABASE_URL", "").strip(), home=home))
    except ImproperlyConfigured as error:
        raise Stop(f"Pengaturan tidak dapat dipakai: {error}", f"A setting cannot be used: {error}", code=2) from error
    if found.vendor != manifest.vendor:
        raise Stop(
            f"Cadangan ini dari {manifest.vendor}, sedangkan DATABASE_URL menunjuk {found.vendor}. Samakan dahulu.",
            "The backup is of another kind of database than DATABASE_URL names. Make them agree.",
        )
    return found


# --- the home ------------------------------------------------------------------------------------------------------


@contextmanager
def claimed(home: Path) -> Iterator[None]:
    """Marks the home while the block fills it. When that fails all is taken out again, also what an earlier restore
    left that was killed."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (home / RESTORING).exists():
            clear(home, but=HARMLESS)
        before = {path.name for path in home.iterdir() if not path.is_dir() or any(path.iterdir())}
        (home / RESTORING).touch()
    except OSError as error:
        raise unwritable(home, error) from error
    try:
        yield
    except BaseException:
        clear(home, but=before)
        (home / RESTORING).unlink(missing_ok=True)
        raise
    (home / RESTORING).unlink()


def clear(home: Path, *, but: set[str]) -> None:
    for path in list(home.iterdir()):
        if path.name not in {RESTORING, *but}:
            parts.remove(path)


def refuse_used(home: Path) -> None:
    """Raises Stop where the home holds more than an unused installation does."""
    found = sorted(path.name for path in home.iterdir() if path.name not in {RESTORING, *HARMLESS})
    found = [name for name in found if not (home / name).is_dir() or any((home / name).iterdir())]
    if found:
        raise Stop(
            f"{home} sudah berisi data ({', '.join(found[:3])}); pemulihan hanya ke folder kosong. "
            "Tidak ada yang diubah. Pilih folder lain dengan BANGKOM_HOME.",
            "This data folder is in use; a backup is restored only into an empty one. Nothing was changed.",
        )


def fill(folder: Path, manifest: Manifest, home: Path, database: Database) -> None:
    """Copies every part, checking it on the way; the database goes last, in one piece. Raises Damaged."""
    listed = parts.parts_of(folder, manifest)
    require_space(home, sum(part.size for part in listed) + manifest.media["bytes"])
    staged = home / f"{DATABASE}.restored"
    with step("Kunci dan berkas kecil", "keys and small files"):
        for part in listed:
            if part.path != DATABASE and copied(folder / part.path, home / part.path, part.path) != part:
                raise damaged(part.path)
        (home / MEDIA_LIST).unlink()
    set_up_django(home)
    refuse_newer(manifest)
    with step("Berkas", "stored files") as progress:
        digests = parts.media_of(folder)
        for done, digest in enumerate(digests, start=1):
            _restore_file(folder, home, digest)
            progress("", done, len(digests))
    with step("Basis data", "database"):
        wanted = next(part for part in listed if part.path == DATABASE)
        if copied(folder / DATABASE, staged, DATABASE) != wanted:
            raise damaged(DATABASE)
        os.sync()
        database.load(staged)
        staged.unlink(missing_ok=True)


def _restore_file(folder: Path, home: Path, digest: str) -> None:
    path = media_path(digest)
    try:
        found = copied(folder / path, home / path, path)
    except FileNotFoundError:
        raise damaged(path) from None
    if found.sha256 != digest:
        raise damaged(path)


def refuse_newer(manifest: Manifest) -> None:
    """Raises Damaged where the backup's tables were made by a version that knows more than this one."""
    from django.db.migrations.loader import MigrationLoader

    known = set(MigrationLoader(None).disk_migrations)
    unknown = sorted(".".join(each) for each in manifest.migrations if tuple(each) not in known)
    if unknown:
        raise Damaged(
            f"Cadangan ini dari Bangkom versi lain ({manifest.version}) dengan tabel yang tidak dikenal versi ini "
            f"({unknown[0]}). Pasang versi itu, lalu pulihkan. Tidak ada yang diubah.",
            "The backup is of another version, whose tables this one does not know. Install that one, then restore.",
        )


# --- the proof -----------------------------------------------------------------------------------------------------


def verify(manifest: Manifest, home: Path, database: Database) -> dict[str, Any]:
    """Compares what is there now with the manifest, brings older tables up to date, and runs the checks of the data."""
    with step("Jumlah baris", "counting rows"):
        found = database.facts()
    tables = sorted(
        name
        for name in manifest.tables.keys() | found.tables.keys()
        if manifest.tables.get(name) != found.tables.get(name)
    )
    missing = sorted(
        digest for digest in set(found.media) - set(manifest.lost) if not (home / media_path(digest)).is_file()
    )
    prepare(home, migrate=True)
    from bangkom.core.queries import check_audit
    from bangkom.ledger.queries import check_balances

    with step("Rantai riwayat perubahan dan saldo JP", "audit chains and JP balances"):
        audit, ledger = check_audit(), check_balances()
    return {
        "database": manifest.vendor,
        "home": str(home),
        "tables": len(found.tables),
        "rows": sum(found.tables.values()),
        "counts_match": not tables,
        "differing_tables": tables,
        "chains": len(found.chains),
        "chains_match": found.chains == manifest.chains,
        "media": {**manifest.media, "missing": missing, "lost_before": manifest.lost},
        "audit": asdict(audit),
        "ledger_right": ledger.is_right,
        "secret_key_matches": _same_secret(manifest),
        "secrets_outside": manifest.secrets.outside,
    }


def _same_secret(manifest: Manifest) -> bool:
    from django.conf import settings

    return fingerprint(settings.SECRET_KEY) == manifest.secrets.fingerprint


def holds(report: dict[str, Any]) -> bool:
    """Whether what was restored is what was backed up, and is right in itself."""
    return (
        report["counts_match"]
        and report["chains_match"]
        and not report["media"]["missing"]
        and report["audit"]["first_bad"] is None
        and report["ledger_right"]
    )


# --- what is told --------------------------------------------------------------------------------------------------


def _tell_checked(folder: Path, manifest: Manifest, *, json: bool) -> int:
    report = {"backup": str(folder), "whole": True, "created_at": manifest.created_at, "lost": manifest.lost}
    if json:
        sys.stdout.write(jsonlib.dumps(report) + "\n")
    else:
        sys.stdout.write(f"Cadangan utuh: {folder}, dibuat {manifest.created_at}, {manifest.media['files']} berkas.\n")
    return 0


def _tell(report: dict[str, Any], *, seconds: float, json: bool) -> int:
    right = holds(report)
    if json:
        sys.stdout.write(jsonlib.dumps({"restored": right, **report, "seconds": round(seconds, 2)}) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(report)) + "\n")
    if not report["secret_key_matches"]:
        say(
            "Kunci rahasia berbeda dari saat dicadangkan: semua orang harus masuk lagi dan tautan lama tidak berlaku. "
            "Pasang BANGKOM_SECRET_KEY yang lama bila ada.",
            "The secret key is another than before: people sign in again, links that were sent no longer work.",
            style="yellow",
        )
    if report["secrets_outside"]:
        names = ", ".join(report["secrets_outside"])
        say(
            f"Saat dicadangkan, {names} berasal dari lingkungan; pasang lagi nilai yang sama.",
            f"When the backup was made {names} came from the environment; set the same values again.",
            style="yellow",
        )
    if right:
        say("Pemulihan selesai dan cocok. Jalankan:", "Restored and verified. Run:", f"{command_name()} serve")
        return 0
    say(
        "Data sudah dipulihkan, tetapi ada yang tidak cocok; lihat di atas. Jangan dipakai sebelum dijelaskan.",
        "The data were restored, but something does not agree; see above. Do not use them before it is explained.",
    )
    return 1


def _lines(report: dict[str, Any]) -> list[str]:
    media, audit = report["media"], report["audit"]
    differing = ", ".join(report["differing_tables"])
    return [
        f"Tabel: {report['rows']} baris dalam {report['tables']} tabel"
        + (", semua cocok." if report["counts_match"] else f"; BERBEDA: {differing}."),
        f"Berkas: {media['files']} dipulihkan"
        + (f", {len(media['missing'])} HILANG" if media["missing"] else ", sidik jarinya cocok")
        + (f", {len(media['lost_before'])} sudah hilang sebelum dicadangkan." if media["lost_before"] else "."),
        f"Riwayat perubahan: {audit['sealed']} tersegel dalam {audit['chains']} rantai, "
        + (f"RUSAK: {audit['first_bad']}." if audit["first_bad"] else "utuh")
        + ("." if report["chains_match"] else ", ujung rantai BERBEDA dari cadangan."),
        "Saldo JP: " + ("cocok." if report["ledger_right"] else "TIDAK COCOK."),
    ]
