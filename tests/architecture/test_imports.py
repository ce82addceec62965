"""What a linter of layers cannot see: an app has a public face, and the rest is its own business."""

import ast

from tests.architecture.source import (
    OPEN_CHAPTERS,
    app_of,
    apps,
    imported,
    layers,
    parsed,
    pure_modules,
    python_files,
    where,
)

# The command line and the settings stand above all and start what they find in an app by name.
OPEN_TO_CONFIG = {"commands", "urls", "tasks", "jobs"}


def test_every_app_stands_in_the_stack():
    named = {app for layer in layers() for app in layer}
    assert set(apps()) <= named
    assert layers()[0] == ["config"]
    assert layers()[-1] == ["core"]


def test_other_apps_are_reached_by_their_open_chapters_only():
    faults = []
    for path in python_files():
        own = app_of(path)
        in_tests = "tests" in path.parts
        for node, module in imported(path):
            _, _, inside = module.partition("bangkom.")
            app, _, chapter = inside.partition(".")
            chapter = chapter.split(".")[0]
            if app in {own, "core"} or app not in apps():
                continue
            allowed = OPEN_CHAPTERS | pure_modules(app)
            if own == "config":
                allowed |= OPEN_TO_CONFIG
            if in_tests and module.startswith(f"bangkom.{app}.tests.factories"):
                continue
            if chapter not in allowed:
                faults.append(f"{where(path, node)} imports {module}")
    assert not faults, "\n".join(faults)


def test_relative_imports_stay_in_their_folder():
    faults = [
        f"{where(path, node)} imports {module}"
        for path in python_files()
        for node, module in imported(path)
        if module.startswith("..")
    ]
    assert not faults, "\n".join(faults)


def test_the_code_that_runs_knows_no_test():
    faults = [
        f"{where(path, node)} imports {module}"
        for path in python_files(tests=False)
        for node, module in imported(path)
        if ".tests" in module
    ]
    assert not faults, "\n".join(faults)


def test_there_are_no_domain_signals():
    """Facts flow down by calls and up by reading events; only the start of Django itself is listened to."""
    lifecycle = {"post_migrate", "connection_created", "setting_changed"}
    faults = []
    for path in python_files(tests=False):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(("signals", "dispatch")):
                names = {alias.name for alias in node.names} - lifecycle
                faults += [f"{where(path, node)} imports {name}" for name in sorted(names)]
    assert not faults, "\n".join(faults)
