from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from bangkom.cohorts import queries
from bangkom.cohorts.frame import frame, shows_participants, staff_pages
from bangkom.cohorts.models import Cohort
from bangkom.core.access import requires
from bangkom.core.models import Role

__all__ = [
    "cohort_run_by",
    "cohort_seen_by",
    "frame",
    "organizer_pages",
    "paper_of",
    "pdf",
    "shows_participants",
    "staff_pages",
]

organizer_pages = requires(Role.ORGANIZER, Role.ADMINISTRATOR)


def cohort_seen_by(request: HttpRequest, slug: str) -> Cohort:
    """The cohort, if this person may see it as staff; else 404."""
    return get_object_or_404(queries.for_page(Cohort.objects.visible_to(request.user)), slug=slug)


def cohort_run_by(request: HttpRequest, slug: str) -> Cohort:
    """The cohort, if this person may change it; else 404."""
    return get_object_or_404(queries.for_page(Cohort.objects.run_by(request.user)), slug=slug)


def pdf(body: bytes, name: str) -> HttpResponse:
    """A PDF to look at in the browser, under a name for keeping it."""
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def paper_of(request: HttpRequest) -> str:
    """The paper that a print is asked on: F4, in many offices the usual one, or A4."""
    return "f4" if request.GET.get("kertas") == "f4" else "a4"
