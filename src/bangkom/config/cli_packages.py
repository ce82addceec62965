"""Debian's packages that the tests need: installed where we may, else the line that installs them."""

import ctypes.util
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bangkom.config.cli_text import Stop, step

POSTGRESQL = Path("/usr/lib/postgresql")
# Debian starts a server when it installs PostgreSQL, unless told not to; tests bring a server of their own.
NO_SERVER = Path("/etc/postgresql-common/createcluster.d/bangkom-test.conf")
OLDEST_POSTGRESQL = 15


def require_for_tests() -> None:
    """Makes sure of Chromium and PostgreSQL. Raises Stop with the line to run where we may not install them."""
    packages = []
    if not shutil.which("chromium"):
        packages += ["chromium", "fonts-liberation"]
    if not ctypes.util.find_library("atomic"):
        packages += ["libatomic1"]  # the browser driver's own Node wants it; a bare Debian lacks it
    if not postgresql_programs():
        packages += ["postgresql"]
    if packages:
        _install(packages)
    if not shutil.which("chromium") or not postgresql_programs():
        raise Stop(
            f"Chromium atau PostgreSQL >= {OLDEST_POSTGRESQL} tidak ditemukan setelah dipasang; uji tidak dijalankan.",
            f"Chromium or PostgreSQL >= {OLDEST_POSTGRESQL} was not found after installing; no tests were run.",
        )


def postgresql_programs() -> Path | None:
    """The folder with initdb and postgres of the newest PostgreSQL that will do."""
    versions = sorted(
        (int(folder.name), folder / "bin")
        for folder in POSTGRESQL.glob("*")
        if folder.name.isdigit() and (folder / "bin" / "initdb").exists()
    )
    if versions and versions[-1][0] >= OLDEST_POSTGRESQL:
        return versions[-1][1]
    return None


def _install(packages: list[str]) -> None:
    names = ", ".join(packages)
    line = f"apt-get update && apt-get install -y {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise Stop(
            f"Uji memerlukan {names}. Pasang dahulu, lalu jalankan lagi.",
            f"The tests need {names}. Install them first, then run again.",
        )
    if os.geteuid() != 0:
        raise Stop(
            f"Uji memerlukan {names}; hanya administrator yang boleh memasangnya. Jalankan baris ini, lalu ulangi:",
            f"The tests need {names}; only an administrator may install them. Run this line, then repeat:",
            f"{'sudo sh' if shutil.which('sudo') else 'su'} -c {shlex.quote(line)}",
        )
    with step(f"Memasang {names}", "installing"), _without_server():
        _apt("update")
        _apt("install", "-y", "--no-install-recommends", *packages)


@contextmanager
def _without_server() -> Iterator[None]:
    NO_SERVER.parent.mkdir(parents=True, exist_ok=True)
    NO_SERVER.write_text("create_main_cluster = false\n", encoding="utf-8")
    try:
        yield
    finally:
        NO_SERVER.unlink(missing_ok=True)


def _apt(*arguments: str) -> None:
    command = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=600", *arguments]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-6:])
        raise Stop(
            f"Paket untuk uji tidak dapat dipasang. Periksa sambungan internet dan ruang disk, lalu ulangi.\n{last}",
            "The packages for the tests could not be installed. Check network and disk space, then repeat.",
        )
