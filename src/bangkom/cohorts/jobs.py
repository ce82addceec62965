"""Participants pasted from a spreadsheet: matched to employees, judged row by row, enrolled in small steps."""

from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from bangkom.cohorts.models import Cohort, CohortAgency, Enrolment
from bangkom.cohorts.services import enrol_person, withdraw
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Job, JobRow
from bangkom.core.services.jobs import StagedRow
from bangkom.core.spreadsheets import SpreadsheetRefused, guess_columns, parse_pasted
from bangkom.people import nip
from bangkom.people.models import Employee
from bangkom.rules import queries as rules

WANTED = {
    "number": ["NIP", "NIP Baru", "NI PPPK", "Nomor Induk Pegawai", "NIP/NI PPPK"],
    "name": ["Nama", "Nama Lengkap", "Nama Peserta", "Nama Pegawai"],
}
KNOWN_HEADERS = [name for names in WANTED.values() for name in names]
PATTERNS = {"number": r"['’]?\d[\d\s.,eE+\-]{11,}", "name": r"[^\d]{3,}"}

Verdict = JobRow.Verdict


class ParticipantImport:
    """Job handler of kind `cohorts.enrol_participants`; `job.params["cohort"]` is the cohort's id."""

    commit_chunk = 10

    def read(self, job: Job, source: Path) -> Iterable[StagedRow]:
        cohort = cohort_of(job)
        try:
            table = parse_pasted(source.read_text(encoding="utf-8"), known_headers=KNOWN_HEADERS)
        except SpreadsheetRefused as refusal:
            raise Refused(str(refusal), refusal.code) from refusal
        columns = guess_columns(table.headers, WANTED, rows=table.rows, patterns=PATTERNS)
        if columns["number"] is None and columns["name"] is None:
            raise Refused(
                _("Kolom NIP dan kolom nama tidak ditemukan. Salin sedikitnya salah satunya, lalu tempel lagi.")
            )
        cells = list(table.records(columns))
        judge = Judge(cohort, cells)
        for number, cell in enumerate(cells, start=1):
            yield judge.judge(number, cell)

    def commit_rows(self, job: Job, rows: list[JobRow]) -> None:
        cohort = cohort_of(job)
        employees = Employee.objects.by_system().select_related("person", "agency", "position", "unit")
        by_id = employees.in_bulk([row.data["employee"] for row in rows if row.data.get("employee")])
        for row in rows:
            if row.verdict == Verdict.SAME:
                continue
            try:
                enrolment = enrol_person(cohort=cohort, employee=by_id[row.data["employee"]], by=job.created_by)
            except Refused as refusal:
                row.state = JobRow.State.FAILED
                row.reasons = [*row.reasons, {"code": refusal.code, "message": str(refusal)}]
            else:
                row.undo = {"enrolment": enrolment.pk}

    def undo_rows(self, job: Job, rows: list[JobRow]) -> None:
        """Withdraw who was enrolled by this job, but leave whoever has already attended or learned."""
        touched = Enrolment.objects.filter(pk__in=[row.undo.get("enrolment") for row in rows]).prefetch_related(
            "sheet", "attendance"
        )
        by_id = {enrolment.pk: enrolment for enrolment in touched}
        for row in rows:
            enrolment = by_id.get(row.undo.get("enrolment"))
            if enrolment is None:
                continue
            if has_begun(enrolment):
                row.state = JobRow.State.KEPT
            else:
                withdraw(enrolment=enrolment, reason=_("Penempelan peserta dibatalkan"), by=job.created_by)

    def finish(self, job: Job) -> None:
        states = job.rows.values_list("state", flat=True)
        job.counts = {**job.counts, "failed": sum(state == JobRow.State.FAILED for state in states)}


def cohort_of(job: Job) -> Cohort:
    return Cohort.objects.by_system().select_related("agency", "curriculum").get(pk=job.params["cohort"])


def has_begun(enrolment: Enrolment) -> bool:
    """Whether anything was recorded for the person. (Answers saved but not sent stay with a withdrawn enrolment.)"""
    return bool(enrolment.attendance.all() or any(row.progress for row in enrolment.sheet.all()))


