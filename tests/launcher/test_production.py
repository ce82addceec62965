"""A server that others reach does not start with settings that would let them in or send them in circles."""

from pathlib import Path

import pytest

from bangkom.config import cli_production
from bangkom.config.cli_production import is_public, refusals
from bangkom.config.cli_text import Stop

GOOD = {
    "BANGKOM_URL": "https://bangkom.kab.go.id",
    "BANGKOM_HOSTS": "bangkom.kab.go.id",
    "BANGKOM_BEHIND_PROXY": "1",
    "DATABASE_URL": "postgres:///bangkom?host=/run/postgresql",
}


def found(tmp_path: Path, host: str = "127.0.0.1", **changes: str) -> list[str]:
    """The lines that would mend it."""
    return [line for _id, _en, line in refusals({**GOOD, **changes}, host=host, keys=tmp_path)]


def test_good_settings_pass(tmp_path: Path) -> None:
    assert found(tmp_path) == []
    assert found(tmp_path, BANGKOM_SECRET_KEY="x8Fq-2mZpL0vN3sKtR7wYbC5dGhJ1eUaQiOzXnMvBcTl") == []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"BANGKOM_DEBUG": "1"}, "BANGKOM_DEBUG=0"),
        ({"BANGKOM_URL": "http://bangkom.kab.go.id"}, "BANGKOM_URL=https"),
        ({"BANGKOM_URL": "", "BANGKOM_PRODUCTION": "1"}, "BANGKOM_URL=https"),
        ({"BANGKOM_HOSTS": ""}, "BANGKOM_HOSTS=bangkom.kab.go.id"),
        ({"BANGKOM_HOSTS": "bangkom.kab.go.id,*"}, "BANGKOM_HOSTS=bangkom.kab.go.id"),
        ({"BANGKOM_HOSTS": "lain.go.id"}, "BANGKOM_HOSTS=bangkom.kab.go.id"),
        ({"BANGKOM_BEHIND_PROXY": ""}, "BANGKOM_BEHIND_PROXY=1"),
        ({"BANGKOM_SECRET_KEY": "changeme" * 8}, "# BANGKOM_SECRET_KEY="),
        ({"BANGKOM_SECRET_KEY": "django-insecure-x8Fq2mZpL0vN3sKtR7wYbC5dGhJ1eUaQ"}, "# BANGKOM_SECRET_KEY="),
        ({"DATABASE_URL": "postgres://bangkom:GANTI@db/bangkom"}, "DATABASE_URL=..."),
    ],
)
def test_each_unsafe_setting_is_refused_with_the_line_that_mends_it(
    changes: dict[str, str], line: str, tmp_path: Path
) -> None:
    lines = found(tmp_path, **changes)
    assert any(each.startswith(line) for each in lines), lines


def test_the_sample_environment_is_refused_as_it_stands(tmp_path: Path) -> None:
    sample = Path(__file__).resolve().parents[2] / "deploy" / "bangkom.env"
    pairs = [line.split("=", 1) for line in sample.read_text().splitlines() if line and not line.startswith("#")]
    lines = [line for _id, _en, line in refusals(dict(pairs), host="127.0.0.1", keys=tmp_path)]
    assert {"BANGKOM_URL=...", "BANGKOM_HOSTS=..."} <= set(lines)


def test_the_environment_of_one_machine_alone_needs_neither_name_nor_https() -> None:
    assert not is_public({}, "127.0.0.1")
    assert not is_public({"BANGKOM_URL": "http://127.0.0.1:8311"}, "127.0.0.1")
    assert is_public({}, "0.0.0.0")
    assert is_public({"BANGKOM_URL": "http://bangkom.kab.go.id"}, "127.0.0.1")


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch()
    (tmp_path / "secret-key").chmod(0o644)  # whatever umask the tests run under
    assert found(tmp_path) == [f"chmod 600 {tmp_path}/*"]
    (tmp_path / "secret-key").chmod(0o600)
    assert found(tmp_path) == []


def test_everything_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in GOOD:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BANGKOM_PRODUCTION", "1")
    monkeypatch.setenv("BANGKOM_DEBUG", "1")
    with pytest.raises(Stop) as stopped:
        cli_production.refuse_unsafe("127.0.0.1")
    assert stopped.value.code == 2
    for name in ("BANGKOM_DEBUG", "BANGKOM_URL", "BANGKOM_HOSTS"):
        assert name in stopped.value.indonesian
        assert name in stopped.value.line
