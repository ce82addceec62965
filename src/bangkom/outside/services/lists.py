"""A platform's list, from the pasted text to credits: read by `jobs.PlatformList`, decided and committed here."""

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from bangkom.cohorts.models import Cohort
from bangkom.core import services as core
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import Job, JobRow, User
from bangkom.core.services import record_event
from bangkom.programmes.models import Requirement

KIND = "outside.platform_list"
NOBODY = "none"


def stage_list(
    *,
    cohort: Cohort,
    requirement: Requirement,
    text: str,
    by: User | None,
    default_date: dt.date | None = None,
    name: str = "",
) -> Job:
    """Read and judge a platform's list at once; nothing is credited yet. `default_date`: where a row names no day."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as pasted:
        pasted.write(text)
        pasted.flush()
        job = core.start_job(
            kind=KIND,
            scope=cohort.agency.root_scope,
            by=by,
            source=Path(pasted.name),
            source_name=name or _("daftar %(platform)s") % {"platform": requirement.params["platform"]},
            params={
                "cohort": cohort.pk,
                "requirement": requirement.pk,
                "default_date": default_date.isoformat() if default_date else None,
            },
            queue=False,
        )
    return core.advance_job(job_id=job.pk)


def doubts_of(job: Job) -> QuerySet[JobRow]:
    """The rows of which the person meant must be decided by a person, decided or not."""
    return job.rows.filter(data__doubt=True)


def open_doubts(job: Job) -> int:
    return _undecided(job).count()


def _undecided(job: Job) -> QuerySet[JobRow]:
    return doubts_of(job).filter(data__choice=None)


def not_credited(job: Job) -> QuerySet[JobRow]:
    """The rows that credit nobody, doubts that are still open left out, and what was credited before."""
    is_left = Q(verdict__in=[JobRow.Verdict.REFUSED, JobRow.Verdict.DUPLICATE]) | Q(state=JobRow.State.FAILED)
    return job.rows.filter(is_left).exclude(pk__in=_undecided(job).values("pk"))


@transaction.atomic
def decide_doubts(*, job: Job, choices: Mapping[int, str], by: User) -> int:
    """Say who is meant in doubtful rows: row id -> enrolment id of one of its candidates, or `NOBODY`.

    Rows not named stay as they are; a choice may be changed until the list is saved. Returns how many changed. Raises
    `Refused` when the list is no longer a preview, or two rows would credit the same person.
    """
    job = locked(job)
    if job.state != Job.State.STAGED:
        raise Refused(_("Daftar ini sudah disimpan atau dibatalkan. Muat ulang halaman."), "not_staged")
    rows = [row for row in doubts_of(job) if row.pk in choices]
    for row in rows:
        allowed = {str(key) for key in row.data["candidates"]} | {NOBODY}
        if choices[row.pk] not in allowed:
            raise Refused(_("Pilihan ini tidak ada pada baris %(n)s.") % {"n": row.number}, "stranger")
    changed = [row for row in rows if row.data["choice"] != choices[row.pk]]
    for row in changed:
        _apply(row, choices[row.pk])
    _refuse_twins(job, changed)
    JobRow.objects.bulk_update(changed, ["data", "verdict", "reasons"])
    if changed:
        record_event(
            verb="outside.doubts_decided",
            message=gettext_noop("%(n)s baris meragukan dipastikan orangnya"),
            params={"n": len(changed)},
            subject=job,
            agency=job.agency,
            by=by,
        )
    return len(changed)


def commit_list(*, job: Job, by: User, queue: bool = True) -> Job:
    """Ask for the list to be credited. Raises `Refused` while a doubt is open."""
    left = open_doubts(job)
    if left:
        words = ngettext(
            "Pastikan dulu siapa yang dimaksud pada %(n)s baris.",
            "Pastikan dulu siapa yang dimaksud pada %(n)s baris.",
            left,
        )
        raise Refused(words % {"n": left}, "doubts_open")
    return core.commit_job(job=job, by=by, queue=queue)


def _apply(row: JobRow, choice: str) -> None:
    kept = [each for each in row.reasons if not each["code"].startswith("decided_")]
    row.data = {**row.data, "choice": choice, "enrolment": None if choice == NOBODY else int(choice)}
    if choice == NOBODY:
        row.verdict = JobRow.Verdict.REFUSED
        row.reasons = [*kept, {"code": "decided_nobody", "message": _("Dipastikan bukan peserta angkatan ini.")}]
    else:
        row.verdict = JobRow.Verdict.WARNED
        row.reasons = [*kept, {"code": "decided_person", "message": _("Orangnya dipastikan penyelenggara.")}]


def _refuse_twins(job: Job, changed: list[JobRow]) -> None:
    """Two rows for one person: the organizer must say which one counts."""
    fresh = {row.pk for row in changed}
    taken = {
        row.data["enrolment"]: row.number
        for row in job.rows.accepted().exclude(pk__in=fresh)
        if row.data.get("enrolment")
    }
    for row in changed:
        key = row.data["enrolment"]
        if key is None:
            continue
        if key in taken:
            words = _("Baris %(one)s dan %(other)s menunjuk orang yang sama. Pilih salah satu saja.")
            raise Refused(words % {"one": taken[key], "other": row.number}, "twins")
        taken[key] = row.number
