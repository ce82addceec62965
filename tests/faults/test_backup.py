"""A backup counts when it was restored: taken while others write, into an empty home and database, damaged or not."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.faults.installation import ROOT

from bangkom.config import cli
from bangkom.config.cli_backup_parts import DATABASE, MANIFEST, MEDIA_LIST, UNFINISHED, Manifest
from bangkom.config.cli_prepare import RESTORING

WRITERS = 3


class Home:
    """A BANGKOM_HOME with its database, reached only through processes of its own."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder, self.database_url = folder, database_url
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("BANGKOM_") and name != "DATABASE_URL"
        } | {
            "BANGKOM_HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "bangkom.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        if database_url:
            self.environment["DATABASE_URL"] = database_url

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def command(self, *arguments: str) -> tuple[int, str, str]:
        """Runs `bangkom ...`; returns code, stdout, stderr."""
        process = self.start("bangkom.config.cli", *arguments)
        told, complained = process.communicate()
        return process.returncode, told, complained

    def reported(self, *arguments: str) -> dict[str, Any]:
        code, told, complained = self.command(*arguments, "--json")
        assert code == 0, complained
        return json.loads(told)

    def keeping(self, act: str) -> Any:
        told, complained = (process := self.start("tests.faults.keeping", act)).communicate()
        assert process.returncode == 0, complained
        return json.loads(told) if told else None

    def is_empty(self) -> bool:
        """Neither a file in the home nor a table in the database."""
        files = list(self.folder.iterdir()) if self.folder.exists() else []
        if not self.database_url:
            return files == []
        with psycopg.connect(self.database_url) as connection:
            found = connection.execute("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        return files == [] and found == (0,)


@pytest.fixture(scope="module")
def new_home(new_database: Callable[[], str]) -> Iterator[Callable[[], Home]]:
    with tempfile.TemporaryDirectory(prefix="bangkom-backup-") as folder:
        numbers = iter(range(1000))
        yield lambda: Home(Path(folder) / f"home-{next(numbers)}", new_database())


@pytest.fixture(scope="module")
def original(new_home: Callable[[], Home]) -> Home:
    """The small installation; no test changes it."""
    made = new_home()
    made.keeping("prepare")
    return made


@pytest.fixture(scope="module")
def backup_of_original(original: Home) -> Path:
    folder = original.folder.parent / "kept"
    original.reported("backup", str(folder))
    return folder


@pytest.fixture
def kept(backup_of_original: Path, tmp_path: Path) -> Path:
    """A backup to be damaged."""
    return shutil.copytree(backup_of_original, tmp_path / "kept")


@pytest.fixture
def home(backup_of_original: Path, new_home: Callable[[], Home]) -> Home:
    """An installation to be changed."""
    made = new_home()
    made.reported("restore", str(backup_of_original))
    return made


# --- whole backups -------------------------------------------------------------------------------------------------


def test_a_backup_taken_while_others_write_restores_to_one_moment_with_all_its_files(home: Home, new_home, tmp_path):
    writers = [home.start("tests.faults.keeping", "write") for _ in range(WRITERS)]
    before = {writer.stdout.readline().strip() for writer in writers for _ in range(3)}
    told = home.reported("backup", str(tmp_path / "backup"))
    after = [writer.stdout.readline().strip() for writer in writers]
    said = [writer.communicate(input="stop\n") for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, said
    assert all(after)  # they went on writing during the backup

    restored = new_home()
    report = restored.reported("restore", str(tmp_path / "backup"))
    assert report["restored"]
    assert report["rows"] == told["rows"]
    assert report["audit"]["first_bad"] is None
    found = restored.keeping("acts")
    assert found["told"] == found["files"]
    assert before <= set(found["files"])


def test_a_restored_installation_holds_the_same_rows_files_and_keys(original: Home, kept: Path, new_home):
    restored = new_home()
    report = restored.reported("restore", str(kept))
    assert report["counts_match"]
    assert report["chains_match"]
    assert report["secret_key_matches"]
    assert report["media"] == {"files": 20, "bytes": 80_000, "missing": [], "lost_before": []}
    assert restored.keeping("content") == original.keeping("content")
    for path in [path for path in original.folder.glob("media/**/*") if path.is_file()]:
        assert (restored.folder / path.relative_to(original.folder)).read_bytes() == path.read_bytes()
    key = restored.folder / "keys" / "secret-key"
    assert key.read_text() == (original.folder / "keys" / "secret-key").read_text()
    assert key.stat().st_mode & 0o077 == 0


def test_what_was_restored_can_be_written_to_and_backed_up_again(home: Home, tmp_path):
    writer = home.start("tests.faults.keeping", "write")
    assert writer.stdout.readline()
    writer.communicate(input="stop\n")
    assert home.reported("backup", str(tmp_path / "again"))["media"]["files"] > 20
    assert home.command("audit", "check")[0] == 0


def test_only_its_owner_can_read_a_backup(backup_of_original: Path):
    assert all(path.stat().st_mode & 0o077 == 0 for path in [backup_of_original, *backup_of_original.rglob("*")])


def test_a_backup_names_files_that_the_installation_had_lost_and_restores_the_rest(home: Home, new_home, tmp_path):
    files = sorted(path for path in home.folder.glob("media/**/*") if path.is_file())
    files[0].unlink()
    files[1].write_bytes(b"other")
    code, told, complained = home.command("backup", str(tmp_path / "backup"), "--json")
    assert code == 1
    assert json.loads(told)["lost"] == sorted(path.name for path in files[:2])
    assert "sudah hilang atau berubah" in complained
    report = new_home().reported("restore", str(tmp_path / "backup"))
    assert report["media"]["files"] == 18
    assert len(report["media"]["lost_before"]) == 2


def test_dated_backups_share_unchanged_files_and_the_oldest_go(home: Home, new_home, tmp_path):
    first = Path(home.reported("backup", str(tmp_path), "--keep", "1")["backup"])
    shared = next(path for path in first.glob("media/**/*") if path.is_file())
    assert shared.stat().st_nlink == 1
    first = first.rename(tmp_path / "20200101T000000Z")
    second = Path(home.reported("backup", str(tmp_path), "--keep", "2")["backup"])
    assert (second / shared.relative_to(shared.parents[3])).stat().st_nlink == 2
    second.rename(tmp_path / "20200102T000000Z")
    third = Path(home.reported("backup", str(tmp_path), "--keep", "2")["backup"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["20200102T000000Z", third.name]
    assert new_home().reported("restore", str(third))["restored"]


# --- what is refused -----------------------------------------------------------------------------------------------


def media_file(folder: Path) -> Path:
    return next(path for path in folder.glob("media/**/*") if path.is_file())


def change_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def sign_anew(folder: Path, **changes: Any) -> None:
    """A manifest that is right in itself and says something else."""
    found = Manifest.read(folder)
    Manifest(**{**found.__dict__, **changes}).write(folder)


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "the database is cut": (lambda at: cut(at / DATABASE), "database"),
    "a byte of the database changed": (lambda at: change_byte(at / DATABASE), "database"),
    "the database is missing": (lambda at: (at / DATABASE).unlink(), "database"),
    "a byte of a file changed": (lambda at: change_byte(media_file(at)), "media/"),
    "a file is cut": (lambda at: cut(media_file(at)), "media/"),
    "a file is missing": (lambda at: media_file(at).unlink(), "media/"),
    "the list of files is cut": (lambda at: cut(at / MEDIA_LIST), MEDIA_LIST),
    "the key is missing": (lambda at: (at / "keys" / "secret-key").unlink(), "keys/secret-key"),
    "a byte of the manifest changed": (lambda at: change_byte(at / MANIFEST), MANIFEST),
    "the manifest is cut": (lambda at: cut(at / MANIFEST), MANIFEST),
    "a later form": (lambda at: sign_anew(at, format=2, version="9.0"), "Bangkom 9.0"),
    "tables of a later version": (
        lambda at: sign_anew(at, migrations=[["core", "9999_later"]], version="9.0"),
        "core.9999_later",
    ),
    "a path that leads out": (
        lambda at: sign_anew(
            at, parts=[*Manifest.read(at).parts, type(Manifest.read(at).parts[0])("keys/../x", 1, "")]
        ),
        "keys/../x",
    ),
}


@pytest.fixture
def refused(new_home, monkeypatch, capfd) -> Callable[..., str]:
    """Asks this process to restore into an empty installation; returns what it complains of. Nothing may be there."""

    def ask(*arguments: str) -> str:
        target = new_home()
        monkeypatch.setenv("BANGKOM_HOME", str(target.folder))
        monkeypatch.setenv("DATABASE_URL", target.database_url)
        mask = os.umask(0o022)
        capfd.readouterr()
        try:
            assert cli.main(["restore", *arguments]) == 1
        finally:
            os.umask(mask)
        said = capfd.readouterr()
        assert said.out == ""
        assert target.is_empty()
        return said.err

    return ask


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_in_plain_words_and_leaves_nothing_behind(damage: str, kept: Path, refused):
    act, words = DAMAGES[damage]
    act(kept)
    complained = refused(str(kept))
    assert words in complained
    assert "Traceback" not in complained
    assert "tidak terduga" not in complained


def test_checking_a_backup_finds_a_changed_byte_without_restoring(kept: Path, refused):
    assert cli.main(["restore", str(kept), "--check"]) == 0
    change_byte(media_file(kept))
    assert "Cadangan rusak: media/" in refused(str(kept), "--check")


def test_a_backup_that_was_broken_off_is_known_and_made_anew(original: Home, kept: Path, refused):
    (kept / MANIFEST).unlink()
    (kept / UNFINISHED).touch()
    assert "tidak selesai dibuat" in refused(str(kept))
    original.reported("backup", str(kept))
    assert cli.main(["restore", str(kept), "--check"]) == 0


def test_nothing_is_restored_over_other_data(original: Home, kept: Path, new_home):
    before = original.keeping("content")
    code, _told, complained = original.command("restore", str(kept))
    assert code == 1
    assert "sudah berisi data" in complained
    assert original.keeping("content") == before
    target = new_home()
    target.folder.mkdir()
    (target.folder / "thesis.odt").write_text("years of work")
    assert target.command("restore", str(kept))[0] == 1
    assert [path.name for path in target.folder.iterdir()] == ["thesis.odt"]


def test_a_database_in_use_is_refused_although_the_home_is_empty(original: Home, kept: Path, new_home):
    before = original.keeping("content")
    target = new_home()
    target.environment["DATABASE_URL"] = original.database_url or f"sqlite://{original.folder}/bangkom.sqlite3"
    code, _told, complained = target.command("restore", str(kept))
    assert code == 1
    assert "sudah berisi tabel" in complained
    assert not list(target.folder.iterdir())
    assert original.keeping("content") == before


def test_a_restore_that_was_killed_blocks_the_start_and_is_done_again(kept: Path, new_home):
    target = new_home()
    (target.folder / "media" / "ab").mkdir(parents=True)
    (target.folder / "media" / "ab" / "half").touch()
    (target.folder / RESTORING).touch()
    code, _told, complained = target.command("serve", "--port", "8999")
    assert code == 1
    assert "tidak selesai" in complained
    assert target.reported("restore", str(kept))["restored"]
    assert not (target.folder / RESTORING).exists()
    assert not (target.folder / "media" / "ab" / "half").exists()


def test_a_backup_is_never_written_over(original: Home, kept: Path):
    manifest = (kept / MANIFEST).read_text()
    code, _told, complained = original.command("backup", str(kept))
    assert code == 1
    assert "sudah berisi cadangan" in complained
    assert (kept / MANIFEST).read_text() == manifest
