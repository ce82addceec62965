"""Bulk acts: every row judged before it counts, done once whoever dies, undone while it is fresh."""

import datetime as dt
from collections import Counter
from contextlib import nullcontext

import pytest
from django_tasks_db.models import DBTaskResult

from bangkom.core import clock, tasks
from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.models import Event, Job, JobRow
from bangkom.core.services import (
    advance_job,
    cancel_job,
    commit_job,
    forget_sources,
    jobs_to_resume,
    retry_job,
    start_job,
    undo_job,
    work_on_job,
)
from bangkom.core.services.events import record_event
from bangkom.core.services.job_tries import RETRY_AFTER
from bangkom.core.services.jobs import StagedRow, source_of
from bangkom.core.tests.factories import AgencyFactory, UserFactory, root

pytestmark = pytest.mark.django_db
KIND = "core.test"


class Power(Exception):
    """The machine stopped."""


class Lines:
    """A handler for tests: each line of the file is a row; what it does is an event."""

    commit_chunk = 3
    fails_at: int | None = None  # the row at which the machine stops
    finished = 0

    def read(self, job, source):
        for number, line in enumerate(source.read_text().splitlines(), start=1):
            if line == "rusak":
                raise Refused("Berkas ini bukan daftar.", "not_a_list")
            if line == "mati":
                raise Power
            verdict = JobRow.Verdict.REFUSED if line == "tolak" else JobRow.Verdict.NEW
            yield StagedRow(number=number, data={"line": line}, verdict=verdict)

    def commit_rows(self, job, rows):
        for row in rows:
            if row.number == Lines.fails_at:
                raise Power
            if row.data["line"] == "gagal":
                row.state = JobRow.State.FAILED
                continue
            did(job, "done", row.number)
            row.undo = {"line": row.data["line"]}

    def undo_rows(self, job, rows):
        for row in rows:
            if row.number == Lines.fails_at:
                raise Power
            if row.undo["line"] == "dipakai":
                row.state = JobRow.State.KEPT
                continue
            did(job, "undone", row.number)

    def finish(self, job):
        Lines.finished += 1
        job.counts = {**job.counts, "finished": True}


def did(job: Job, what: str, number: int) -> None:
    record_event(verb=f"test.{what}", message=str(number), subject=job, agency=job.agency, by=None)


def times(what: str) -> Counter:
    """How often each row was done."""
    return Counter(
        int(number) for number in Event.objects.filter(verb=f"test.{what}").values_list("message", flat=True)
    )


@pytest.fixture(autouse=True)
def _handler(settings):
    settings.BANGKOM_JOBS = {**settings.BANGKOM_JOBS, KIND: "bangkom.core.tests.test_jobs.Lines"}
    Lines.fails_at, Lines.finished = None, 0


@pytest.fixture
def begin(tmp_path):
    scope = root(AgencyFactory())

    def start(*lines: str, queue: bool = False) -> Job:
        source = tmp_path / "daftar.txt"
        source.write_text("\n".join(lines))
        return start_job(kind=KIND, scope=scope, by=UserFactory(), source=source, source_name="daftar.txt", queue=queue)

    return start


def states(job: Job) -> list[str]:
    return list(job.rows.values_list("state", flat=True))


# --- reading ------------------------------------------------------------------------------------------------------


def test_rows_are_staged_with_their_verdict_and_nothing_is_done_yet(begin):
    job = advance_job(job_id=begin("a", "tolak", "b").pk)
    assert job.state == Job.State.STAGED
    assert job.counts["verdicts"] == {"new": 2, "refused": 1}
    assert not times("done")


def test_the_upload_is_gone_as_soon_as_its_rows_are_staged(begin):
    job = begin("a")
    assert source_of(job).exists()
    advance_job(job_id=job.pk)
    assert not source_of(job).exists()


