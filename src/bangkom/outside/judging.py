"""The verdict on each row of a platform's list, before anything is credited."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from bangkom.cohorts.models import CohortStage, Enrolment, SheetRow
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_date, format_number
from bangkom.core.models import Job, JobRow
from bangkom.core.services.jobs import StagedRow
from bangkom.core.spreadsheets import Table
from bangkom.outside import reasons
from bangkom.outside.matching import Found, Matcher, Member, bare_name, digits_of, holds_digits
from bangkom.outside.models import Credit
from bangkom.outside.readings import DateReader, Unreadable, is_empty, read_score, read_status
from bangkom.outside.reasons import reason
from bangkom.outside.services.credits import Completion, already_words, check_completion, elsewhere

Verdict = JobRow.Verdict
Reasons = list[dict[str, str]]
NIK_DIGITS = 16


def sheet_of(job: Job, enrolments: Iterable[int] | None = None) -> dict[int, SheetRow]:
    """The condition's row of each participant (all, or these), by enrolment id; withdrawn ones too."""
    rows = SheetRow.objects.by_system().filter(
        requirement=job.params["requirement"], enrolment__cohort=job.params["cohort"]
    )
    if enrolments is not None:
        rows = rows.filter(enrolment__in=enrolments)
    return {
        row.enrolment_id: row
        for row in rows.select_related("requirement", "enrolment__cohort__agency").prefetch_related(
            "enrolment__employee__numbers"
        )
    }


def completion_of(data: dict) -> Completion:
    """What a staged row says was reached."""
    return Completion(
        completed_on=dt.date.fromisoformat(data["completed_on"]),
        score=None if data["reached"] is None else Decimal(data["reached"]),
        certificate=data["certificate"],
    )


