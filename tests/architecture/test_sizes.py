"""Files and functions stay short enough to be read at once."""

from tests.architecture.source import PACKAGE, ROOT, functions, python_files, where

FILE_LINES = 500
FUNCTION_LINES = 60


def test_no_file_is_too_long_to_read():
    files = [*python_files(migrations=False), *sorted((ROOT / "tests").rglob("*.py"))]
    files += [path for kind in ("js", "css") for path in sorted((PACKAGE / "static").rglob(f"*.{kind}"))]
    lengths = {where(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert not {name: lines for name, lines in lengths.items() if lines > FILE_LINES}


def test_no_function_is_too_long_to_read():
    faults = {}
    for path in [*python_files(migrations=False), *sorted((ROOT / "tests").rglob("*.py"))]:
        for function in functions(path):
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > FUNCTION_LINES:
                faults[f"{where(path, function)} {function.name}"] = lines
    assert not faults
