"""What the columns of a file mean: asked once for a layout, kept for the agency, changed or deleted later."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.core import services as core
from bangkom.core.access import acting_agency, requires
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, Job
from bangkom.core.operations import operation
from bangkom.core.spreadsheets import Sheet, SheetColumn
from bangkom.people import queries
from bangkom.people.jobs import KIND
from bangkom.people.layouts import Layout, signature
from bangkom.people.mapping_forms import MappingForm
from bangkom.people.models import ImportMapping
from bangkom.people.policies import IMPORTERS, can_import_employees, can_keep_mapping
from bangkom.people.readings import layout_of
from bangkom.people.services.mappings import change_mapping, delete_mapping, save_mapping


def _taken(request: HttpRequest, agency: Agency, but: str) -> set[str]:
    """Names of the agency's other layouts."""
    others = ImportMapping.objects.visible_to(request.user).filter(agency=agency).exclude(signature=but)
    return {name.casefold() for name in others.values_list("name", flat=True)}


@requires(*IMPORTERS)
@operation
def import_columns(request: HttpRequest, job_id: int) -> HttpResponse:
    """Each column of an unknown layout with its first values and a guess; the answer reads the file on."""
    job = get_object_or_404(queries.imports_visible_to(request.user, None, KIND), pk=job_id)
    if not can_import_employees(request.user, job.scope):
        raise PermissionDenied
    question = job.params.get("question")
    if job.state != Job.State.ASKING or not question:
        return redirect("people:import", job.pk)
    sheet, guessed = Sheet.from_data(question["sheet"]), Layout(**question["layout"])
    mark = signature(sheet)
    form = MappingForm(
        request.POST or None,
        sheet=sheet,
        layout=guessed,
        sheets=question["sheets"],
        taken=_taken(request, job.agency, mark),
    )
    if request.method == "POST" and request.POST.get("lewati"):
        return _answer(request, job, mark, None)
    if request.method == "POST" and form.is_valid():
        layout = form.layout()
        name = form.cleaned_data["name"]
        known = ImportMapping.objects.visible_to(request.user).filter(agency=job.agency, signature=mark).first()
        if name and (known is None or can_keep_mapping(request.user, known)):
            save_mapping(agency=job.agency, name=name, sheet=sheet, layout=layout, by=request.user)
        return _answer(request, job, mark, layout)
    context = {
        "form": form,
        "job": job,
        "sheet": sheet,
        "unsure": set(question["unsure"]),
        "several": question["sheets"] > 1,
        "crumbs": _crumbs((job.source_name, "")),
    }
    return render(request, "people/columns.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, job: Job, mark: str, layout: Layout | None) -> HttpResponse:
    said = None if layout is None else {k: dict(getattr(layout, k)) for k in ("columns", "words", "options")}
    core.answer_job(job=job, by=request.user, params={"layouts": {**job.params.get("layouts", {}), mark: said}})
    return redirect("people:import", job.pk)


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Pegawai"), reverse("people:list")), (_("Impor"), reverse("people:imports")), *last]


def _visible(request: HttpRequest) -> QuerySet[ImportMapping]:
    mappings = ImportMapping.objects.visible_to(request.user).select_related("agency", "created_by")
    agency = acting_agency(request)
    return mappings if agency is None else mappings.filter(agency=agency)


@requires(*IMPORTERS)
def mapping_list(request: HttpRequest) -> HttpResponse:
    """The layouts that an agency's files are read by."""
    context = {"mappings": _visible(request), "crumbs": _crumbs((_("Susunan kolom"), ""))}
    return render(request, "people/mappings.html", context)


@requires(*IMPORTERS)
@operation
def mapping_detail(request: HttpRequest, mapping_id: int) -> HttpResponse:
    """What each column and word of a layout means; whoever keeps it may change that."""
    mapping = get_object_or_404(ImportMapping.objects.visible_to(request.user), pk=mapping_id)
    may_keep = can_keep_mapping(request.user, mapping)
    if request.method == "POST" and not may_keep:
        raise PermissionDenied
    layout = layout_of(mapping)
    words = {key: dict.fromkeys(said, 1) for key, said in mapping.words.items()}
    columns = [
        SheetColumn(at, key, title, words=words.get(mapping.columns.get(key, ""), {}))
        for at, (key, title) in enumerate(mapping.titles)
    ]
    form = MappingForm(
        request.POST or None,
        sheet=Sheet("", columns, 0, len(columns)),
        layout=layout,
        taken=_taken(request, mapping.agency, mapping.signature),
        initial={"name": mapping.name},
    )
    form.fields["name"].required = True
    if request.method == "POST" and form.is_valid():
        version = int(request.POST.get("version", "0") or 0) if request.POST.get("version", "").isdecimal() else 0
        try:
            name = form.cleaned_data["name"]
            change_mapping(mapping=mapping, version=version, name=name, layout=form.layout(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Susunan kolom disimpan. Berlaku mulai berkas berikutnya."))
            return redirect("people:mappings")
    crumbs = _crumbs((_("Susunan kolom"), reverse("people:mappings")), (mapping.name, ""))
    context = {"form": form, "mapping": mapping, "may_keep": may_keep, "crumbs": crumbs}
    return render(request, "people/mapping.html", context, status=422 if form.errors else 200)


@requires(*IMPORTERS)
@require_POST
@operation
def mapping_delete(request: HttpRequest, mapping_id: int) -> HttpResponse:
    """Forget a layout: its next file is asked about again."""
    mapping = get_object_or_404(ImportMapping.objects.visible_to(request.user), pk=mapping_id)
    if not can_keep_mapping(request.user, mapping):
        raise Http404
    delete_mapping(mapping=mapping, by=request.user)
    messages.success(request, _("Susunan kolom dihapus. Data pegawai tidak berubah."))
    return redirect("people:mappings")
