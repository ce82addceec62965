"""`bangkom demo`: fills an empty BANGKOM_HOME with the demo province, then serves it."""

import fcntl
import json
import os
import shutil
import sys
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from rich import box
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bangkom.config.cli_prepare import command_name, prepare, set_up_django, unwritable
from bangkom.config.cli_serve import check_port, run_services
from bangkom.config.cli_text import Stop, err, out, step
from bangkom.config.home import bangkom_home

HOST = "127.0.0.1"
COMPLETE, BUILDING, LOCK = "demo.json", "demo.building", "demo.lock"
NEEDED_MB = 300
WIDE = 132  # columns of a terminal that has room for names and roles too
# Made from the program, not from data: any command may leave these in a home, and they outlive `--fresh`.
PREPARED = {"locale", "static", "prepared.json"}
HARMLESS = {"keys", "logs", LOCK} | PREPARED
DATABASE = {"bangkom.sqlite3", "bangkom.sqlite3-wal", "bangkom.sqlite3-shm"}


def demo(*, port: int, fresh: bool, browser: bool) -> int:
    """Prepares, fills and serves the demo until Ctrl-C. Raises Stop where it must not or cannot."""
    home = bangkom_home()
    with only_one(home, port):
        check_port(HOST, port, f"{command_name()} demo --port {port + 1}")
        must_build = clear_for_demo(home, fresh=fresh)
        os.environ.setdefault("BANGKOM_URL", f"http://{HOST}:{port}")
        os.environ.setdefault("BANGKOM_SECOND_FACTOR", "optional")  # accounts that everybody may try
        set_up_django(home)
        if must_build:
            build(home)
        else:
            prepare(home, migrate=True)
        run_services(
            host=HOST,
            port=port,
            workers=min(2, os.cpu_count() or 1),
            figures=home / "metrics",
            logs=home / "logs",
            when_ready=lambda: show(home, port, browser=browser),
        )
    err.print("\n[bold]Bangkom berhenti. Data demo tetap tersimpan.[/] [dim]Stopped; the demo's data stay.[/]")
    return 0


