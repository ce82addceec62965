"""The bulk act `people.import_employees`: an export is read, judged, shown, written, and can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from django.db.models import Count

from bangkom.core.errors import Refused
from bangkom.core.models import Job, JobRow
from bangkom.core.services.jobs import StagedRow
from bangkom.core.spreadsheets import SpreadsheetRefused, Table, read_table
from bangkom.people.exports import (
    COLUMNS,
    KNOWN_HEADERS,
    REQUIRED,
    EmployeeRecord,
    JudgedRow,
    find_columns,
    judge_table,
)
from bangkom.people.reasons import as_reasons
from bangkom.people.services.imports import (
    Gate,
    differs,
    employees_by_number,
    write_rows,
)
from bangkom.people.services.undo import undo_rows
from bangkom.people.services.units import ROOT_CODE, UnitTree, name_key, unit_named_by

KIND = "people.import_employees"
READ_CHUNK = 500


class EmployeeImport:
    """`JobHandler` for employee exports. Rows not in the file stay as they are: an export may be of one unit only."""

    commit_chunk = 40

    def read(self, job: Job, source: Path) -> Iterator[StagedRow]:
        """Every row with its verdict. Raises `Refused` for a file that is no employee table."""
        table, columns = _open(source)
        job.total = len(table.rows)
        tally = Tally(table, columns)
        judged = iter(tally.watch(_one_name_per_unit(judge_table(table, columns))))
        while chunk := list(islice(judged, READ_CHUNK)):
            yield from tally.count(self._stage(job, chunk))
        job.counts = {**job.counts, **tally.result()}

    def commit_rows(self, job: Job, rows: list[JobRow]) -> None:
        write_rows(job, rows)

    def undo_rows(self, job: Job, rows: list[JobRow]) -> None:
        undo_rows(job, rows)

    def finish(self, job: Job) -> None:
        done = job.rows.filter(state=JobRow.State.COMMITTED).values_list("undo__did").annotate(Count("pk"))
        failed = job.rows.filter(state=JobRow.State.FAILED).count()
        job.counts = {**job.counts, "done": {**dict(done.order_by()), "failed": failed}}

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
            if employee is None:
                action = JobRow.Verdict.NEW
            elif differs(employee, row.record, tree.find(ref), shared=shared):
                action = JobRow.Verdict.CHANGED
            else:
                action = JobRow.Verdict.SAME
            data = {**row.record.as_data(), "action": str(action)}
            yield _staged(row, data, JobRow.Verdict.WARNED if warnings else action, warnings)


def _staged(row: JudgedRow, data: dict[str, str], verdict: str, codes: list[str]) -> StagedRow:
    refused = verdict in (JobRow.Verdict.REFUSED, JobRow.Verdict.DUPLICATE)
    return StagedRow(number=row.number, data=data, verdict=str(verdict), reasons=as_reasons(codes, refused=refused))


def _open(source: Path) -> tuple[Table, dict[str, int | None]]:
    try:
        # `keep`: what nobody needs to know stays in the child process and dies with it.
        table = read_table(source, known_headers=KNOWN_HEADERS, keep=KNOWN_HEADERS)
        columns = find_columns(table.headers)
        missing = [COLUMNS[key][0] for key in REQUIRED if columns[key] is None]
        if missing:
            raise SpreadsheetRefused("missing_columns", columns=", ".join(missing))
    except SpreadsheetRefused as refused:
        raise Refused(refused.message, refused.code) from refused
    return table, columns


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


class Tally:
    """The counts of one file, with the keys that `bangkom import employees --json` prints."""

    def __init__(self, table: Table, columns: dict[str, int | None]) -> None:
        self.rows = len(table.rows)
        self.units_leaf = len(_distinct(table, columns["unit_code"], columns["unit"]))
        self.agencies = _named_agencies(table, columns["agency"])
        self.refused: Counter[str] = Counter()
        self.warned: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.active = 0
        self._records: dict[int, EmployeeRecord] = {}

    def watch(self, rows: Iterator[JudgedRow]) -> Iterator[JudgedRow]:
        for row in rows:
            if row.record is not None:
                self._records[row.number] = row.record
            yield row

    def count(self, rows: Iterator[StagedRow]) -> Iterator[StagedRow]:
        for row in rows:
            codes = [reason["code"] for reason in row.reasons]
            record = self._records.pop(row.number, None)
            if row.verdict in JobRow.ACCEPTED and record is not None:
                self.warned.update(codes)
                self.statuses[record.status] += 1
                self.active += record.is_active
            else:
                self.refused.update(codes)
            yield row

    def result(self) -> dict[str, object]:
        refused = dict(self.refused)
        duplicates = refused.pop("duplicate", 0)
        summary = {
            "rows": self.rows,
            "valid": sum(self.statuses.values()),
            "refused": refused,
            "warned": dict(self.warned),
            "duplicates": duplicates,
            "statuses": dict(self.statuses),
            "units_leaf": self.units_leaf,
            "active": self.active,
        }
        return {"summary": summary, "agencies": self.agencies}


def _distinct(table: Table, *columns: int | None) -> set[str]:
    """Distinct values of the first of these columns that the table has, empty ones left out."""
    at = next((column for column in columns if column is not None), None)
    return set() if at is None else {row.cells[at] for row in table.rows if row.cells[at]}


def _named_agencies(table: Table, column: int | None) -> dict[str, int]:
    """How many rows name which agency, as written; most rows first, five at most."""
    if column is None:
        return {}
    names: Counter[str] = Counter(row.cells[column] for row in table.rows if row.cells[column])
    return dict(names.most_common(5))


def foreign_agencies(job: Job) -> Sequence[tuple[str, int]]:
    """Agencies that the file names and that are not the one it is imported for: (name, rows)."""
    own = {name_key(name) for name in (job.agency.name, job.agency.short_name)}
    found = job.counts.get("agencies", {})
    return [(name, rows) for name, rows in found.items() if _full_name(name) not in own]


def _full_name(name: str) -> str:
    words = {"kab": "kabupaten", "prov": "provinsi", "pemkab": "pemerintah kabupaten", "pemkot": "pemerintah kota"}
    return " ".join(words.get(word, word) for word in name_key(name).split())
