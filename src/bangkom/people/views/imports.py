"""The import of employees: upload, progress, preview, result, undo."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bangkom.core import clock, lists
from bangkom.core import services as core
from bangkom.core.access import acting_agency, requires
from bangkom.core.errors import Refused
from bangkom.core.lists import ListColumn
from bangkom.core.models import Job, JobRow
from bangkom.core.operations import operation
from bangkom.core.spreadsheets import Column, write_xlsx
from bangkom.people import queries
from bangkom.people.absence_forms import ExtentForm
from bangkom.people.differences import ENDED, GRADE, KINDS, MOVED, PERSONAL, POSITION, PROMOTED, STATE, STATUS
from bangkom.people.forms import UploadForm
from bangkom.people.jobs import KIND, foreign_agencies
from bangkom.people.labels import FIELDS, state_label
from bangkom.people.models import ExportAbsence, ImportMapping
from bangkom.people.policies import IMPORTERS, can_import_employees
from bangkom.people.readings import SHEET_STEP
from bangkom.people.reasons import KEPT, reason_of
from bangkom.people.services.absences import asks_for_extent, save_import
from bangkom.people.views.employees import PER_PAGE, xlsx_response
from bangkom.people.views.sections import section_tabs

Verdict = JobRow.Verdict
REJECTED = (Verdict.REFUSED, Verdict.DUPLICATE)
# Verdicts as the preview counts and filters them, with the colour of their tag.
VERDICT_TAGS = {
    Verdict.NEW: "success",
    Verdict.CHANGED: "info",
    Verdict.WARNED: "warning",
    Verdict.REFUSED: "error",
    Verdict.DUPLICATE: "neutral",
    Verdict.SAME: "neutral",
    Verdict.LEFT: "warning",
}
KIND_LABELS = {
    MOVED: gettext_lazy("mutasi unit"),
    POSITION: gettext_lazy("ganti jabatan"),
    PROMOTED: gettext_lazy("kenaikan pangkat"),
    GRADE: gettext_lazy("golongan lain"),
    ENDED: gettext_lazy("pensiun atau berhenti"),
    STATE: gettext_lazy("kedudukan lain"),
    STATUS: gettext_lazy("status lain"),
    PERSONAL: gettext_lazy("data pribadi"),
}
NOTABLE_STATES = (JobRow.State.FAILED, JobRow.State.KEPT)
SHOWN_JOBS = 20


ROW_COLUMNS = (
    ListColumn(gettext_lazy("Baris"), lambda row: _place(row)),
    ListColumn("NIP", lambda row: row.data.get("number", ""), 20),
    ListColumn(gettext_lazy("Nama"), lambda row: row.data.get("name", "")),
    ListColumn(gettext_lazy("Jabatan"), lambda row: row.data.get("position", "")),
    ListColumn(gettext_lazy("Unit kerja"), lambda row: row.data.get("unit", "")),
    ListColumn(gettext_lazy("Putusan"), lambda row: str(_line(row)["label"])),
    ListColumn(gettext_lazy("Catatan"), lambda row: "; ".join(map(str, _line(row)["reasons"]))),
    ListColumn(
        gettext_lazy("Perubahan"),
        lambda row: "; ".join(f"{field}: {before} → {after}" for field, before, after in _line(row)["changes"]),
    ),
)


def _verdict(verdict: str) -> str:
    """A verdict in words that fit a tag."""
    short = {Verdict.WARNED: _("Dengan catatan"), Verdict.LEFT: _("Tidak ada lagi")}
    return short.get(verdict) or str(Verdict(verdict).label)


def _job(request: HttpRequest, job_id: int) -> Job:
    return get_object_or_404(queries.imports_visible_to(request.user, None, KIND), pk=job_id)


@requires(*IMPORTERS)
@operation
def import_list(request: HttpRequest) -> HttpResponse:
    """Where a file is uploaded, and the imports of before."""
    agency = acting_agency(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, agency=agency)
    if request.method == "POST" and form.is_valid():
        scope = form.scopes[form.cleaned_data["scope"]]
        if not can_import_employees(request.user, scope):
            raise PermissionDenied
        job = _start(form.cleaned_data["file"], scope, request)
        return redirect("people:import", job.pk)
    jobs = queries.imports_visible_to(request.user, agency, KIND)[:SHOWN_JOBS]
    mappings = ImportMapping.objects.visible_to(request.user)
    if agency is not None:
        mappings = mappings.filter(agency=agency)
    absent = ExportAbsence.objects.visible_to(request.user).standing()
    if agency is not None:
        absent = absent.filter(employee__agency=agency)
    context = {
        "form": form,
        "jobs": jobs,
        "mappings": mappings.count(),
        "absent": absent.count(),
        "sections": section_tabs(request, "imports"),
    }
    return render(request, "people/imports.html", context, status=422 if form.errors else 200)


def _start(upload: UploadedFile, scope: object, request: HttpRequest) -> Job:
    """Queue the reading. The upload itself is gone with this request, its copy when it has been read."""
    with tempfile.NamedTemporaryFile(prefix="bangkom-") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        name = Path(upload.name or "").name
        return core.start_job(kind=KIND, scope=scope, by=request.user, source=Path(copy.name), source_name=name)


@requires(*IMPORTERS)
def import_detail(request: HttpRequest, job_id: int) -> HttpResponse:
    """One import in whatever state it is: being read, to be checked, being saved, done, taken back."""
    job = _job(request, job_id)
    if job.state == Job.State.ASKING and can_import_employees(request.user, job.scope):
        return redirect("people:import_columns", job.pk)
    rows = job.rows.all()
    wanted = request.GET.get("putusan", "")
    kind = request.GET.get("perubahan", "")
    if wanted in Verdict.values:
        rows = rows.filter(verdict=wanted)
    if request.GET.get("tetap"):
        rows = rows.filter(state=JobRow.State.KEPT)
    if kind in KINDS:
        rows = rows.filter(**{f"data__kind_{kind}": True})
    counted = job.counts.get("verdicts", {})
    shows_rows = job.state in (Job.State.STAGED, Job.State.DONE, Job.State.UNDONE)
    if shows_rows and (
        file := lists.download(request, rows, ROW_COLUMNS, name=f"impor-{job.pk}", title=job.source_name, personal=True)
    ):
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman")) if shows_rows else None
    context = {
        "job": job,
        "step": {Job.State.READING: 1, Job.State.STAGED: 2, Job.State.COMMITTING: 3}.get(job.state, 0),
        "step_labels": [_("Unggah"), _("Periksa"), _("Simpan")],
        "page": page,
        "lines": [_line(row) for row in page] if page is not None else [],
        "tabs": _tabs(job, wanted),
        "kinds": [(kind, KIND_LABELS[kind], n) for kind, n in job.counts.get("kinds", {}).items() if kind in KINDS],
        "left": counted.get(Verdict.LEFT, 0),
        "extent": ExtentForm(must_ask=asks_for_extent(job)) if counted.get(Verdict.LEFT) else None,
        "passed_over": job.counts.get("passed_over", {}),
        "to_save": sum(counted.get(verdict, 0) for verdict in JobRow.ACCEPTED),
        "rejected": sum(counted.get(verdict, 0) for verdict in REJECTED),
        "advice": _advice(job),
        "foreign": foreign_agencies(job),
        "may_act": can_import_employees(request.user, job.scope),
        "undo_minutes": _minutes_left(job),
        "kept": _kept(job) if job.state == Job.State.UNDONE else [],
        "crumbs": [
            (_("Pegawai"), reverse("people:list")),
            (_("Impor"), reverse("people:imports")),
            (job.source_name, ""),
        ],
    }
    return render(request, "people/import.html", context)


def _tabs(job: Job, wanted: str) -> list[dict[str, object]]:
    counted = job.counts.get("verdicts", {})
    tabs = [{"label": _("Semua"), "url": "?", "current": not wanted, "count": sum(counted.values())}]
    tabs += [
        {
            "label": _verdict(verdict),
            "url": f"?putusan={verdict.value}",
            "current": wanted == verdict.value,
            "count": counted[verdict.value],
        }
        for verdict in VERDICT_TAGS
        if counted.get(verdict.value)
    ]
    return tabs


def _line(row: JobRow) -> dict[str, object]:
    """A staged row as the table shows it."""
    refused = row.verdict in REJECTED or row.state == JobRow.State.FAILED
    action = row.data.get("action", "")
    return {
        "row": row,
        "kind": "error" if row.state == JobRow.State.FAILED else VERDICT_TAGS[Verdict(row.verdict)],
        "label": row.get_state_display() if row.state in NOTABLE_STATES else _verdict(row.verdict),
        "action": Verdict(action).label if action and action != row.verdict else "",
        "reasons": [reason_of(reason["code"], refused=refused).label for reason in row.reasons],
        "is_number": not refused,
        "changes": [
            (FIELDS.get(field, field), _worded(field, before), _worded(field, after))
            for field, before, after in row.data.get("changes", [])
        ],
        "place": _place(row),
    }


def _worded(field: str, value: str) -> str:
    """A value as people know it."""
    return state_label(value) if field == "employment_state" and value else value


def _place(row: JobRow) -> int | str:
    """The row in Excel, with the number of its sheet where a file has several; nothing for who is in no row."""
    if row.verdict == Verdict.LEFT:
        return ""
    sheet, number = divmod(row.number, SHEET_STEP)
    return f"{sheet + 1}/{number}" if sheet else number


def _kept(job: Job) -> list[dict[str, object]]:
    """What an undo could not take back and why, with the number of rows."""
    counted: Counter[str] = Counter()
    for reasons in job.rows.exclude(undo={}).values_list("reasons", flat=True).iterator():
        counted.update(reason["code"] for reason in reasons if reason["code"] in KEPT)
    return [{"label": KEPT[code].label, "count": n, "text": KEPT[code].advice} for code, n in counted.most_common()]


def _advice(job: Job) -> list[dict[str, object]]:
    """What to mend, reason by reason, the commonest first."""
    summary = job.counts.get("summary", {})
    counted = {**summary.get("refused", {})}
    if summary.get("duplicates"):
        counted["duplicate"] = summary["duplicates"]
    ordered = sorted(counted.items(), key=lambda item: -item[1])
    reasons = [(reason_of(code, refused=True), number) for code, number in ordered]
    return [{"label": reason.label, "count": number, "text": reason.advice} for reason, number in reasons]


def _minutes_left(job: Job) -> int:
    """Whole minutes in which the import can still be taken back, at least 1 while it can."""
    if not job.can_undo or job.undo_until is None:
        return 0
    return max(1, int((job.undo_until - clock.now()).total_seconds() // 60))


@requires(*IMPORTERS)
@require_POST
@operation
def import_act(request: HttpRequest, job_id: int, act: str) -> HttpResponse:
    """Save the accepted rows, take a finished import back, or drop a preview."""
    job = _job(request, job_id)
    if not can_import_employees(request.user, job.scope):
        raise PermissionDenied
    if act == "simpan":
        try:
            save_import(job=job, by=request.user, extent=request.POST.get("cakupan", ""))
        except Refused as refusal:
            messages.error(request, str(refusal))
    elif act == "batalkan":
        core.undo_job(job=job, by=request.user)
    elif act == "buang":
        core.cancel_job(job=job, by=request.user)
        messages.success(request, _("Impor tidak jadi. Tidak ada data pegawai yang berubah."))
        return redirect("people:imports")
    else:
        raise Http404
    return redirect("people:import", job.pk)


@requires(*IMPORTERS)
def import_rejects(request: HttpRequest, job_id: int) -> HttpResponse:
    """The refused rows as a workbook: which row, why, what to do."""
    job = _job(request, job_id)
    refused = job.rows.filter(verdict__in=REJECTED) | job.rows.filter(state=JobRow.State.FAILED)
    headers = [
        _("Baris"),
        Column(_("NIP"), 22),
        _("Nama"),
        _("Unit kerja"),
        _("Alasan"),
        Column(_("Yang perlu dilakukan"), 60),
    ]
    rows = []
    for row in refused.order_by("number"):
        reasons = [reason_of(reason["code"], refused=True) for reason in row.reasons]
        rows.append(
            [
                _place(row),
                row.data.get("number", ""),
                row.data.get("name", ""),
                row.data.get("unit", ""),
                "; ".join(str(reason.label) for reason in reasons),
                " ".join(str(reason.advice) for reason in reasons),
            ]
        )
    return xlsx_response(write_xlsx(headers, rows, sheet=_("Ditolak")), f"ditolak-impor-{job.pk}.xlsx")
