from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from bangkom.cohorts import queries as cohort_queries
from bangkom.cohorts.models import Cohort
from bangkom.core.access import requires
from bangkom.core.models import Role

organizer_pages = requires(Role.ORGANIZER, Role.ADMINISTRATOR)
HERE = "outside:cohort"


def cohort_run_by(request: HttpRequest, slug: str) -> Cohort:
    """The cohort, if this person may change it; else 404."""
    return get_object_or_404(cohort_queries.for_page(Cohort.objects.run_by(request.user)), slug=slug)
