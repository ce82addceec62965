"""The installation that the killed server serves: made before, examined after. Runs in a process of its own.

python -m tests.faults.world prepare   prints what the senders need, as JSON
python -m tests.faults.world examine   reads what was acknowledged (JSON on stdin), prints every fault it finds
"""

import datetime as dt
import json
import sys
from collections import Counter
from pathlib import Path

import django
from django.core.management import call_command

BATCHES, ROWS_A_BATCH = 60, 90


def prepare() -> dict:
    """An agency with its people, an angkatan that has begun, an open attempt at a quiz, import files."""
    from django.conf import settings

    from bangkom.core import clock
    from bangkom.core.models import Agency, User
    from bangkom.core.services import seal_events
    from bangkom.courseware.models import Activity
    from bangkom.demo import province, story, training
    from bangkom.demo.hurry import in_a_hurry
    from bangkom.learning.services import start_attempt

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    today = clock.today()
    with in_a_hurry():
        agencies = {}
        for described in province.AGENCIES[:2]:
            agencies[described.code] = province.make_agency(described)
            province.import_staff(agencies[described.code], today=today, show=lambda done, total: None)
            province.make_accounts(agencies[described.code])
        agency = agencies["kab-tangerang"]
        by = User.objects.get(username="penyelenggara")
        curriculum = training.make_programme(agency, [make_module(agency)], make_module(agency, questions=0), by=by)
        spans = [(today - dt.timedelta(days=first), today + dt.timedelta(days=20)) for first in (30, 20, 10)]
        cohort = story.open_one(curriculum, "Angkatan uji", spans, agencies["lan"])
        people = story.participants(agency, "peserta", training.pengawas_of(agency))
        training.enrol(cohort, people, by=by)
        own = cohort.enrolments.get(person__user__username="peserta")
        quiz = Activity.objects.get(version__in=cohort.pinned_modules.values("version"), kind=Activity.Kind.QUIZ)
        attempt = start_attempt(enrolment=own, activity=quiz, by=own.person.user)
        while seal_events():
            pass
    files = import_files(agency, today, Path(settings.BANGKOM_HOME) / "contoh")
    return {
        "attempt": attempt.pk,
        "items": list(quiz.items.values_list("pk", flat=True)),
        "slug": cohort.slug,
        "session": cohort.sessions.order_by("starts_at").first().pk,
        "enrolments": list(cohort.enrolments.values_list("pk", flat=True)),
        "scope": province.Scope.objects.get(agency=Agency.objects.get(pk=agency.pk), parent=None).pk,
        "employees": agency.employees.count(),
        "files": [str(path) for path in files],
    }


def make_module(agency, *, questions: int = 8):
    """A module of one lesson and, with questions, a quiz."""
    from bangkom.courseware.models import Activity
    from bangkom.courseware.services import add_activity, add_text, create_module, publish_version, save_item

    module = create_module(agency=agency, title="Modul uji", by=None)
    lesson = add_activity(version=module.draft, kind=Activity.Kind.LESSON, title="Pelajaran", by=None)
    add_text(activity=lesson, text="Isi pelajaran.", by=None)
    if questions:
        quiz = add_activity(version=module.draft, kind=Activity.Kind.QUIZ, title="Kuis", by=None)
        choices = [{"id": letter, "text": f"Jawaban {letter}"} for letter in "abcd"]
        for number in range(questions):
            body = {"choices": choices, "key": "a"}
            prompt = f"Soal {number + 1}?"
            save_item(activity=quiz, kind="single", prompt=prompt, body=body, feedback="", points=1, by=None)
    publish_version(version=module.draft, by=None)
    module.refresh_from_db()
    return module


def import_files(agency, today, folder: Path) -> list[Path]:
    """Exports of new people, one batch a file; nobody is in two of them."""
    from bangkom.demo import workbook
    from bangkom.demo.generator import Inventor

    inventor = Inventor(agency.code, today=today, seed="faults")
    units = [person.seat.unit for person in inventor.staff()]
    made = []
    for number in range(BATCHES):
        rows = workbook.rows_of(inventor.newcomers(units, ROWS_A_BATCH), agency_name=agency.name, defects=False)
        made.append(workbook.write_export(folder / f"uji-{number}.xlsx", rows, made_on=today))
    return made


