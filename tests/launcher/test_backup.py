"""Where a backup is put, and what it says when it cannot be made. Whole backups are tried in tests/faults."""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from bangkom.config import cli_backup, cli_backup_database
from bangkom.config.cli_backup import claimed, require_space, rotate
from bangkom.config.cli_backup_database import Server, database_of
from bangkom.config.cli_backup_parts import DATABASE, MANIFEST, UNFINISHED
from bangkom.config.cli_errors import explain
from bangkom.config.cli_text import Stop


@pytest.fixture(autouse=True)
def _mask() -> Iterator[None]:
    mask = os.umask(0o022)
    yield
    os.umask(mask)


def made(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()
    return folder


def test_a_disk_that_runs_full_is_said_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "new"

    def fill_it() -> None:
        with claimed(target):
            (target / DATABASE).write_text("half")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError) as stopped:
        fill_it()
    assert explain(stopped.value) == 1
    assert "Disk penuh" in capsys.readouterr().err
    assert not target.exists()


def test_a_disk_without_room_is_said_before_anything_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_backup.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, 100 * 2**20))
    require_space(tmp_path, 30 * 2**20)
    with pytest.raises(Stop) as stopped:
        require_space(tmp_path, 50 * 2**20)
    assert "perlu sekitar 114 MB, tersedia 100 MB" in stopped.value.indonesian


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Stop) as stopped, claimed(tmp_path / "file" / "backup"):
        pytest.fail("was claimed")
    assert "tidak dapat dipakai" in stopped.value.indonesian


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    made(tmp_path, "thesis.odt")
    with pytest.raises(Stop) as stopped, claimed(tmp_path):
        pytest.fail("was claimed")
    assert "sudah berisi berkas lain" in stopped.value.indonesian
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_only_one_backup_is_made_in_a_folder_at_a_time(tmp_path: Path) -> None:
    with claimed(tmp_path):
        with pytest.raises(Stop) as stopped, claimed(tmp_path):
            pytest.fail("was claimed twice")
        assert "Cadangan lain sedang dibuat" in stopped.value.indonesian
        assert (tmp_path / UNFINISHED).exists()


def test_what_a_broken_off_backup_left_is_cleared_first(tmp_path: Path) -> None:
    made(tmp_path, UNFINISHED, DATABASE)
    made(tmp_path / "media" / "ab", "half")
    with claimed(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [UNFINISHED]
    assert not list(tmp_path.iterdir())


def test_the_newest_backups_stay_and_foreign_folders_too(tmp_path: Path) -> None:
    for day in range(1, 5):
        made(tmp_path / f"2026010{day}T000000Z", MANIFEST, DATABASE)
    made(tmp_path / "20260102T120000Z", UNFINISHED, DATABASE)
    made(tmp_path / "mine", "thesis.odt")
    rotate(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["20260103T000000Z", "20260104T000000Z", "mine"]


def test_without_postgresql_programs_the_line_that_installs_them_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_backup_database, "postgresql_programs", lambda: None)
    monkeypatch.setattr(cli_backup_database.shutil, "which", lambda name: None)
    with pytest.raises(Stop) as stopped:
        Server._program("pg_dump")
    assert stopped.value.line == "apt-get install postgresql-client"


def test_the_password_of_a_database_stands_on_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    named = {**settings.DATABASES["default"], "ENGINE": "django.db.backends.postgresql", "OPTIONS": {}}
    server = database_of({**named, "NAME": "b", "USER": "u", "PASSWORD": "s3cret", "HOST": "h", "PORT": ""})
    assert isinstance(server, Server)
    assert "s3cret" not in server._conninfo
    seen: dict[str, object] = {}

    def run(command: list[str], *, env: dict[str, str], **options: object) -> object:
        seen.update(command=command, password=env["PGPASSWORD"])
        return type("Done", (), {"returncode": 0})()

    monkeypatch.setattr(cli_backup_database.subprocess, "run", run)
    server._run(["pg_dump"])
    assert seen == {"command": ["pg_dump"], "password": "s3cret"}
