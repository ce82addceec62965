import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models.accounts import Role, User
from bangkom.core.models.agencies import Agency, Scope, within
from bangkom.core.models.base import Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention

UNDO_WINDOW = dt.timedelta(minutes=30)


class JobQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Jobs started by oneself; for staff of a scope, those of it."""
        paths = user.scope_paths(Role.ADMINISTRATOR, Role.ORGANIZER, Role.UNIT_HR)
        return self.filter(Q(created_by=user) | within(paths, "scope__path"))


class Job(Scoped):
    """A bulk act: rows staged with a verdict each, then committed in small transactions, undone within 30 minutes.

    reading -> staged -> committing -> done -> undoing -> undone; `refused` ends a file that could not be read,
    `cancelled` a preview that nobody wanted. `failed` is one that the worker gave up; it can be tried again from there.
    `asking` is a reader that needs an answer before it can go on (what a file's columns mean): its question stands in
    `params["question"]`, the answer leads back to reading.
    """

    class State(models.TextChoices):
        READING = "reading", _("Sedang dibaca")
        ASKING = "asking", _("Menunggu jawaban Anda")
        STAGED = "staged", _("Siap disimpan")
        COMMITTING = "committing", _("Sedang disimpan")
        DONE = "done", _("Selesai")
        UNDOING = "undoing", _("Sedang dibatalkan")
        UNDONE = "undone", _("Dibatalkan")
        REFUSED = "refused", _("Ditolak")
        CANCELLED = "cancelled", _("Tidak jadi")
        FAILED = "failed", _("Gagal")

    RUNNING = (State.READING, State.COMMITTING, State.UNDOING)

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    source_name = models.CharField(max_length=200, blank=True)
    params = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    total = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    heartbeat_at = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)  # of the worker, since rows were done last
    retry_at = models.DateTimeField(null=True, blank=True)
    stopped_in = models.CharField(max_length=12, choices=State.choices, blank=True)  # the state in which it failed
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()
    privacy = Privacy(
        purpose="Shows a bulk act, lets it be checked before and undone after.",
        retention=Retention.SHORT,
        personal={
            "created_by": "who started it",
            "source_name": "name of the file as given",
            "params": "first values of a file's columns, until somebody has said what they mean",
        },
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="core_job_running")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    @property
    def percent(self) -> int:
        return min(100, self.progress * 100 // self.total) if self.total else 0

    @property
    def undo_until(self) -> dt.datetime | None:
        """Until when the job can be undone; None before it is done."""
        return self.finished_at + UNDO_WINDOW if self.state == self.State.DONE and self.finished_at else None

    @property
    def can_undo(self) -> bool:
        return self.undo_until is not None and clock.now() < self.undo_until


class JobRowQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(job__in=Job.objects.visible_to(user))

    def accepted(self) -> Self:
        return self.filter(verdict__in=JobRow.ACCEPTED)

    def acted(self) -> Self:
        return self.filter(verdict__in=JobRow.ACTED)


class JobRow(Scoped):
    """One staged row: what was read (minimised), the verdict with reasons, and what it did."""

    class Verdict(models.TextChoices):
        NEW = "new", _("Baru")
        CHANGED = "changed", _("Berubah")
        SAME = "same", _("Sudah ada, tidak berubah")
        WARNED = "warned", _("Diterima dengan catatan")
        DUPLICATE = "duplicate", _("Berulang dalam berkas")
        REFUSED = "refused", _("Ditolak")
        LEFT = "left", _("Tidak ada lagi di berkas")

    class State(models.TextChoices):
        STAGED = "staged", _("Menunggu")
        COMMITTED = "committed", _("Disimpan")
        FAILED = "failed", _("Gagal")
        UNDONE = "undone", _("Dibatalkan")
        KEPT = "kept", _("Tidak dibatalkan karena sudah diubah")

    ACCEPTED = (Verdict.NEW, Verdict.CHANGED, Verdict.SAME, Verdict.WARNED)
    # What a commit does: the accepted rows, and what their absence says of others.
    ACTED = (*ACCEPTED, Verdict.LEFT)

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STAGED)
    undo = models.JSONField(default=dict)

    objects = JobRowQuerySet.as_manager()
    privacy = Privacy(
        purpose="Shows each row of a bulk act before it counts, and lets it be undone.",
        retention=Retention.SHORT,
        personal={"data": "the row as read, without what is not needed", "undo": "values before the act"},
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="core_jobrow_once")]
        indexes = [models.Index(fields=["job", "verdict", "number"], name="core_jobrow_verdict")]

    def __str__(self) -> str:
        return f"{self.job_id}#{self.number}"
