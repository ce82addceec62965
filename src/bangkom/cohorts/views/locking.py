"""The attendance of a session is closed, and opened again with a reason; the signed sheet is kept beside it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bangkom.cohorts import policies, services
from bangkom.cohorts.models import Cohort, Scan, Session
from bangkom.cohorts.scan_forms import ReplaceScanForm, ScansForm, UnlockForm
from bangkom.cohorts.views.attendance import crumbs
from bangkom.cohorts.views.common import (
    cohort_run_by,
    cohort_seen_by,
    frame,
    organizer_pages,
    shows_participants,
    staff_pages,
)
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.core.serving import upload_response


@staff_pages
@require_POST
@operation
def lock(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Close the attendance of a session: whoever marks may say that all is marked."""
    _cohort, session = session_marked_by(request, slug, pk)
    services.lock_attendance(session=session, by=request.user)
    messages.success(request, _("Kehadiran dikunci. Perubahan sesudah ini memerlukan alasan."))
    return redirect("cohorts:attendance", slug, pk)


@organizer_pages
@operation
def unlock(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Open it again, with the reason."""
    cohort = cohort_run_by(request, slug)
    session = get_object_or_404(cohort.sessions.select_related("locked_by"), pk=pk)
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.unlock_attendance(session=session, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Kunci dibuka. Perbaiki kehadirannya, lalu kunci lagi."))
        return redirect("cohorts:attendance", slug, pk)
    context = frame(request, cohort, "cohorts:schedule") | {"form": form, "session": session}
    context["crumbs"] = crumbs(cohort, session, _("Buka kunci"))
    return render(request, "cohorts/unlock.html", context, status=422 if form.errors else 200)


@staff_pages
@operation
@shows_participants
def scans(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The signed sheet of a session: its pages, a form for more, and what was replaced."""
    cohort, session = session_marked_by(request, slug, pk)
    form = ScansForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_scans(session=session, pages=form.pages, by=request.user)
        except Refused as refusal:
            form.add_error("files", str(refusal))
        else:
            report(request, len(made))
            return redirect("cohorts:scans", slug, pk)
    pages = list(session.scans.select_related("file", "sent_by", "removed_by").order_by("position", "sent_at"))
    context = frame(request, cohort, "cohorts:schedule") | {
        "form": form,
        "session": session,
        "pages": [page for page in pages if page.removed_at is None],
        "removed": [page for page in pages if page.removed_at is not None],
        "crumbs": crumbs(cohort, session, _("Lembar bertanda tangan")),
    }
    return render(request, "cohorts/scans.html", context, status=422 if form.errors else 200)


def report(request: HttpRequest, n: int) -> None:
    """How many pages were new."""
    if n:
        messages.success(request, ngettext("%(n)s halaman disimpan.", "%(n)s halaman disimpan.", n) % {"n": n})
    else:
        messages.info(request, _("Halaman itu sudah ada. Tidak ada yang berubah."))


@staff_pages
@require_safe
def scan_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One page as it was sent, also one that was replaced."""
    found = get_object_or_404(Scan.objects.visible_to(request.user).select_related("file"), pk=pk)
    return upload_response(found.file, name=f"daftar-hadir-{found.pk}", download="unduh" in request.GET)


@staff_pages
@operation
def scan_replace(request: HttpRequest, slug: str, pk: int, scan_pk: int) -> HttpResponse:
    """Another file for a page, or none to take it off; with the reason."""
    cohort, session = session_marked_by(request, slug, pk)
    scan = get_object_or_404(session.scans.all().kept().select_related("file", "session__cohort"), pk=scan_pk)
    form = ReplaceScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        services.replace_scan(
            scan=scan,
            content=form.content,
            name=upload.name if upload else "",
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        messages.success(request, _("Halaman diganti.") if upload else _("Halaman dilepas."))
        return redirect("cohorts:scans", slug, pk)
    context = frame(request, cohort, "cohorts:schedule") | {"form": form, "session": session, "scan": scan}
    context["crumbs"] = crumbs(cohort, session, _("Ganti halaman"))
    return render(request, "cohorts/scan_replace.html", context, status=422 if form.errors else 200)


def session_marked_by(request: HttpRequest, slug: str, pk: int) -> tuple[Cohort, Session]:
    """A session of a cohort one sees, for those who may mark in it; else 404 or 403."""
    cohort = cohort_seen_by(request, slug)
    session = get_object_or_404(cohort.sessions.select_related("locked_by"), pk=pk)
    if not policies.can_mark_attendance(request.user, cohort):
        raise PermissionDenied
    return cohort, session
