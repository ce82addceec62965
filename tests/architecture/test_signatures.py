"""Functions say their types; what writes is called with names, so that a call reads as a sentence."""

import ast
from pathlib import Path

from tests.architecture.source import PACKAGE, functions, parsed, python_files, where

TYPED = {"services", "queries", "policies", "models"}
# `visible_to(user)` and its like: the base class says the type, which models below the accounts cannot import.
TYPED_BY_BASE = "user"


def chapter(path: Path) -> str:
    """`services` for services.py and for the modules of services/."""
    return path.relative_to(PACKAGE).parts[1].removesuffix(".py") if path.parent != PACKAGE else ""


def arguments(function: ast.FunctionDef) -> list[ast.arg]:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return [each for each in named if each.arg not in {"self", "cls"}]


def inner(path: Path) -> set[ast.AST]:
    """Functions within functions: their types follow from where they stand."""
    return {
        node
        for outer in functions(path)
        for node in ast.walk(outer)
        if node is not outer and isinstance(node, ast.FunctionDef)
    }


def test_writing_reading_and_deciding_is_typed():
    faults = []
    for path in python_files(tests=False, migrations=False):
        if chapter(path) not in TYPED:
            continue
        for function in functions(path):
            if function in inner(path):
                continue
            bare = [each.arg for each in arguments(function) if each.annotation is None and each.arg != TYPED_BY_BASE]
            if bare or function.returns is None:
                faults.append(f"{where(path, function)} {function.name}({', '.join(bare)})")
    assert not faults, "\n".join(faults)


def test_what_writes_is_called_with_names():
    """A service that acts for somebody (`by`) takes all its arguments by name."""
    faults = []
    for path in python_files(tests=False):
        if chapter(path) != "services":
            continue
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and acts(node):
                positional = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
                if positional:
                    faults.append(f"{where(path, node)} {node.name}({', '.join(positional)})")
    assert not faults, "\n".join(faults)


def acts(function: ast.FunctionDef) -> bool:
    """Whether it opens a transaction, and for whom."""
    atomic = any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)
    return atomic and any(each.arg == "by" for each in arguments(function))