@contextmanager
def only_one(home: Path, port: int) -> Iterator[None]:
    """Holds the home for one running demo; the lock ends with this process, however that ends."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise unwritable(home, error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise Stop(
                "Demo ini sudah berjalan di alamat berikut. Hentikan dahulu dengan Ctrl-C di terminalnya.",
                "This demo is already running at this address. Stop it first with Ctrl-C in its terminal.",
                lock.read().strip(),
            ) from error
        lock.truncate(0)
        lock.write(f"http://{HOST}:{port}/\n")
        lock.flush()
        yield


def clear_for_demo(home: Path, *, fresh: bool) -> bool:
    """Whether the demo must be built; empties a half-built one, and with `fresh` a complete one. Raises Stop."""
    complete, building = (home / COMPLETE).exists(), (home / BUILDING).exists()
    if complete and _database() != json.loads((home / COMPLETE).read_text(encoding="utf-8")).get("database"):
        raise Stop(
            f"Demo di {home} dibuat dengan DATABASE_URL lain. Pakai lagi yang itu, atau pilih BANGKOM_HOME lain.",
            "The demo in this folder was built with another DATABASE_URL. Use that one, or another BANGKOM_HOME.",
        )
    if complete and not building and not fresh:
        return False
    if complete or building:
        if os.environ.get("DATABASE_URL"):
            raise Stop(
                "Demo di basis data lain hanya dapat diulang dari basis data dan BANGKOM_HOME yang kosong.",
                "A demo in another database can only be built again in an empty database and BANGKOM_HOME.",
            )
        empty(home)
    else:
        refuse_other_data(home)
    return True


def _database() -> str:
    """Names the database without its password."""
    url = urlsplit(os.environ.get("DATABASE_URL", "").strip())
    return f"{url.scheme}://{url.hostname or ''}{url.path}?{url.query}" if url.scheme else "embedded"


def empty(home: Path) -> None:
    """Removes a demo's data; its marker goes last, so that an interrupted removal is still known as a demo's."""
    (home / BUILDING).touch()
    for path in sorted(home.iterdir()):
        if path.name in {LOCK, BUILDING} | PREPARED:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def refuse_other_data(home: Path) -> None:
    """Raises Stop where the home holds anything but what an unused installation leaves there."""
    foreign = sorted(path.name for path in home.iterdir() if path.name not in HARMLESS | DATABASE)
    foreign = [name for name in foreign if not (home / name).is_dir() or any((home / name).iterdir())]
    if foreign:
        raise _holds_other_data(home, ", ".join(foreign[:3]))


def _holds_other_data(home: Path, what: str) -> Stop:
    return Stop(
        f"{home} berisi data lain ({what}); demo tidak menyentuhnya. Pilih folder kosong untuk demo:",
        "This folder holds other data; the demo leaves it alone. Choose an empty folder for the demo:",
        f"BANGKOM_HOME=~/bangkom-demo {command_name()} demo",
    )


def build(home: Path) -> None:
    """Fills an empty installation; the marker is written when everything is there, so a half-built demo is known."""
    free = shutil.disk_usage(home).free // 2**20
    if free < NEEDED_MB:
        raise Stop(
            f"Ruang di disk tidak cukup: demo memerlukan {NEEDED_MB} MB di {home}, tersedia {free} MB.",
            f"Not enough disk space: the demo needs {NEEDED_MB} MB there and {free} MB are free.",
        )
    err.print("[bold]Bangkom menyiapkan provinsi contoh.[/] [dim]Preparing the sample province.[/]")
    building = home / BUILDING
    if not building.exists():
        refuse_used_database(home)
        building.touch()
    prepare(home, migrate=True)
    from bangkom.demo import commands

    with step("Provinsi contoh", "sample province") as progress:
        commands.build(fresh=False, progress=progress)
    part = home / f"{COMPLETE}.part"
    part.write_text(json.dumps({"database": _database()}) + "\n", encoding="utf-8")
    part.replace(home / COMPLETE)
    building.unlink()


def refuse_used_database(home: Path) -> None:
    """Raises Stop where the database already holds agencies or accounts that no demo has made."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    from bangkom.core.models import Agency

    tables = connection.introspection.table_names()
    for model in (Agency, get_user_model()):
        if model._meta.db_table in tables and model._default_manager.exists():
            raise _holds_other_data(home, "basis data / database")


def show(home: Path, port: int, *, browser: bool) -> None:
    """Address and accounts, once the server answers."""
    from bangkom.demo import commands

    address = f"http://{HOST}:{port}/"
    accounts = commands.accounts()
    out.print()
    out.print(_headline(address, accounts))
    out.print(_accounts_table(accounts))
    err.print(f"  Data: {home} · Ctrl-C menghentikan / stops", style="dim", soft_wrap=True)
    if browser and _has_desktop():
        webbrowser.open(address)


def _headline(address: str, accounts: Sequence[Mapping[str, object]]) -> Panel:
    """The address, and the password where all accounts share it."""
    text = Text.assemble(("Bangkom siap / ready   ", "bold"), (address, "bold cyan underline"))
    shared = _shared_password(accounts)
    if shared:
        text.append_text(Text.assemble("\nKata sandi semua akun / password of all: ", (shared, "bold")))
    return Panel(text, box=box.ROUNDED, border_style="cyan", padding=(0, 2), expand=False)


def _shared_password(accounts: Sequence[Mapping[str, object]]) -> str:
    passwords = {str(account["password"]) for account in accounts}
    return passwords.pop() if len(passwords) == 1 else ""


def _accounts_table(accounts: Sequence[Mapping[str, object]]) -> Table:
    columns = {"username": "Masuk sebagai", "agency": "Instansi", "hint": "Untuk mencoba"}
    if out.width >= WIDE:
        columns = {"username": "Masuk sebagai", "name": "Nama", "role": "Peran", **columns}
    if not _shared_password(accounts):
        columns["password"] = "Kata sandi"  # noqa: S105 - a heading
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    for key, heading in columns.items():
        table.add_column(heading, style="cyan" if key == "username" else "", no_wrap=key == "username")
    for account in accounts:
        table.add_row(*(Text(str(account[key])) for key in columns))
    return table


def _has_desktop() -> bool:
    return sys.stdout.isatty() and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
