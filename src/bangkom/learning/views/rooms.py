from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.cohorts.queries import condition_words, waiting_since
from bangkom.core import clock
from bangkom.core.formatting import format_date, format_number
from bangkom.courseware.models import Activity
from bangkom.learning import policies, queries
from bangkom.learning.views.discussion import contribution_words
from bangkom.programmes.models import Requirement

Kind = Requirement.Kind
# Conditions with a page of their own in another app.
PAGES = {Kind.OUTSIDE: "outside:evidence", Kind.ACTUALIZATION: "workplace:project"}
RUNNING = {Enrolment.State.ACTIVE, Enrolment.State.UNDER_REVIEW}


def room_list(request: HttpRequest) -> HttpResponse:
    """Belajar: the cohorts one is in, with the path of stages and the next step; then those that are over."""
    rooms = queries.rooms_of(request.user)
    running = [room for room in rooms if room.enrolment.state in RUNNING]
    past = [room for room in rooms if room.enrolment.state not in RUNNING]
    return render(request, "learning/list.html", {"running": running, "past": past})


def room(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """One cohort as its participant sees it: next step, stages, sessions, conditions, whom to ask."""
    found = queries.room_of(request.user, enrolment_id)
    if found is None:
        raise Http404
    enrolment = found.enrolment
    timezone.activate(clock.zone_of(enrolment.cohort.agency))
    meetings, contacts = queries.calendar(enrolment)
    tasks = tasks_by_stage(found, queries.outline(enrolment))
    cards = [
        {
            "view": view,
            "tasks": tasks[view.stage.pk],
            "meetings": [each for each in meetings if each.stage_id == view.stage.pk],
        }
        for view in found.stages
    ]
    context = {
        "room": found,
        "enrolment": enrolment,
        "cohort": enrolment.cohort,
        "cards": cards,
        "conditions": [condition(row) for row in found.rows],
        "contacts": contacts,
        "first_with_meetings": next((card["view"].stage.pk for card in cards if card["meetings"]), None),
        "crumbs": [(_("Belajar"), reverse("learning:list")), (str(enrolment.cohort.name), "")],
        "now": clock.now(),
    }
    return render(request, "learning/room.html", context)


def tasks_by_stage(room: queries.Room, activities: list[Activity]) -> dict[int, list[dict[str, Any]]]:
    """The rows of each stage's task list: activities in the order of the module, then what is confirmed."""
    by_module = defaultdict(list)
    for activity in activities:
        by_module[activity.version.module_id].append(activity)
    own_rows = {
        (row.requirement.module_id, row.requirement.activity_key): row.stage_id
        for row in room.rows
        if row.requirement.kind in {Kind.QUIZ, Kind.DISCUSSION}
    }
    tasks: dict[int, list[dict[str, Any]]] = defaultdict(list)
    placed = set()
    for view in room.stages:
        may_open = view.is_open and policies.may_learn(room.enrolment)
        for row in view.rows:
            for activity in by_module.get(row.requirement.module_id, []):
                home = own_rows.get((row.requirement.module_id, activity.key), row.stage_id)
                wanted = row.requirement.kind == Kind.MODULE or activity.key == row.requirement.activity_key
                if home == row.stage_id and wanted and activity.pk not in placed:
                    placed.add(activity.pk)
                    tasks[view.stage.pk].append(activity_task(room.enrolment, activity, may_open))
        given = [row for row in view.rows if row.requirement.kind in {Kind.CONFIRMATION, *PAGES}]
        tasks[view.stage.pk] += [given_task(row) for row in given]
    return tasks


def activity_task(enrolment: Enrolment, activity: Activity, may_open: bool) -> dict[str, Any]:
    status, kind = status_of(activity) if may_open else (_("Belum dibuka"), "neutral")
    hint = ngettext("%(n)s menit", "%(n)s menit", activity.minutes) % {"n": activity.minutes}
    if activity.kind == Activity.Kind.QUIZ:
        hint = ngettext("%(n)s soal", "%(n)s soal", activity.questions) % {"n": activity.questions} + f" · {hint}"
        if activity.rule:
            hint += " · " + _("lulus bila nilai %(n)s atau lebih") % {"n": activity.rule["pass_percent"]}
    if activity.kind == Activity.Kind.DISCUSSION and activity.rule:
        hint = contribution_words(activity)
    url = reverse("learning:activity", args=[enrolment.pk, activity.version.module_id, activity.key])
    return {
        "title": activity.title,
        "url": url if may_open else "",
        "hint": f"{activity.get_kind_display()} · {hint}",
        "status": status,
        "kind": kind,
    }


def status_of(activity: Activity) -> tuple[str, str]:
    """Where a person stands with a lesson, quiz or discussion, and the kind of tag."""
    if activity.kind == Activity.Kind.LESSON:
        if activity.completed_at:
            return _("Selesai"), "success"
        return (_("Sedang dikerjakan"), "info") if activity.opened else (_("Belum mulai"), "neutral")
    if activity.kind == Activity.Kind.DISCUSSION:
        if activity.row_state == SheetRow.State.MET or (activity.wrote and not activity.rule):
            return _("Selesai"), "success"
        return (_("Sedang dikerjakan"), "info") if activity.wrote else (_("Belum mulai"), "neutral")
    if activity.row_state == SheetRow.State.MET:
        return _("Lulus"), "success"
    if activity.open_attempt:
        return _("Sedang dikerjakan"), "info"
    if activity.best is None:
        return _("Belum mulai"), "neutral"
    if activity.rule:
        return _("Nilai %(n)s, ulangi") % {"n": format_number(activity.best)}, "warning"
    return _("Nilai %(n)s") % {"n": format_number(activity.best)}, "success"


def given_task(row: SheetRow) -> dict[str, Any]:
    """What others note down: the committee's confirmation, a result from another platform, a verified aktualisasi."""
    page = PAGES.get(row.requirement.kind)
    status, kind = _("Dicatat panitia"), "neutral"
    if row.state == SheetRow.State.MET:
        status, kind = _("Selesai"), "success"
    elif page and row.waiting_for == SheetRow.Party.PARTICIPANT:
        status, kind = _("Kirim bukti") if row.requirement.kind == Kind.OUTSIDE else _("Menunggu Anda"), "info"
    elif row.waiting_for == SheetRow.Party.COACH:
        status, kind = _("Menunggu coach"), "warning"
    elif page:
        status, kind = _("Menunggu panitia"), "warning"
    return {
        "title": row.requirement.title,
        "url": reverse(page, args=[row.enrolment_id, row.requirement_id]) if page else "",
        "hint": condition_words(row),
        "status": status,
        "kind": kind,
    }


def condition(row: SheetRow) -> dict[str, Any]:
    """A row of "Syarat sertifikat": met since when, or how far, for whom it waits and since when."""
    if row.state == SheetRow.State.MET:
        day = format_date(row.met_on, "pendek")
        return {
            "title": row.requirement.title,
            "met": True,
            "words": _("terpenuhi %(day)s") % {"day": day},
            "waits": "",
        }
    waits = {
        SheetRow.Party.PARTICIPANT: _("menunggu Anda"),
        SheetRow.Party.COACH: _("menunggu coach"),
        SheetRow.Party.COMMITTEE: _("menunggu panitia"),
        SheetRow.Party.SCHEDULE: _("menunggu sesi"),
    }.get(row.waiting_for, "")
    days = waiting_since(row)
    if waits and days:
        waits += ", " + ngettext("%(n)s hari", "%(n)s hari", days) % {"n": format_number(days)}
    return {"title": row.requirement.title, "met": False, "words": condition_words(row), "waits": waits}
