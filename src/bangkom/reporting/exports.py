"""The compliance report as a table for spreadsheets."""

from decimal import Decimal

from django.http import HttpResponse
from django.utils.translation import gettext as _

from bangkom.core.spreadsheets import Column, write_csv, write_xlsx
from bangkom.reporting.queries.compliance import Report, Tally

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def round_jp(jp: Decimal) -> Decimal:
    """JP with two decimals at most, as a number."""
    rounded = jp.quantize(Decimal("0.01"))
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded


def report_table(report: Report) -> tuple[list[str | Column], list[list]]:
    """Header and rows of the report by unit, the total last."""
    headers: list[str | Column] = [Column(_("Perangkat daerah"), 60), _("Status"), _("Pegawai")]
    if report.kind == "minimum":
        headers += [_("Mencapai %(jp)s JP") % {"jp": report.needed}, _("Kurang")]
    elif report.kind == "maximum":
        headers.append(_("Di atas %(jp)s JP") % {"jp": report.needed})
    headers += ["JP", _("Tahun"), _("Keadaan per tanggal")]
    rows = [_row(report, row.unit.name, row) for row in report.rows]
    return headers, [*rows, _row(report, _("Jumlah"), report.total)]


def _row(report: Report, name: str, sums: Tally) -> list:
    counted = {"minimum": [sums.reached, sums.short], "maximum": [sums.over]}.get(report.kind, [])
    basis = report.basis
    return [name, report.status, sums.people, *counted, round_jp(sums.jp), basis.year, basis.as_of]


def as_bytes(format: str, headers: list[str | Column], rows: list[list], *, sheet: str, title: str) -> bytes:
    """The table as a file: `csv` or `xlsx`."""
    if format == "csv":
        return write_csv(headers, rows)
    return write_xlsx(headers, rows, sheet=sheet, title=title)


def download(format: str, name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[format])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
