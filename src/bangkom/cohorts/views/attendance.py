"""The attendance of a session as the staff keep it: the grid, the code on the screen, substitute tasks, the paper."""

from collections import Counter

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.cohorts import attendance_codes, policies, prints, schedules, services
from bangkom.cohorts.forms import MakeGoodForm, read_marks
from bangkom.cohorts.models import Attendance, Cohort, Enrolment, Session
from bangkom.cohorts.views.common import (
    cohort_run_by,
    cohort_seen_by,
    frame,
    organizer_pages,
    paper_of,
    pdf,
    shows_participants,
    staff_pages,
)
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.papers.qr import qr_path


@staff_pages
@operation
@shows_participants
def grid(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One row for each participant. One button saves; another marks everybody left as present."""
    cohort = cohort_seen_by(request, slug)
    session = get_object_or_404(cohort.sessions.select_related("locked_by"), pk=pk)
    enrolments = list(cohort.enrolments.expected_at(session).order_by("name"))
    known = {mark.enrolment_id: mark for mark in session.attendance.all()}
    problem, typed = "", {}
    if request.method == "POST":
        if not policies.can_mark_attendance(request.user, cohort):
            raise PermissionDenied
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
    context = grid_context(request, cohort, session, enrolments, known, typed)
    context |= {"problem": problem, "has_errors": bool(problem)}
    return render(request, "cohorts/attendance.html", context, status=422 if problem else 200)


def grid_context(
    request: HttpRequest,
    cohort: Cohort,
    session: Session,
    enrolments: list[Enrolment],
    known: dict[int, Attendance],
    typed: dict[int, tuple[str, str]],
) -> dict:
    """What the grid shows: a row for each person, what may be done now, and how far the session is."""
    now = clock.now()
    rows = [grid_row(e, known.get(e.pk), typed.get(e.pk)) for e in enrolments]
    unmarked = sum(e.pk not in known for e in enrolments)
    can_mark = policies.can_mark_attendance(request.user, cohort)
    has_begun = clock.day_of(session.starts_at, cohort.agency) <= clock.day_of(now, cohort.agency)
    session.cohort = cohort
    may_mark = can_mark and has_begun and not session.is_locked
    return frame(request, cohort, "cohorts:schedule") | {
        "session": session,
        "rows": rows,
        "statuses": Attendance.Status.choices,
        "counts": counts(rows),
        "unmarked": unmarked,
        "may_mark": may_mark,
        "can_mark": can_mark,
        "has_begun": has_begun,
        "may_lock": may_mark and session.starts_at <= now,
        "code_phase": schedules.code_phase(session, now),
        "pages": session.scans.all().kept().count() if can_mark else 0,
    }


def grid_row(enrolment, mark: Attendance | None, typed: tuple[str, str] | None) -> dict:
    """A row of the grid: what was just typed wins over what is stored, so that a refusal loses nothing."""
    status, reason = typed or ((mark.status, mark.reason) if mark else ("", ""))
    has_note = mark is not None and (mark.source == Attendance.Source.CODE or mark.reason or mark.is_excused)
    return {"enrolment": enrolment, "status": status, "reason": reason, "mark": mark, "has_note": bool(has_note)}


def counts(rows: list[dict]) -> list[tuple[str, str, int]]:
    """How many of each status, and how many are left: value, words, number."""
    found = Counter(str(row["status"]) for row in rows)
    return [(value, label, found[value]) for value, label in [*Attendance.Status.choices, ("", _("belum dicatat"))]]


@staff_pages
def code(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The attendance code for the projector: figures, QR, and how many have used it. Keeps itself fresh."""
    cohort = cohort_seen_by(request, slug)
    session = get_object_or_404(cohort.sessions.all(), pk=pk)
    if not policies.can_mark_attendance(request.user, cohort):
        raise PermissionDenied
    now = clock.now()
    context = {
        "cohort": cohort,
        "session": session,
        "present": session.attendance.filter(status=Attendance.Status.PRESENT).count(),
        "expected": cohort.enrolments.expected_at(session).count(),
        "is_early": now < session.code_opens_at,
        "seconds": attendance_codes.STEP,
        "page": settings.SITE_URL + reverse("cohorts:check_in"),
        "crumbs": crumbs(cohort, session, _("Kode kehadiran")),
    }
    if session.takes_codes(now):
        shown = attendance_codes.code_at(session.pk, now)
        context["code"] = attendance_codes.spaced(shown)
        link = settings.SITE_URL + reverse("cohorts:scanned", args=[session.pk, shown])
        context["qr_side"], context["qr"] = qr_path(link)
    response = render(request, "cohorts/attendance_code.html", context)
    response["Cache-Control"] = "no-store"
    return response


def crumbs(cohort: Cohort, session: Session, last: str) -> list[tuple[str, str]]:
    return [
        (cohort.name, reverse("cohorts:schedule", args=[cohort.slug])),
        (session.title, reverse("cohorts:attendance", args=[cohort.slug, session.pk])),
        (last, ""),
    ]


@organizer_pages
@operation
def substitute(request: HttpRequest, slug: str, pk: int, enrolment_pk: int) -> HttpResponse:
    """A substitute task for an excused absence is accepted, or taken back; both with a note."""
    cohort = cohort_run_by(request, slug)
    mark = get_object_or_404(
        Attendance.objects.visible_to(request.user).excused().select_related("session", "enrolment__cohort__agency"),
        session=pk,
        session__cohort=cohort,
        enrolment=enrolment_pk,
    )
    form = MakeGoodForm(request.POST or None)
    is_done = mark.made_good_at is not None
    if request.method == "POST" and form.is_valid():
        services.make_good(mark=mark, done=not is_done, note=form.cleaned_data["note"], by=request.user)
        done = _("Tugas pengganti %(name)s dicatat. Sesi ini dihitung hadir.")
        words = _("Tugas pengganti %(name)s ditarik.") if is_done else done
        messages.success(request, words % {"name": mark.enrolment.name})
        return redirect("cohorts:attendance", slug, pk)
    context = frame(request, cohort, "cohorts:schedule") | {"form": form, "mark": mark, "is_done": is_done}
    context["crumbs"] = crumbs(cohort, mark.session, _("Tugas pengganti"))
    return render(request, "cohorts/attendance_substitute.html", context, status=422 if form.errors else 200)


@staff_pages
@shows_participants
def sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The attendance sheet to sign, as PDF; `?kertas=f4` for F4 paper."""
    cohort = cohort_seen_by(request, slug)
    session = get_object_or_404(cohort.sessions.all(), pk=pk)
    paper = paper_of(request)
    return pdf(prints.attendance_sheet(cohort, session, paper), f"daftar-hadir-{cohort.slug}-{session.pk}-{paper}.pdf")
