from pathlib import Path

import pytest
from django.core import management

from bangkom.config import cli_prepare
from bangkom.config.cli_text import Stop


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> list[str]:
    """Names the management commands that `prepare` calls; collecting leaves the manifest behind."""
    calls: list[str] = []
    settings.STATIC_ROOT = tmp_path / "static"  # type: ignore[attr-defined]

    def call_command(name: str, **options: object) -> None:
        calls.append(name)
        if name == "collectstatic":
            (tmp_path / "static").mkdir(exist_ok=True)
            (tmp_path / "static" / "staticfiles.json").touch()

    monkeypatch.setattr(management, "call_command", call_command)
    monkeypatch.setattr(cli_prepare, "migrations_wait", lambda: False)
    monkeypatch.setattr(cli_prepare, "_prepare_texts", lambda: None)
    return calls


def test_static_files_are_collected_once(collected: list[str], tmp_path: Path) -> None:
    for _ in range(2):
        cli_prepare.prepare(tmp_path, migrate=True)
    assert collected == ["collectstatic"]


def test_a_changed_or_lost_static_file_is_collected_again(
    collected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli_prepare.prepare(tmp_path, migrate=True)
    (tmp_path / "static" / "staticfiles.json").unlink()
    cli_prepare.prepare(tmp_path, migrate=True)
    monkeypatch.setattr(cli_prepare, "static_fingerprint", lambda: "other")
    cli_prepare.prepare(tmp_path, migrate=True)
    assert collected == ["collectstatic"] * 3


def test_a_broken_note_is_no_hindrance(collected: list[str], tmp_path: Path) -> None:
    (tmp_path / "prepared.json").write_text("{half")
    cli_prepare.prepare(tmp_path, migrate=True)
    assert collected == ["collectstatic"]


def test_a_database_behind_is_migrated_for_the_demo_and_refused_in_production(
    collected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_prepare, "migrations_wait", lambda: True)
    with pytest.raises(Stop) as stopped:
        cli_prepare.prepare(tmp_path, migrate=False)
    assert stopped.value.line.endswith("migrate")
    assert collected == []
    cli_prepare.prepare(tmp_path, migrate=True)
    assert collected == ["migrate", "collectstatic"]
