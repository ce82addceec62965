from collections import defaultdict
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bangkom.cohorts.models import Enrolment
from bangkom.core import clock
from bangkom.ledger.models import Entry
from bangkom.reporting.queries import learner
from bangkom.rules import queries as rules

# How the state of a participation is marked on screen.
KINDS = {
    Enrolment.State.ACTIVE: "info",
    Enrolment.State.PASSED: "success",
    Enrolment.State.UNDER_REVIEW: "warning",
}


def my_record(request: HttpRequest) -> HttpResponse:
    """Riwayat pelatihan: by year, the JP by form with where they come from, the trainings, the certificates."""
    entries = list(learner.record_entries(request.user))
    enrolments = list(learner.record_enrolments(request.user))
    years = sorted({e.year for e in entries} | {e.cohort.starts_on.year for e in enrolments}, reverse=True)
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else (years[0] if years else clock.today().year)
    of_year = [entry for entry in entries if entry.year == year]
    context = {
        "year": year,
        "tabs": [{"label": str(each), "url": f"?tahun={each}", "current": each == year} for each in years],
        "forms": by_form(of_year) if of_year else [],
        "total": sum((entry.jp for entry in of_year), Decimal(0)),
        "enrolments": [(e, KINDS.get(e.state, "neutral")) for e in enrolments if e.cohort.starts_on.year == year],
        "certificates": [e.certificate for e in enrolments if hasattr(e, "certificate")],
        "is_empty": not years,
        "owner": learner.owner_of_record(request.user),
        "today": clock.today(),
    }
    return render(request, "reporting/my_record.html", context)


def by_form(entries: list[Entry]) -> list[dict]:
    """The entries of a year by form of development, the form with most JP first."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.form].append(entry)
    names = rules.form_names()
    found = [
        {"name": names.get(form, form), "jp": sum((e.jp for e in group), Decimal(0)), "entries": group}
        for form, group in groups.items()
    ]
    return sorted(found, key=lambda group: -group["jp"])
