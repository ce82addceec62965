"""Perlu tindakan: what waits for the organizer, the keeper of a unit, the trainer; in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bangkom.cohorts import queries as cohort_queries
from bangkom.cohorts.models import Attendance, Call, Cohort, Enrolment, Session, SheetRow
from bangkom.core import clock
from bangkom.core.formatting import format_date, format_number, format_time
from bangkom.core.models import Job, User
from bangkom.credentials import queries as credentials
from bangkom.learning import queries as learning
from bangkom.outside import queries as outside
from bangkom.programmes.models import Requirement
from bangkom.programmes.requirements import evaluate
from bangkom.workplace import queries as workplace

# Sessions longer ago than this are history, not work.
UNMARKED_SINCE = dt.timedelta(days=30)
MOST_SESSIONS = 8
# So near to its start a cohort must know who comes.
ANSWERED_BY = dt.timedelta(days=7)


@dataclass(frozen=True)
class Task:
    """One line: how many, what, where, and the page on which it is done."""

    count: int
    label: str
    hint: str
    url: str


def organizer_tasks(user: User) -> list[Task]:
    """Everything that waits for an organizer, what waits longest first within its kind. A fixed number of queries."""
    run = Cohort.objects.run_by(user)
    return [
        *call_tasks(run),
        *committee_tasks(run),
        *evidence_tasks(user),
        *coach_tasks(user),
        *report_tasks(user),
        *attendance_tasks(Session.objects.filter(cohort__in=run)),
        *threshold_tasks(run),
        *decision_tasks(run),
        *certificate_tasks(run),
        *job_tasks(user),
    ]


def tasks_beside(user: User) -> list[Task]:
    """What apps beside this one say waits for an account (`config/schedule.py` lists them)."""
    return [Task(*line) for name in settings.BANGKOM_WAITING for line in import_string(name)(user)]


def call_tasks(cohorts: QuerySet[Cohort]) -> list[Task]:
    """Calls, by cohort: answers to decide about; and shortly before the start, those who have not answered."""
    today = clock.today()
    asked = Q(pk__in=Call.objects.waiting().values("pk"), enrolment__cohort__ends_on__gte=today)
    silent = Q(
        answer="",
        enrolment__state=Enrolment.State.ACTIVE,
        enrolment__cohort__starts_on__gt=today,
        enrolment__cohort__starts_on__lte=today + ANSWERED_BY,
    )
    path = "enrolment__cohort__"
    rows = (
        Call.objects.filter(asked | silent, enrolment__cohort__in=cohorts)
        .order_by()
        .values(f"{path}slug", f"{path}name", f"{path}curriculum__programme__title", f"{path}starts_on")
        .annotate(
            asked=Count("pk", filter=asked), silent=Count("pk", filter=silent), oldest=Min("answered_at", filter=asked)
        )
        .order_by(f"{path}starts_on")
    )
    tasks = []
    for row in rows:
        url = reverse("cohorts:calls", args=[row[f"{path}slug"]])
        if row["asked"]:
            hint = f"{named(row, path)} · {waiting_longest((clock.now() - row['oldest']).days)}"
            tasks.append(Task(row["asked"], _("jawaban panggilan menunggu keputusan"), hint, url))
        if row["silent"]:
            words = _("%(cohort)s · mulai %(day)s")
            hint = words % {"cohort": named(row, path), "day": format_date(row[f"{path}starts_on"], "ringkas")}
            tasks.append(Task(row["silent"], _("belum menjawab panggilan"), hint, url))
    return tasks


def committee_tasks(cohorts: QuerySet[Cohort]) -> list[Task]:
    """Conditions that the committee has to confirm, by cohort."""
    waiting = (
        SheetRow.objects.filter(
            state=SheetRow.State.OPEN,
            waiting_for=SheetRow.Party.COMMITTEE,
            enrolment__state=Enrolment.State.ACTIVE,
            enrolment__cohort__in=cohorts,
            since__lte=clock.now(),  # a stage that has not begun waits for nobody yet
        )
        .exclude(requirement__kind=Requirement.Kind.OUTSIDE)  # its evidence has a line of its own
        .order_by()
        .values("enrolment__cohort__slug", "enrolment__cohort__name", "enrolment__cohort__curriculum__programme__title")
        .annotate(n=Count("pk"), oldest=Min("since"))
        .order_by("oldest")
    )
    return [
        Task(
            row["n"],
            ngettext("syarat menunggu panitia", "syarat menunggu panitia", row["n"]),
            f"{named(row, 'enrolment__cohort__')} · {waiting_longest((clock.now() - row['oldest']).days)}",
            reverse("cohorts:sheet", args=[row["enrolment__cohort__slug"]]),
        )
        for row in waiting
    ]


def evidence_tasks(user: User) -> list[Task]:
    """Evidence from other platforms that waits to be looked at, by cohort."""
    return [
        Task(
            waiting.count,
            ngettext("bukti platform luar menunggu", "bukti platform luar menunggu", waiting.count),
            f"{waiting.programme}, {waiting.cohort} · {waiting_longest((clock.now() - waiting.oldest).days)}",
            reverse("outside:cohort", args=[waiting.slug]),
        )
        for waiting in outside.waiting_evidence(user)
    ]


def coach_tasks(user: User) -> list[Task]:
    """Plans and reports of those whom a person coaches, by cohort."""
    return [
        Task(
            waiting.count,
            ngettext("aktualisasi menunggu jawaban Anda", "aktualisasi menunggu jawaban Anda", waiting.count),
            f"{waiting.programme}, {waiting.cohort} · {waiting_longest((clock.now() - waiting.oldest).days)}",
            reverse("workplace:queue"),
        )
        for waiting in workplace.waiting_for_coach(user)
    ]


def report_tasks(user: User) -> list[Task]:
    """Posts of the discussion that somebody reported, by cohort that a person moderates."""
    return [
        Task(
            waiting.count,
            ngettext("tulisan dilaporkan di diskusi", "tulisan dilaporkan di diskusi", waiting.count),
            f"{waiting.programme}, {waiting.cohort} · {waiting_longest((clock.now() - waiting.oldest).days)}",
            reverse("learning:discussions", args=[waiting.slug]),
        )
        for waiting in learning.waiting_reports(user)
    ]


def waiting_longest(days: int) -> str:
    if not days:
        return _("sejak hari ini")
    return ngettext("terlama %(n)s hari", "terlama %(n)s hari", days) % {"n": format_number(days)}


def named(row: dict, prefix: str) -> str:
    return f"{row[f'{prefix}curriculum__programme__title']}, {row[f'{prefix}name']}"


def unmarked_sessions(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions of the last weeks with participants not marked (`left`): none yet of one that has begun, or some left
    of one that is over; the oldest first."""
    now = clock.now()
    expected = ~Q(cohort__enrolments__state=Enrolment.State.WITHDRAWN) & (
        Q(group="") | Q(cohort__enrolments__group=F("group"))
    )
    return (
        sessions.filter(starts_at__lte=now, starts_at__gte=now - UNMARKED_SINCE)
        .select_related("cohort__agency")
        .annotate(
            marked=Count("attendance", distinct=True),
            left=Count("cohort__enrolments", filter=expected, distinct=True) - F("marked"),
        )
        .filter(Q(marked=0) | Q(ends_at__lte=now), left__gt=0)
        .order_by("starts_at")
    )


