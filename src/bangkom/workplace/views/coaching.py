from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.core.templatetags.ui import PAGE_PARAMETER
from bangkom.workplace import policies, queries, services
from bangkom.workplace.forms import AnswerForm, TakeBackForm
from bangkom.workplace.models import Project, Submission

ROWS = 40
LISTS = {"": Project.Turn.COACH, "peserta": Project.Turn.PARTICIPANT, "selesai": Project.Turn.NOBODY}
OF_PAGE = (
    "row__requirement",
    "row__stage",
    "row__enrolment__person",
    "row__enrolment__cohort__agency",
    "row__enrolment__cohort__curriculum__programme",
)


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Bimbingan: whoever one coaches, in all cohorts; first what waits for an answer, oldest first."""
    chosen = request.GET.get("daftar", "")
    turn = LISTS.get(chosen, Project.Turn.COACH)
    rows = queries.coached_rows(request.user)
    counts = queries.counts_by_turn(rows)
    words = {"": _("Menunggu Anda"), "peserta": _("Menunggu peserta"), "selesai": _("Terverifikasi")}
    listed = Paginator(queries.by_turn(rows, turn), ROWS).get_page(request.GET.get(PAGE_PARAMETER))
    note_reads(request, [row.enrolment.person_id for row in listed])
    context = {
        "rows": listed,
        "now": clock.now(),
        "turn": turn,
        "counts": counts,
        "total": sum(counts.values()),
        "first": listed[0].project if turn == Project.Turn.COACH and listed else None,
        "tabs": [
            {
                "label": words[key],
                "url": reverse("workplace:queue") + (f"?daftar={key}" if key else ""),
                "count": counts[each],
                "current": each == turn,
            }
            for key, each in LISTS.items()
        ],
    }
    return render(request, "workplace/queue.html", context)


@operation
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent on one side, the answer on the other; after answering on to the next that waits."""
    project = coached(request, pk)
    note_reads(request, [project.row.enrolment.person_id])
    versions = queries.history(project)
    waiting = versions[0] if versions and versions[0].state == Submission.State.SENT else None
    form = AnswerForm(request.POST or None, part=waiting.of if waiting else project.now)
    place = queries.place_of(request.user, project)
    if request.method == "POST" and form.is_valid():
        try:
            sent = services.answer(
                project=project, accepted=form.accepted, note=form.cleaned_data["note"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said(sent, project.row.enrolment.name))
            following = place.after or place.before
            return redirect("workplace:assess", following) if following else redirect("workplace:queue")
    context = assess_page(request, project, versions, waiting) | {"form": form, "place": place}
    return render(request, "workplace/assess.html", context, status=422 if form.errors else 200)


def assess_page(
    request: HttpRequest, project: Project, versions: list[Submission], waiting: Submission | None
) -> dict[str, Any]:
    shown = waiting or (versions[0] if versions else None)
    enrolment = project.row.enrolment
    return {
        "project": project,
        "row": project.row,
        "enrolment": enrolment,
        "submission": shown,
        "waiting": waiting,
        "answers": queries.compared(shown, versions) if shown else [],
        "agreed": [
            (each, queries.answers(each.of, each.content))
            for each in versions
            if each.state == Submission.State.ACCEPTED and shown and each.pk != shown.pk
        ],
        "versions": versions,
        "may_take_back": queries.last_accepted(project) is not None,
        "coaches": queries.coaches_of(enrolment.cohort, [enrolment])[enrolment.pk],
        "crumbs": [(_("Bimbingan"), reverse("workplace:queue")), (enrolment.name, "")],
    }


def said(sent: Submission, name: str) -> str:
    words = _("%(part)s %(name)s dikembalikan dengan saran.")
    if sent.state == Submission.State.ACCEPTED:
        words = _("Aktualisasi %(name)s terverifikasi.") if sent.of.needs_note else _("%(part)s %(name)s disetujui.")
    return words % {"part": sent.of.title, "name": name}


def coached(request: HttpRequest, pk: int) -> Project:
    """The project, if it is this person's to answer; else 404."""
    mine = Project.objects.visible_to(request.user).coached_by(request.user)
    project = get_object_or_404(mine.select_related(*OF_PAGE), pk=pk)
    timezone.activate(clock.zone_of(project.row.enrolment.cohort.agency))
    return project


@operation
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the latest acceptance back, with the reason: the page that asks, then the act. For coach and organizers."""
    project = get_object_or_404(Project.objects.visible_to(request.user).select_related(*OF_PAGE), pk=pk)
    accepted = queries.last_accepted(project)
    is_coach = policies.is_coach(request.user, project)
    form = TakeBackForm(request.POST or None)
    enrolment = project.row.enrolment
    back = (
        reverse("workplace:assess", args=[pk])
        if is_coach
        else reverse("workplace:cohort", args=[enrolment.cohort.slug])
    )
    if accepted is None or not policies.may_take_back(request.user, project):
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        try:
            services.take_back(project=project, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Penerimaan ditarik. %(name)s diberi tahu.") % {"name": enrolment.name})
            return redirect(back)
    note_reads(request, [enrolment.person_id])
    context = {
        "form": form,
        "project": project,
        "enrolment": enrolment,
        "accepted": accepted,
        "back": back,
        "crumbs": [(enrolment.name, back), (_("Tarik"), "")],
    }
    return render(request, "workplace/take_back.html", context, status=422 if form.errors else 200)
