from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.cohorts import plans, policies, queries, schedules, services
from bangkom.cohorts.forms import SessionForm
from bangkom.cohorts.models import Cohort
from bangkom.cohorts.views.common import cohort_run_by, cohort_seen_by, frame, organizer_pages, staff_pages
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.rules.queries import days_of


@staff_pages
def schedule(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = cohort_seen_by(request, slug)
    sessions = queries.schedule(cohort)
    now = clock.now()
    sizes = Counter(cohort.enrolments.taking_part().values_list("group", flat=True))
    for session in sessions:
        session.expected = sizes[session.group] if session.group else sizes.total()
        session.may_mark = clock.day_of(session.starts_at, cohort.agency) <= clock.day_of(now, cohort.agency)
        session.cohort = cohort
        session.code_phase = schedules.code_phase(session, now)
    context = frame(request, cohort, "cohorts:schedule")
    context |= {"sessions": sessions, "deliveries": plans.deliveries(cohort, sessions)}
    context["can_mark"] = policies.can_mark_attendance(request.user, cohort)
    return render(request, "cohorts/schedule.html", context)


@organizer_pages
@operation
def edit(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Add a session (without `pk`) or change one. `?dari=` copies one, `?sesudah=` goes on behind one."""
    cohort = cohort_run_by(request, slug)
    session = get_object_or_404(cohort.sessions.all(), pk=pk) if pk else None
    initial = SessionForm.initial_for(session, cohort.agency) if session else starting_values(request, cohort)
    form = SessionForm(request.POST or None, cohort=cohort, session=session, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.plan_session(cohort=cohort, session=session, by=request.user, **form.as_session())
        except Refused as refusal:
            form.add_error("day" if refusal.code == "outside_stage" else None, str(refusal))
        else:
            messages.success(request, _("Sesi %(title)s disimpan.") % {"title": saved.title})
            if "lagi" in request.POST:
                return redirect(f"{reverse('cohorts:session_add', args=[slug])}?sesudah={saved.pk}")
            return redirect("cohorts:schedule", slug)
    context = frame(request, cohort, "cohorts:schedule") | {"form": form, "session": session}
    return render(request, "cohorts/session.html", context, status=422 if form.errors else 200)


def starting_values(request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
    """What a new session begins with: a copy of another, the next one behind it, or the stage that is due."""
    other = request.GET.get("dari", "")
    before = request.GET.get("sesudah", "")
    asked = other if other.isdecimal() else before
    session = cohort.sessions.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 16 else None
    if session is None:
        return plans.first_values(cohort, clock.today(cohort.agency))
    values = SessionForm.initial_for(session, cohort.agency)
    own = days_of(cohort.agency)
    return plans.copied_values(values, own) if other else plans.next_values(values, own)


@organizer_pages
@require_POST
@operation
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cohort = cohort_run_by(request, slug)
    services.remove_session(session=get_object_or_404(cohort.sessions.all(), pk=pk), by=request.user)
    messages.success(request, _("Sesi dihapus."))
    return redirect("cohorts:schedule", slug)