class Judge:
    """Gives each pasted row its verdict against the employees that may take part."""

    def __init__(self, cohort: Cohort, cells: list[dict[str, str]]) -> None:
        self.cohort = cohort
        self.serving = set(rules.serving_states(clock.today(cohort.agency)))
        sending = cohort.agencies.filter(part=CohortAgency.Part.SENDING).values_list("agency", flat=True)
        employees = Employee.objects.by_system().filter(agency__in=[cohort.agency_id, *sending])
        digits = {nip.normalise(cell["number"]) for cell in cells}
        names = {cell["name"].strip() for cell in cells if cell["name"].strip()}
        near = employees.select_related("person", "unit", "agency")
        self.by_number = {e.number: e for e in near.filter(number__in=digits)}
        self.by_old_number = {
            number.number: e
            for e in near.filter(numbers__number__in=digits - set(self.by_number)).prefetch_related("numbers")
            for number in e.numbers.all()
        }
        self.by_name: dict[str, list[Employee]] = {}
        for employee in near.filter(person__name__in={n.split(",")[0].strip() for n in names} | names):
            self.by_name.setdefault(plain(employee.person.name), []).append(employee)
        self.members = set(cohort.enrolments.taking_part().values_list("person", flat=True))
        self.seen: dict[int, int] = {}

    def judge(self, number: int, cell: dict[str, str]) -> StagedRow:
        employee, reasons = self.find(cell["number"], cell["name"])
        data = {"number": cell["number"].strip(), "name": cell["name"].strip(), "employee": None}
        if employee is None:
            return StagedRow(number=number, data=data, verdict=Verdict.REFUSED, reasons=reasons)
        data |= {"employee": employee.pk, "name": employee.person.full_name, "number": employee.number}
        data["unit"] = employee.unit.name
        if employee.person_id in self.seen:
            where = {"number": self.seen[employee.person_id]}
            again = reason("duplicate", _("Orang ini sudah ada di baris %(number)s.") % where)
            return StagedRow(number=number, data=data, verdict=Verdict.DUPLICATE, reasons=[again])
        self.seen[employee.person_id] = number
        if employee.person_id in self.members:
            return StagedRow(number=number, data=data, verdict=Verdict.SAME)
        if employee.employment_state not in self.serving:
            reasons.append(reason("not_serving", _("Menurut data terakhir pegawai ini tidak aktif.")))
        return StagedRow(number=number, data=data, verdict=Verdict.WARNED if reasons else Verdict.NEW, reasons=reasons)

    def find(self, typed: str, name: str) -> tuple[Employee | None, list[dict[str, str]]]:
        """The employee meant, and what is doubtful; no employee and why."""
        if not typed.strip():
            return self.find_by_name(name)
        try:
            digits = nip.read_nip(typed).digits
        except nip.NipRefused as refused:
            return None, [reason(refused.code, number_words(refused.code, typed))]
        employee = self.by_number.get(digits) or self.by_old_number.get(digits)
        if employee is None:
            words = _("NIP ini tidak ada dalam data pegawai instansi Anda. Periksa angkanya atau impor pegawainya.")
            return None, [reason("unknown_number", words)]
        reasons = []
        if name.strip() and not same_person(name, employee.person.name):
            words = _("Nama pada daftar berbeda: %(name)s.") % {"name": name.strip()}
            reasons.append(reason("name_differs", words))
        if employee.number != digits:
            reasons.append(reason("old_number", _("NIP ini nomor lama orang tersebut.")))
        return employee, reasons

    def find_by_name(self, name: str) -> tuple[Employee | None, list[dict[str, str]]]:
        found = self.by_name.get(plain(name)) or self.by_name.get(plain(name.split(",")[0])) or []
        if len(found) == 1:
            return found[0], [reason("by_name", _("Dicocokkan dengan nama saja. Pastikan orangnya benar."))]
        if found:
            words = _("Ada %(n)s pegawai bernama ini. Tulis NIP-nya.") % {"n": len(found)}
            return None, [reason("name_ambiguous", words)]
        return None, [reason("name_unknown", _("NIP kosong dan nama ini tidak ditemukan."))]


def reason(code: str, message: str) -> dict[str, str]:
    return {"code": code, "message": message}


def plain(name: str) -> str:
    """A name for comparing: lower case, single blanks."""
    return " ".join(name.casefold().split())


def same_person(written: str, known: str) -> bool:
    """Whether a written name, perhaps with titles, holds the known one."""
    return plain(known) in plain(written) or plain(written.split(",")[0]) in plain(known)


def number_words(code: str, typed: str) -> str:
    """Why a number cannot be used, and what to do."""
    if code == "nip_scientific":
        return _("Excel mengubah NIP menjadi %(typed)s. Ubah kolomnya menjadi Teks, lalu salin lagi.") % {
            "typed": typed
        }
    if code == "nip_length":
        return _("NIP %(n)s angka, seharusnya 18.") % {"n": len(nip.normalise(typed))}
    return _("Delapan angka pertama NIP bukan tanggal lahir yang mungkin.")
