"""Queries whose SQL is composed once.

A room's query joins ten tables. Django spends many times longer on composing its SQL than the database on answering it,
and a class opens its pages in the same minute. Here a query is composed once, with marks in the places of its values;
every later call puts its values there. Rows come back as always: as models or tuples, converted by their fields.
"""

import copy
import datetime as dt
from collections.abc import Callable
from enum import Enum
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, CharField, DateTimeField, Field, QuerySet


class Kind(Enum):
    """What a value may be, with the field that writes it for the database, and a mark that no row has."""

    ID = (BigIntegerField(), 9_100_000_000_000_000_000)
    TEXT = (CharField(), "\N{REPLACEMENT CHARACTER} prepared ")
    MOMENT = (DateTimeField(), dt.datetime(1, 1, 2, tzinfo=dt.UTC))

    def mark(self, at: int) -> Any:
        """The mark of the value in this place; each place has its own."""
        _field, first = self.value
        match self:
            case Kind.TEXT:
                return f"{first}{at}"
            case Kind.MOMENT:
                return first + dt.timedelta(seconds=at)
        return first + at


class Prepared:
    """`Prepared(build, user=Kind.ID)` is called like `build`, and gives the same rows for a fraction of the work.

    `build` takes the names as keyword arguments and returns a QuerySet whose SQL has one shape for all values: its
    code may hand them on, but not look at them.
    """

    def __init__(self, build: Callable[..., QuerySet], **kinds: Kind) -> None:
        self.build = build
        self.kinds = kinds
        self.marks = {name: kind.mark(at) for at, (name, kind) in enumerate(kinds.items())}
        self.composed: dict[str, tuple[QuerySet, Any, str, tuple]] = {}

    def __call__(self, **values: Any) -> QuerySet:
        """The rows for these values: to be read, not refined further."""
        if connection.vendor not in self.composed:
            self.composed[connection.vendor] = self.compose()
        queryset, compiler, sql, params = self.composed[connection.vendor]
        places = {
            self.written(name, mark, connection): self.written(name, values[name], connection)
            for name, mark in self.marks.items()
        }
        filled = tuple(places.get(param, param) for param in params)
        own = copy.copy(compiler)
        own.connection = connection
        own.as_sql = lambda *args, **options: (sql, filled)
        ready = queryset.all()
        ready.query.get_compiler = lambda *args, **options: own
        return ready

    def compose(self) -> tuple[QuerySet, Any, str, tuple]:
        queryset = self.build(**self.marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return queryset, compiler, sql, params

    def written(self, name: str, value: Any, to: BaseDatabaseWrapper) -> Any:
        field: Field = self.kinds[name].value[0]
        return field.get_db_prep_value(value, to)
