"""Every address has a view that says who it is for; every view that writes can be sent twice."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.architecture.source import PACKAGE, functions, python_files, where

from bangkom.config.navigation import NAVIGATION

# Views that accept a POST without an operation id, and why a repeat is harmless.
REPEATABLE = {
    "core.views.act_as": "choosing the same role again changes nothing",
    "core.views.set_language": "choosing the same language again changes nothing",
    "credentials.views.check": "compares what was typed with the register, writes nothing",
    "credentials.views.lookup": "compares what was sent with the register, writes nothing",
}
# Views of the sign-in package, which keeps its own forms.
FOREIGN = ("allauth.account.",)


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every URL with its full name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            namespace = f"{entry.namespace}:" if entry.namespace else ""
            yield from patterns(entry, f"{prefix}{namespace}")
        else:
            yield f"{prefix}{entry.name or entry.pattern}", entry


def own_views() -> list[Callable]:
    return [entry.callback for _, entry in patterns() if not entry.callback.__module__.startswith(FOREIGN)]


def dotted(view: Callable) -> str:
    """`core.views.act_as`"""
    function = inspect.unwrap(view)
    return f"{function.__module__.removeprefix('bangkom.')}.{function.__name__}"


@cache
def helpers(app: str) -> dict[str, list[tuple[Path, ast.FunctionDef]]]:
    """The functions of an app's pages by name: views and what they are made of."""
    found: dict[str, list[tuple[Path, ast.FunctionDef]]] = {}
    for path in python_files(tests=False):
        place = path.relative_to(PACKAGE).parts
        if place[0] == app and len(place) > 1 and place[1].startswith(("views", "serving", "frame")):
            for function in functions(path):
                found.setdefault(function.name, []).append((path, function))
    return found


def reads_what_was_sent(view: Callable) -> bool:
    """Whether a view, or a function of its app's pages that it calls, looks at the POST, the body or the files."""
    app = inspect.unwrap(view).__module__.split(".")[1]
    waiting, seen = [inspect.unwrap(view).__name__], set()
    while waiting:
        name = waiting.pop()
        if not name or name in seen:
            continue
        seen.add(name)
        for _path, function in helpers(app).get(name, []):
            for node in ast.walk(function):
                if is_request_data(node):
                    return True
                if isinstance(node, ast.Call):
                    waiting.append(page_function(node.func))
    return False


def is_request_data(node: ast.AST) -> bool:
    """`request.POST`, `request.FILES`, `request.body`, `"POST"`"""
    if isinstance(node, ast.Attribute) and node.attr in {"POST", "FILES", "body"}:
        return isinstance(node.value, ast.Name) and node.value.id == "request"
    return isinstance(node, ast.Constant) and node.value == "POST"


def page_function(called: ast.expr) -> str:
    """The name of a function that a page calls, unless it is another chapter's."""
    if isinstance(called, ast.Name):
        return called.id
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return "" if called.value.id in {"services", "queries", "policies", "forms", "messages"} else called.attr
    return ""


def test_every_view_is_a_function():
    faults = [dotted(view) for view in own_views() if not inspect.isfunction(inspect.unwrap(view))]
    assert not faults


def test_every_address_has_a_name():
    aliases = [name for name, entry in patterns() if not entry.name and not is_alias(entry)]
    assert not aliases


def is_alias(entry: URLPattern) -> bool:
    """Another spelling of an address whose view has a named one."""
    return any(other.name and other.callback is entry.callback for _, other in patterns())


def test_a_form_sent_twice_changes_nothing_the_second_time():
    faults = [
        dotted(view)
        for view in own_views()
        if reads_what_was_sent(view) and not getattr(view, "is_operation", False) and dotted(view) not in REPEATABLE
    ]
    assert not faults, f"wrap in @operation: {faults}"


def test_the_list_of_repeatable_views_holds_nothing_that_is_gone():
    assert set(REPEATABLE) <= {dotted(view) for view in own_views()}


def test_every_page_checks_its_rows_through_visible_to():
    """Nobody takes the shortcut around the access check: `objects.get`, `objects.all`, `objects.filter` in a view."""
    faults = []
    for path in python_files(tests=False):
        if not re.search(r"^\w+/views(/|\.py)", path.relative_to(PACKAGE).as_posix()):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"get", "all", "in_bulk"}
                and isinstance(node.func.value, ast.Attribute)
                and node.func.value.attr == "objects"
            ):
                faults.append(where(path, node))
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("by_system"):
                faults.append(where(path, node))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", NAVIGATION, ids=str)
def test_the_navigation_leads_to_pages(role):
    for item in NAVIGATION[role]:
        assert reverse(item.url_name)
