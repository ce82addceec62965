from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bangkom.cohorts.frame import frame, shows_participants
from bangkom.core.models import Job
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.outside import queries, services
from bangkom.outside.forms import TakeBackForm
from bangkom.outside.models import Credit
from bangkom.outside.services import KIND
from bangkom.outside.views.common import HERE, cohort_run_by, organizer_pages

MOST_LISTS = 5


@organizer_pages
@shows_participants
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The conditions that are met on other platforms: who is credited from what, what waits, which lists came."""
    cohort = cohort_run_by(request, slug)
    parts = []
    for requirement in queries.requirements_of(cohort):
        standings = queries.standings(cohort, requirement)
        parts.append(
            {
                "requirement": requirement,
                "standings": standings,
                "credited": sum(each.credit is not None for each in standings),
                "waiting": sum(each.waits for each in standings),
                "nothing": sum(each.is_bare for each in standings),
            }
        )
    lists = Job.objects.visible_to(request.user).filter(kind=KIND, params__cohort=cohort.pk)
    context = frame(request, cohort, HERE) | {
        "parts": parts,
        "first_waiting": queries.queue(cohort).first(),
        "waiting": sum(part["waiting"] for part in parts),
        "lists": lists.select_related("created_by")[:MOST_LISTS],
    }
    return render(request, "outside/cohort.html", context)


@organizer_pages
@operation
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take one credit back, with the reason: the page that asks, then the act."""
    cohort = cohort_run_by(request, slug)
    credits = Credit.objects.visible_to(request.user).holding().of_cohort(cohort)
    credit = get_object_or_404(credits.select_related("row__enrolment", "evidence"), pk=pk)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.take_back(credit=credit, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Catatan %(name)s ditarik.") % {"name": credit.row.enrolment.name})
        return redirect(HERE, slug)
    note_reads(request, [credit.row.enrolment.person_id])
    context = frame(request, cohort, HERE) | {"form": form, "credit": credit}
    return render(request, "outside/take_back.html", context, status=422 if form.errors else 200)
