"""Di instansi lain: a sending agency's participants and a teaching agency's teachers, in the cohorts of others."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.cohorts import queries as cohorts
from bangkom.core import clock
from bangkom.core.access import requires
from bangkom.core.reads import note_reads
from bangkom.people.models import READERS
from bangkom.reporting.queries import elsewhere as queries
from bangkom.reporting.views.record import KINDS

PER_PAGE = 30


@requires(*READERS)
def elsewhere(request: HttpRequest) -> HttpResponse:
    """The cohorts of other agencies in which one's people take part or teach."""
    page = Paginator(queries.cohorts_away(request.user), PER_PAGE).get_page(request.GET.get("halaman"))
    rows = queries.with_own(request.user, list(page))
    return render(request, "reporting/elsewhere.html", {"page": page, "rows": rows})


@requires(*READERS)
def elsewhere_cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """One such cohort: its stages, one's own participants and teachers. 404 where none of them is in it."""
    cohort = get_object_or_404(queries.cohorts_away(request.user), slug=slug)
    people = list(queries.participants(request.user, cohort))
    staff = list(queries.teachers(request.user, cohort))
    note_reads(request, [each.person_id for each in [*people, *staff]])
    context = {
        "cohort": cohort,
        "stations": cohorts.stations(cohort, clock.today(cohort.agency)),
        "people": [(each, KINDS.get(each.state, "neutral")) for each in people],
        "staff": staff,
        "sessions": queries.sessions_taught(request.user, cohort) if staff else [],
        "crumbs": [(_("Di instansi lain"), reverse("reporting:elsewhere")), (str(cohort), "")],
    }
    return render(request, "reporting/elsewhere_cohort.html", context)
