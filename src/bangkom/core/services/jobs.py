"""The life of a bulk act: read and judge every row, show it, commit in small steps, undo while nobody built on it.

An app gives a handler (see `JobHandler`) listed by kind in `config/schedule.py`. Each step is one short transaction
that locks the job and looks at the rows' own states, so that a killed worker, a second worker or a repeated call cannot
do a row twice.
"""

import datetime as dt
import itertools
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import background, clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import Job, JobRow, Scope, User
from bangkom.core.request_ids import current_way
from bangkom.core.services.events import record_event

STAGE_CHUNK = 200  # rows for one write transaction of at most 200 ms
SOURCE_AGE = dt.timedelta(hours=1)  # a younger upload may belong to a job whose transaction has not committed yet
ANSWER_AGE = dt.timedelta(hours=24)  # a file waits for an answer no longer: it holds more than we may keep
DELETE_CHUNK = 2_000


class Asks(Exception):
    """Raised by `JobHandler.read`: somebody must answer before the source can be read. `question` is plain JSON."""

    def __init__(self, question: dict[str, Any]) -> None:
        super().__init__("a question is open")
        self.question = question


@dataclass(frozen=True, kw_only=True)
class StagedRow:
    """One row as judged. `reasons` are `{"code": ..., "message": ...}` in plain words."""

    number: int
    data: dict[str, Any]
    verdict: str
    reasons: list[dict[str, str]] = field(default_factory=list)


class JobHandler(Protocol):
    """What an app says about one kind of bulk act."""

    commit_chunk: int  # rows for one write transaction of at most 200 ms

    def read(self, job: Job, source: Path) -> Iterable[StagedRow]:
        """Read the source and judge every row; raises `Refused` when the whole source is not acceptable, `Asks` when
        it cannot be read before somebody has answered."""

    def commit_rows(self, job: Job, rows: list[JobRow]) -> None:
        """Do these rows, inside the caller's transaction; may set each row's `undo`, `state` (FAILED) and `reasons`."""

    def undo_rows(self, job: Job, rows: list[JobRow]) -> None:
        """Take these rows back, inside the caller's transaction; sets `state` KEPT where somebody built on one."""

    def finish(self, job: Job) -> None:
        """Called once, in the transaction that ends the commit; may set `job.counts` or queue what follows."""


Progress = Callable[[Job], None]


def handler_of(job: Job) -> JobHandler:
    return import_string(settings.BANGKOM_JOBS[job.kind])()


def source_of(job: Job) -> Path:
    """Where an upload waits to be read. It is deleted once the rows are staged: exports hold more than we may keep."""
    return Path(settings.BANGKOM_HOME) / "incoming" / f"job-{job.pk}"


def keep_source(job: Job, source: Path) -> None:
    """Copy an upload to where the worker finds it, readable by this installation only."""
    target = source_of(job)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    shutil.copyfile(source, target)


def forget_sources() -> int:
    """Remove uploads whose job no longer reads them (a worker or a transaction died in between); returns how many."""
    for job in Job.objects.by_system().filter(state=Job.State.ASKING, heartbeat_at__lt=clock.now() - ANSWER_AGE):
        cancel_job(job=job, by=None)
    waits = (Job.State.READING, Job.State.ASKING)
    wanted = Q(state__in=waits) | Q(state=Job.State.FAILED, stopped_in=Job.State.READING)
    reading = {source_of(job) for job in Job.objects.filter(wanted)}
    newest = (clock.now() - SOURCE_AGE).timestamp()
    left = [
        path
        for path in (Path(settings.BANGKOM_HOME) / "incoming").glob("job-*")
        if path not in reading and path.stat().st_mtime < newest
    ]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def start_job(
    *,
    kind: str,
    scope: Scope,
    by: User | None,
    source: Path,
    source_name: str,
    params: dict[str, Any] | None = None,
    queue: bool = True,
) -> Job:
    """Begin a bulk act on a file, which is copied and may be removed by the caller.

    With `queue=False` the caller advances the job, else the worker does.
    """
    if kind not in settings.BANGKOM_JOBS:
        raise KeyError(f"no job handler named {kind!r} in config/schedule.py")
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            agency=scope.agency,
            scope=scope,
            created_by=by,
            source_name=source_name[:200],
            params=params or {},
        )
        keep_source(job, source)
        record_event(
            verb="core.job_started",
            message=gettext_noop("Pekerjaan massal dimulai: %(kind)s"),
            params={"kind": kind},
            subject=job,
            agency=job.agency,
            by=by,
        )
        if queue:
            background.enqueue("core.advance_job", job.pk)
    return job


