import tempfile
from collections import Counter
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.cohorts.forms import PasteForm
from bangkom.cohorts.models import Cohort
from bangkom.cohorts.views.common import cohort_run_by, frame, organizer_pages
from bangkom.core import services as core
from bangkom.core.models import Job, JobRow
from bangkom.core.operations import operation

KIND = "cohorts.enrol_participants"
PER_PAGE = 100


@organizer_pages
@operation
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """Rows copied from Excel: they are read and judged at once, nobody is enrolled yet."""
    cohort = cohort_run_by(request, slug)
    form = PasteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        job = stage_paste(cohort, form.cleaned_data["text"], request.user)
        if job.state == Job.State.STAGED:
            return redirect("cohorts:paste_job", slug, job.pk)
        form.add_error("text", job.message)
    context = frame(request, cohort, "cohorts:detail") | {"form": form}
    return render(request, "cohorts/paste.html", context, status=422 if form.errors else 200)


def stage_paste(cohort: Cohort, text: str, by) -> Job:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as pasted:
        pasted.write(text)
        pasted.flush()
        job = core.start_job(
            kind=KIND,
            scope=cohort.agency.root_scope,
            by=by,
            source=Path(pasted.name),
            source_name=_("tempelan"),
            params={"cohort": cohort.pk},
            queue=False,
        )
    return core.advance_job(job_id=job.pk)


def job_of(request: HttpRequest, cohort: Cohort, job_pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), pk=job_pk, kind=KIND, params__cohort=cohort.pk)


@organizer_pages
def job(request: HttpRequest, slug: str, job_pk: int) -> HttpResponse:
    """The preview with a verdict for each row; after the commit, what became of each."""
    cohort = cohort_run_by(request, slug)
    staged = job_of(request, cohort, job_pk)
    rows = staged.rows.all()
    wanted = request.GET.get("putusan", "")
    if wanted in JobRow.Verdict.values:
        rows = rows.filter(verdict=wanted)
    verdicts = staged.counts.get("verdicts", {})
    to_enrol = sum(verdicts.get(v, 0) for v in (JobRow.Verdict.NEW, JobRow.Verdict.WARNED))
    taken = cohort.enrolments.taking_part().count()
    ended = Counter(staged.rows.exclude(verdict=JobRow.Verdict.SAME).values_list("state", flat=True))
    context = frame(request, cohort, "cohorts:detail") | {
        "job": staged,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman")),
        "counts": [(value, label, verdicts.get(value, 0)) for value, label in JobRow.Verdict.choices],
        "wanted": wanted,
        "to_enrol": to_enrol,
        "enrolled": ended[JobRow.State.COMMITTED],
        "undone": ended[JobRow.State.UNDONE],
        "kept": ended[JobRow.State.KEPT],
        "missing_seats": max(0, taken + to_enrol - cohort.capacity) if cohort.capacity else 0,
    }
    return render(request, "cohorts/paste_job.html", context)


@organizer_pages
@require_POST
@operation
def act(request: HttpRequest, slug: str, job_pk: int, act: str) -> HttpResponse:
    """Commit, cancel or undo a paste."""
    cohort = cohort_run_by(request, slug)
    staged = job_of(request, cohort, job_pk)
    acts = {"simpan": core.commit_job, "batal": core.cancel_job, "urung": core.undo_job}
    if act not in acts:
        raise Http404
    acts[act](job=staged, by=request.user)
    if act == "batal":
        messages.info(request, _("Tidak ada yang disimpan."))
        return redirect("cohorts:paste", slug)
    return redirect("cohorts:paste_job", slug, job_pk)
