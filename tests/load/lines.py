"""The lines of the table: which pages and acts are measured, and the figure each should reach."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from tests.load.visitor import WARM_UP, Cost, Visitor, cpu_of, cpu_seconds

from bangkom.cohorts.models import Cohort, Enrolment
from bangkom.core.ids import grouped
from bangkom.core.models import Agency, Job, Scope
from bangkom.core.services import advance_job, cancel_job, start_job
from bangkom.courseware.models import Activity
from bangkom.credentials.models import Certificate
from bangkom.credentials.services import ensure_issued
from bangkom.learning.models import Attempt
from bangkom.learning.services import start_attempt
from bangkom.ledger.models import Entry
from bangkom.people.models import Employee, OrgUnit

LEARNER_MS, LEARNER_QUERIES = 5, 7
LIST_MS, CERTIFICATE_MS, ANSWER_MS, PREVIEW_MS = 300, 40, 0.4, 20_000
A_BATCH = 10
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Line:
    """One measured thing: CPU ms, the figure to reach, and for pages queries and bytes over the wire."""

    name: str
    cpu_ms: float
    most_ms: float
    queries: int = 0
    most_queries: int = 0
    wire_bytes: int = 0

    @property
    def missed(self) -> bool:
        return self.cpu_ms > self.most_ms or bool(self.most_queries and self.queries > self.most_queries)


class Rollback(Exception):
    """Ends a transaction that should leave nothing behind."""


def measure(times: int, *, tell: Tell) -> list[Line]:
    """All lines, in the order of the table."""
    found: list[Line] = []
    for part in (learner_pages, saving, staff_pages, certificates, preview):
        for line in part(times):
            tell(f"{line.name}: {line.cpu_ms:.2f} ms")
            found.append(line)
    return found


def learner_pages(times: int) -> list[Line]:
    enrolment = Enrolment.objects.by_system().get(person__user__username="peserta")
    lesson = _activity(enrolment, Activity.Kind.LESSON)
    attempt = _attempt(enrolment)
    pages = [
        ("Learner's home", reverse("reporting:home")),
        ("Learning room", reverse("learning:room", args=[enrolment.pk])),
        ("Lesson", reverse("learning:activity", args=[enrolment.pk, lesson.version.module_id, lesson.key])),
        ("Question of a quiz", reverse("learning:quiz", args=[attempt.pk, 1])),
        ("Own record", reverse("reporting:my_record")),
    ]
    visitor = Visitor("peserta")
    lines = [_page(name, visitor.page(path, times), LEARNER_MS, LEARNER_QUERIES) for name, path in pages]
    visitor.leave()
    stranger = Visitor()
    code = Certificate.objects.by_system().values_list("code", flat=True).first()
    for name, path in (("Start page", "/"), ("Public check of a certificate", f"/v/{grouped(code)}")):
        lines.append(_page(name, stranger.page(path, times), LEARNER_MS, LEARNER_QUERIES))
    return lines


def saving(times: int) -> list[Line]:
    """Answers as the page sends them: one at a time, and ten at once after a while without signal."""
    enrolment = Enrolment.objects.by_system().get(person__user__username="peserta")
    attempt = _attempt(enrolment)
    items = list(attempt.activity.items.values_list("pk", flat=True))
    visitor = Visitor("peserta")
    path = reverse("learning:save_answers", args=[attempt.pk])
    lines = []
    for name, size, most in (
        ("Save of one answer", 1, LEARNER_MS),
        ("Save in a batch, each answer", A_BATCH, ANSWER_MS),
    ):
        bodies = [
            {"ops": [{"op_id": str(uuid.uuid4()), "item": items[n % len(items)], "response": []} for n in range(size)]}
            for _turn in range(times + WARM_UP)
        ]
        lines.append(Line(name, visitor.sends(path, bodies).cpu_ms / size, most))
    visitor.leave()
    return lines


def staff_pages(times: int) -> list[Line]:
    cohort = Cohort.objects.by_system().order_by("-starts_on").first()
    session = cohort.sessions.order_by("starts_at").first()
    biggest = OrgUnit.objects.by_system().get(agency__code="kab-serang", name="Dinas Pendidikan dan Kebudayaan")
    people = Employee.objects.by_system().filter(agency__code="kab-serang").count()
    entries = Entry.objects.by_system().filter(agency__code="kab-serang").count()
    size = f"{people:,} people, {entries:,} entries"
    asked = {
        "penyelenggara": [
            ("Organizer's home", reverse("reporting:home")),
            ("Cohort of 40", reverse("cohorts:detail", args=[cohort.slug])),
            ("Attendance grid of 40", reverse("cohorts:attendance", args=[cohort.slug, session.pk])),
        ],
        "penyelenggara-serang": [
            (f"List of employees ({size})", reverse("people:list")),
            ("The same, searched", f"{reverse('people:list')}?q=siti"),
            ("Units", reverse("people:units")),
            ("JP compliance by unit", reverse("reporting:compliance")),
            ("JP compliance of the largest unit", reverse("reporting:compliance_unit", args=[biggest.pk])),
        ],
        "pimpinan-serang": [("Leader's home", reverse("reporting:home"))],
        "kepegawaian-serang": [("Home of a unit's HR officer", reverse("reporting:home"))],
    }
    lines = []
    for username, pages in asked.items():
        visitor = Visitor(username)
        lines += [_page(name, visitor.page(path, max(5, times // 4)), LIST_MS) for name, path in pages]
        visitor.leave()
    return lines


def certificates(times: int) -> list[Line]:
    """Issue: number, code, facts, PDF, stored. In a transaction that is rolled back."""
    passed = list(Enrolment.objects.by_system().filter(state=Enrolment.State.PASSED)[: max(10, times // 4) + WARM_UP])
    turn = iter(passed)

    def issue() -> None:
        enrolment = next(turn)
        try:
            with transaction.atomic():
                Certificate.objects.by_system().filter(enrolment=enrolment).delete()
                if not ensure_issued(enrolment=enrolment).pdf_id:
                    raise RuntimeError("no PDF was made")
                raise Rollback
        except Rollback:
            return

    return [Line("Issue of a certificate with PDF", cpu_of(issue, len(passed) - WARM_UP), CERTIFICATE_MS)]


def preview(times: int) -> list[Line]:
    """The export of the whole kabupaten read and judged, once."""
    scope = Scope.objects.get(agency=Agency.objects.get(code="kab-serang"), parent=None)
    source = Path(settings.BANGKOM_HOME) / "contoh" / "pegawai-kab-serang.xlsx"
    begin = cpu_seconds()
    job = start_job(
        kind="people.import_employees", scope=scope, by=None, source=source, source_name="ukur.xlsx", queue=False
    )
    job = advance_job(job_id=job.pk)
    took = (cpu_seconds() - begin) * 1000
    if job.state != Job.State.STAGED:
        raise RuntimeError(job.message)
    cancel_job(job=job, by=None)
    job.delete()
    return [Line(f"Preview of an import of {job.total:,} rows", took, PREVIEW_MS)]


def as_markdown(lines: list[Line], bare: float) -> str:
    """The table for the README."""
    rows = [
        f"A bare Django page takes {bare:.2f} ms of CPU here.",
        "",
        "| what | CPU ms | x bare page | queries | bytes (brotli) | to reach |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for line in lines:
        digits = 2 if line.cpu_ms < 10 else 0
        reach = f"<= {line.most_ms:g} ms" + (f", {line.most_queries} queries" if line.most_queries else "")
        rows.append(
            f"| {line.name} | {line.cpu_ms:,.{digits}f} | {line.cpu_ms / bare:,.1f} | {line.queries or ''} "
            f"| {line.wire_bytes or ''} | {reach}{' **missed**' if line.missed else ''} |"
        )
    return "\n".join(rows) + "\n"


def _page(name: str, cost: Cost, most_ms: float, most_queries: int = 0) -> Line:
    return Line(name, cost.cpu_ms, most_ms, cost.queries, most_queries, cost.wire_bytes)


def _activity(enrolment: Enrolment, kind: str) -> Activity:
    versions = enrolment.cohort.pinned_modules.values("version")
    return Activity.objects.filter(version__in=versions, kind=kind).select_related("version").first()


def _attempt(enrolment: Enrolment) -> Attempt:
    """The open attempt at the quiz; one is begun where there is none, and stays open."""
    return start_attempt(
        enrolment=enrolment, activity=_activity(enrolment, Activity.Kind.QUIZ), by=enrolment.person.user
    )