class Judge:
    """Matches the rows of one list to one cohort's participants and reads what was reached."""

    def __init__(self, job: Job, table: Table, columns: dict[str, int | None]) -> None:
        self.columns = columns
        self.sheet = sheet_of(job)
        self.cells = [self._cell(record) for record in table.records(columns)]
        any_row = next(iter(self.sheet.values()), None)
        if any_row is None:
            return
        self.params = any_row.requirement.params
        self.default_date = job.params["default_date"]
        dates = CohortStage.objects.by_system().filter(cohort=job.params["cohort"], stage=any_row.stage_id).first()
        self.stage_begins = dates.starts_on if dates else None
        self.dates = DateReader((c["date"] for c in self.cells), clock.zone_of(any_row.enrolment.cohort.agency))
        self.elsewhere = set(
            Credit.objects.by_system()
            .holding()
            .filter(person__in=[row.enrolment.person_id for row in self.sheet.values()])
            .filter(platform=self.params["platform"], course=any_row.requirement.title)
            .exclude(row__in=self.sheet.values())
            .values_list("person", "completed_on")
        )
        names = Counter(bare_name(c["name"]) for c in self.cells if not holds_digits(c["number"]))
        self.matcher = Matcher(map(member, self.sheet.values()), [name for name, n in names.items() if n > 1])
        self.seen: dict[int, int] = {}

    @staticmethod
    def _cell(record: dict[str, str]) -> dict[str, str]:
        cell = {key: text.strip() for key, text in record.items()}
        cell["number"] = cell["number"].lstrip("'’‘`´ ")
        cell["name"] = f"{cell['name']} {cell.pop('last_name')}".strip()
        if len(digits_of(cell["number"])) == NIK_DIGITS:
            cell["number"] = ""  # an NIK is none of our business: it is neither compared nor kept
        return cell

    def refuse_hopeless(self) -> None:
        """Raise `Refused` for a list that cannot credit anybody, with what is missing."""
        if not self.sheet:
            raise Refused(reasons.no_participants(), "no_participants")
        if self.columns["number"] is None and self.columns["name"] is None:
            raise Refused(reasons.no_person_column(), "no_person_column")
        if self.columns["date"] is None and not self.default_date:
            raise Refused(reasons.no_date_column(), "no_date_column")
        needed = self.params.get("min_score")
        if needed is not None and self.columns["score"] is None:
            raise Refused(reasons.no_score_column(format_number(needed)), "no_score_column")

    def rows(self) -> Iterable[StagedRow]:
        for number, cell in enumerate(self.cells, start=1):
            yield self.judge(number, cell)

    def judge(self, number: int, cell: dict[str, str]) -> StagedRow:
        found = self.matcher.find(cell["number"], cell["name"])
        why = [reason(code, number=cell["number"], name=cell["name"]) for code in found.codes]
        data = {**cell, "enrolment": None, "candidates": [], "doubt": False, "choice": None}
        data |= {"completed_on": None, "reached": None}
        if found.sure is None and not found.candidates:
            return StagedRow(number=number, data=data, verdict=Verdict.REFUSED, reasons=why)
        completion, notes = self.read(cell)
        if completion is None:
            data["enrolment"] = found.sure
            return StagedRow(number=number, data=data, verdict=Verdict.REFUSED, reasons=[*why, *notes])
        data["completed_on"] = completion.completed_on.isoformat()
        data["reached"] = None if completion.score is None else str(completion.score)
        if found.sure is not None:
            data["enrolment"] = found.sure
            verdict, why = self.judge_sure(number, found.sure, completion, [*why, *notes])
        else:
            verdict, why = self.judge_doubt(found, completion, [*why, *notes], data)
        return StagedRow(number=number, data=data, verdict=verdict, reasons=why)

    def judge_sure(self, number: int, key: int, completion: Completion, why: Reasons) -> tuple[str, Reasons]:
        row = self.sheet[key]
        if row.state == SheetRow.State.MET:
            return Verdict.SAME, [{"code": "already", "message": already_words(row)}]
        if fault := self.fault_of(row, completion):
            return Verdict.REFUSED, [*why, fault]
        if key in self.seen:
            return Verdict.DUPLICATE, [reason("duplicate", row=self.seen[key])]
        self.seen[key] = number
        return (Verdict.WARNED if why else Verdict.NEW), why

    def judge_doubt(self, found: Found, completion: Completion, why: Reasons, data: dict) -> tuple[str, Reasons]:
        """Refused until somebody says who is meant: then the row is accepted or stays refused."""
        candidates = [self.sheet[key] for key in found.candidates]
        open_ones = [row for row in candidates if row.state == SheetRow.State.OPEN]
        if not open_ones:
            names = ", ".join(row.enrolment.name for row in candidates)
            return Verdict.SAME, [*why, reason("maybe_already", names=names)]
        staying = [row for row in open_ones if row.enrolment.state != Enrolment.State.WITHDRAWN]
        if fault := self.fault_of((staying or open_ones)[0], completion):
            return Verdict.REFUSED, [*why, fault]
        data |= {"doubt": True, "candidates": [row.enrolment_id for row in staying]}
        return Verdict.REFUSED, why

    def fault_of(self, row: SheetRow, completion: Completion) -> dict[str, str] | None:
        """Why a completion cannot meet a person's condition."""
        try:
            check_completion(row, completion)
            if (row.enrolment.person_id, completion.completed_on) in self.elsewhere:
                raise elsewhere()
        except Refused as refusal:
            return {"code": refusal.code, "message": str(refusal)}
        return None

    def read(self, cell: dict[str, str]) -> tuple[Completion | None, Reasons]:
        """What was reached, with notes; or nothing and why."""
        faults, notes = self._status(cell["status"]), []
        if faults:
            return None, faults  # of whoever has not passed nothing else matters
        score, unreadable = None, False
        try:
            score = read_score(cell["score"])
        except Unreadable:
            unreadable = True
            # Where no score is asked for, one that cannot be read only deserves a note.
            (notes if self.params.get("min_score") is None else faults).append(
                reason("score_unreadable", score=cell["score"])
            )
        day = self._day(cell["date"], faults, notes)
        if faults or day is None:
            return None, faults
        return Completion(completed_on=day, score=None if unreadable else score, certificate=cell["certificate"]), notes

    def _status(self, text: str) -> Reasons:
        if self.columns["status"] is None:
            return []
        if is_empty(text):
            return [reason("status_missing")]
        try:
            return [] if read_status(text) else [reason("not_finished", status=text)]
        except Unreadable:
            return [reason("status_unclear", status=text)]

    def _day(self, text: str, faults: Reasons, notes: Reasons) -> dt.date | None:
        try:
            day = self.dates.read(text)
        except Unreadable:
            faults.append(reason("date_unreadable", date=text))
            return None
        if day is None and self.default_date:
            day = dt.date.fromisoformat(self.default_date)
        if day is None:
            faults.append(reason("date_missing"))
            return None
        if self.dates.is_doubtful(text):
            notes.append(reason("date_doubtful", date=text, day=format_date(day)))
        if self.stage_begins and day < self.stage_begins:
            notes.append(reason("before_stage", day=format_date(day)))
        return day


def member(row: SheetRow) -> Member:
    enrolment = row.enrolment
    held = [each.number for each in enrolment.employee.numbers.all()] if enrolment.employee else []
    return Member(key=enrolment.pk, name=enrolment.name, numbers=tuple(dict.fromkeys([enrolment.number, *held])))
