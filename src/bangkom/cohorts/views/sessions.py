from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.cohorts import policies, queries, services
from bangkom.cohorts.forms import SessionForm, read_marks
from bangkom.cohorts.models import Attendance
from bangkom.cohorts.views.common import cohort_run_by, cohort_seen_by, frame, organizer_pages, staff_pages
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.operations import operation


def my_schedule(request: HttpRequest) -> HttpResponse:
    """The sessions that one attends or teaches, from today on."""
    sessions = list(queries.sessions_of(request.user, clock.now())[:100])
    return render(request, "cohorts/my_schedule.html", {"sessions": sessions, "today": clock.today()})


@staff_pages
def schedule(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = cohort_seen_by(request, slug)
    sessions = queries.schedule(cohort)
    now = clock.now()
    for session in sessions:
        session.may_mark = clock.day_of(session.starts_at, cohort.agency) <= clock.day_of(now, cohort.agency)
    context = frame(request, cohort, "cohorts:schedule")
    context |= {"sessions": sessions, "participants": cohort.enrolments.taking_part().count()}
    context["can_mark"] = policies.can_mark_attendance(request.user, cohort)
    return render(request, "cohorts/schedule.html", context)


@organizer_pages
@operation
def edit(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Add a session (without `pk`) or change one."""
    cohort = cohort_run_by(request, slug)
    session = get_object_or_404(cohort.sessions.all(), pk=pk) if pk else None
    initial = SessionForm.initial_for(session, cohort.agency) if session else None
    form = SessionForm(request.POST or None, cohort=cohort, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_session(cohort=cohort, session=session, by=request.user, **form.as_session())
        except Refused as refusal:
            form.add_error("day" if refusal.code == "outside_stage" else None, str(refusal))
        else:
            messages.success(request, _("Sesi disimpan."))
            return redirect("cohorts:schedule", slug)
    context = frame(request, cohort, "cohorts:schedule") | {"form": form, "session": session}
    return render(request, "cohorts/session.html", context, status=422 if form.errors else 200)


@organizer_pages
@require_POST
@operation
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cohort = cohort_run_by(request, slug)
    services.remove_session(session=get_object_or_404(cohort.sessions.all(), pk=pk), by=request.user)
    messages.success(request, _("Sesi dihapus."))
    return redirect("cohorts:schedule", slug)


@staff_pages
@operation
def attendance(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The grid: one row for each participant. One button saves; another marks everybody left as present."""
    cohort = cohort_seen_by(request, slug)
    session = get_object_or_404(cohort.sessions.all(), pk=pk)
    can_mark = policies.can_mark_attendance(request.user, cohort)
    enrolments = list(cohort.enrolments.taking_part().order_by("name"))
    known = {mark.enrolment_id: mark for mark in session.attendance.all()}
    problem, typed = "", {}
    if request.method == "POST":
        if not can_mark:
            return render(request, "403.html", status=403)
        unmarked = [e for e in enrolments if e.pk not in known]
        typed = read_marks(request.POST, enrolments, fill_present=False)
        if "semua" in request.POST:
            typed = read_marks(request.POST, unmarked, fill_present=True) | typed
        try:
            changed = services.mark_attendance(session=session, marks=typed, by=request.user)
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Kehadiran %(n)s peserta disimpan.") % {"n": changed})
            return redirect("cohorts:attendance", slug, pk)
    context = frame(request, cohort, "cohorts:schedule") | {
        "session": session,
        "rows": [grid_row(e, known.get(e.pk), typed.get(e.pk)) for e in enrolments],
        "statuses": Attendance.Status.choices,
        "marked": len(known),
        "problem": problem,
        "has_errors": bool(problem),
        "can_mark": can_mark and clock.day_of(session.starts_at, cohort.agency) <= clock.today(cohort.agency),
    }
    return render(request, "cohorts/attendance.html", context, status=422 if problem else 200)


def grid_row(enrolment, mark: Attendance | None, typed: tuple[str, str] | None) -> dict:
    """A row of the grid: what was just typed wins over what is stored, so that a refusal loses nothing."""
    status, reason = typed or ((mark.status, mark.reason) if mark else ("", ""))
    return {"enrolment": enrolment, "status": status, "reason": reason, "is_marked": mark is not None}
