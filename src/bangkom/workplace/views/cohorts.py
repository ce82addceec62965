from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bangkom.cohorts import queries as cohort_queries
from bangkom.cohorts.frame import frame, shows_participants, staff_pages
from bangkom.cohorts.models import Cohort
from bangkom.core import clock
from bangkom.core.access import requires
from bangkom.core.errors import Refused
from bangkom.core.models import Role
from bangkom.core.operations import operation
from bangkom.workplace import queries, services
from bangkom.workplace.forms import CoachesForm
from bangkom.workplace.models import Coaching, Project

HERE = "workplace:cohort"
organizer_pages = requires(Role.ORGANIZER, Role.ADMINISTRATOR)


@staff_pages
@require_safe
@shows_participants
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """How far everybody is, who must act since when, which coach; what was written opens for whoever may read it."""
    cohort = get_object_or_404(cohort_queries.for_page(Cohort.objects.visible_to(request.user)), slug=slug)
    requirements = queries.requirements_of(cohort)
    standings = queries.standings(cohort, requirements, request.user)
    coaches = queries.staff_coaching(cohort)
    context = frame(request, cohort, HERE) | {
        "parts": [part_of(requirement, standings.get(requirement.pk, [])) for requirement in requirements],
        "coaches": coaches,
        "now": clock.now(),
        "shares": len(coaches) > 1,
    }
    return render(request, "workplace/cohort.html", context)


def part_of(requirement, standings: list[queries.Standing]) -> dict:
    """One condition of the page: its people, and how many are where."""
    turns = Counter(each.project.turn if each.project else Project.Turn.PARTICIPANT for each in standings)
    return {
        "requirement": requirement,
        "standings": standings,
        "waiting": turns[Project.Turn.COACH],
        "verified": turns[Project.Turn.NOBODY],
        "writing": sum(
            each.project is not None and each.project.turn == Project.Turn.PARTICIPANT for each in standings
        ),
        "nothing": sum(each.project is None for each in standings),
    }


@organizer_pages
@operation
@shows_participants
def coaches(request: HttpRequest, slug: str) -> HttpResponse:
    """Which coach looks after which kelompok, and whom by name."""
    cohort = get_object_or_404(cohort_queries.for_page(Cohort.objects.run_by(request.user)), slug=slug)
    staff = queries.staff_coaching(cohort)
    form = CoachesForm(
        request.POST or None,
        coaches=staff,
        enrolments=list(cohort.enrolments.taking_part().order_by("group", "name")),
        assigned=list(Coaching.objects.visible_to(request.user).filter(cohort=cohort)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            n = services.assign_coaches(cohort=cohort, groups=form.groups(), people=form.people(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Pembagian coach disimpan, %(n)s berubah.") % {"n": n})
            return redirect(HERE, slug)
    context = frame(request, cohort, HERE) | {
        "form": form,
        "coaches": staff,
        "crumbs": [
            (_("Angkatan"), reverse("cohorts:list")),
            (cohort.name, reverse("cohorts:detail", args=[slug])),
            (_("Aktualisasi"), reverse(HERE, args=[slug])),
            (_("Pembagian coach"), ""),
        ],
    }
    return render(request, "workplace/coaches.html", context, status=422 if form.errors else 200)
