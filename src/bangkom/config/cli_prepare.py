"""Brings an installation up to date: tables, message catalogues, static files. What has not changed is skipped."""

import hashlib
import json
import os
from importlib import metadata
from pathlib import Path
from typing import Any

from bangkom.config.cli_text import Stop, step
from bangkom.config.home import bangkom_home

RESTORING = "restore.unfinished"  # in a home that a restore is filling, or was filling when it was killed


def set_up_django(home: Path | None = None) -> Path:
    """Loads Django for this process and those it starts. Returns BANGKOM_HOME, made absolute. Raises Stop."""
    home = home or bangkom_home()
    os.environ["BANGKOM_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangkom.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Stop(f"Pengaturan tidak dapat dipakai: {error}", f"A setting cannot be used: {error}", code=2) from error
    except OSError as error:
        raise unwritable(home, error) from error
    return home


def unwritable(home: Path, error: OSError) -> Stop:
    return Stop(
        f"Folder data {home} tidak dapat dipakai: {error.strerror}. Pilih folder lain dengan BANGKOM_HOME.",
        "The data folder cannot be used. Choose another with BANGKOM_HOME.",
    )


def migrations_wait() -> bool:
    """Whether the database lacks tables or changes that this version needs."""
    from bangkom.core import health

    return health.migrations_wait()


def prepare(home: Path, *, migrate: bool) -> None:
    """Makes the installation ready to serve. Without `migrate` raises Stop where the database is not up to date."""
    from django.core.management import call_command

    home.mkdir(parents=True, exist_ok=True)
    if (home / RESTORING).exists():
        raise Stop(
            f"Pemulihan ke {home} tidak selesai, jadi datanya belum lengkap. Ulangi dari cadangan:",
            "A restore into this data folder was broken off. Run it again:",
            f"{command_name()} restore FOLDER",
        )
    if migrations_wait():
        if not migrate:
            raise Stop(
                "Basis data belum sesuai dengan versi ini. Buat cadangan, lalu jalankan:",
                "The database is not up to date with this version. Make a backup, then run:",
                f"{command_name()} migrate",
            )
        with step("Basis data", "database"):
            call_command("migrate", interactive=False, verbosity=0)
    _prepare_texts()
    _prepare_static(home)


def command_name() -> str:
    """How the user called us, to print lines that can be copied."""
    return os.environ.get("BANGKOM_COMMAND") or "bangkom"


def _prepare_texts() -> None:
    from bangkom.core.messages import compile_catalogues

    compile_catalogues()


def _prepare_static(home: Path) -> None:
    """Collects, names by content and compresses the static files, when one of them or a package changed."""
    from django.conf import settings
    from django.core.management import call_command

    note = home / "prepared.json"
    fingerprint = static_fingerprint()
    if _read(note).get("static") == fingerprint and (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        return
    with step("Berkas tampilan", "static files"):
        call_command("collectstatic", interactive=False, verbosity=0)
    part = note.with_suffix(".part")
    part.write_text(json.dumps({"static": fingerprint}) + "\n", encoding="utf-8")
    part.replace(note)


def static_fingerprint() -> str:
    """Changes with any static file of ours and with the version of any package."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for package in sorted(f"{each.name}=={each.version}" for each in metadata.distributions()):
        digest.update(package.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _read(note: Path) -> dict[str, Any]:
    try:
        content = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
