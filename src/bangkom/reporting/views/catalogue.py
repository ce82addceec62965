from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.core import clock
from bangkom.core.access import public
from bangkom.core.formatting import format_number
from bangkom.programmes.models import Curriculum
from bangkom.reporting import words
from bangkom.reporting.forms import CatalogueForm
from bangkom.reporting.queries import catalogue as queries
from bangkom.rules import queries as rules

PER_PAGE = 12


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    """Katalog: what is offered, by words and by filters; six queries at most, however much is found."""
    today = clock.today()
    form = CatalogueForm(request.GET, organizers=queries.organizers())
    asked = form.asked
    found = queries.chosen(queries.offered(today), asked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "form": form,
        "page": page,
        "offers": queries.offers(page, today),
        "is_asked": bool(asked),
        "result": words.found_in_catalogue(page.paginator.count, asked.get("cari", "")),
    }
    return render(request, "reporting/catalogue.html", context)


@public
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme for everybody: its path, subjects, conditions, who teaches, and when it is held."""
    today = clock.today()
    found = queries.by_slug(slug, today)
    if found is None:
        raise Http404
    offer = queries.offers([found], today)[0]
    curriculum = queries.curriculum_of(found)
    times, last = queries.held(found, today)
    context = {
        "offer": offer,
        "programme": found,
        "curriculum": curriculum,
        "stations": stations(curriculum),
        "stages": [
            (stage, stage.subjects.all(), [words.requirement(each) for each in stage.requirements.all()])
            for stage in curriculum.stages.all()
        ],
        "form_name": rules.form_name(found.form),
        "teaching": queries.teaching_agencies(found) or [found.agency],
        "times": times,
        "last": last,
        "crumbs": [(_("Katalog"), reverse("reporting:catalogue"))],
    }
    return render(request, "reporting/programme.html", context)


def stations(curriculum: Curriculum) -> list[dict]:
    """The path of a curriculum: each stage with its way of learning and working days, none begun."""
    days = _("%(n)s hari kerja")
    return [
        {
            "title": stage.title,
            "jp": stage.jp,
            "state": "plan",
            "detail": [stage.get_mode_display(), days % {"n": format_number(stage.days)}],
        }
        for stage in curriculum.stages.all()
    ]
