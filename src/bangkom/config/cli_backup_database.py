"""The database of a backup: one moment of it, written to a file while others go on writing, and read back."""

import os
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.sqlite3._functions import register
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bangkom.config.cli_packages import postgresql_programs
from bangkom.config.cli_text import Stop

PAGES = 4096  # SQLite pages between two words about the progress

Ask = Callable[[str], list[tuple[Any, ...]]]
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Facts:
    """What is known of one moment of a database; plain SQL, so that it holds for the tables of older versions too."""

    tables: dict[str, int]
    chains: dict[str, list[Any]]
    migrations: list[list[str]]
    media: dict[str, int]  # digest of each stored file -> its size
    reading: set[int]  # jobs whose upload waits to be read


def facts(ask: Ask, tables: list[str]) -> Facts:
    """Counts and names what the moment behind `ask` holds."""
    last = (
        "SELECT seal.chain, seal.sequence, seal.hash FROM core_eventseal seal JOIN"
        " (SELECT chain, MAX(sequence) AS top FROM core_eventseal GROUP BY chain) tip"
        " ON tip.chain = seal.chain AND tip.top = seal.sequence"
    )
    return Facts(
        tables={name: ask(f'SELECT COUNT(*) FROM "{name}"')[0][0] for name in sorted(tables)},  # noqa: S608 - names of tables
        chains={chain: [sequence, digest] for chain, sequence, digest in sorted(ask(last))},
        migrations=[list(row) for row in sorted(ask("SELECT DISTINCT app, name FROM django_migrations"))],
        media=dict(ask("SELECT DISTINCT sha256, size FROM core_storedfile")),
        reading={row[0] for row in ask("SELECT id FROM core_job WHERE state = 'reading'")},
    )


class Database(ABC):
    """The database that the settings name."""

    vendor: str

    @abstractmethod
    def dump(self, target: Path, told: Told) -> Facts:
        """Writes one moment of the database to a new file and says what that moment holds."""

    @abstractmethod
    def refuse_used(self) -> None:
        """Raises Stop where the database holds any table."""

    @abstractmethod
    def load(self, source: Path) -> None:
        """Fills the empty database from the file; all of it or nothing."""

    @abstractmethod
    def facts(self) -> Facts: ...

    @abstractmethod
    def size(self) -> int:
        """Bytes on disk, about what a backup of it needs."""


def database_of(settings: dict[str, Any]) -> Database:
    """For an entry of DATABASES."""
    if settings["ENGINE"].endswith("sqlite3"):
        return Embedded(Path(settings["NAME"]))
    return Server(settings)


class Embedded(Database):
    """SQLite: its online backup, pinned to one moment by a read that stays open; writers are not held up."""

    vendor = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path

    def size(self) -> int:
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def dump(self, target: Path, told: Told) -> Facts:
        if not self.path.exists():
            raise sqlite3.OperationalError("no such table: the database does not exist yet")
        with closing(self._open(self.path)) as source, closing(sqlite3.connect(target)) as copy:
            source.execute("BEGIN")
            source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()  # here the moment begins
            source.backup(copy, pages=PAGES, progress=lambda _status, left, total: told(total - left, total))
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            found = self._checked(copy)
        return found

    def refuse_used(self) -> None:
        if self.size():
            raise used(str(self.path))

    def load(self, source: Path) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(source, self.path)

    def facts(self) -> Facts:
        with closing(self._open(self.path)) as connection:
            return self._checked(connection)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=20)
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    @staticmethod
    def _checked(connection: sqlite3.Connection) -> Facts:
        register(connection)  # constraints of the tables call Django's functions
        whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if whole != "ok":
            raise Stop(
                f"Berkas basis data rusak: {whole}. Pulihkan dari cadangan terakhir yang baik.",
                "The database file is damaged. Restore the last good backup.",
            )
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return facts(lambda text: connection.execute(text).fetchall(), [name for (name,) in tables])


class Server(Database):
    """PostgreSQL: `pg_dump` on an exported snapshot, so that what we count and what it writes are the same moment."""

    vendor = "postgresql"

    def __init__(self, settings: dict[str, Any]) -> None:
        self._password = settings["PASSWORD"]
        named = {
            "dbname": settings["NAME"],
            "user": settings["USER"],
            "host": settings["HOST"],
            "port": settings["PORT"],
            **settings["OPTIONS"],
        }
        # Without the password: the line of a running program can be read by everybody on the machine.
        self._conninfo = make_conninfo(**{name: value for name, value in named.items() if value})

    def size(self) -> int:
        with self._connect() as connection:
            return connection.execute("SELECT pg_database_size(current_database())").fetchone()[0]  # type: ignore[index]

    def dump(self, target: Path, told: Told) -> Facts:
        program = self._program("pg_dump")
        with self._moment() as connection:
            snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]  # type: ignore[index]
            options = ["--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}"]
            self._run([program, *options, f"--dbname={self._conninfo}"])
            target.chmod(0o600)
            return self._facts(connection)

    def refuse_used(self) -> None:
        with self._connect() as connection:
            if self._tables(connection):
                raise used(connection.info.dbname)

    def load(self, source: Path) -> None:
        program = self._program("pg_restore")
        options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        self._run([program, *options, f"--dbname={self._conninfo}", str(source)])

    def facts(self) -> Facts:
        with self._moment() as connection:
            return self._facts(connection)

    @contextmanager
    def _moment(self) -> "Iterator[psycopg.Connection]":
        with self._connect() as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            yield connection

    def _connect(self) -> "psycopg.Connection":
        return psycopg.connect(self._conninfo, password=self._password or None)

    def _facts(self, connection: "psycopg.Connection") -> Facts:
        return facts(lambda text: connection.execute(sql.SQL(text)).fetchall(), self._tables(connection))  # type: ignore[arg-type]

    @staticmethod
    def _tables(connection: "psycopg.Connection") -> list[str]:
        own = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        return [name for (name,) in connection.execute(own).fetchall()]

    @staticmethod
    def _program(name: str) -> str:
        folder = postgresql_programs()
        found = str(folder / name) if folder and (folder / name).exists() else shutil.which(name)
        if not found:
            raise Stop(
                f"Program {name} tidak ada di komputer ini; tanpa itu basis data PostgreSQL tidak dapat dicadangkan "
                "atau dipulihkan. Pasang:",
                f"The program {name} is missing; without it PostgreSQL can be neither backed up nor restored. Install:",
                "apt-get install postgresql-client",
            )
        return found

    def _run(self, command: list[str]) -> None:
        environment = {**os.environ, "PGPASSWORD": self._password} if self._password else None
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            name = Path(command[0]).name
            if "No space left" in done.stderr:
                raise OSError(28, "No space left on device")
            last = "\n".join(done.stderr.strip().splitlines()[-6:])
            raise Stop(f"{name} gagal:\n{last}", f"{name} failed; see above.")


def used(name: str) -> Stop:
    return Stop(
        f"Basis data {name} sudah berisi tabel; pemulihan hanya ke basis data kosong. Tidak ada yang diubah.",
        "This database already holds tables; a backup is restored only into an empty one. Nothing was changed.",
    )
