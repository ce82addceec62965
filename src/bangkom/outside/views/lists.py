from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bangkom.cohorts.frame import frame
from bangkom.cohorts.models import Cohort
from bangkom.core import services as core
from bangkom.core.errors import Refused
from bangkom.core.models import Job
from bangkom.core.operations import operation
from bangkom.core.spreadsheets import write_xlsx
from bangkom.outside import queries, services
from bangkom.outside.forms import ListForm
from bangkom.outside.services import KIND
from bangkom.outside.views.common import HERE, cohort_run_by, organizer_pages
from bangkom.outside.views.preview import preview

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@organizer_pages
@operation
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """A platform's list as text: it is read and judged at once, nothing is credited yet."""
    cohort = cohort_run_by(request, slug)
    requirements = queries.requirements_of(cohort)
    if not requirements:
        raise Http404
    form = ListForm(request.POST or None, requirements=requirements, agency=cohort.agency)
    if request.method == "POST" and form.is_valid():
        job = services.stage_list(cohort=cohort, by=request.user, **form.cleaned_data)
        if job.state == Job.State.STAGED:
            return redirect("outside:list", slug, job.pk)
        form.add_error("text", job.message)
    context = frame(request, cohort, HERE) | {"form": form, "requirements": requirements}
    return render(request, "outside/paste.html", context, status=422 if form.errors else 200)


@organizer_pages
def detail(request: HttpRequest, slug: str, job_pk: int) -> HttpResponse:
    """The preview: doubts to be decided first, then a verdict for each row; later what became of each."""
    cohort = cohort_run_by(request, slug)
    return preview(request, cohort, job_of(request, cohort, job_pk))


@organizer_pages
@require_POST
@operation
def decide(request: HttpRequest, slug: str, job_pk: int) -> HttpResponse:
    """Say who is meant in doubtful rows; those left open stay open."""
    cohort = cohort_run_by(request, slug)
    job = job_of(request, cohort, job_pk)
    choices = read_choices(request, job)
    try:
        services.decide_doubts(job=job, choices=choices, by=request.user)
    except Refused as refusal:
        return preview(request, cohort, job, typed=choices, problem=str(refusal))
    left = services.open_doubts(job)
    if left:
        words = ngettext(
            "Pilihan disimpan. %(n)s baris belum dipastikan.", "Pilihan disimpan. %(n)s baris belum dipastikan.", left
        )
        messages.info(request, words % {"n": left})
    else:
        messages.success(request, _("Semua baris sudah dipastikan. Sekarang daftar bisa disimpan."))
    return redirect("outside:list", slug, job_pk)


@organizer_pages
@require_POST
@operation
def act(request: HttpRequest, slug: str, job_pk: int, act: str) -> HttpResponse:
    """Save, drop or undo a list."""
    cohort = cohort_run_by(request, slug)
    job = job_of(request, cohort, job_pk)
    acts = {"simpan": services.commit_list, "batal": core.cancel_job, "urung": core.undo_job}
    if act not in acts:
        raise Http404
    acts[act](job=job, by=request.user)
    if act == "batal":
        messages.info(request, _("Tidak ada yang dicatat."))
        return redirect(HERE, slug)
    return redirect("outside:list", slug, job_pk)


@organizer_pages
@require_safe
def rejects(request: HttpRequest, slug: str, job_pk: int) -> HttpResponse:
    """The rows that credited nobody, as they were read, with the reason, for whoever corrects the list."""
    cohort = cohort_run_by(request, slug)
    job = job_of(request, cohort, job_pk)
    headers = [
        _("Baris"),
        "NIP",
        _("Nama"),
        _("Status"),
        _("Tanggal lulus"),
        _("Nilai"),
        _("Nomor sertifikat"),
        _("Alasan"),
    ]
    rows = [
        [
            row.number,
            *(row.data[key] for key in ("number", "name", "status", "date", "score", "certificate")),
            " ".join(reason["message"] for reason in row.reasons),
        ]
        for row in services.not_credited(job)
    ]
    content = write_xlsx(headers, rows, sheet=_("Tidak dicatat"), title=job.source_name)
    disposition = f'attachment; filename="tidak-dicatat-{job.pk}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def job_of(request: HttpRequest, cohort: Cohort, job_pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), pk=job_pk, kind=KIND, params__cohort=cohort.pk)


def read_choices(request: HttpRequest, job: Job) -> dict[int, str]:
    """The fields `baris-<row id>` of the doubts' form; a field that was not chosen is not there."""
    found = {}
    for row in services.doubts_of(job):
        choice = request.POST.get(f"baris-{row.pk}", "")
        if choice:
            found[row.pk] = choice
    return found
