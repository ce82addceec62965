"""A platform's list as it is pasted: columns guessed, rows matched to participants, credited, taken back."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from bangkom.core.errors import Refused
from bangkom.core.models import Job, JobRow
from bangkom.core.services.jobs import StagedRow
from bangkom.core.spreadsheets import SpreadsheetRefused, parse_pasted
from bangkom.outside import columns as cols
from bangkom.outside.judging import Judge, completion_of, sheet_of
from bangkom.outside.models import Credit
from bangkom.outside.services import ListPlace, credit_completion, take_back

State = JobRow.State


class PlatformList:
    """Job handler of kind `outside.platform_list`; params: `cohort`, `requirement`, `default_date`."""

    commit_chunk = 10

    def read(self, job: Job, source: Path) -> Iterable[StagedRow]:
        try:
            table = parse_pasted(source.read_text(encoding="utf-8"), known_headers=cols.KNOWN_HEADERS)
        except SpreadsheetRefused as refusal:
            raise Refused(str(refusal), refusal.code) from refusal
        table = cols.without_serials(table)
        columns = cols.find_columns(table)
        judge = Judge(job, table, columns)
        judge.refuse_hopeless()
        job.counts = {**job.counts, "columns": cols.named(table, columns)}
        yield from judge.rows()

    def commit_rows(self, job: Job, rows: list[JobRow]) -> None:
        sheet = sheet_of(job, [row.data["enrolment"] for row in rows if row.data["enrolment"]])
        for row in rows:
            if row.verdict == JobRow.Verdict.SAME:
                continue
            try:
                credit = credit_completion(
                    row=sheet[row.data["enrolment"]],
                    completion=completion_of(row.data),
                    seen_in=ListPlace(job=job.pk, name=job.source_name, row=row.number),
                    by=job.created_by,
                )
            except Refused as refusal:
                row.state = State.FAILED
                row.reasons = [*row.reasons, {"code": refusal.code, "message": str(refusal)}]
            else:
                row.undo = {"credit": credit.pk}

    def undo_rows(self, job: Job, rows: list[JobRow]) -> None:
        """Take back what this list credited, unless somebody did so before."""
        asked = [row.undo["credit"] for row in rows if "credit" in row.undo]
        credits = Credit.objects.by_system().select_related("row__enrolment").in_bulk(asked)
        for row in rows:
            credit = credits.get(row.undo.get("credit"))
            if credit is None:
                continue
            if credit.taken_back_at is not None:
                row.state = State.KEPT
            else:
                take_back(credit=credit, reason=_("Daftar platform dibatalkan."), by=job.created_by)

    def finish(self, job: Job) -> None:
        states = Counter(job.rows.values_list("state", flat=True))
        job.counts = {**job.counts, "failed": states[State.FAILED]}
