"""Figures of a running installation, in the form that Prometheus reads. Names of views, never addresses or people.

Requests are counted in each server process and added up when asked (the library's multi-process mode: `serve` names
the folder); queues and the like are read from the database at that moment.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error
from django.db.models import Case, Count, F, Min, When
from django.http import HttpRequest, HttpResponse
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import REGISTRY, Collector

from bangkom.core import backups, clock, health, maintenance, replica
from bangkom.core.models import Event, EventSeal, Job

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter("bangkom_requests", "Requests answered", ["view", "method", "status"])
LATENCY = Histogram("bangkom_request_seconds", "Time from request to answer", ["view"], buckets=SECONDS)
log = logging.getLogger("bangkom.request")

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class MeasuringMiddleware:
    """Outermost: measures what everything below takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        seconds, view = time.perf_counter() - started, view_of(request)
        method = request.method if request.method in METHODS else "other"  # a label for each word that is sent: no
        REQUESTS.labels(view, method, response.status_code).inc()
        LATENCY.labels(view).observe(seconds)
        facts = {"view": view, "method": method, "status": response.status_code, "ms": round(seconds * 1000, 1)}
        log.info("answered", extra={"request": request, **facts})
        return response


def view_of(request: HttpRequest) -> str:
    """The name of the page that was asked for; addresses hold codes and names and stay out of figures and logs."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "unnamed"
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"


def exposition() -> bytes:
    """All figures, as Prometheus reads them."""
    registry = CollectorRegistry()
    if os.environ.get(FOLDER):
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(Own())
    registry.register(Installation())
    return generate_latest(registry)


class Own(Collector):
    """The requests of this process alone: a server of one process, a test."""

    def collect(self) -> Iterator[Metric]:
        for metric in REGISTRY.collect():
            if metric.name.startswith("bangkom_"):
                yield metric


class Installation(Collector):
    """What database and home say now. A database that does not answer leaves its figures out and says 0 for itself."""

    def collect(self) -> Iterator[Metric]:
        yield from _of_home()
        try:
            figures = list(_of_database())
        except Error:
            figures = []
        yield _gauge("bangkom_database_up", "Whether the database answers", float(bool(figures)))
        yield from figures


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _of_home() -> Iterator[Metric]:
    closed = maintenance.now() is not None
    yield _gauge("bangkom_maintenance", "Whether people see the maintenance page", float(closed))
    free = shutil.disk_usage(_existing(Path(settings.MEDIA_ROOT))).free
    yield _gauge("bangkom_media_free_bytes", "Room left on the disk of the stored files", free)
    beat, backup = health.last_beat(), backups.last_made()
    if beat:
        silent = (clock.now() - beat).total_seconds()
        yield _gauge("bangkom_worker_silent_seconds", "Since when the worker gave no sign of life", silent)
    if backup:
        yield _gauge("bangkom_backup_timestamp_seconds", "When the last backup was finished", backup.timestamp())


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)


def _of_database() -> Iterator[Metric]:
    now = clock.now()
    if replica.exists() and (lag := replica.behind()) is not None:
        yield _gauge("bangkom_replica_behind_seconds", "By how much the replica for reports is behind", lag)
    due = DBTaskResult.objects.ready()
    begun = Case(When(run_after__gt=now, then=F("enqueued_at")), default=F("run_after"))  # unset: a day far ahead
    oldest = due.aggregate(oldest=Min(begun))["oldest"] or now
    yield _gauge("bangkom_tasks_waiting", "Tasks that could run now", due.count())
    yield _gauge("bangkom_tasks_oldest_seconds", "How long the oldest of them waits", (now - oldest).total_seconds())
    yield _gauge("bangkom_tasks_failed", "Tasks given up in the last days", DBTaskResult.objects.failed().count())
    jobs = GaugeMetricFamily("bangkom_jobs", "Bulk acts by state", labels=["state"])
    counts = dict(Job.objects.by_system().order_by().values_list("state").annotate(Count("pk")))
    for state in Job.State:
        jobs.add_metric([state.value], counts.get(state.value, 0))
    yield jobs
    unsealed = Event.objects.by_system().count() - EventSeal.objects.by_system().count()
    yield _gauge("bangkom_events_unsealed", "Acts that wait for their seal", unsealed)
