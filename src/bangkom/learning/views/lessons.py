from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.core import clock
from bangkom.core.formatting import format_date
from bangkom.core.operations import operation
from bangkom.courseware import queries as courseware
from bangkom.courseware.blocks import Block
from bangkom.courseware.models import Activity, Picture
from bangkom.courseware.serving import attachment_response, picture_response
from bangkom.learning import policies, queries, services
from bangkom.learning.models import Attempt
from bangkom.learning.views import discussion

LESSON = Activity.Kind.LESSON


@require_safe
def activity(request: HttpRequest, enrolment_id: int, module_id: int, key: str) -> HttpResponse:
    """A lesson, a discussion, or the page from which a quiz is begun.

    What has not opened leads back to the room, with its day.
    """
    enrolment = own_enrolment(request, enrolment_id, module_id)
    order = queries.outline(enrolment, module_id, shown=key)
    found = one_of(order, key)
    if not policies.may_learn(enrolment):
        return redirect("learning:room", enrolment.pk)
    opens_on = discussion.opens_on(enrolment, found)
    if opens_on and opens_on > clock.today(enrolment.cohort.agency):
        opens = format_date(opens_on, "hari")
        messages.info(request, _("%(title)s dibuka %(day)s.") % {"title": found.title, "day": opens})
        return redirect("learning:room", enrolment.pk)
    at = order.index(found)
    context = {
        "enrolment": enrolment,
        "activity": found,
        "version": found.version,
        "place": at + 1,
        "places": len(order),
        "previous": link(enrolment, order[at - 1]) if at else None,
        "next": link(enrolment, order[at + 1]) if at + 1 < len(order) else None,
        "crumbs": crumbs(enrolment),
        "outline": [link(enrolment, each) | {"done": is_done(each), "current": each is found} for each in order],
    }
    if found.kind == LESSON:
        return lesson(request, enrolment, found, context)
    if found.kind == Activity.Kind.DISCUSSION:
        return discussed(request, enrolment, found, context)
    return quiz_start(request, enrolment, found, context)


def lesson(request: HttpRequest, enrolment: Enrolment, found: Activity, context: dict) -> HttpResponse:
    if not found.opened:
        services.open_lesson(enrolment=enrolment, activity=found)
    found.blocks, found.sources = found.shown_blocks, found.shown_sources
    context |= {"blocks": blocks_for(enrolment, found), "sources": courseware.source_lines(found)}
    return render(request, "learning/lesson.html", context)


def blocks_for(enrolment: Enrolment, activity: Activity) -> list[Block]:
    """The parts of a lesson or discussion with the addresses of their pictures and files for this person."""
    picture = reverse("learning:picture", args=[enrolment.pk, 0])
    attachment = reverse("learning:attachment", args=[enrolment.pk, 0])
    return courseware.shown_blocks(
        activity,
        lambda number: picture.replace("/0/", f"/{number}/"),
        lambda number: attachment.replace("/0/", f"/{number}/"),
    )


def discussed(request: HttpRequest, enrolment: Enrolment, found: Activity, context: dict) -> HttpResponse:
    found.blocks, found.sources = found.shown_blocks, found.shown_sources
    context |= {"blocks": blocks_for(enrolment, found), "sources": courseware.source_lines(found)}
    place = discussion.Place(request.user, enrolment.cohort, found, enrolment)
    return discussion.overview(request, place, context)


def quiz_start(request: HttpRequest, enrolment: Enrolment, found: Activity, context: dict) -> HttpResponse:
    attempts = list(Attempt.objects.filter(enrolment=enrolment, activity=found, state=Attempt.State.SUBMITTED))
    most = (found.rule or {}).get("max_attempts")
    context |= {
        "attempts": attempts,
        "passed": found.row_state == "met",
        "most": most,
        "left": None if most is None else max(0, most - len(attempts)),
    }
    return render(request, "learning/quiz_start.html", context)


@require_POST
@operation
def complete(request: HttpRequest, enrolment_id: int, module_id: int, key: str) -> HttpResponse:
    enrolment = own_enrolment(request, enrolment_id, module_id)
    order = queries.outline(enrolment, module_id)
    found = one_of(order, key)
    if found.kind != LESSON:
        raise Http404
    services.complete_lesson(enrolment=enrolment, activity=found, by=request.user)
    following = order[order.index(found) + 1 :]
    if following:
        return redirect(link(enrolment, following[0])["url"])
    messages.success(request, _("%(title)s selesai. Itu kegiatan terakhir modul ini.") % {"title": found.title})
    return redirect("learning:room", enrolment.pk)


@require_safe
def picture(request: HttpRequest, enrolment_id: int, picture_id: int) -> HttpResponse:
    """A picture, for whom the cohort learns a version that shows it."""
    enrolment = get_object_or_404(Enrolment.objects.own(request.user), pk=enrolment_id)
    found = get_object_or_404(Picture.objects.select_related("file"), pk=picture_id)
    if not queries.shows_picture(enrolment, found):
        raise Http404
    return picture_response(request, found)


@require_safe
def attachment(request: HttpRequest, enrolment_id: int, attachment_id: int) -> HttpResponse:
    """A file, recording or film, for whom the cohort learns a version that shows it."""
    enrolment = get_object_or_404(Enrolment.objects.own(request.user), pk=enrolment_id)
    found = get_object_or_404(queries.attachments_shown_to(enrolment), pk=attachment_id)
    return attachment_response(request, found)


def own_enrolment(request: HttpRequest, enrolment_id: int, module_id: int) -> Enrolment:
    enrolment = queries.own_enrolment(request.user, enrolment_id, module_id)
    if enrolment is None:
        raise Http404
    timezone.activate(clock.zone_of(enrolment.cohort.agency))
    return enrolment


def one_of(order: list[Activity], key: str) -> Activity:
    for each in order:
        if each.key == key:
            return each
    raise Http404


def link(enrolment: Enrolment, to: Activity) -> dict[str, str]:
    return {
        "title": to.title,
        "url": reverse("learning:activity", args=[enrolment.pk, to.version.module_id, to.key]),
    }


def is_done(activity: Activity) -> bool:
    """Read, or passed."""
    return activity.completed_at is not None or activity.row_state == SheetRow.State.MET


def crumbs(enrolment: Enrolment) -> list[tuple[str, str]]:
    """The way back; the page's own name is its heading."""
    room = reverse("learning:room", args=[enrolment.pk])
    return [(_("Belajar"), reverse("learning:list")), (enrolment.cohort.name, room)]