def attendance_tasks(sessions: QuerySet[Session]) -> list[Task]:
    """Sessions with participants not marked, the oldest first."""
    return [
        Task(
            session.left,
            _("kehadiran belum dicatat"),
            f"{session.title} · {format_date(clock.day_of(session.starts_at, session.cohort.agency), 'ringkas')}"
            f" {format_time(session.starts_at)}",
            reverse("cohorts:attendance", args=[session.cohort.slug, session.pk]),
        )
        for session in unmarked_sessions(sessions)[:MOST_SESSIONS]
    ]


def threshold_tasks(cohorts: QuerySet[Cohort]) -> list[Task]:
    """Participants who have missed so much that only a substitute task can still meet the condition, by cohort."""
    missed = Q(
        ~Q(enrolment__attendance__status=Attendance.Status.PRESENT),
        enrolment__attendance__session__stage=F("stage"),
        enrolment__attendance__made_good_at__isnull=True,
    )
    rows = (
        SheetRow.objects.filter(
            state=SheetRow.State.OPEN,
            requirement__kind=Requirement.Kind.ATTENDANCE,
            enrolment__state=Enrolment.State.ACTIVE,
            enrolment__cohort__in=cohorts,
        )
        .select_related("requirement", "enrolment__cohort__curriculum__programme")
        .annotate(missed=Count("enrolment__attendance", filter=missed))
        .filter(missed__gt=0)
    )
    below: dict[Cohort, set[int]] = defaultdict(set)
    for row in rows:
        sessions = row.facts.get("sessions", 0)
        at_best = {"present": sessions - row.missed, "sessions": sessions}
        if not evaluate(row.requirement.kind, row.requirement.params, at_best).met:
            below[row.enrolment.cohort].add(row.enrolment_id)
    return [
        Task(
            len(people),
            _("di bawah batas kehadiran"),
            _("%(cohort)s · perlu tugas pengganti") % {"cohort": cohort},
            reverse("cohorts:sheet", args=[cohort.slug]),
        )
        for cohort, people in below.items()
    ]


