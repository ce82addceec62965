"""Lists in pages: `items`, how many there are in all, and the address of the next page."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from bangkom.api import reading

T = TypeVar("T")
MOST = 200
FARTHEST = 100_000


class Paging(Schema):
    """Which page of a list, and how long a page is."""

    page: int = Field(1, ge=1, le=FARTHEST)
    limit: int = Field(50, ge=1, le=MOST)


class Page(Schema, Generic[T]):
    """One page of a list. `next` is empty on the last one."""

    items: list[T]
    count: int
    next: str | None


def page_of(
    request: HttpRequest,
    rows: QuerySet | list,
    paging: Paging,
    shown: Callable[[Any], dict[str, Any]],
    whose: Callable[[Any], int | None] | None = None,
) -> dict[str, Any]:
    """One page of these rows, each as `shown` says; rows need an order that is the same every time.

    `whose` gives the person whose data a row shows: that it was shown is recorded.
    """
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    start = (paging.page - 1) * paging.limit
    found = list(rows[start : start + paging.limit]) if start < count else []
    if whose is not None:
        reading.note(request, map(whose, found))
    following = None
    if start + paging.limit < count:
        query = request.GET.copy()
        query["page"], query["limit"] = str(paging.page + 1), str(paging.limit)
        following = f"{request.path}?{query.urlencode()}"
    return {"items": [shown(row) for row in found], "count": count, "next": following}
