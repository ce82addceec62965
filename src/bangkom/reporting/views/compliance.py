from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.core import charts, clock
from bangkom.core.access import requires
from bangkom.core.reads import note_reads
from bangkom.core.replica import from_replica
from bangkom.core.spreadsheets import Column
from bangkom.people.models import READERS, Employee, OrgUnit, Posting
from bangkom.reporting import exports, words
from bangkom.reporting.forms import ReportForm
from bangkom.reporting.policies import Reach, reach_for
from bangkom.reporting.queries import compliance as queries
from bangkom.reporting.queries.booked import booked_jp
from bangkom.reporting.queries.compliance import Basis, Report, Standing

PER_PAGE = 50


def asked_for(request: HttpRequest, reach: Reach) -> tuple[ReportForm, Basis, str]:
    """The form, and year, day and status as asked for; the defaults where what was asked is not possible."""
    today = clock.today(reach.agency)
    given = {name: value for name, value in request.GET.items() if value}
    form = ReportForm({"tahun": today.year, "status": Employee.Status.PNS} | given, today=today)
    asked = form.cleaned_data if form.is_valid() else {}
    basis = queries.basis_for(reach.agency, asked.get("tahun"), asked.get("per"))
    return form, basis, asked.get("status") or queries.counted_status(basis)


@requires(*READERS)
@from_replica
def compliance(request: HttpRequest) -> HttpResponse:
    """Rekap JP: one row for each perangkat daerah, most people short first. Also as CSV and XLSX."""
    reach = reach_for(request)
    form, basis, status = asked_for(request, reach)
    report = queries.report(reach, basis, status)
    if not reach.is_whole and len(report.rows) == 1:
        unit = reverse("reporting:compliance_unit", args=[report.rows[0].unit.pk])
        return redirect(f"{unit}?{request.GET.urlencode()}")
    wanted = request.GET.get("format")
    if wanted in exports.TYPES and form.is_valid():
        headers, rows = exports.report_table(report)
        name = f"rekap-jp-{reach.agency.code}-{basis.year}"
        content = exports.as_bytes(wanted, headers, rows, sheet=f"JP {basis.year}", title=_("Rekap JP"))
        return exports.download(wanted, name, content)
    context = {
        "form": form,
        "report": report,
        "rows": with_bars(report),
        "sentence": words.state_of(report.total, report),
    }
    context |= {"finding": words.where_the_gap_is(report) if report.kind == "minimum" else "", **links(request)}
    return render(request, "reporting/compliance.html", context, status=200 if form.is_valid() else 422)


def with_bars(report: Report) -> list[dict]:
    """The rows with the bar of each, for the table."""
    return [
        {"row": row, "bar": charts.bar(row.reached, row.people, words.row_in_words(row, report))} for row in report.rows
    ]


def links(request: HttpRequest) -> dict[str, str]:
    """The addresses of the downloads: what is shown, in another form."""
    query = request.GET.copy()
    query.pop("halaman", None)
    found = {}
    for format in exports.TYPES:
        query["format"] = format
        found[f"{format}_url"] = f"?{query.urlencode()}"
    return found


@requires(*READERS)
@from_replica
def compliance_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of one unit and below it, those who are short first chosen. By name: people are never ranked."""
    reach = reach_for(request)
    unit = get_object_or_404(OrgUnit.objects.visible_to(request.user), pk=pk, agency=reach.agency)
    form, basis, status = asked_for(request, reach)
    everybody = [s for s in queries.standings_of_unit(reach, basis, unit) if s.status == status]
    sums = queries.tally(everybody, basis)
    has_minimum = basis.kind_of(status) == "minimum"
    short_only = has_minimum and request.GET.get("siapa") != "semua"
    chosen = [s for s in everybody if not basis.reaches(status, s.minutes)] if short_only else everybody
    wanted = request.GET.get("format")
    if wanted in exports.TYPES and form.is_valid():
        note_reads(request, [standing.person_id for standing in chosen], filter=unit.name)
        return download_people(wanted, unit, basis, chosen)
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("halaman"))
    note_reads(request, [standing.person_id for standing in page], filter=unit.name)
    report = Report(reach, basis, status, [], sums)
    context = {
        "unit": unit,
        "form": form,
        "report": report,
        "page": page,
        "people": people_rows(list(page), basis),
        "tabs": tabs(request, sums, short_only) if has_minimum else [],
        "sentence": words.state_of(sums, report),
        "message": words.message_to_unit(unit.name, report) if has_minimum else "",
        "crumbs": [(_("Rekap JP"), reverse("reporting:compliance"))] if reach.is_whole else [],
        **links(request),
    }
    return render(request, "reporting/compliance_unit.html", context, status=200 if form.is_valid() else 422)


def tabs(request: HttpRequest, sums: queries.Tally, short_only: bool) -> list[dict]:
    query = request.GET.copy()
    query.pop("halaman", None)
    found = []
    for value, label, count in (("kurang", _("Masih kurang"), sums.short), ("semua", _("Semua"), sums.people)):
        query["siapa"] = value
        found.append(
            {
                "label": label,
                "url": f"?{query.urlencode()}",
                "count": count,
                "current": (value == "kurang") == short_only,
            }
        )
    return found


def people_rows(standings: list[Standing], basis: Basis) -> list[dict]:
    """These people as the list shows them: two queries, three for an earlier day, however many."""
    employees = Employee.objects.select_related("person", "unit", "position").in_bulk(
        [s.employee_id for s in standings]
    )
    if not basis.is_today:
        _as_then(employees, basis)
    booked = booked_jp([s.person_id for s in standings], basis.as_of) if basis.year == basis.as_of.year else {}
    rows = []
    for standing in standings:
        earned, needed = basis.in_jp(standing.minutes), basis.jp_of(standing.status)
        rows.append(
            {
                "employee": employees[standing.employee_id],
                "earned": earned,
                "booked": booked.get(standing.person_id, 0),
                "needed": needed if basis.kind_of(standing.status) == "minimum" else 0,
                "missing": max(0, needed - earned),
            }
        )
    return rows


def _as_then(employees: dict[int, Employee], basis: Basis) -> None:
    """Unit and position of these employees as on the day of the report; in memory only. One query."""
    held = Posting.objects.definitive().on(basis.as_of).filter(employee__in=employees)
    for posting in held.select_related("unit", "position"):
        employee = employees[posting.employee_id]
        employee.unit, employee.position = posting.unit, posting.position


def download_people(format: str, unit: OrgUnit, basis: Basis, standings: list[Standing]) -> HttpResponse:
    headers = [
        Column(_("Nama"), 36), Column("NIP", 20), Column(_("Jabatan"), 36), Column(_("Unit kerja"), 48), _("Status"),
        "JP", _("Kurang"), _("Keadaan per tanggal"),
    ]  # fmt: skip
    rows = [
        [
            row["employee"].person.full_name,
            row["employee"].number,
            row["employee"].position.name,
            row["employee"].unit.name,
            row["employee"].status,
            exports.round_jp(row["earned"]),
            exports.round_jp(row["missing"]) if row["needed"] else None,
            basis.as_of,
        ]
        for row in people_rows(standings, basis)
    ]
    content = exports.as_bytes(format, headers, rows, sheet=f"JP {basis.year}", title=unit.name)
    return exports.download(format, f"jp-unit-{unit.pk}-{basis.year}", content)
