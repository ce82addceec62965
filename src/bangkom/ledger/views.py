from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bangkom.core import clock
from bangkom.core.access import requires
from bangkom.core.reads import note_reads
from bangkom.ledger import queries
from bangkom.people.models import READERS, Person


def my_card(request: HttpRequest) -> HttpResponse:
    """Kartu JP: one's own account of learning hours."""
    return show(request, Person.objects.filter(user=request.user).first())


@requires(*READERS)
def card(request: HttpRequest, person_id: int) -> HttpResponse:
    """The JP card of somebody whose people one works for; 404 for everybody else's."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_id)
    note_reads(request, [person.pk])
    return show(request, person)


def show(request: HttpRequest, person: Person | None) -> HttpResponse:
    years = queries.years_of(person) if person else []
    year = chosen_year(request, years)
    tabs = [{"label": str(each), "url": f"?tahun={each}", "current": each == year} for each in years]
    context = {
        "person": person,
        "is_own": person is None or person.user_id == request.user.pk,
        "tabs": tabs,
        "card": queries.year_card(person, year) if years else None,
    }
    return render(request, "ledger/card.html", context)


def chosen_year(request: HttpRequest, years: list[int]) -> int:
    """The year asked for when there is something in it, else the newest."""
    asked = request.GET.get("tahun", "")
    if asked.isdigit() and int(asked) in years:
        return int(asked)
    return years[0] if years else clock.today().year
