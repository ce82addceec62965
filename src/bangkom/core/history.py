"""Riwayat perubahan in words: which objects have one, who may read it, what a field and a value are called.

Each app names its objects in a module `own_history.py`: `KINDS`, by model label. A kind without one has no page.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bangkom.core.formatting import format_date, format_moment, format_number
from bangkom.core.models import Agency, Event, User

Words = str | Promise
NOTHING = "–"
# Names of things that a value may be an id of: at most this many are looked up for a page.
SEEN_PERSONAL = "persons"


@dataclass(frozen=True)
class Kind:
    """A kind of object with a history.

    `readable` gives the objects whose history an account may read (default: those it may see); `page` the address of an
    object's own page; `fields` the names of the fields; `choices` the words of coded values; `names` the tables whose
    rows a value is the id of; `person` the id of the person whom an object is about.
    """

    label: Words
    readable: Callable[[User], QuerySet] | None = None
    page: Callable[[Any], str] | None = None
    fields: dict[str, Words] = field(default_factory=dict)
    choices: dict[str, dict[str, Words]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    person: Callable[[Any], int | None] | None = None


@dataclass(frozen=True)
class Change:
    """One field, before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """An act with what it changed and by which way it came in."""

    event: Event
    changes: list[Change]
    way: str
    kind: str = ""
    url: str = ""


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of object with a history, by model label, in the order of the apps."""
    found: dict[str, Kind] = {}
    for config in apps.get_app_configs():
        module = f"{config.name}.own_history"
        if config.name.startswith("bangkom.") and find_spec(module):
            found |= import_module(module).KINDS
    return found


@cache
def common_fields() -> dict[str, Words]:
    """Names of fields that several kinds share; a kind's own name for a field goes first."""
    from bangkom.core.own_history import FIELDS

    return FIELDS


def readable(user: User, kind_name: str) -> QuerySet:
    """The objects of a kind whose history an account may read. Raises KeyError for a kind without history."""
    kind = kinds()[kind_name]
    return kind.readable(user) if kind.readable else apps.get_model(kind_name)._default_manager.visible_to(user)


def events_for(user: User, subject: models.Model) -> QuerySet[Event]:
    """What happened to an object, newest first, without the acts of agencies for which the account does not work."""
    own = {assignment.scope.agency_id for assignment in user.assignments_now}
    own |= {value for value in [getattr(subject, "agency_id", None)] if value}
    events = Event.objects.about(subject).filter(Q(agency=None) | Q(agency__in=own))
    return events.select_related("actor", "agency", "payload").order_by("-pk")


def entries(events: Iterable[Event], *, with_values: bool = True, user: User | None = None) -> list[Entry]:
    """Acts in words. Names behind ids are looked up together: one query for each table that is named.

    With `user` each entry leads to the history of its object where that account may read it.
    """
    events = list(events)
    names = _names_of(events) if with_values else {}
    open_to = _readable_ids(user, events) if user else {}
    found = []
    for event in events:
        kind = kinds().get(event.subject_type)
        url = ""
        if event.subject_id in open_to.get(event.subject_type, ()):
            url = reverse("core:object_history", args=[event.subject_type, event.subject_id])
        way = event.get_way_display() if event.way else ""
        label = str(kind.label) if kind else ""
        found.append(Entry(event, _changes(event, kind, names) if with_values else [], str(way), label, url))
    return found


def _readable_ids(user: User, events: list[Event]) -> dict[str, set[str]]:
    """Of the objects of these acts, those whose history the account may read; one query for each kind."""
    asked: dict[str, set[str]] = {}
    for event in events:
        if event.subject_type in kinds() and event.subject_id.isdecimal():
            asked.setdefault(event.subject_type, set()).add(event.subject_id)
    return {
        name: {str(pk) for pk in readable(user, name).filter(pk__in=ids).values_list("pk", flat=True)}
        for name, ids in asked.items()
    }


def _body(event: Event) -> tuple[dict[str, Any], dict[str, Any]]:
    body = event.payload.body if hasattr(event, "payload") else {}
    return body.get("before") or {}, body.get("after") or {}


def _names_of(events: list[Event]) -> dict[tuple[str, int], str]:
    """(table, id) -> name, for every id that a value of these acts holds."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        kind = kinds().get(event.subject_type)
        for values in _body(event):
            for key, table in (kind.names if kind else {}).items():
                if isinstance(values.get(key), int):
                    wanted.setdefault(table, set()).add(values[key])
    return {
        (table, row.pk): str(row)
        for table, ids in wanted.items()
        for row in apps.get_model(table)._default_manager.by_system().filter(pk__in=ids)
    }


def _changes(event: Event, kind: Kind | None, names: dict[tuple[str, int], str]) -> list[Change]:
    """What an act altered, field by field; what stayed as it was is left out. A field without a name is left out."""
    before, after = _body(event)
    found = []
    for key in {**before, **after}:
        label = (kind.fields.get(key) if kind else None) or common_fields().get(key)
        if not label or (key in before and key in after and before[key] == after[key]):
            continue
        old = _in_words(key, before.get(key), kind, names)
        new = _in_words(key, after.get(key), kind, names)
        if old != new:
            found.append(Change(str(label), old, new))
    return found


def _in_words(key: str, value: Any, kind: Kind | None, names: dict[tuple[str, int], str]) -> str:
    if value is None or value == "" or value == []:
        return NOTHING
    if kind and key in kind.choices:
        return str(kind.choices[key].get(str(value), value))
    if kind and key in kind.names and isinstance(value, int):
        return names.get((kind.names[key], value), NOTHING)
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if isinstance(value, list):
        return ", ".join(_in_words(key, each, kind, names) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{_label(name)}: {_in_words(name, each, kind, names)}" for name, each in value.items())
    if isinstance(value, int | float):
        return format_number(value)
    return _moment(str(value))


def _label(key: str) -> str:
    return str(common_fields().get(key, key.replace("_", " ")))


def _moment(text: str) -> str:
    """A day or an instant as people write it; any other text as it is."""
    if len(text) < 10 or text[4:5] != "-":
        return text
    try:
        return (
            format_date(dt.date.fromisoformat(text))
            if len(text) == 10
            else format_moment(dt.datetime.fromisoformat(text))
        )
    except ValueError:
        return text


def agencies_of(user: User) -> list[Agency]:
    """The agencies whose whole history an account may read."""
    from bangkom.core.models import Role

    return user.agencies_as(Role.ADMINISTRATOR, Role.ORGANIZER)
