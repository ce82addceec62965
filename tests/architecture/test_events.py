"""Every write of a service leaves an event: who did what, in words. What keeps its own history is named here."""

import ast
from functools import cache
from pathlib import Path

from tests.architecture.source import PACKAGE, apps, functions, parsed, python_files

WRITES = {"create", "bulk_create", "bulk_update", "save", "update", "delete", "update_or_create", "get_or_create"}
RECORDS = {"record_event", "record_events", "record", "_record"}
# Services that write and leave no event, and why.
SILENT = {
    "api.note_use": "when a token was used last; its creation and end are events",
    "cohorts.hand_over": "whose turn it is, part of the act that hands over",
    "cohorts.mail_call": "a mail keeps its own states; making the link is an event",
    "core.add_scope": "part of the act that opens an agency or a unit",
    "core.drop_sign_ins": "part of the act that ends an account's sessions",
    "core.forget_reads": "removes what is too old, by the rule set",
    "core.forget_sign_in": "a session that ended by itself",
    "core.forget_sign_ins": "removes what is too old",
    "core.make_checkpoints": "signs the history itself",
    "core.note_sign_in": "kept in its own table, shown to the owner",
    "core.note_use": "when a session was used last",
    "core.record_reads": "kept in its own table: who was shown whose data",
    "core.seal_events": "seals the history itself",
    "core.store_file": "part of the act that keeps the file",
    "credentials.make_pdf": "prints a certificate whose issue is an event",
    "interop.forget": "removes what is too old",
    "interop.gather": "what is to be delivered, read off events",
    "learning.open_lesson": "progress keeps its own history",
    "learning.save_answers": "answers keep their own history, append-only",
    "notices.deliver": "a delivery keeps its own states",
    "notices.mark_read": "the reader's own mark",
    "notices.notify": "told in the act it speaks of",
    "notices.sweep": "a delivery keeps its own states",
    "papers.ensure_series": "part of the act that takes a number",
    "papers.take_number": "part of the act that uses the number",
    "people.ensure_position": "part of the act that gives somebody the position",
    "people.invite_employee": "core.invite records it",
    "people.invite_partner": "core.invite records it",
    "people.move_posting": "part of the act that moves the employee",
    "people.note_former_state": "part of the act that changes the state",
    "people.replace_lost_password": "core.invite records it",
    "rules.load_packaged_rule_sets": "comes with the package, nobody acts",
    "workplace.draft_of": "an empty draft of who opens the page; each saving of it is an event",
}


def is_service(path: Path) -> bool:
    place = path.relative_to(PACKAGE).parts
    return len(place) > 1 and (place[1] == "services" or place[1] == "services.py")


@cache
def of_app(app: str) -> dict[str, ast.FunctionDef]:
    """The functions of an app's services by name."""
    found = {}
    for path in python_files(tests=False):
        if path.relative_to(PACKAGE).parts[0] == app and is_service(path):
            for function in functions(path):
                found[function.name] = function
    return found


def called(function: ast.FunctionDef) -> set[str]:
    """The names that a function calls, with or without what stands before the dot."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                names.add(node.func.id)
            elif isinstance(node.func, ast.Attribute):
                names.add(node.func.attr)
    return names


def reached(app: str, name: str) -> set[str]:
    """Every name that a service calls, through the services of its own app."""
    known, waiting, seen = of_app(app), [name], set()
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        if at in known:
            waiting += called(known[at])
    return seen


def writes_silently() -> list[str]:
    faults = []
    for app in apps():
        for name in exported(app):
            names = reached(app, name)
            if names & WRITES and not names & RECORDS:
                faults.append(f"{app}.{name}")
    return faults


def exported(app: str) -> list[str]:
    """The services that an app offers: `__all__` of the package, else the functions without an underscore."""
    package = PACKAGE / app / "services" / "__init__.py"
    if package.exists():
        for node in ast.walk(parsed(package)):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
                return [name for name in ast.literal_eval(node.value) if name in of_app(app)]
    return [name for name in of_app(app) if not name.startswith("_")]


def test_a_service_that_writes_leaves_an_event():
    faults = [name for name in writes_silently() if name not in SILENT]
    assert not faults, f"call record_event, or say in SILENT why not: {faults}"


def test_the_list_of_silent_services_holds_nothing_that_is_gone():
    assert set(SILENT) <= set(writes_silently())
