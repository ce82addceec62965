"""What the lists of cohorts say as files: the same rows as on the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.queries import ParticipantRow
from bangkom.core.lists import ListColumn

COHORTS = (
    ListColumn(_("Angkatan"), lambda each: each.name),
    ListColumn(_("Pelatihan"), lambda each: each.curriculum.programme.title),
    ListColumn(_("Instansi"), lambda each: each.agency.name),
    ListColumn(_("Mulai"), lambda each: each.starts_on),
    ListColumn(_("Selesai"), lambda each: each.ends_on),
    ListColumn(_("Peserta"), lambda each: each.participants),
    ListColumn(_("Lulus"), lambda each: each.passed),
)
NAMED = (
    ListColumn("NIP", lambda row: row.enrolment.number, 20),
    ListColumn(_("Nama"), lambda row: row.enrolment.name),
)
PARTICIPANTS = (
    *NAMED,
    ListColumn(_("Jabatan"), lambda row: row.enrolment.position_name),
    ListColumn(_("Unit kerja"), lambda row: row.enrolment.unit_name),
    ListColumn(_("Instansi"), lambda row: row.enrolment.agency.name),
    ListColumn(_("Kelompok"), lambda row: row.enrolment.group),
    ListColumn(_("Keadaan"), lambda row: row.enrolment.get_state_display()),
    ListColumn(_("Sesi dihadiri"), lambda row: row.present),
    ListColumn(_("Sesi"), lambda row: row.sessions),
    ListColumn(_("Syarat terpenuhi"), lambda row: row.met),
    ListColumn(_("Syarat"), lambda row: row.needed),
    ListColumn(_("JP tahun ini"), lambda row: row.jp),
)


def sheet_columns(rows: list[ParticipantRow]) -> list[ListColumn]:
    """A column for each condition: met, how far, or not yet."""
    first = list(rows[0].enrolment.sheet.all()) if rows else []
    return [*NAMED, *(ListColumn(cell.requirement.title, _cell(at)) for at, cell in enumerate(first))]


def _cell(at: int):
    def value(row: ParticipantRow) -> str:
        cells = list(row.enrolment.sheet.all())
        if at >= len(cells):
            return ""
        if cells[at].state == "met":
            return str(_("terpenuhi"))
        return f"{cells[at].progress}%" if cells[at].progress else str(_("belum"))

    return value
