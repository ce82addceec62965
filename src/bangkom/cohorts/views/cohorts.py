from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.cohorts import listings, plans, queries, services
from bangkom.cohorts.forms import CopyForm, OpenCohortForm, StaffForm
from bangkom.cohorts.models import Cohort, CohortStaff
from bangkom.cohorts.views.common import (
    cohort_run_by,
    cohort_seen_by,
    frame,
    organizer_pages,
    shows_participants,
    staff_pages,
)
from bangkom.core import clock, lists
from bangkom.core.access import acting_agency
from bangkom.core.errors import Refused
from bangkom.core.history import entries, events_for
from bangkom.core.operations import operation
from bangkom.people import queries as people
from bangkom.people.models import Employee
from bangkom.programmes import queries as programmes
from bangkom.rules import queries as rules

PER_PAGE = 25


@staff_pages
def cohort_list(request: HttpRequest) -> HttpResponse:
    """The cohorts one sees, running ones first in view by their dates."""
    cohorts = queries.with_counts(Cohort.objects.visible_to(request.user))
    if file := lists.download(request, cohorts, listings.COHORTS, name="angkatan", title=_("Angkatan")):
        return file
    page = Paginator(cohorts, PER_PAGE).get_page(request.GET.get("halaman"))
    today = clock.today(acting_agency(request))
    for cohort in page:
        cohort.stations = queries.stations(cohort, today)
        cohort.phase = phase(cohort, today)
    can_open = bool(programmes.openable(request.user)[:1])
    return render(request, "cohorts/list.html", {"page": page, "can_open": can_open})


def phase(cohort: Cohort, today) -> tuple[str, str]:
    """Kind and words of the tag that says where a cohort stands."""
    if today < cohort.starts_on:
        return "neutral", _("Belum mulai")
    return ("info", _("Berjalan")) if today <= cohort.ends_on else ("success", _("Selesai"))


