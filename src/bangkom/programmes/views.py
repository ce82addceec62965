from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bangkom.core import clock, lists
from bangkom.core.access import acting_agency, requires
from bangkom.core.errors import Refused
from bangkom.core.lists import ListColumn
from bangkom.core.models import Role
from bangkom.core.operations import operation
from bangkom.courseware.models import Module
from bangkom.programmes import forms, queries, services
from bangkom.programmes.models import Curriculum, Programme, Requirement, Stage

PROGRAMME_COLUMNS = (
    ListColumn(gettext_lazy("Nama pelatihan"), lambda each: each.title),
    ListColumn(gettext_lazy("Instansi"), lambda each: each.agency.name),
    ListColumn(gettext_lazy("Rumpun"), lambda each: each.get_family_display()),
    ListColumn("JP", lambda each: each.latest_jp),
    ListColumn(gettext_lazy("Versi kurikulum"), lambda each: each.latest_version),
    ListColumn(gettext_lazy("Terbit"), lambda each: bool(each.latest_published)),
)
planners = requires(Role.ORGANIZER, Role.ADMINISTRATOR)


@planners
def programme_list(request: HttpRequest) -> HttpResponse:
    latest = Curriculum.objects.filter(programme=OuterRef("pk")).order_by("-version")
    programmes = (
        Programme.objects.visible_to(request.user)
        .select_related("agency")
        .annotate(
            latest_jp=Subquery(latest.values("jp")[:1]),
            latest_version=Subquery(latest.values("version")[:1]),
            latest_published=Subquery(latest.values("published_at")[:1]),
        )
    )
    if file := lists.download(request, programmes, PROGRAMME_COLUMNS, name="program", title=_("Program pelatihan")):
        return file
    return render(request, "programmes/list.html", {"programmes": programmes})


@planners
@operation
def create(request: HttpRequest) -> HttpResponse:
    agency = acting_agency(request)
    form = forms.ProgrammeForm(request.POST or None, today=clock.today(agency))
    if request.method == "POST" and form.is_valid():
        try:
            programme = services.create_programme(agency=agency, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, _("Program dibuat. Sekarang susun tahap dan syaratnya."))
            return redirect("programmes:curriculum", programme.curricula.get().pk)
    return render(request, "programmes/create.html", {"form": form}, status=422 if form.errors else 200)


@planners
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user).select_related("agency"), pk=pk)
    curricula = programme.curricula.select_related("published_by")
    return render(request, "programmes/detail.html", {"programme": programme, "curricula": curricula})


@planners
@require_POST
@operation
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    draft = services.start_new_version(programme=programme, by=request.user)
    return redirect("programmes:curriculum", draft.pk)


@planners
@operation
def curriculum(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it says of itself, its stages, what is still wrong with a draft."""
    whole = get_object_or_404(queries.whole(Curriculum.objects.visible_to(request.user)), pk=pk)
    initial = {"jp": whole.jp, "legal_basis": whole.legal_basis, "notes": whole.notes}
    form = forms.CurriculumForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.describe_curriculum(curriculum=whole, by=request.user, **form.cleaned_data)
        messages.success(request, _("Kurikulum disimpan."))
        return redirect("programmes:curriculum", pk)
    context = {
        "curriculum": whole,
        "form": form,
        "stations": [{"title": s.title, "jp": s.jp, "detail": stage_lines(s), "state": ""} for s in whole.stages.all()],
        "open_url": f"{reverse('cohorts:open')}?kurikulum={pk}",
        "faults": [] if whole.is_frozen else queries.faults_of(whole),
        "crumbs": crumbs(whole.programme, (_("Versi %(n)s") % {"n": whole.version}, "")),
    }
    return render(request, "programmes/curriculum.html", context, status=422 if form.errors else 200)


def stage_lines(stage: Stage) -> list[str]:
    return [stage.get_mode_display(), _("%(n)s hari kerja") % {"n": stage.days}]


def crumbs(programme: Programme, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Program"), reverse("programmes:list")),
        (programme.title, reverse("programmes:detail", args=[programme.pk])),
        *rest,
    ]


@planners
@require_POST
@operation
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(Curriculum.objects.visible_to(request.user), pk=pk)
    services.publish_curriculum(curriculum=draft, by=request.user)
    messages.success(request, _("Kurikulum terbit. Anda bisa membuka angkatan dengan versi ini."))
    return redirect("programmes:curriculum", pk)


@planners
@operation
def stage(request: HttpRequest, pk: int, stage_pk: int | None = None) -> HttpResponse:
    """Add a stage (without `stage_pk`) or change one."""
    draft = get_object_or_404(Curriculum.objects.visible_to(request.user).select_related("programme"), pk=pk)
    known = get_object_or_404(Stage, pk=stage_pk, curriculum=draft) if stage_pk else None
    form = forms.StageForm(request.POST or None, initial=forms.StageForm.initial_for(known) if known else None)
    if request.method == "POST" and form.is_valid():
        services.save_stage(curriculum=draft, stage=known, by=request.user, **form.cleaned_data)
        messages.success(request, _("Tahap disimpan."))
        return redirect("programmes:curriculum", pk)
    context = {"form": form, "curriculum": draft, "stage": known}
    return render(request, "programmes/stage.html", context, status=422 if form.errors else 200)


@planners
@require_POST
@operation
def stage_remove(request: HttpRequest, pk: int) -> HttpResponse:
    known = get_object_or_404(Stage.objects.visible_to(request.user), pk=pk)
    services.remove_stage(stage=known, by=request.user)
    messages.success(request, _("Tahap dihapus."))
    return redirect("programmes:curriculum", known.curriculum_id)


@planners
@operation
def requirement(request: HttpRequest, stage_pk: int, pk: int | None = None) -> HttpResponse:
    """Add a requirement to a stage (without `pk`) or change one."""
    of_stage = get_object_or_404(
        Stage.objects.visible_to(request.user).select_related("curriculum__programme"), pk=stage_pk
    )
    known = get_object_or_404(Requirement, pk=pk, stage=of_stage) if pk else None
    form = forms.RequirementForm(
        request.POST or None,
        initial=forms.RequirementForm.initial_for(known) if known else None,
        modules=Module.objects.visible_to(request.user).filter(published__isnull=False),
    )
    if request.method == "POST" and form.is_valid():
        services.save_requirement(stage=of_stage, requirement=known, by=request.user, **form.as_requirement())
        messages.success(request, _("Syarat disimpan."))
        return redirect("programmes:curriculum", of_stage.curriculum_id)
    context = {"form": form, "stage": of_stage, "requirement": known}
    return render(request, "programmes/requirement.html", context, status=422 if form.errors else 200)


@planners
@require_POST
@operation
def requirement_remove(request: HttpRequest, pk: int) -> HttpResponse:
    known = get_object_or_404(Requirement.objects.visible_to(request.user).select_related("stage"), pk=pk)
    services.remove_requirement(requirement=known, by=request.user)
    messages.success(request, _("Syarat dihapus."))
    return redirect("programmes:curriculum", known.stage.curriculum_id)