def advance_job(*, job_id: int, progress: Progress | None = None) -> Job:
    """Bring a job to its next resting state: staged, done, undone or refused. Safe to call again at any time."""
    job = Job.objects.get(pk=job_id)
    steps = {Job.State.READING: _stage, Job.State.COMMITTING: _commit, Job.State.UNDOING: _undo}
    way = current_way.set("import")
    try:
        while job.is_running:
            steps[job.state](job, progress or (lambda _job: None))
            job.refresh_from_db()
    finally:
        current_way.reset(way)
    return job


def commit_job(*, job: Job, by: User | None, queue: bool = True) -> Job:
    """Ask for the staged rows to be done. Asking twice changes nothing."""
    return _set_going(job, Job.State.STAGED, Job.State.COMMITTING, by, queue, gettext_noop("Impor disimpan"))


def undo_job(*, job: Job, by: User | None, queue: bool = True) -> Job:
    """Ask for a finished job to be taken back. Raises `Refused` after the undo window."""
    if job.state == Job.State.DONE and not job.can_undo:
        raise Refused(
            _("Sudah lewat 30 menit, jadi impor ini tidak bisa dibatalkan sekaligus. Data tetap seperti sekarang.")
        )
    return _set_going(job, Job.State.DONE, Job.State.UNDOING, by, queue, gettext_noop("Impor dibatalkan"))


@transaction.atomic
def answer_job(*, job: Job, by: User | None, params: dict[str, Any], queue: bool = True) -> Job:
    """Read on with the answer in `params`; the question with its samples goes. Asking twice changes nothing."""
    job = locked(job)
    if job.state != Job.State.ASKING:
        return job
    kept = {key: value for key, value in job.params.items() if key != "question"}
    job.state, job.params = Job.State.READING, {**kept, **params}
    job.tries, job.heartbeat_at = 0, clock.now()
    job.save(update_fields=["state", "params", "tries", "heartbeat_at"])
    message = gettext_noop("Pertanyaan tentang berkas dijawab")
    record_event(verb="core.job_answered", message=message, subject=job, agency=job.agency, by=by)
    if queue:
        background.enqueue("core.advance_job", job.pk)
    return job


def cancel_job(*, job: Job, by: User | None) -> Job:
    """Drop a preview that nobody wants, or a file whose question nobody answered; rows and file go at once."""
    with transaction.atomic():
        job = locked(job)
        if job.state not in (Job.State.STAGED, Job.State.ASKING):
            return job
        job.state, job.finished_at = Job.State.CANCELLED, clock.now()
        job.params = {key: value for key, value in job.params.items() if key != "question"}
        job.save(update_fields=["state", "finished_at", "params"])
        record_event(
            verb="core.job_cancelled",
            message=gettext_noop("Pratinjau impor dibatalkan"),
            subject=job,
            agency=job.agency,
            by=by,
        )
    source_of(job).unlink(missing_ok=True)
    _drop_rows(job)
    return job


def _drop_rows(job: Job) -> None:
    """Delete a job's rows in short transactions."""
    while some := list(job.rows.order_by("pk").values_list("pk", flat=True)[:DELETE_CHUNK]):
        JobRow.objects.by_system().filter(pk__in=some).delete()


