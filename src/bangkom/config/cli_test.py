"""`bangkom test`: every check, then the tests on PostgreSQL and on SQLite, in the environment made for tests."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from rich.text import Text

from bangkom.config.cli_packages import require_for_tests
from bangkom.config.cli_postgres import temporary_cluster
from bangkom.config.cli_text import Stop, err
from bangkom.config.home import clone_root

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float


def test(arguments: list[str]) -> int:
    """Runs everything; with arguments only pytest with them, on SQLite. The last output is pytest's closing line."""
    root = clone_root()
    if not root:
        raise Stop("Uji hanya ada di klon repositori.", "Tests run in a clone of the repository only.", code=2)
    os.chdir(root)
    require_for_tests()
    signal.signal(signal.SIGTERM, _end)
    with tempfile.TemporaryDirectory(prefix="bangkom-test-") as folder:
        _forget_installation()
        os.environ["BANGKOM_HOME"] = folder
        if arguments:
            return _code(_pytest()[:3] + arguments)
        return run_everything(root)


def run_everything(root: Path) -> int:
    """A failed check does not stop what follows; it is named in the summary and decides the exit code."""
    outcomes = [_run(name, command) for name, command in checks(root)]
    with temporary_cluster() as url:
        outcomes.append(_run("pytest, PostgreSQL", _pytest("-m", "not browser"), DATABASE_URL=url))
    _summarise(outcomes)
    _heading("pytest, SQLite")
    last = _code(_pytest())
    return last or (0 if all(outcome.passed for outcome in outcomes) else 1)


def checks(root: Path) -> list[tuple[str, list[str]]]:
    """What is checked before the tests, quickest first."""
    python, manage = sys.executable, [sys.executable, "-m", "bangkom.config.cli", "manage"]
    found = [
        ("ruff check", [python, "-m", "ruff", "check", "--quiet", "."]),
        ("ruff format", [python, "-m", "ruff", "format", "--quiet", "--check", "."]),
        ("lint-imports", [python, "-c", LINT_IMPORTS]),
        ("manage check", [*manage, "check", "--fail-level", "WARNING"]),
        ("makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"]),
    ]
    if "mypy" in tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]:
        found.append(("mypy", [python, "-m", "mypy"]))
    return found


def _forget_installation() -> None:
    """Tests must neither read nor touch the installation of this machine."""
    for name in [name for name in os.environ if name.startswith("BANGKOM_") or name == "DATABASE_URL"]:
        del os.environ[name]


def _pytest(*arguments: str) -> list[str]:
    workers = str(min(4, max(2, os.cpu_count() or 2)))
    return [sys.executable, "-m", "pytest", "-n", workers, "--dist", "loadscope", *arguments]


def _code(command: list[str], **environment: str) -> int:
    with subprocess.Popen(command, env={**os.environ, **environment}) as process:
        try:
            return process.wait()
        except SystemExit:  # told to end: pytest ends its workers and browsers only for Ctrl-C
            process.send_signal(signal.SIGINT)
            raise


def _run(name: str, command: list[str], **environment: str) -> Outcome:
    _heading(name)
    started = time.monotonic()
    code = _code(command, **environment)
    return Outcome(name, code == 0, time.monotonic() - started)


def _heading(name: str) -> None:
    err.print(Text(f"\n── {name}", style="bold cyan"))


def _summarise(outcomes: list[Outcome]) -> None:
    """One line for each step so far; the SQLite run that follows speaks for itself."""
    _heading("ringkasan / summary")
    for outcome in outcomes:
        mark = "[green]✓[/]" if outcome.passed else "[red]✗ GAGAL / FAILED[/]"
        err.print(f"  {mark} {outcome.name} [dim]{outcome.seconds:.0f} d[/]")


def _end(number: int, frame: FrameType | None) -> None:
    """Leaves through the `finally` blocks, so that PostgreSQL stops with us."""
    raise SystemExit(128 + number)
