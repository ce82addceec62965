"""Tim saya: whom one leads, how their year goes, what they take part in."""

from decimal import Decimal

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.core import clock, lists
from bangkom.core.lists import ListColumn
from bangkom.core.reads import note_reads
from bangkom.reporting.queries import team as queries
from bangkom.reporting.views.record import KINDS, by_form

PER_PAGE = 50
COLUMNS = (
    ListColumn("NIP", lambda row: row.employee.number, 20),
    ListColumn(gettext_lazy("Nama"), lambda row: row.employee.person.full_name),
    ListColumn(gettext_lazy("Jabatan"), lambda row: row.employee.position.name),
    ListColumn(gettext_lazy("Unit kerja"), lambda row: row.employee.unit.name),
    ListColumn(gettext_lazy("JP tahun ini"), lambda row: row.earned),
    ListColumn(gettext_lazy("JP terjadwal"), lambda row: row.booked),
    ListColumn(gettext_lazy("JP wajib"), lambda row: row.needed),
    ListColumn(gettext_lazy("Sedang diikuti"), lambda row: "; ".join(str(each.cohort) for each in row.running)),
)


def team(request: HttpRequest) -> HttpResponse:
    """The people one leads, by name, with the JP of the year. Empty for somebody who leads nobody."""
    people = queries.team_of(request.user)
    if lists.wanted(request):
        shown = queries.members(list(people))
        file = lists.download(
            request, shown, COLUMNS, name="tim", title=_("Tim saya"), person=lambda row: row.employee.person_id
        )
        if file is not None:
            return file
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("halaman"))
    note_reads(request, [employee.person_id for employee in page])
    context = {
        "page": page,
        "members": queries.members(list(page)),
        "year": clock.today().year,
        "has_record": hasattr(request.user, "person"),
    }
    return render(request, "reporting/team.html", context)


def team_member(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the team: JP of a year by form, trainings, and why one is the superior. 404 for everybody else."""
    employee = get_object_or_404(queries.team_of(request.user), pk=pk)
    trainings = list(queries.trainings_of(employee.person))
    this_year = clock.today(employee.agency).year
    years = sorted({each.cohort.starts_on.year for each in trainings} | {this_year}, reverse=True)
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else this_year
    entries = list(queries.entries_of(employee.person, year))
    (member,) = queries.members([employee])
    note_reads(request, [employee.person_id])
    context = {
        "member": member,
        "employee": employee,
        "found": member.found,
        "year": year,
        "is_this_year": year == this_year,
        "tabs": [{"label": str(each), "url": f"?tahun={each}", "current": each == year} for each in years],
        "forms": by_form(entries) if entries else [],
        "total": sum((entry.jp for entry in entries), Decimal(0)),
        "trainings": [(e, KINDS.get(e.state, "neutral")) for e in trainings if e.cohort.starts_on.year == year],
        "crumbs": [(_("Tim saya"), reverse("reporting:team")), (employee.person.name, "")],
    }
    return render(request, "reporting/team_member.html", context)
