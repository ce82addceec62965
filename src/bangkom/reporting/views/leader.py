"""The leader's first page: one sentence, then charts whose titles are findings. By unit and cohort, never by person."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bangkom.cohorts.models import Cohort
from bangkom.core import charts, clock
from bangkom.core.access import requires
from bangkom.core.models import Role
from bangkom.core.replica import from_replica
from bangkom.core.spreadsheets import Column
from bangkom.people.models.superiors import team_ids
from bangkom.reporting import exports, words
from bangkom.reporting.policies import Reach, reach_of
from bangkom.reporting.queries import compliance, leader
from bangkom.reporting.queries.year import Year, course_of

UNITS_SHOWN = 12
RISKS_SHOWN = 8


@dataclass(frozen=True)
class Sources:
    """What all charts of the page are drawn from."""

    reach: Reach
    report: compliance.Report
    year: Year
    cohorts: QuerySet[Cohort]


def sources(request: HttpRequest) -> Sources:
    """The figures of the agency as of today; the people are read once for all charts."""
    reach = reach_of(request.user, Role.LEADER)
    basis = compliance.basis_for(reach.agency)
    everybody = compliance.standings(compliance.employees_in(reach), basis)
    report = compliance.report_of(reach, basis, everybody)
    cohorts = Cohort.objects.visible_to(request.user).filter(agency=reach.agency)
    return Sources(reach, report, course_of(reach, basis, everybody, report.status), cohorts)


@from_replica
def leader_home(request: HttpRequest) -> HttpResponse:
    """Ringkasan: are we on target, where not, how the year goes, where people are lost, what threatens soon."""
    found = sources(request)
    report, year = found.report, found.year
    today = clock.today(found.reach.agency)
    risks = leader.risks_of(found.cohorts, today)
    context = {
        "report": report,
        "year": year,
        "today": today,
        "agency_name": found.reach.agency.organizer_name,
        "sentence": words.state_of(report.total, report),
        "running_count": found.cohorts.running(today).count(),
        "rows": bars(report),
        "rest": max(0, len(report.rows) - UNITS_SHOWN),
        "finding": words.where_the_gap_is(report),
        "funnel": funnel(leader.funnel_of(found.cohorts, today)),
        "risks": risks[:RISKS_SHOWN],
        "more_risks": max(0, len(risks) - RISKS_SHOWN),
        "leads_team": bool(team_ids(request.user)),
    }
    if year.people:
        context |= year_in_pictures(year)
    return render(request, "reporting/home_leader.html", context)


def year_in_pictures(year: Year) -> dict:
    """The bullet bar and the curve with their words."""
    stands = words.where_the_year_stands(year)
    return {
        "stands": stands,
        "outlook": words.outlook(year),
        "with_booked": words.with_booked(year),
        "bullet": charts.bullet(year.reached, year.people, year.today.target, year.outlook.at_pace, stands),
        "curve": charts.curve(year.places, year.people, year.outlook.at_pace, words.months(year), stands),
    }


def bars(report: compliance.Report) -> list[dict]:
    """A bar for each unit with the words beside it, most people short first; a full bar is the target."""
    return [
        {
            "row": row,
            "words": words.row_in_words(row, report),
            "bar": charts.bar(row.reached, row.people),
        }
        for row in report.rows[:UNITS_SHOWN]
    ]


def funnel(found: leader.Funnel) -> dict | None:
    """The funnel with its bars; None where no cohort of the year has anybody."""
    if not found.registered:
        return None
    rows = [(step, charts.bar(step.people, found.registered)) for step in found.steps]
    return {"finding": words.how_far_they_came(found), "rows": rows}


@requires(Role.LEADER)
@from_replica
def chart_csv(request: HttpRequest, chart: str) -> HttpResponse:
    """The figures behind one chart of the page, as CSV."""
    found = sources(request)
    tables = {"tahun": year_table, "angkatan": funnel_table, "perangkat-daerah": unit_table}
    if chart not in tables:
        raise Http404
    headers, rows = tables[chart](found)
    name = f"{chart}-{found.reach.agency.code}-{found.report.basis.as_of:%Y%m%d}"
    return exports.download("csv", name, exports.as_bytes("csv", headers, rows, sheet=chart, title=chart))


def year_table(found: Sources) -> tuple[list[str | Column], list[list]]:
    headers: list[str | Column] = [_("Keadaan per tanggal"), _("Mencapai"), _("Garis target")]
    return headers, [[point.day, point.reached, round(point.target)] for point in found.year.points]


def funnel_table(found: Sources) -> tuple[list[str | Column], list[list]]:
    funnel = leader.funnel_of(found.cohorts, clock.today(found.reach.agency))
    rows = [[step.name, step.people] for step in funnel.steps]
    return [_("Langkah"), _("Orang")], rows + [[name, people] for name, people in funnel.apart.items()]


def unit_table(found: Sources) -> tuple[list[str | Column], list[list]]:
    return exports.report_table(found.report)