def decision_tasks(cohorts: QuerySet[Cohort]) -> list[Task]:
    """People to decide about, by cohort: without outcome after its end, or complete although decided as failed."""
    kinds = (
        (cohort_queries.complete_after_failed(cohorts), _("syarat lengkap sesudah diputus tidak lulus"), "diputus"),
        (cohort_queries.undecided(cohorts, clock.today()), _("belum diputus, angkatan sudah selesai"), "belum"),
    )
    return [
        Task(
            row["n"],
            label,
            named(row, "cohort__"),
            f"{reverse('cohorts:decision', args=[row['cohort__slug']])}?saring={which}",
        )
        for people, label, which in kinds
        for row in people.order_by()
        .values("cohort__slug", "cohort__name", "cohort__curriculum__programme__title")
        .annotate(n=Count("pk"))
        .order_by("cohort__slug")
    ]


def certificate_tasks(cohorts: QuerySet[Cohort]) -> list[Task]:
    """People who have passed and have no certificate yet, by cohort."""
    waiting = (
        credentials.entitled_without()
        .filter(cohort__in=cohorts)
        .order_by()
        .values("cohort__slug", "cohort__name", "cohort__curriculum__programme__title")
        .annotate(n=Count("pk"), oldest=Min("passed_at"))
        .order_by("oldest")
    )
    return [
        Task(
            row["n"],
            _("lulus, belum bersertifikat"),
            named(row, "cohort__"),
            reverse("credentials:cohort_certificates", args=[row["cohort__slug"]]),
        )
        for row in waiting
    ]


def job_tasks(user: User) -> list[Task]:
    """Bulk acts that were read and wait for somebody to look and save them."""
    staged = list(Job.objects.visible_to(user).filter(state=Job.State.STAGED).order_by("created_at"))
    pasted = {job.params.get("cohort") for job in staged if job.kind == "cohorts.enrol_participants"}
    slugs = dict(Cohort.objects.run_by(user).filter(pk__in=pasted).values_list("pk", "slug")) if pasted else {}
    tasks = []
    for job in staged:
        url = job_page(job, slugs)
        if url:
            hint = f"{job.source_name or _('daftar yang ditempel')} · {format_date(clock.day_of(job.created_at, None))}"
            tasks.append(Task(job.total, _("baris siap disimpan"), hint, url))
    return tasks


def job_page(job: Job, slugs: dict[int, str]) -> str:
    """Where a bulk act is looked at; empty where the person has no such page."""
    if job.kind == "people.import_employees":
        return reverse("people:import", args=[job.pk])
    slug = slugs.get(job.params.get("cohort", 0))
    page = "outside:list" if job.kind == "outside.platform_list" else "cohorts:paste_job"
    return reverse(page, args=[slug, job.pk]) if slug else ""