@organizer_pages
@operation
def open_cohort(request: HttpRequest) -> HttpResponse:
    """Choose a published curriculum (in the address), then name, seats and dates."""
    openable = programmes.openable(request.user)
    chosen = request.GET.get("kurikulum", "")
    if not chosen.isdigit():
        return render(request, "cohorts/open_choose.html", {"curricula": openable})
    curriculum = get_object_or_404(programmes.whole(openable), pk=chosen)
    agency = curriculum.programme.agency
    form = OpenCohortForm(request.POST or None, curriculum=curriculum, agency=agency)
    if "usul" in request.POST:
        form = form.with_proposal()
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            cohort = services.open_cohort(
                curriculum=curriculum,
                agency=agency,
                name=data["name"],
                capacity=data["capacity"],
                place=data["place"],
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                stage_dates=form.stage_dates(),
                teaching=data["teaching"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s dibuka. Sekarang tempel daftar pesertanya.") % {"name": cohort.name})
            return redirect("cohorts:paste", cohort.slug)
    context = {"form": form, "curriculum": curriculum}
    return render(request, "cohorts/open.html", context, status=422 if form.errors else 200)


@organizer_pages
@operation
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """A new cohort like this one on shifted dates: first the preview, then the copy."""
    cohort = cohort_run_by(request, slug)
    form = CopyForm(request.POST or None)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "lihat" in request.POST:
            preview = services.shift_cohort(cohort, form.cleaned_data["starts_on"])
        else:
            try:
                made = services.copy_cohort(cohort=cohort, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error("name", str(refusal))
            else:
                messages.success(request, _("%(name)s dibuka sebagai salinan.") % {"name": made.name})
                return redirect("cohorts:detail", made.slug)
    context = frame(request, cohort, "cohorts:detail") | {"form": form, "preview": preview}
    return render(request, "cohorts/copy.html", context, status=422 if form.errors else 200)


@staff_pages
@shows_participants
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The participants, or those of one `?kelompok=`: attendance, conditions met, JP of the year, who is waited for."""
    cohort = cohort_seen_by(request, slug)
    rows = queries.participant_rows(cohort)
    chosen = request.GET.get("kelompok", "")
    groups = Counter(row.enrolment.group for row in rows if row.enrolment.group)
    waiting = queries.waiting_counts(rows)
    passed = sum(row.met == row.needed for row in rows)
    context = frame(request, cohort, "cohorts:detail")
    context |= {"rows": rows, "waiting": waiting, "passed": passed, "seats_left": seats_left(cohort, len(rows))}
    context |= {"groups": sorted(groups.items()), "group": chosen if chosen in groups else ""}
    context["shown"] = [row for row in rows if context["group"] in {"", row.enrolment.group}]
    told = [(_("Angkatan"), cohort.name), (_("Kelompok"), context["group"])]
    shown, title = context["shown"], _("Peserta")
    if file := lists.download(
        request, shown, listings.PARTICIPANTS, name="peserta", title=title, personal=True, filters=told
    ):
        return file
    if context["can_run"]:
        context["steps"] = plans.next_steps(cohort, len(rows), clock.today(cohort.agency))
    context["yearly_jp"] = rules.jp_duty(Employee.Status.PNS, clock.today(cohort.agency))["jp"]
    return render(request, "cohorts/detail.html", context)


def seats_left(cohort: Cohort, taken: int) -> int | None:
    return None if cohort.capacity is None else max(0, cohort.capacity - taken)


@staff_pages
@shows_participants
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Every condition of every participant on one page: met or not."""
    cohort = cohort_seen_by(request, slug)
    rows = queries.participant_rows(cohort)
    columns, told = listings.sheet_columns(rows), [(_("Angkatan"), cohort.name)]
    if file := lists.download(
        request, rows, columns, name="lembar-syarat", title=_("Syarat semua peserta"), personal=True, filters=told
    ):
        return file
    context = frame(request, cohort, "cohorts:sheet")
    context |= {"rows": rows, "requirements": rows[0].enrolment.sheet.all() if rows else []}
    return render(request, "cohorts/sheet.html", context)


@staff_pages
@operation
def staff(request: HttpRequest, slug: str) -> HttpResponse:
    """Who teaches and serves; the organizer adds people by NIP, also of other agencies, or people without NIP."""
    cohort = cohort_seen_by(request, slug) if request.method == "GET" else cohort_run_by(request, slug)
    partners = people.partners_of(request.user, cohort.agency)
    form = StaffForm(request.POST or None, partners=partners, initial={"part": CohortStaff.Part.TRAINER})
    if request.method == "POST" and form.is_valid():
        person, agency = form.chosen
        part = form.cleaned_data["part"]
        services.add_staff(cohort=cohort, person=person, agency=agency, part=part, by=request.user)
        messages.success(request, _("%(name)s ditambahkan.") % {"name": person.full_name})
        return redirect("cohorts:staff", slug)
    context = frame(request, cohort, "cohorts:staff")
    context |= {"form": form, "staff": cohort.staff.select_related("person", "agency").order_by("part", "person__name")}
    return render(request, "cohorts/staff.html", context, status=422 if form.errors else 200)


@organizer_pages
@require_POST
@operation
def staff_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cohort = cohort_run_by(request, slug)
    services.remove_staff(staff=get_object_or_404(cohort.staff.all(), pk=pk), by=request.user)
    messages.success(request, _("Petugas dilepas."))
    return redirect("cohorts:staff", slug)


@organizer_pages
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Riwayat perubahan of the cohort itself."""
    cohort = cohort_run_by(request, slug)
    context = frame(request, cohort, "cohorts:history")
    page = Paginator(events_for(request.user, cohort), 50).get_page(request.GET.get("halaman"))
    context |= {"page": page, "entries": entries(page.object_list)}
    return render(request, "cohorts/history.html", context)