def examine(told: dict) -> dict:
    """Bring half-done imports to their end as the worker would, then compare what is there with what was told."""
    from django.db import connection

    from bangkom.core.models import Job
    from bangkom.core.queries import check_audit
    from bangkom.core.services import advance_job, seal_events
    from bangkom.ledger.queries import check_balances

    for job in Job.objects.by_system().filter(state__in=Job.RUNNING):
        advance_job(job_id=job.pk)
    while seal_events():
        pass
    faults = [*answer_faults(told["answers"]), *attendance_faults(told["attendance"]), *import_faults(told["imports"])]
    if not check_balances().is_right:
        faults.append("balances differ from their entries")
    if check_audit().first_bad:
        faults.append(f"audit chain: {check_audit().first_bad}")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            whole = cursor.execute("PRAGMA integrity_check").fetchone()[0]
        faults += [] if whole == "ok" else [f"database file: {whole}"]
    return {"faults": faults, "states": dict(Counter(Job.objects.by_system().values_list("state", flat=True)))}


def answer_faults(told: dict) -> list[str]:
    """`acknowledged`: op ids; `last`: for each item the responses that may count now."""
    from bangkom.learning.models import Answer, AnswerHistory

    kept = {str(pk) for pk in AnswerHistory.objects.by_system().values_list("op_id", flat=True)}
    faults = [f"answer {op_id} was acknowledged and is lost" for op_id in told["acknowledged"] if op_id not in kept]
    faults += [f"answer {op_id} was never sent" for op_id in kept - set(told["sent"])]
    now = {str(item): response for item, response in Answer.objects.by_system().values_list("item", "response")}
    for item, possible in told["last"].items():
        if now.get(item) not in possible:
            faults.append(f"item {item}: {now.get(item)} counts, sent last was {possible}")
    if Answer.objects.by_system().count() > len(told["last"]):
        faults.append("more answers than questions")
    return faults


def attendance_faults(told: dict) -> list[str]:
    """`acknowledged`: op ids of grids; `possible`: the statuses that may count now; each grid changes everybody."""
    from bangkom.cohorts.models import Attendance, SheetRow
    from bangkom.core.models import Event, Operation

    done = set(map(str, Operation.objects.by_system().filter(reply_status=302).values_list("op_id", flat=True)))
    faults = [f"attendance {op_id} was acknowledged and is lost" for op_id in told["acknowledged"] if op_id not in done]
    marks = Attendance.objects.by_system().filter(session=told["session"])
    statuses = set(marks.values_list("status", flat=True))
    if told["possible"] and not (len(statuses) == 1 and statuses <= set(told["possible"])):
        faults.append(f"attendance is {statuses}, sent last was {told['possible']}")
    grids = len(done & set(told["sent"]))
    people = len(told["enrolments"])
    if marks.count() != (people if grids else 0):
        faults.append(f"{marks.count()} marks for {people} people")
    events = Event.objects.by_system().filter(verb="cohorts.attendance_marked").count()
    if events != grids * people:
        faults.append(f"{events} events for {grids} grids of {people}")
    present = marks.filter(status=Attendance.Status.PRESENT).count()
    rows = SheetRow.objects.by_system().filter(requirement__kind="attendance", stage__position=2)
    if sum(row.facts.get("present", 0) for row in rows) != present:
        faults.append("the requirement sheets do not agree with the marks")
    return faults


def import_faults(told: dict) -> list[str]:
    """`uploaded`: job ids; `committed`: those whose saving was acknowledged; `employees`: the number before."""
    from bangkom.core.models import Job, JobRow
    from bangkom.people.models import Employee, EmployeeNumber

    jobs = {job.pk: job for job in Job.objects.by_system().filter(pk__in=told["uploaded"])}
    faults = [f"upload {pk} was acknowledged and is lost" for pk in told["uploaded"] if pk not in jobs]
    for pk in told["committed"]:
        if pk in jobs and jobs[pk].state != Job.State.DONE:
            faults.append(f"import {pk} should be done and is {jobs[pk].state}")
    done = JobRow.objects.by_system().filter(job__in=told["uploaded"], job__state=Job.State.DONE)
    open_rows = done.exclude(state=JobRow.State.COMMITTED).count()
    if open_rows:
        faults.append(f"{open_rows} rows of finished imports were not saved")
    numbers = Counter(EmployeeNumber.objects.by_system().values_list("number", flat=True))
    faults += [f"{number} is there {times} times" for number, times in numbers.items() if times > 1]
    brought = done.exclude(verdict=JobRow.Verdict.LEFT)  # LEFT rows are people whom the file does not hold
    wanted = {data["number"] for data in brought.values_list("data", flat=True)}
    if missing := wanted - set(numbers):
        faults.append(f"{len(missing)} people of finished imports are missing")
    count = Employee.objects.by_system().filter(agency__code="kab-tangerang").count()
    if count != told["employees"] + len(wanted):
        faults.append(f"{count} employees, {told['employees']} + {len(wanted)} were expected")
    return faults


if __name__ == "__main__":
    django.setup()
    result = prepare() if sys.argv[1] == "prepare" else examine(json.load(sys.stdin))
    sys.stdout.write(json.dumps(result) + "\n")