def test_only_this_installation_can_read_an_upload(begin):
    file = source_of(begin("a"))
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_source_that_is_refused_leaves_no_row_and_says_why(begin):
    job = advance_job(job_id=begin("a", "b", "rusak").pk)
    assert job.state == Job.State.REFUSED
    assert job.message == "Berkas ini bukan daftar."
    assert not job.rows.exists()
    assert not source_of(job).exists()


def test_a_source_that_is_lost_ends_the_job_in_plain_words(begin):
    job = begin("a")
    source_of(job).unlink()
    assert advance_job(job_id=job.pk).state == Job.State.REFUSED


def test_reading_begins_anew_after_the_reader_died(begin):
    job = begin(*["a"] * 500, "mati")
    with pytest.raises(Power):
        advance_job(job_id=job.pk)
    assert job.rows.count() == 400
    source_of(job).write_text("\n".join(["a"] * 601))
    job = advance_job(job_id=job.pk)
    assert (job.state, job.rows.count(), job.progress, job.total) == (Job.State.STAGED, 601, 601, 601)


def test_a_kind_that_nobody_handles_is_a_mistake_of_the_programmer(begin, tmp_path):
    job = begin("a")
    with pytest.raises(KeyError, match="no job handler"):
        start_job(kind="x", scope=job.scope, by=None, source=tmp_path / "daftar.txt", source_name="x")


def test_a_preview_that_nobody_wants_leaves_no_row(begin):
    job = advance_job(job_id=begin("a").pk)
    cancelled = cancel_job(job=job, by=UserFactory())
    assert cancelled.state == Job.State.CANCELLED
    assert not cancelled.rows.exists()
    assert cancel_job(job=job, by=UserFactory()).state == Job.State.CANCELLED


def test_an_upload_left_behind_is_swept_but_not_one_still_to_be_read(begin):
    waiting, dead = begin("a"), begin("b")
    Job.objects.filter(pk=dead.pk).update(state=Job.State.STAGED)
    assert forget_sources() == 0  # young: its transaction may not have committed yet
    with clock.held_at(clock.now() + dt.timedelta(hours=2)):
        assert forget_sources() == 1
    assert source_of(waiting).exists()
    assert not source_of(dead).exists()


# --- doing --------------------------------------------------------------------------------------------------------


def committed(begin, *lines: str) -> Job:
    job = commit_job(job=advance_job(job_id=begin(*lines).pk), by=None, queue=False)
    return advance_job(job_id=job.pk)


def test_accepted_rows_are_done_and_refused_ones_are_not(begin):
    job = committed(begin, "a", "tolak", "b", "gagal")
    assert job.state == Job.State.DONE
    assert times("done") == {1: 1, 3: 1}
    assert states(job) == ["committed", "staged", "committed", "failed"]
    assert job.counts["finished"] is True


def test_a_job_killed_in_the_middle_goes_on_where_it_stopped(begin):
    job = commit_job(job=advance_job(job_id=begin(*"abcdefgh").pk), by=None, queue=False)
    Lines.fails_at = 5
    with pytest.raises(Power):
        advance_job(job_id=job.pk)
    assert times("done") == dict.fromkeys([1, 2, 3], 1)  # the chunk that died left nothing
    Lines.fails_at = None
    assert advance_job(job_id=job.pk).state == Job.State.DONE
    assert times("done") == dict.fromkeys(range(1, 9), 1)
    assert Lines.finished == 1


def test_asking_twice_to_commit_does_each_row_once(begin):
    job = advance_job(job_id=begin("a", "b").pk)
    for _ in range(2):
        commit_job(job=job, by=None, queue=False)
        advance_job(job_id=job.pk)
    assert times("done") == {1: 1, 2: 1}
    assert Lines.finished == 1
    assert Event.objects.filter(verb="core.job_committing").count() == 1


