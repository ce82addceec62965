"""What stopped a command, in plain words."""

import errno
import os
import traceback

from bangkom.config.cli_prepare import command_name
from bangkom.config.cli_text import Stop, err, say


def explain(error: Exception) -> int:
    """Says on stderr what happened and what to do; returns the exit code."""
    stop = error if isinstance(error, Stop) else _known(error)
    if stop:
        say(stop.indonesian, stop.english, stop.line)
        return stop.code
    if os.environ.get("BANGKOM_DEBUG"):
        err.print("".join(traceback.format_exception(error)), markup=False, soft_wrap=True)
    say(
        f"Perintah gagal karena kesalahan yang tidak terduga: {type(error).__name__}: {error}",
        "The command failed by an unexpected error. For the details run it with BANGKOM_DEBUG=1.",
    )
    return 1


def _known(error: Exception) -> Stop | None:
    text = str(error).lower()
    if getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in text:
        return Stop(
            "Disk penuh; yang sudah tersimpan tetap aman. Kosongkan ruang, lalu jalankan lagi.",
            "The disk is full; what was saved is safe. Free some space, then run again.",
        )
    if type(error).__name__ in {"OperationalError", "ProgrammingError"}:
        return _known_by_database(text)
    return None


def _known_by_database(text: str) -> Stop | None:
    if any(sign in text for sign in ("no such table", "no such column", "relation ", "column ")):
        return Stop(
            "Basis data belum siap. Jalankan:",
            "The database is not ready. Run:",
            f"{command_name()} migrate",
        )
    if "connection" in text:
        return Stop(
            "Basis data tidak dapat dihubungi. Periksa apakah PostgreSQL berjalan dan DATABASE_URL benar.",
            "The database cannot be reached. Check that PostgreSQL runs and DATABASE_URL is right.",
        )
    if "locked" in text:
        return Stop(
            "Basis data sedang dipakai perintah lain terlalu lama. Coba lagi.",
            "Another command has held the database for too long. Try again.",
        )
    return None
