"""What `bangkom report compliance` does; `config/cli.py` calls it."""

import datetime as dt
import json as jsonlib
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Agency
from bangkom.reporting import exports
from bangkom.reporting.policies import Reach
from bangkom.reporting.queries.compliance import Report, Tally, basis_for, report


def report_compliance(
    *, year: int, agency_code: str | None, as_of: dt.date | None, format: str, output: Path | None
) -> int:
    """Write the JP compliance of one agency, or of all, as csv, xlsx or json. 0; 2 for an unknown agency or day."""
    agencies = list(Agency.objects.by_system().order_by("code"))
    chosen = [agency for agency in agencies if agency_code in (None, agency.code)]
    if not chosen:
        known = ", ".join(agency.code for agency in agencies)
        sys.stderr.write(f"Instansi {agency_code!r} tidak ada / no such agency. Ada / known: {known}\n")
        return 2
    if as_of and as_of > clock.today(chosen[0]):
        sys.stderr.write(f"Tanggal {as_of} belum tiba / that day has not come yet.\n")
        return 2
    try:
        reports = [report(Reach(agency), basis_for(agency, year, as_of)) for agency in chosen]
    except Refused as refusal:  # no rule held in that year
        sys.stderr.write(f"{refusal}\n")
        return 2
    content = as_json(reports) if format == "json" else as_table(reports, format)
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    return 0


def as_table(reports: list[Report], format: str) -> bytes:
    """One table of all agencies, the agency's code first in each row."""
    headers, rows = [], []
    for one in reports:
        headers, found = exports.report_table(one)
        rows += [[one.reach.agency.code, *row] for row in found]
    year = reports[0].basis.year
    return exports.as_bytes(format, ["Kode instansi", *headers], rows, sheet=f"JP {year}", title=f"JP {year}")


def as_json(reports: list[Report]) -> bytes:
    """`rows` by unit with `people`, `reached`, `jp`, and the `total`; statuses without a minimum under `apart`."""
    whole, basis = Tally(), reports[0].basis
    apart: dict[str, Tally] = {}
    rows = []
    for one in reports:
        rows += [
            {"agency": one.reach.agency.code, "unit": row.unit.name, "unit_code": row.unit.code, **figures(row)}
            for row in one.rows
        ]
        combine(whole, one.total)
        for status, sums in one.apart.items():
            combine(apart.setdefault(status, Tally()), sums)
    document = {
        "year": basis.year,
        "as_of": basis.as_of.isoformat(),
        "status": reports[0].status,
        "minimum_jp": reports[0].needed,
        "rule_sets": [str(basis.duty), str(basis.states), str(basis.unit)],
        "rows": rows,
        "total": figures(whole),
        "apart": {status: {"people": sums.people, "jp": number(sums.jp)} for status, sums in apart.items()},
    }
    return (jsonlib.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def figures(sums: Tally) -> dict[str, Any]:
    return {"people": sums.people, "reached": sums.reached, "jp": number(sums.jp)}


def combine(into: Tally, sums: Tally) -> None:
    """Add sums of another agency. JP are added as JP: agencies may differ in nothing but the day their rules change."""
    into.people += sums.people
    into.reached += sums.reached
    into.over += sums.over
    into.minutes += sums.minutes
    into.jp += sums.jp


def number(jp: Decimal) -> int | float:
    """A JSON number: whole where the JP are whole."""
    rounded = exports.round_jp(jp)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)
