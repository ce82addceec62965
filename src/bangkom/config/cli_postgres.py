"""A PostgreSQL of our own for one run of the tests, on a socket in a temporary folder."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bangkom.config.cli_packages import postgresql_programs
from bangkom.config.cli_text import Stop
from bangkom.config.runner import ends_with_parent

# Tests need no durability; a crash of the machine may lose this database.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
}
START_SECONDS = 30


@contextmanager
def temporary_cluster() -> Iterator[str]:
    """The DATABASE_URL of an empty database; server and files are gone afterwards. Raises Stop."""
    programs = postgresql_programs()
    if programs is None:
        raise Stop("PostgreSQL tidak ditemukan.", "PostgreSQL was not found.")
    # A socket's path has at most 107 bytes, so not in a long TMPDIR.
    folder = Path(tempfile.mkdtemp(prefix="bangkom-pg-", dir="/tmp"))
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    try:
        if user:
            owner = pwd.getpwnam(user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        server = _start(programs, folder, user)
        try:
            yield f"postgres://bangkom@/bangkom?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
            server.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(programs: Path, folder: Path, user: str | None) -> "subprocess.Popen[bytes]":
    data, log = folder / "data", folder / "log"
    made = subprocess.run(
        [programs / "initdb", "-D", data, "-U", "bangkom", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "-N"],
        cwd=folder,
        user=user,
        group=user,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise _did_not_start(made.stderr)
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *settings],
            cwd=folder,
            user=user,
            group=user,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C reaches it through us, after the tests have let go
            preexec_fn=ends_with_parent(signal.SIGINT),
        )
    deadline = time.monotonic() + START_SECONDS
    create = [str(programs / "createdb"), "-h", str(folder), "-U", "bangkom", "bangkom"]
    while subprocess.run(create, capture_output=True, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            raise _did_not_start(log.read_text(errors="replace"))
        time.sleep(0.1)
    return server


def _did_not_start(why: str) -> Stop:
    last = "\n".join(why.strip().splitlines()[-6:])
    return Stop(f"PostgreSQL untuk uji tidak dapat dijalankan.\n{last}", "PostgreSQL for the tests did not start.")
