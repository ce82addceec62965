"""The source as the guards read it: files, imports, functions; nothing is run."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "bangkom"
OPEN_CHAPTERS = {"models", "services", "queries", "policies"}


@cache
def layers() -> list[list[str]]:
    """The stack of apps from top to bottom, as the import contract in pyproject.toml says it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    stack = next(each for each in settings["importlinter"]["contracts"] if each.get("exhaustive"))
    return [re.findall(r"[a-z_]+", layer) for layer in stack["layers"]]


def height(app: str) -> int:
    """How high an app stands: core is 0."""
    return next(at for at, layer in enumerate(reversed(layers())) if app in layer)


@cache
def apps() -> list[str]:
    """The folders of the package that hold Python."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def python_files(*, tests: bool = True, migrations: bool = True) -> list[Path]:
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if (tests or "tests" not in path.parts) and (migrations or "migrations" not in path.parts)
    ]


def templates() -> list[Path]:
    """The HTML templates, the bundled pictures of them left out."""
    return sorted(PACKAGE.rglob("templates/**/*.html"))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def app_of(path: Path) -> str:
    """The app a file belongs to; files beside the apps belong to config, which stands on top."""
    first = path.relative_to(PACKAGE).parts[0]
    return first if first in apps() else "config"


def where(path: Path, node: ast.AST | int | None = None) -> str:
    """A place as an editor opens it."""
    line = node if isinstance(node, int) else getattr(node, "lineno", None)
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"


def imported(path: Path) -> Iterator[tuple[ast.stmt, str]]:
    """The modules of ours that a file imports, `from package import name` as `package.name`."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names if alias.name.startswith("bangkom"))
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level or module.split(".")[0] == "bangkom":
                prefix = "." * node.level + (f"{module}." if module else "")
                yield from ((node, f"{prefix}{alias.name}") for alias in node.names)


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def pure_modules(app: str) -> frozenset[str]:
    """What an app's README opens to others: the line "Pure modules that other apps may import: `a`, `b`."."""
    readme = PACKAGE / app / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    found = re.search(r"^Pure modules that other apps may import: (.+?)\.$", text, re.MULTILINE | re.DOTALL)
    return frozenset(re.findall(r"`([\w.]+)`", found.group(1))) if found else frozenset()
