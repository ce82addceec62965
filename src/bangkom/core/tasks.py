"""Entry points of the background work listed in `config/schedule.py`."""

import datetime as dt
from importlib import import_module

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from bangkom.core import background, chain_state, clock, delays, queries, services
from bangkom.core.models import Job, Operation

OPERATIONS_KEPT = dt.timedelta(days=7)
JOB_ROWS_KEPT = dt.timedelta(days=30)
TASKS_KEPT = dt.timedelta(days=7)


def advance_job(job_id: int) -> None:
    services.work_on_job(job_id=job_id)


def resume_jobs() -> None:
    """Start again the jobs whose worker died, and those whose wait after a failure is over."""
    for job_id in services.jobs_to_resume():
        background.enqueue("core.advance_job", job_id)


def seal_events() -> None:
    while services.seal_events():
        pass
    services.make_checkpoints()


def check_audit() -> None:
    """Sign the ends as they are, follow every chain to its end, note what was found for the administrator's page."""
    services.make_checkpoints(every=dt.timedelta(0))
    chain_state.note(queries.check_audit())


def forget() -> None:
    """Remove what was kept for a short time only."""
    services.forget_sources()
    services.forget_sign_ins()
    delays.forget()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    DBTaskResult.objects.filter(enqueued_at__lt=clock.now() - TASKS_KEPT).exclude(status="READY").delete()
    Operation.objects.filter(created_at__lt=clock.now() - OPERATIONS_KEPT).delete()
    for job in Job.objects.filter(created_at__lt=clock.now() - JOB_ROWS_KEPT).exclude(state__in=Job.RUNNING):
        job.rows.all().delete()
