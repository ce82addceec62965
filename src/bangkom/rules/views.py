import calendar as months
import datetime as dt
import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.core import clock
from bangkom.core.access import acting_agency, acting_role, public, requires
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, Role
from bangkom.core.operations import operation
from bangkom.rules import calendar, editing, queries, services
from bangkom.rules.forms import CalendarDaysForm, NewVersionForm
from bangkom.rules.models import CalendarDay, RuleSet

# How a confidence is marked: what was read itself, what came second-hand, what nobody has verified.
KINDS = {"S": "success", "S2": "info", "D": "info", "K": "warning", "?": "warning"}
FIRST_YEAR, LAST_YEAR = 2017, 2100


@public
def rule_list(request: HttpRequest) -> HttpResponse:
    """Aturan: every rule that Bangkom counts with, its dates, its source, and how sure we are of it."""
    today = clock.today()
    rules = [
        {
            "rule": rule,
            "kind": KINDS[rule.confidence],
            "confidence": capfirst(rule.get_confidence_display()),
            "data": json.dumps(rule.data, indent=2, ensure_ascii=False),
            "state": "later" if rule.effective_from > today else "now" if rule.holds_on(today) else "past",
        }
        for rule in RuleSet.objects.visible_to(request.user)
    ]
    keeps = request.user.is_authenticated and request.user.has_role(Role.OPERATOR)
    return render(request, "rules/list.html", {"rules": rules, "keeps": keeps})


@requires(Role.OPERATOR)
@operation
def new_version(request: HttpRequest, rule_id: int) -> HttpResponse:
    """A new version that begins with what the old one says; shown with its differences before it is kept."""
    before = get_object_or_404(RuleSet.objects.visible_to(request.user), pk=rule_id)
    today = clock.today()
    form = NewVersionForm(request.POST or None, before=before, today=today)
    changed: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        changed = editing.differences(before.data, form.cleaned_data["data"])
        if "simpan" in request.POST:
            try:
                added = services.add_version(before=before, today=today, by=request.user, **form.values())
            except Refused as refusal:
                form.add_error("version" if refusal.code == "version_taken" else None, str(refusal))
            else:
                messages.success(request, _("Versi %(version)s disimpan.") % {"version": added.version})
                return redirect(f"{reverse('rules:list')}#{added.code}-{added.version}")
    context = {
        "form": form,
        "before": before,
        "changed": changed,
        "checked": form.is_bound and form.is_valid(),
        "crumbs": [(_("Aturan"), reverse("rules:list")), (before.title, "")],
    }
    return render(request, "rules/new_version.html", context, status=422 if form.errors else 200)


@requires(Role.OPERATOR)
@require_POST
@operation
def withdraw(request: HttpRequest, rule_id: int) -> HttpResponse:
    """A version that has not begun is taken back."""
    rule_set = get_object_or_404(RuleSet.objects.visible_to(request.user), pk=rule_id)
    try:
        services.withdraw_version(rule_set=rule_set, today=clock.today(), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Versi ini ditarik."))
    return redirect("rules:list")


@requires(Role.ADMINISTRATOR, Role.OPERATOR, Role.ORGANIZER)
@operation
def calendar_page(request: HttpRequest) -> HttpResponse:
    """Kalender: the days off of a year, national and own, and how many working days each month has."""
    agency = acting_agency(request)
    owner = owner_of(request, agency)
    form = CalendarDaysForm(request.POST or None)
    year = year_of(request, clock.today(agency).year)
    if request.method == "POST":
        if owner is False:
            raise PermissionDenied
        if form.is_valid():
            try:
                services.set_days(agency=owner, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error("first", str(refusal))
            else:
                messages.success(request, _("Kalender disimpan."))
                return redirect(f"{reverse('rules:calendar')}?tahun={form.cleaned_data['first'].year}")
    context = {
        "form": form,
        "year": year,
        "year_before": str(year - 1),
        "url_before": f"?tahun={year - 1}",
        "year_after": str(year + 1),
        "url_after": f"?tahun={year + 1}",
        "may_write": owner is not False,
        "for_all": owner is None,
        "months": months_of(request, agency, year),
        "crumbs": [(_("Pengaturan"), reverse("console")), (_("Kalender"), "")],
    }
    return render(request, "rules/calendar.html", context, status=422 if form.errors else 200)


def owner_of(request: HttpRequest, agency: Agency | None) -> Agency | bool | None:
    """For whom a person sets days: the agency administered, None (everybody) for an operator, False for nobody."""
    role = acting_role(request)
    if role == Role.OPERATOR:
        return None
    return agency if role == Role.ADMINISTRATOR and agency in request.user.agencies_as(Role.ADMINISTRATOR) else False


def year_of(request: HttpRequest, present: int) -> int:
    """The year asked for; the present one where none or nonsense was."""
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else present
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def months_of(request: HttpRequest, agency: Agency | None, year: int) -> list[dict]:
    """Each month with its days off and what was decided beside the packaged calendar, and its working days."""
    own = queries.days_of(agency)
    decided = CalendarDay.objects.visible_to(request.user).filter(day__year=year).select_related("agency")
    decided = decided.filter(agency=None) | decided.filter(agency=agency)
    kept = set(CalendarDay.objects.kept_by(request.user).filter(day__year=year).values_list("pk", flat=True))
    national = calendar.holidays_of(year)
    found = []
    for month in range(1, 13):
        first, last = dt.date(year, month, 1), dt.date(year, month, months.monthrange(year, month)[1])
        days = [
            {"day": day, "name": each.name, "estimated": each.estimated, "row": None}
            for day, each in national.items()
            if day.month == month
        ]
        days += [
            {"day": row.day, "name": row.name, "row": row, "kept": row.pk in kept}
            for row in decided
            if row.day.month == month
        ]
        found.append(
            {
                "first": first,
                "days": sorted(days, key=lambda each: each["day"]),
                "working": calendar.working_days(first, last, own=own),
            }
        )
    return found


@requires(Role.ADMINISTRATOR, Role.OPERATOR)
@require_POST
@operation
def calendar_remove(request: HttpRequest, day_id: int) -> HttpResponse:
    """A day that one set is taken off again."""
    row = get_object_or_404(CalendarDay.objects.kept_by(request.user), pk=day_id)
    year = row.day.year
    services.take_day_off(day=row, by=request.user)
    messages.success(request, _("Hari ini dihapus dari kalender. Jadwal yang sudah dibuat tidak berubah."))
    return redirect(f"{reverse('rules:calendar')}?tahun={year}")