def test_progress_is_told_after_each_step(begin):
    seen = []
    job = commit_job(job=advance_job(job_id=begin(*"abcdefg").pk), by=None, queue=False)
    advance_job(job_id=job.pk, progress=lambda job: seen.append(job.percent))
    assert seen == [42, 85, 100]


def test_a_preview_cannot_be_dropped_once_it_is_being_done(begin):
    job = commit_job(job=advance_job(job_id=begin("a").pk), by=None, queue=False)
    assert cancel_job(job=job, by=UserFactory()).state == Job.State.COMMITTING


# --- undoing ------------------------------------------------------------------------------------------------------


def test_a_fresh_job_is_undone_except_what_somebody_built_on(begin):
    job = committed(begin, "a", "dipakai", "b", "tolak")
    undo_job(job=job, by=None, queue=False)
    job = advance_job(job_id=job.pk)
    assert job.state == Job.State.UNDONE
    assert times("undone") == {1: 1, 3: 1}
    assert states(job) == ["undone", "kept", "undone", "staged"]


def test_an_undo_killed_in_the_middle_goes_on_where_it_stopped(begin):
    job = undo_job(job=committed(begin, *"abcdefg"), by=None, queue=False)
    Lines.fails_at = 3
    with pytest.raises(Power):
        advance_job(job_id=job.pk)
    Lines.fails_at = None
    assert advance_job(job_id=job.pk).state == Job.State.UNDONE
    assert times("undone") == dict.fromkeys(range(1, 8), 1)


def test_after_half_an_hour_a_job_stays(begin):
    job = committed(begin, "a")
    with clock.held_at(job.finished_at + dt.timedelta(minutes=30)), pytest.raises(Refused, match="30 menit"):
        undo_job(job=job, by=None, queue=False)
    with clock.held_at(job.finished_at + dt.timedelta(minutes=29, seconds=59)):
        assert undo_job(job=job, by=None, queue=False).state == Job.State.UNDOING


def test_undoing_twice_undoes_once(begin):
    job = committed(begin, "a")
    for _ in range(2):
        undo_job(job=job, by=None, queue=False)
        advance_job(job_id=job.pk)
    assert times("undone") == {1: 1}


# --- in the background --------------------------------------------------------------------------------------------


def queued(job: Job) -> int:
    return sum(row.args_kwargs["args"][:2] == ["core.advance_job", [job.pk]] for row in DBTaskResult.objects.all())


def test_a_job_is_queued_with_its_row(begin):
    assert queued(begin("a", queue=True)) == 1


def test_a_job_whose_worker_died_is_started_again_and_no_other(begin):
    job, resting = begin("a"), advance_job(job_id=begin("b").pk)
    tasks.resume_jobs()
    assert queued(job) == 0  # it may still be running
    with clock.held_at(clock.now() + dt.timedelta(minutes=2)):
        tasks.resume_jobs()
    assert (queued(job), queued(resting)) == (1, 0)


def test_rows_are_forgotten_after_a_month_the_job_is_not(begin):
    job = committed(begin, "a")
    with clock.held_at(clock.now() + dt.timedelta(days=31)):
        tasks.forget()
    assert Job.objects.filter(pk=job.pk).exists()
    assert not job.rows.exists()


def test_others_do_not_see_a_job(begin):
    job = begin("a")
    stranger = UserFactory()
    assert not Job.objects.visible_to(stranger).exists()
    assert not JobRow.objects.visible_to(stranger).exists()
    assert Job.objects.visible_to(job.created_by).get() == job


# --- tries in the worker ------------------------------------------------------------------------------------------


def try_on(job: Job) -> Job:
    """One turn of the worker."""
    work_on_job(job_id=job.pk)
    job.refresh_from_db()
    return job


def try_until_given_up(job: Job) -> list[float]:
    """Lets the worker try whenever it may; returns the waits in seconds."""
    waits = []
    while try_on(job).is_running:
        assert job.retry_at is not None
        waits.append(round((job.retry_at - clock.now()).total_seconds()))
        Job.objects.filter(pk=job.pk).update(retry_at=clock.now())
    return waits


