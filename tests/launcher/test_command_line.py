import datetime as dt
import errno
import json
import socket
import sys
import types
from pathlib import Path

import pytest
from django.db import OperationalError

from bangkom.config import cli, cli_demo, cli_packages, home
from bangkom.config.cli_errors import explain
from bangkom.config.cli_serve import check_port
from bangkom.config.cli_text import Stop
from bangkom.core import maintenance


@pytest.fixture(autouse=True)
def _embedded_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


# --- words and exit codes -----------------------------------------------------------------------------------------


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"bangkom {command}" in shown for command, _, _ in cli.COMMANDS)


def test_no_command_is_wrong_usage() -> None:
    assert cli.main([]) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["unknown"],
        ["import", "employees", "pyproject.toml"],
        ["import", "employees", "missing.csv", "--agency", "kab-serang"],
        ["report", "compliance"],
        ["report", "compliance", "--year", "2025", "--as-of", "1 Mei"],
        ["demo", "--port", "0"],
    ],
)
def test_wrong_usage_ends_with_2_and_is_said_on_stderr(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.err.startswith("Perintah salah atau belum lengkap.")
    assert said.out == ""


def test_a_command_calls_the_function_of_its_app_and_returns_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, object]] = []
    commands = types.ModuleType("bangkom.reporting.commands")
    commands.report_compliance = lambda **options: calls.append(options) or 1  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bangkom.reporting.commands", commands)
    monkeypatch.setattr("bangkom.reporting.commands", commands, raising=False)
    assert cli.main(["report", "compliance", "--year", "2025", "--as-of", "2025-06-30", "--format", "json"]) == 1
    assert calls == [
        {"year": 2025, "agency_code": None, "as_of": dt.date(2025, 6, 30), "format": "json", "output": None}
    ]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Stop("Habis.", "Gone.", "bangkom demo"), "Habis."),
        (OSError(errno.ENOSPC, "No space left on device"), "Disk penuh"),
        (OperationalError("no such table: core_agency"), "bangkom migrate"),
        (OperationalError('connection failed: database "x" does not exist'), "DATABASE_URL"),
        (OperationalError("database is locked"), "Coba lagi"),
        (ValueError("aneh"), "ValueError: aneh"),
    ],
)
def test_what_stops_a_command_is_said_in_plain_words(
    error: Exception, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BANGKOM_DEBUG", raising=False)
    monkeypatch.delenv("BANGKOM_COMMAND", raising=False)
    assert explain(error) == 1
    said = capsys.readouterr()
    assert words in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_maintenance_is_begun_told_and_ended(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["maintenance", "on", "--message", "Sebentar.", "--minutes", "10"]) == 0
    found = maintenance.now()
    assert found is not None
    assert found.message == "Sebentar."
    assert "Halaman perawatan tampil" in capsys.readouterr().out
    assert cli.main(["maintenance", "status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"maintenance": True, "until": found.until.isoformat()}
    assert cli.main(["maintenance", "off"]) == 0
    assert maintenance.now() is None


# --- the port -----------------------------------------------------------------------------------------------------


def test_a_taken_port_is_said_with_the_line_for_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        with pytest.raises(Stop) as stopped:
            check_port("127.0.0.1", number, "bangkom demo --port 8001")
    assert f"Port {number} sedang dipakai" in stopped.value.indonesian
    assert stopped.value.line == "bangkom demo --port 8001"


# --- whose home it is ---------------------------------------------------------------------------------------------


def complete(home: Path) -> None:
    (home / cli_demo.COMPLETE).write_text(json.dumps({"database": "embedded"}))


def test_an_empty_home_is_filled(tmp_path: Path) -> None:
    assert cli_demo.clear_for_demo(tmp_path, fresh=False) is True


def test_what_other_commands_leave_behind_is_no_data(tmp_path: Path) -> None:
    for name in ("keys", "locale", "media"):
        (tmp_path / name).mkdir()
    (tmp_path / "bangkom.sqlite3").touch()
    assert cli_demo.clear_for_demo(tmp_path, fresh=False) is True


@pytest.mark.parametrize("fresh", [False, True])
def test_a_home_with_other_data_is_refused_and_left_alone(tmp_path: Path, fresh: bool) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(Stop) as stopped:
        cli_demo.clear_for_demo(tmp_path, fresh=fresh)
    assert "thesis.odt" in stopped.value.indonesian
    assert (tmp_path / "thesis.odt").exists()


def test_a_complete_demo_is_kept(tmp_path: Path) -> None:
    complete(tmp_path)
    (tmp_path / "bangkom.sqlite3").write_text("data")
    assert cli_demo.clear_for_demo(tmp_path, fresh=False) is False
    assert (tmp_path / "bangkom.sqlite3").read_text() == "data"


def test_a_demo_is_emptied_when_asked_to(tmp_path: Path) -> None:
    complete(tmp_path)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "one.pdf").touch()
    assert cli_demo.clear_for_demo(tmp_path, fresh=True) is True
    assert [path.name for path in tmp_path.iterdir()] == [cli_demo.BUILDING]


def test_a_half_built_demo_is_built_anew(tmp_path: Path) -> None:
    (tmp_path / cli_demo.BUILDING).touch()
    (tmp_path / "bangkom.sqlite3").write_text("half")
    assert cli_demo.clear_for_demo(tmp_path, fresh=False) is True
    assert not (tmp_path / "bangkom.sqlite3").exists()


def test_a_demo_of_another_database_is_not_mixed_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    complete(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgres://me:secret@db/bangkom")
    with pytest.raises(Stop) as stopped:
        cli_demo.clear_for_demo(tmp_path, fresh=True)
    assert "DATABASE_URL" in stopped.value.indonesian


def test_only_one_demo_runs_in_a_home(tmp_path: Path) -> None:
    with cli_demo.only_one(tmp_path, 8000), pytest.raises(Stop) as stopped, cli_demo.only_one(tmp_path, 8001):
        pytest.fail("a second demo started")
    assert stopped.value.line == "http://127.0.0.1:8000/"


@pytest.mark.django_db
def test_a_database_with_accounts_is_refused(tmp_path: Path, django_user_model: type) -> None:
    cli_demo.refuse_used_database(tmp_path)
    django_user_model.objects.create(username="somebody")
    with pytest.raises(Stop):
        cli_demo.refuse_used_database(tmp_path)


def test_the_home_is_the_one_chosen_as_an_absolute_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BANGKOM_HOME", "data")
    assert home.bangkom_home() == tmp_path / "data"


def test_an_installed_package_keeps_its_data_in_the_users_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(home, "PACKAGE", tmp_path / "lib" / "site-packages" / "bangkom")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert home.default_home() == tmp_path / "share" / "bangkom"


# --- what tests need ----------------------------------------------------------------------------------------------


def test_without_the_right_to_install_the_tests_say_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_packages.shutil, "which", lambda name: None if name == "chromium" else f"/usr/bin/{name}")
    monkeypatch.setattr(cli_packages, "postgresql_programs", lambda: None)
    monkeypatch.setattr(cli_packages.os, "geteuid", lambda: 1000)
    with pytest.raises(Stop) as stopped:
        cli_packages.require_for_tests()
    assert stopped.value.line.startswith("sudo sh -c 'apt-get update")
    assert "chromium fonts-liberation postgresql" in stopped.value.line
