"""The page of one list: what would happen, what is doubtful, and afterwards what happened."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.frame import frame
from bangkom.cohorts.models import Cohort, Enrolment
from bangkom.core.models import Job, JobRow
from bangkom.outside import services
from bangkom.outside.services import NOBODY
from bangkom.outside.views.common import HERE

PER_PAGE = 100
CREDITING = (JobRow.Verdict.NEW, JobRow.Verdict.WARNED)
COLUMN_NAMES = {
    "number": "NIP",
    "name": _("Nama"),
    "last_name": _("Nama belakang"),
    "status": _("Status"),
    "date": _("Tanggal lulus"),
    "score": _("Nilai"),
    "certificate": _("Nomor sertifikat"),
}
VERDICTS = {
    JobRow.Verdict.NEW: ("success", _("Akan dicatat")),
    JobRow.Verdict.WARNED: ("warning", _("Dicatat dengan catatan")),
    JobRow.Verdict.SAME: ("neutral", _("Sudah tercatat")),
    JobRow.Verdict.DUPLICATE: ("neutral", _("Berulang")),
    JobRow.Verdict.REFUSED: ("error", _("Tidak dicatat")),
}
FILTERS = {
    JobRow.Verdict.NEW: _("Cocok"),
    JobRow.Verdict.WARNED: _("Cocok dengan catatan"),
    JobRow.Verdict.SAME: _("Sudah tercatat"),
    JobRow.Verdict.DUPLICATE: _("Berulang"),
    JobRow.Verdict.REFUSED: _("Tidak dicatat"),
}
OUTCOMES = {
    JobRow.State.COMMITTED: ("success", _("Tercatat")),
    JobRow.State.FAILED: ("error", _("Tidak dicatat")),
    JobRow.State.UNDONE: ("neutral", _("Dibatalkan")),
    JobRow.State.KEPT: ("neutral", _("Sudah ditarik sebelumnya")),
}


def preview(
    request: HttpRequest, cohort: Cohort, job: Job, *, typed: dict[int, str] | None = None, problem: str = ""
) -> HttpResponse:
    """`typed`: choices just sent that were refused, with the `problem` in words; nothing typed is lost."""
    doubts = list(services.doubts_of(job)) if job.state == Job.State.STAGED else []
    rows = job.rows.exclude(pk__in=[row.pk for row in doubts])
    counts = dict(rows.order_by().values_list("verdict").annotate(Count("pk")))
    wanted = request.GET.get("putusan", "")
    if wanted in JobRow.Verdict.values:
        rows = rows.filter(verdict=wanted)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman"))
    people = people_of(cohort, [*page, *doubts])
    columns = job.counts.get("columns", {})
    still_open = sum(row.data["choice"] is None for row in doubts)
    to_credit = job.rows.filter(verdict__in=CREDITING).count()
    context = frame(request, cohort, HERE) | {
        "job": job,
        "page": page,
        "rows": [row_for_page(row, people) for row in page],
        "doubts": [doubt_for_page(row, people, (typed or {}).get(row.pk, row.data["choice"])) for row in doubts],
        "open_doubts": still_open,
        "to_credit": to_credit,
        "credited": job.rows.filter(verdict__in=CREDITING, state=JobRow.State.COMMITTED).count(),
        "total": sum(counts.values()),
        "counts": [(value, label, counts[value]) for value, label in FILTERS.items() if counts.get(value)],
        "wanted": wanted,
        "columns": [(name, columns[key]) for key, name in COLUMN_NAMES.items() if key in columns],
        "has_rejects": services.not_credited(job).exists(),
        "has_status": "status" in columns,
        "problem": problem,
        "has_errors": bool(problem),
    }
    return render(request, "outside/list.html", context, status=422 if problem else 200)


def people_of(cohort: Cohort, rows: Iterable[JobRow]) -> dict[int, Enrolment]:
    """The participants that rows speak of, sure or as candidates; one query."""
    keys = {key for row in rows for key in [row.data["enrolment"], *row.data["candidates"]] if key}
    return cohort.enrolments.in_bulk(keys)


def row_for_page(row: JobRow, people: dict[int, Enrolment]) -> dict[str, Any]:
    is_over = row.state != JobRow.State.STAGED and row.verdict in CREDITING
    kind, label = OUTCOMES[row.state] if is_over else VERDICTS[row.verdict]
    person = people.get(row.data["enrolment"])
    return {"row": row, "person": person, "day": day_of(row), "kind": kind, "label": label}


def doubt_for_page(row: JobRow, people: dict[int, Enrolment], choice: str | None) -> dict[str, Any]:
    """A doubtful row with whom it may mean, and what was chosen."""
    return {
        "row": row,
        "day": day_of(row),
        "choices": [(str(key), people[key], str(key) == choice) for key in row.data["candidates"]],
        "nobody": NOBODY,
        "is_nobody": choice == NOBODY,
        "is_open": choice is None,
    }


def day_of(row: JobRow) -> dt.date | None:
    """The day as it was understood, where it was."""
    return dt.date.fromisoformat(row.data["completed_on"]) if row.data["completed_on"] else None
