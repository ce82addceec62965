"""Files and functions stay short enough to be read at once."""

from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT, functions, python_files, where

FILE_LINES = 500
STYLESHEET_LINES = 700  # one rule a line; its weight over the wire has a budget of its own
FUNCTION_LINES = 60


def test_no_file_is_too_long_to_read():
    files = [*python_files(migrations=False), *(ROOT / "tests").rglob("*.py"), *(PACKAGE / "static").rglob("*.js")]
    assert not longer(files, FILE_LINES)
    assert not longer([*(PACKAGE / "static").rglob("*.css")], STYLESHEET_LINES)


def longer(files: list[Path], most: int) -> dict[str, int]:
    """The files with more lines than that."""
    lengths = {where(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    return {name: lines for name, lines in lengths.items() if lines > most}


def test_no_function_is_too_long_to_read():
    faults = {}
    for path in [*python_files(migrations=False), *sorted((ROOT / "tests").rglob("*.py"))]:
        for function in functions(path):
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > FUNCTION_LINES:
                faults[f"{where(path, function)} {function.name}"] = lines
    assert not faults
