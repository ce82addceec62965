from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bangkom.cohorts.models import SheetRow
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_time
from bangkom.core.operations import operation
from bangkom.workplace import outline, policies, queries, services
from bangkom.workplace.forms import DraftForm, EvidenceForm
from bangkom.workplace.models import Evidence, Project
from bangkom.workplace.outline import Part
from bangkom.workplace.views.common import own_crumbs, own_row, own_url

JSON = "application/json"
STAY = "tetap"


@never_cache
@operation
def write(request: HttpRequest, enrolment_pk: int, requirement_pk: int) -> HttpResponse:
    """The questions of the part at hand. Each button saves what is written, complete or not; so does the script."""
    row = own_row(request, enrolment_pk, requirement_pk)
    project = queries.project_of(row)
    if not policies.may_write(row, project):
        return not_now(request, row)
    part = project.now if project else outline.SHORT[0]
    draft = queries.draft_of(project)
    form = DraftForm(request.POST or None, part=part, initial=initial_of(draft))
    if request.method == "POST":
        saved = save(request, row, project, form) if form.is_valid() else None
        if wants_json(request):
            return answered(form, saved)
        if saved is not None:
            return onward(request, row, part)
    context = page(row, part, part.write, 1) | {
        "form": form,
        "draft": draft,
        "advice": queries.advice_on(project),
        "store": f"{row.enrolment_id}-{row.requirement_id}-{part.key}",
        "goes_on": next_step(part)[1],
    }
    return render(request, "workplace/write.html", context, status=422 if form.errors else 200)


def save(request: HttpRequest, row: SheetRow, project: Project | None, form: DraftForm) -> Any:
    """The saved draft; None with an error on the form where another device was faster."""
    seen = form.cleaned_data.pop("revision")
    try:
        project = project or services.start_project(row=row, by=request.user)
        return services.save_draft(project=project, content=form.cleaned_data, seen=seen, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        # Whoever has read that another device was faster may overwrite it.
        draft = queries.draft_of(project)
        form.data = form.data.copy()
        form.data["revision"] = draft.revision if draft else 0
        return None


def initial_of(draft: Any) -> dict[str, Any]:
    return {"revision": draft.revision, **draft.content} if draft else {"revision": 0}


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == JSON


def answered(form: DraftForm, saved: Any) -> HttpResponse:
    """What the script needs to tell the truth: saved when, as which revision; or why not."""
    if saved is None:
        errors = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"reason": " ".join(errors)}, status=422)
    return JsonResponse({"revision": saved.revision, "at": format_time(saved.saved_at)})


def next_step(part: Part) -> tuple[str, str]:
    """The page after the questions, and the words of the button that leads there."""
    if part.takes_evidence:
        return "evidence", _("Simpan, lalu tambah bukti")
    return "check", _("Simpan, lalu periksa")


def onward(request: HttpRequest, row: SheetRow, part: Part) -> HttpResponse:
    if STAY in request.POST:
        messages.success(request, _("Draf tersimpan. Coach belum melihatnya."))
        return redirect(own_url("project", row))
    return redirect(own_url(next_step(part)[0], row))


def not_now(request: HttpRequest, row: SheetRow) -> HttpResponse:
    """What cannot be written now: back to the page that says why."""
    if wants_json(request):
        return JsonResponse({"reason": _("Bagian ini sudah dikirim.")}, status=422)
    messages.info(request, _("Sekarang tidak ada yang perlu ditulis."))
    return redirect(own_url("project", row))


def page(row: SheetRow, part: Part, title: str, at: int) -> dict[str, Any]:
    """What the pages of writing, evidence and checking have in common."""
    steps = (
        [part.title, _("Bukti"), _("Periksa dan kirim")]
        if part.takes_evidence
        else [part.title, _("Periksa dan kirim")]
    )
    return {
        "row": row,
        "project": queries.project_of(row),
        "now": clock.now(),
        "part": part,
        "title": title,
        "steps": steps,
        "at": min(at, len(steps)),
        "coaches": queries.coaches_of(row.enrolment.cohort, [row.enrolment])[row.enrolment_id],
        "crumbs": own_crumbs(row, title),
    }


def evidence(request: HttpRequest, enrolment_pk: int, requirement_pk: int) -> HttpResponse:
    """The evidence of the report, and a form for one more. The file is made small before the transaction begins."""
    row = own_row(request, enrolment_pk, requirement_pk)
    project = queries.project_of(row)
    if project is None or not policies.may_write(row, project) or not project.now.takes_evidence:
        return not_now(request, row)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    return _keep_evidence(request, row, project, form, request.method == "POST" and form.is_valid())


@operation
def _keep_evidence(
    request: HttpRequest, row: SheetRow, project: Project, form: EvidenceForm, is_valid: bool
) -> HttpResponse:
    if is_valid:
        try:
            services.add_evidence(
                project=project,
                upload=form.ready,
                name=form.cleaned_data["file"].name,
                caption=form.cleaned_data["caption"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Bukti ditambahkan."))
            return redirect(own_url("evidence", row))
    context = page(row, project.now, _("Bukti"), 2) | {"form": form, "draft": queries.draft_of(project)}
    return render(request, "workplace/evidence.html", context, status=422 if form.errors else 200)


evidence.is_operation = True  # its writing half is


@require_POST
@operation
def remove_evidence(request: HttpRequest, enrolment_pk: int, requirement_pk: int, pk: int) -> HttpResponse:
    row = own_row(request, enrolment_pk, requirement_pk)
    of_row = Evidence.objects.visible_to(request.user).filter(project__row=row)
    found = get_object_or_404(of_row.select_related("project__row__enrolment"), pk=pk)
    try:
        services.remove_evidence(evidence=found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Bukti dihapus dari draf."))
    return redirect(own_url("evidence", row))


@operation
def check(request: HttpRequest, enrolment_pk: int, requirement_pk: int) -> HttpResponse:
    """The whole part once more, with what is missing; then it is sent."""
    row = own_row(request, enrolment_pk, requirement_pk)
    project = queries.project_of(row)
    if project is None or not policies.may_write(row, project):
        return not_now(request, row)
    draft = queries.draft_of(project)
    if draft is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            services.send_draft(project=project, by=request.user)
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("Terkirim kepada coach. Anda diberi tahu begitu dijawab."))
            return redirect(own_url("project", row))
    part = project.now
    context = page(row, part, _("Periksa dan kirim"), 3) | {
        "draft": draft,
        "answers": queries.answers(part, draft.content),
        "faults": outline.faults(part, draft.content, len(draft.evidence.all())),
        "has_errors": bool(refused),
        "refused": refused,
    }
    return render(request, "workplace/check.html", context, status=422 if refused else 200)