def test_a_job_that_always_fails_is_tried_with_growing_waits_and_then_given_up(begin):
    job = begin("mati")
    assert try_until_given_up(job) == list(RETRY_AFTER)
    assert (job.state, job.stopped_in) == (Job.State.FAILED, Job.State.READING)
    assert Event.objects.filter(verb="core.job_failed", subject_id=job.pk).count() == 1
    with clock.held_at(clock.now() + dt.timedelta(days=1)):
        assert jobs_to_resume() == []
        assert forget_sources() == 0
    assert source_of(job).exists()  # for whoever tries again


def test_a_failed_job_is_not_resumed_before_its_wait_is_over(begin):
    job = try_on(begin("mati"))
    with clock.held_at(clock.now() + dt.timedelta(seconds=RETRY_AFTER[0] - 5)):
        assert jobs_to_resume() == []
    with clock.held_at(clock.now() + dt.timedelta(seconds=RETRY_AFTER[0] + 5)):
        assert jobs_to_resume() == [job.pk]


def test_a_job_that_kills_its_worker_each_time_is_given_up_too(begin):
    job = begin("a")
    tries = 0
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bangkom.core.services.job_tries.advance_job", kill)
        while job.is_running and tries < 20:
            with pytest.raises(KeyboardInterrupt) if tries <= len(RETRY_AFTER) else nullcontext():
                work_on_job(job_id=job.pk)
            Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.now() - dt.timedelta(minutes=5))
            job.refresh_from_db()
            tries += 1
    assert job.state == Job.State.FAILED
    assert tries == len(RETRY_AFTER) + 2  # the last found that no try was left


def kill(**_arguments: object) -> None:
    raise KeyboardInterrupt


def test_while_one_worker_tries_another_leaves_the_job_alone(begin):
    job = begin("mati")
    Job.objects.filter(pk=job.pk).update(tries=1, heartbeat_at=clock.now())
    assert try_on(job).tries == 1
    assert job.retry_at is None


def test_rows_done_in_between_begin_the_count_anew(begin):
    job = commit_job(job=advance_job(job_id=begin(*"abcdefgh").pk), by=None, queue=False)
    Lines.fails_at = 8
    assert (try_on(job).tries, len(times("done"))) == (1, 6)
    assert len(try_until_given_up_after(job)) == len(RETRY_AFTER) - 1


def try_until_given_up_after(job: Job) -> list[float]:
    Job.objects.filter(pk=job.pk).update(retry_at=clock.now())
    return try_until_given_up(job)


def test_somebody_tries_a_failed_job_again_and_it_goes_on_where_it_stopped(begin, client):
    job = commit_job(job=advance_job(job_id=begin(*"abcdefgh").pk), by=None, queue=False)
    Lines.fails_at = 5
    try_until_given_up(job)
    assert (job.state, job.stopped_in) == (Job.State.FAILED, Job.State.COMMITTING)
    Lines.fails_at = None
    client.force_login(job.created_by)
    sent = {"op_id": new_id(), "next": "https://jahat.example/"}
    assert client.post(f"/pekerjaan/{job.pk}/coba-lagi/", sent)["Location"] == "/beranda/"
    assert queued(job) == 1
    assert try_on(job).state == Job.State.DONE
    assert times("done") == dict.fromkeys(range(1, 9), 1)
    assert retry_job(job=job, by=None).state == Job.State.DONE  # asked again: nothing


def test_a_failed_job_whose_rows_are_gone_cannot_go_on(begin):
    job = commit_job(job=advance_job(job_id=begin("a").pk), by=None, queue=False)
    Lines.fails_at = 1
    try_until_given_up(job)
    job.rows.all().delete()
    with pytest.raises(Refused, match="Mulai lagi"):
        retry_job(job=job, by=None)
