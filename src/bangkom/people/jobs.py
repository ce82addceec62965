"""The bulk act `people.import_employees`: an export is read, judged, shown, written, and can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import Count

from bangkom.core.models import Job, JobRow
from bangkom.core.services.jobs import StagedRow
from bangkom.people.differences import kinds_of
from bangkom.people.exports import JudgedRow
from bangkom.people.readings import judge_rows, open_readings
from bangkom.people.reasons import as_reasons
from bangkom.people.services.absences import missing_from
from bangkom.people.services.imports import (
    Gate,
    changes_of,
    employees_by_number,
    write_rows,
)
from bangkom.people.services.undo import undo_rows
from bangkom.people.services.units import ROOT_CODE, UnitTree, name_key, unit_named_by
from bangkom.people.tally import Tally

KIND = "people.import_employees"
READ_CHUNK = 500
# Rows about people who are in no row of the file are numbered from here.
LEFT_FROM = 1_000_000_000


class EmployeeImport:
    """`JobHandler` for employee exports. Nobody who is not in the file is deleted: a whole file flags them, no more."""

    commit_chunk = 40

    def read(self, job: Job, source: Path) -> Iterator[StagedRow]:
        """Every row with its verdict. Raises `Refused` for a file that is no employee table, `Asks` for columns
        that nobody has explained."""
        self._kinds: Counter[str] = Counter()
        with open_readings(source, job.agency, job.params) as readings:
            tally = Tally(readings.has_unit_codes)
            judged = tally.watch(_one_name_per_unit(judge_rows(tally.see(readings.rows()))))
            while chunk := list(islice(judged, READ_CHUNK)):
                tally.watch_numbers(chunk)
                yield from tally.count(self._stage(job, chunk))
            yield from self._missing(job, tally)
            passed_over = {"skipped": readings.skipped, "hidden": readings.hidden}
            read = {"sheets": [each.sheet.name for each in readings.readings], "guessed": readings.guesses}
        job.counts = {**job.counts, **tally.result(), **read, "passed_over": passed_over, "kinds": dict(self._kinds)}

    def commit_rows(self, job: Job, rows: list[JobRow]) -> None:
        write_rows(job, rows)

    def undo_rows(self, job: Job, rows: list[JobRow]) -> None:
        undo_rows(job, rows)

    def finish(self, job: Job) -> None:
        done = job.rows.filter(state=JobRow.State.COMMITTED).values_list("undo__did").annotate(Count("pk"))
        failed = job.rows.filter(state=JobRow.State.FAILED).count()
        job.counts = {**job.counts, "done": {**dict(done.order_by()), "failed": failed}}

    def _missing(self, job: Job, tally: Tally) -> Iterator[StagedRow]:
        """The employees whom the file does not hold, as rows of their own behind those of the file."""
        if not tally.statuses:
            return
        missing, expected = missing_from(job, tally.numbers, tally.names)
        job.counts = {**job.counts, "left": {"count": len(missing), "of": expected}}
        for at, employee in enumerate(missing):
            data = {
                "employee": employee.pk,
                "number": employee.number,
                "name": employee.person.name,
                "position": employee.position.name,
                "unit": employee.unit.name,
            }
            yield StagedRow(number=LEFT_FROM + at, data=data, verdict=str(JobRow.Verdict.LEFT))

    def _stage(self, job: Job, chunk: list[JudgedRow]) -> Iterator[StagedRow]:
        records = [row.record for row in chunk if row.record is not None]
        numbers = [record.number for record in records]
        known, elsewhere = employees_by_number(job.agency, numbers)
        tree = UnitTree(job.agency, (unit_named_by(record) for record in records), None)
        gate = Gate(job.scope)
        for row in chunk:
            if row.record is None:
                verdict = JobRow.Verdict.DUPLICATE if row.refused == "duplicate" else JobRow.Verdict.REFUSED
                yield _staged(row, row.shown, verdict, [row.refused])
                continue
            ref, number = unit_named_by(row.record), row.record.number
            employee, other = known.get(number), elsewhere.get(number)
            if code := gate.refusal(ref, tree, employee, other):
                yield _staged(row, row.shown, JobRow.Verdict.REFUSED, [code])
                continue
            warnings = list(row.warnings)
            if other is not None:
                warnings.append("recorded_elsewhere")
            if ref.code == ROOT_CODE:
                warnings.append("unit_missing")
            shared = other is not None and employee is not None and other.person_id == employee.person_id
            changes = (
                changes_of(employee, row.record, tree.find(ref), ref.name or job.agency.name, shared=shared)
                if employee is not None
                else []
            )
            known_verdict = JobRow.Verdict.CHANGED if changes else JobRow.Verdict.SAME
            action = JobRow.Verdict.NEW if employee is None else known_verdict
            data = {**row.record.as_data(), "action": str(action)}
            if changes:
                kinds = kinds_of(changes)
                self._kinds.update(kinds)
                data |= {"changes": changes, **{f"kind_{kind}": True for kind in kinds}}
            yield _staged(row, data, JobRow.Verdict.WARNED if warnings else action, warnings)


def _staged(row: JudgedRow, data: dict[str, Any], verdict: str, codes: list[str]) -> StagedRow:
    refused = verdict in (JobRow.Verdict.REFUSED, JobRow.Verdict.DUPLICATE)
    return StagedRow(number=row.number, data=data, verdict=str(verdict), reasons=as_reasons(codes, refused=refused))


def _one_name_per_unit(rows: Iterator[JudgedRow]) -> Iterator[JudgedRow]:
    """Where a file names one unit code in two ways the first counts, or each run would rename the unit again."""
    names: dict[str, str] = {}
    for row in rows:
        record = row.record
        if record is not None and record.unit_code and record.unit:
            first = names.setdefault(record.unit_code, record.unit)
            if first != record.unit:
                row = replace(row, record=replace(record, unit=first))
        yield row


def foreign_agencies(job: Job) -> Sequence[tuple[str, int]]:
    """Agencies that the file names and that are not the one it is imported for: (name, rows)."""
    own = {name_key(name) for name in (job.agency.name, job.agency.short_name)}
    found = job.counts.get("agencies", {})
    return [(name, rows) for name, rows in found.items() if _full_name(name) not in own]


def _full_name(name: str) -> str:
    words = {"kab": "kabupaten", "prov": "provinsi", "pemkab": "pemerintah kabupaten", "pemkot": "pemerintah kota"}
    return " ".join(words.get(word, word) for word in name_key(name).split())