@transaction.atomic
def _set_going(job: Job, expected: str, target: str, by: User | None, queue: bool, message: str) -> Job:
    job = locked(job)
    if job.state != expected:
        return job
    job.state = target
    job.progress = job.tries = 0
    job.heartbeat_at = clock.now()
    job.save(update_fields=["state", "progress", "heartbeat_at", "tries"])
    record_event(verb=f"core.job_{target}", message=message, subject=job, agency=job.agency, by=by)
    if queue:
        background.enqueue("core.advance_job", job.pk)
    return job


def _stage(job: Job, progress: Progress) -> None:
    _drop_rows(job)  # a reader that died left some
    job.progress = 0
    counts: Counter[str] = Counter()
    try:
        rows = iter(handler_of(job).read(job, source_of(job)))
        while chunk := list(itertools.islice(rows, STAGE_CHUNK)):
            counts.update(row.verdict for row in chunk)
            JobRow.objects.bulk_create(
                JobRow(job=job, number=r.number, data=r.data, verdict=r.verdict, reasons=r.reasons) for r in chunk
            )
            job.progress += len(chunk)
            job.heartbeat_at = clock.now()
            job.save(update_fields=["progress", "total", "heartbeat_at"])
            progress(job)
    except Asks as asks:
        _drop_rows(job)
        job.state, job.params, job.heartbeat_at = (
            Job.State.ASKING,
            {**job.params, "question": asks.question},
            clock.now(),
        )
        job.save(update_fields=["state", "params", "heartbeat_at"])
        progress(job)
        return
    except Refused as refusal:
        _drop_rows(job)
        job.state, job.message, job.finished_at = Job.State.REFUSED, str(refusal), clock.now()
    except FileNotFoundError:
        job.state, job.finished_at = Job.State.REFUSED, clock.now()
        job.message = _("Berkas tidak ditemukan lagi di server. Tidak ada yang berubah. Unggah sekali lagi.")
    else:
        job.state, job.total = Job.State.STAGED, sum(counts.values())
    job.counts = {**job.counts, "verdicts": dict(counts)}
    job.save(update_fields=["state", "message", "finished_at", "counts", "total"])
    source_of(job).unlink(missing_ok=True)
    progress(job)


def _commit(job: Job, progress: Progress) -> None:
    handler = handler_of(job)
    wanted = job.rows.acted().filter(state=JobRow.State.STAGED)
    while _next_chunk(
        job, handler.commit_chunk, wanted, Job.State.COMMITTING, JobRow.State.COMMITTED, handler.commit_rows
    ):
        progress(job)
    with transaction.atomic():
        current = locked(job)
        if current.state == Job.State.COMMITTING:
            current.state, current.finished_at = Job.State.DONE, clock.now()
            handler.finish(current)
            current.save(update_fields=["state", "finished_at", "counts"])


def _undo(job: Job, progress: Progress) -> None:
    handler = handler_of(job)
    wanted = job.rows.filter(state=JobRow.State.COMMITTED).order_by("-number")
    while _next_chunk(job, handler.commit_chunk, wanted, Job.State.UNDOING, JobRow.State.UNDONE, handler.undo_rows):
        progress(job)
    with transaction.atomic():
        current = locked(job)
        if current.state == Job.State.UNDOING:
            current.state, current.finished_at = Job.State.UNDONE, clock.now()
            current.save(update_fields=["state", "finished_at"])


@transaction.atomic
def _next_chunk(
    job: Job,
    size: int,
    wanted: Any,
    while_state: str,
    row_state: str,
    act: Callable[[Job, list[JobRow]], None],
) -> bool:
    """Do the next rows under the job's lock; False when none are left or somebody ended the work."""
    current = locked(job)
    rows = list(wanted.all()[:size]) if current.state == while_state else []
    if not rows:
        return False
    for row in rows:
        row.state = row_state  # the handler overrides it for a row that failed or must stay
    act(current, rows)
    # An upsert: Django's bulk_update builds a CASE for each row and column and takes most of an import's time.
    changed = ["state", "undo", "reasons"]
    JobRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=changed)
    current.progress += len(rows)
    current.heartbeat_at = clock.now()
    current.tries = 0
    current.save(update_fields=["progress", "heartbeat_at", "tries"])
    job.progress = current.progress
    return True
