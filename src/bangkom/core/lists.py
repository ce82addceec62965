"""Any list as a file: the page that shows a list gives it as XLSX or CSV when asked with `?unduh=`.

The same view with the same rows answers, so permission and filters are those of the page:

    COLUMNS = (ListColumn(_("Nama"), lambda e: e.person.full_name), ...)
    if reply := lists.download(request, found, COLUMNS, name="pegawai", title=_("Pegawai"), personal=True):
        return reply

and the template offers it with `{% downloads %}`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from django.http import FileResponse, HttpRequest
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.access import acting_agency
from bangkom.core.formatting import format_moment
from bangkom.core.reads import note_reads
from bangkom.core.services import record_event
from bangkom.core.spreadsheets import Column, csv_lines, write_xlsx_to
from bangkom.core.spreadsheets.export import Cell

PARAMETER = "unduh"
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
PASSED_OVER = (PARAMETER, "halaman", "urut")
CHUNK = 2_000


@runtime_checkable
class Fetched(Protocol):
    """A query, or what reads like one."""

    def iterator(self, chunk_size: int) -> Iterator[Any]: ...

    def count(self) -> int: ...


Rows = Fetched | Sequence[Any]


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: its title, what it says of a row, and its width in characters (None: from the content)."""

    title: str | Promise
    value: Callable[[Any], Cell]
    width: int | None = None


def wanted(request: HttpRequest) -> str:
    """`xlsx` or `csv` where the page is asked for as a file, else ''."""
    asked = request.GET.get(PARAMETER, "")
    return asked if request.method == "GET" and asked in TYPES else ""


def download(
    request: HttpRequest,
    rows: Rows,
    columns: Sequence[ListColumn],
    *,
    name: str,
    title: str,
    personal: bool = False,
    person: Callable[[Any], int | None] | None = None,
    filters: Sequence[tuple[str, str]] | None = None,
) -> FileResponse | None:
    """The list as a file where the request asks for one, else None. The arguments are those of `as_file`."""
    format = wanted(request)
    if not format:
        return None
    return as_file(
        request,
        rows,
        columns,
        format=format,
        name=name,
        title=title,
        personal=personal,
        person=person,
        filters=filters,
    )


def as_file(
    request: HttpRequest,
    rows: Rows,
    columns: Sequence[ListColumn],
    *,
    format: str,
    name: str,
    title: str,
    personal: bool = False,
    person: Callable[[Any], int | None] | None = None,
    filters: Sequence[tuple[str, str]] | None = None,
) -> FileResponse:
    """The list as `xlsx`, with what it is, of when and how filtered above the table, or as plain `csv`.

    `filters` are what narrows the list, in words; without it the query's own parameters are told. A list of `personal`
    data leaves an event: who took how many rows of what; with `person`, the id of the person in a row, each of them
    can see who read their data.
    """
    told = _asked(request) if filters is None else [(label, value) for label, value in filters if value]
    if personal or person is not None:
        _record(request, rows, name, title, told)
    if person is not None:
        note_reads(request, [person(row) for row in _rows(rows)])
    headers = [Column(str(column.title), column.width) for column in columns]
    cells = ([column.value(row) for column in columns] for row in _rows(rows))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the reply closes it
    if format == "csv":
        file.writelines(csv_lines(headers, cells))
    else:
        above = [str(title), _("Keadaan per %(moment)s") % {"moment": format_moment(clock.now())}]
        above += [f"{label}: {value}" for label, value in told]
        write_xlsx_to(file, headers, cells, sheet=str(title), title=str(title), above=above)
    file.seek(0)
    stem = f"{slugify(name)}-{clock.today():%Y-%m-%d}"
    reply = FileResponse(file, as_attachment=True, filename=f"{stem}.{format}", content_type=TYPES[format])
    reply["Cache-Control"] = "private, no-store"
    return reply


def _rows(rows: Rows) -> Iterable[Any]:
    """What is fetched in pieces in pieces, whatever else as it is."""
    return rows.iterator(chunk_size=CHUNK) if isinstance(rows, Fetched) else rows


def _number(rows: Rows) -> int:
    return rows.count() if isinstance(rows, Fetched) else len(rows)


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    """The query's parameters that narrow the list."""
    asked = [(key, ", ".join(request.GET.getlist(key))) for key in request.GET if key not in PASSED_OVER]
    return [(key, value) for key, value in asked if value]


def _record(request: HttpRequest, rows: Rows, name: str, title: str, told: list[tuple[str, str]]) -> None:
    """Who took which list: what was searched for may name somebody, so it goes where it can be erased."""
    app = request.resolver_match.app_name if request.resolver_match else "core"
    record_event(
        verb=f"{app}.exported",
        message=gettext_noop("Daftar %(title)s diunduh: %(rows)s baris"),
        params={"title": str(title), "rows": _number(rows), "list": name},
        subject=request.user,
        agency=acting_agency(request),
        by=request.user,
        after={"filters": [list(each) for each in told]} if told else None,
    )
