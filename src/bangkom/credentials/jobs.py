"""Issuing the certificates of a cohort at once: one row a person, what became of each can be read afterwards."""

import logging
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from bangkom.cohorts.models import Cohort, Enrolment
from bangkom.core import services as core
from bangkom.core.models import Job, JobRow, User
from bangkom.core.services.jobs import StagedRow
from bangkom.credentials import queries
from bangkom.credentials.services import ensure_issued

log = logging.getLogger("bangkom.credentials")
KIND = queries.ISSUE_KIND


def start_issuing(*, cohort: Cohort, by: User) -> Job:
    """Issue what is due in a cohort, in the background. Asked again while that runs, the same work is returned."""
    running = queries.issuing_of(cohort)
    if running:
        return running
    with tempfile.NamedTemporaryFile() as no_file:  # a bulk act reads a file; this one reads the register
        job = core.start_job(
            kind=KIND,
            scope=cohort.agency.root_scope,
            by=by,
            source=Path(no_file.name),
            source_name=cohort.name,
            params={"cohort": cohort.pk},
            queue=False,
        )
    return core.commit_job(job=core.advance_job(job_id=job.pk), by=by)


class IssueBatch:
    """Job handler of kind `credentials.issue_batch`; `job.params["cohort"]` is the cohort's id.

    One person a transaction: a second one in it would hold the register of numbers while it waits for the person's
    row, and a learner who just then asks for the own certificate holds that row and waits for the register.
    """

    commit_chunk = 1

    def read(self, job: Job, source: Path) -> Iterable[StagedRow]:
        due = queries.due_in(job.params["cohort"])
        for number, enrolment in enumerate(due, start=1):
            data = {"enrolment": enrolment.pk, "name": enrolment.name, "unit": enrolment.unit_name}
            yield StagedRow(number=number, data=data, verdict=JobRow.Verdict.NEW)

    def commit_rows(self, job: Job, rows: list[JobRow]) -> None:
        people = Enrolment.objects.by_system().select_related("cohort__agency", "agency", "person__user")
        by_id = people.in_bulk([row.data["enrolment"] for row in rows])
        for row in rows:
            code, message = issue_one(by_id[row.data["enrolment"]])
            row.reasons = [{"code": code, "message": message}]
            if code != "issued":
                row.state = JobRow.State.FAILED

    def undo_rows(self, job: Job, rows: list[JobRow]) -> None:
        """A certificate is taken back one by one, with a reason: never in bulk."""
        for row in rows:
            row.state = JobRow.State.KEPT

    def finish(self, job: Job) -> None:
        failed = job.rows.filter(state=JobRow.State.FAILED).count()
        job.counts = {**job.counts, "issued": job.total - failed, "failed": failed}


def issue_one(enrolment: Enrolment) -> tuple[str, str]:
    """Issue one certificate inside the caller's transaction; what became of it as code and words."""
    try:
        with transaction.atomic():
            certificate = ensure_issued(enrolment=enrolment)
    except Exception:
        log.exception("enrolment %s: no certificate in the batch", enrolment.pk)
        return "error", _("Sertifikat belum bisa diterbitkan. Sistem mencoba lagi sendiri.")
    if certificate is None:
        return "not_entitled", _("Tidak lagi berhak: keadaannya berubah sementara itu.")
    if not certificate.pdf_id:
        words = _("Nomor %(number)s terbit, PDF-nya belum bisa dibuat. Sistem mencoba lagi sendiri.")
        return "no_pdf", words % {"number": certificate.number}
    return "issued", certificate.number
