"""Bulk acts in the worker: tried again with growing waits when they fail, and given up visibly after some tries.

A try is counted before it begins, so that one that kills its worker counts too. Rows done in between begin the count
anew: a job of a thousand chunks may meet more than one bad moment.
"""

import datetime as dt
import logging

from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import background, clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import Job, User
from bangkom.core.services.events import record_event
from bangkom.core.services.jobs import advance_job

log = logging.getLogger("bangkom.jobs")

RETRY_AFTER = (60, 300, 1800, 7200)  # seconds after the first, second ... failure; one more failure ends it
STALE = dt.timedelta(seconds=90)  # a try silent for longer belongs to a worker that died


def work_on_job(*, job_id: int) -> None:
    """One try to bring a job to its next resting state. What goes wrong is counted, never raised."""
    if not _begin(job_id):
        return
    try:
        advance_job(job_id=job_id)
    except Exception:
        log.exception("job %s failed", job_id)
        if not connection.in_atomic_block:
            close_old_connections()  # one that broke under the job cannot note it
        _put_off(job_id)


def jobs_to_resume() -> list[int]:
    """Running jobs whose wait is over, or whose worker died."""
    now = clock.now()
    died = Q(retry_at=None, heartbeat_at__lt=now - STALE)
    found = Job.objects.by_system().filter(died | Q(retry_at__lte=now), state__in=Job.RUNNING)
    return list(found.values_list("pk", flat=True))


@transaction.atomic
def retry_job(*, job: Job, by: User | None) -> Job:
    """Ask for a failed job once more, where it stopped, with all its tries. Asking twice changes nothing.

    Raises `Refused` where its rows are gone.
    """
    job = locked(job)
    if job.state != Job.State.FAILED:
        return job
    if job.stopped_in != Job.State.READING and not job.rows.exists():
        raise Refused(_("Rincian pekerjaan ini sudah dihapus setelah 30 hari. Mulai lagi dari berkasnya."))
    job.state, job.stopped_in, job.tries, job.retry_at = job.stopped_in, "", 0, None
    job.heartbeat_at = clock.now()
    job.save(update_fields=["state", "stopped_in", "tries", "retry_at", "heartbeat_at"])
    _record(job, "core.job_retried", gettext_noop("Pekerjaan massal dicoba lagi"), by)
    background.enqueue("core.advance_job", job.pk)
    return job


@transaction.atomic
def _begin(job_id: int) -> bool:
    """Count a try; False where there is nothing to do, where another try runs or where none is left."""
    job = locked(Job(pk=job_id))
    runs = job.tries and job.retry_at is None and job.heartbeat_at > clock.now() - STALE
    if not job.is_running or runs:
        return False
    if job.tries > len(RETRY_AFTER):  # the last one killed its worker
        _give_up(job)
        return False
    job.tries, job.retry_at, job.heartbeat_at = job.tries + 1, None, clock.now()
    job.save(update_fields=["tries", "retry_at", "heartbeat_at"])
    return True


@transaction.atomic
def _put_off(job_id: int) -> None:
    """After a failed try: the next one later, or none."""
    job = locked(Job(pk=job_id))
    if not job.is_running:
        return
    job.tries = max(job.tries, 1)  # rows done during this try had begun the count anew
    if job.tries > len(RETRY_AFTER):
        _give_up(job)
        return
    job.retry_at = clock.now() + dt.timedelta(seconds=RETRY_AFTER[job.tries - 1])
    job.save(update_fields=["tries", "retry_at"])


def _give_up(job: Job) -> None:
    job.state, job.stopped_in, job.retry_at = Job.State.FAILED, job.state, None
    job.save(update_fields=["state", "stopped_in", "retry_at"])
    _record(job, "core.job_failed", gettext_noop("Pekerjaan massal gagal setelah beberapa kali dicoba"), None)


def _record(job: Job, verb: str, message: str, by: User | None) -> None:
    record_event(verb=verb, message=message, subject=job, agency=job.agency, by=by)
