from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.cohorts import services
from bangkom.cohorts.forms import AssignGroupForm, SpreadGroupsForm
from bangkom.cohorts.models import Cohort
from bangkom.cohorts.views.common import cohort_run_by, frame, organizer_pages, shows_participants
from bangkom.core.operations import operation


@organizer_pages
@operation
@shows_participants
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """Tick people, type their kelompok; or have everybody spread evenly (`spread`)."""
    cohort = cohort_run_by(request, slug)
    form = AssignGroupForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        n = services.assign_group(
            cohort=cohort, enrolments=form.chosen(), group=form.cleaned_data["group"], by=request.user
        )
        messages.success(request, _("Kelompok %(n)s peserta disimpan.") % {"n": n})
        return redirect("cohorts:groups", slug)
    return page(request, cohort, form, SpreadGroupsForm())


@organizer_pages
@require_POST
@operation
def spread(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = cohort_run_by(request, slug)
    form = SpreadGroupsForm(request.POST)
    if form.is_valid():
        n = services.spread_groups(cohort=cohort, count=form.cleaned_data["count"], by=request.user)
        messages.success(request, _("Peserta dibagi rata. %(n)s orang berganti kelompok.") % {"n": n})
        return redirect("cohorts:groups", slug)
    return page(request, cohort, AssignGroupForm(cohort=cohort), form)


def page(request: HttpRequest, cohort: Cohort, form: AssignGroupForm, spread_form: SpreadGroupsForm) -> HttpResponse:
    enrolments = list(cohort.enrolments.taking_part().order_by("group", "name"))
    context = frame(request, cohort, "cohorts:detail") | {
        "form": form,
        "spread_form": spread_form,
        "enrolments": enrolments,
        "chosen": set(form.chosen()) if form.is_bound else set(),
        "has_errors": bool(form.errors or spread_form.errors),
        "crumbs": [
            (_("Angkatan"), reverse("cohorts:list")),
            (cohort.name, reverse("cohorts:detail", args=[cohort.slug])),
            (_("Kelompok"), ""),
        ],
    }
    return render(request, "cohorts/groups.html", context, status=422 if context["has_errors"] else 200)
