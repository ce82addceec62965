"""The experience discussion: the page that lists it, and what its pages have in common."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bangkom.cohorts.models import Cohort, Enrolment, SheetRow
from bangkom.cohorts.queries import discussion_words
from bangkom.core import clock
from bangkom.core.models import Role, User
from bangkom.courseware.models import Activity
from bangkom.learning import policies, queries
from bangkom.learning.models import Post, moderated_by
from bangkom.programmes.models import Requirement

# Who may open the pages of a cohort around the discussion.
COHORT_ROLES = (Role.ORGANIZER, Role.ADMINISTRATOR, Role.TRAINER)


@dataclass(frozen=True)
class Place:
    """A discussion of a cohort, and as whom somebody reads it: a participant has an enrolment, others guide."""

    user: User
    cohort: Cohort
    activity: Activity
    enrolment: Enrolment | None

    @cached_property
    def moderates(self) -> bool:
        """A participant moderates nothing, not even one who organizes elsewhere."""
        return self.enrolment is None and moderated_by(self.user).filter(pk=self.cohort.pk).exists()

    @property
    def url(self) -> str:
        """The page that lists the experiences."""
        module, key = self.activity.version.module_id, self.activity.key
        if self.enrolment is not None:
            return reverse("learning:activity", args=[self.enrolment.pk, module, key])
        return reverse("learning:discussion", args=[self.cohort.slug, module, key])

    @property
    def share_url(self) -> str:
        module, key = self.activity.version.module_id, self.activity.key
        if self.enrolment is not None:
            return reverse("learning:share", args=[self.enrolment.pk, module, key])
        return reverse("learning:staff_share", args=[self.cohort.slug, module, key])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        here = (self.activity.title, self.url)
        if self.enrolment is not None:
            room = reverse("learning:room", args=[self.enrolment.pk])
            return [(_("Belajar"), reverse("learning:list")), (self.cohort.name, room), here]
        if not self.user.has_role(*COHORT_ROLES):
            return [(self.cohort.name, ""), here]
        return [
            (_("Angkatan"), reverse("cohorts:list")),
            (self.cohort.name, reverse("cohorts:detail", args=[self.cohort.slug])),
            here,
        ]

    def threads(self, request: HttpRequest) -> Page:
        found = queries.threads(self.cohort, self.activity, self.user, moderates=self.moderates)
        return queries.page_of(found, request.GET.get("halaman", 1))

    def shown(self, post: Post) -> dict[str, Any]:
        """A post as this reader sees it, with what the reader may do."""
        own = post.author_id == self.user.pk
        return {
            "post": post,
            "name": name_of(post),
            "unit": post.enrolment.unit_name if post.enrolment else "",
            "mark": "" if post.part == Post.Part.PARTICIPANT else post.get_part_display(),
            "own": own,
            "readable": post.deleted_at is None and (post.hidden_at is None or own or self.moderates),
            "may_edit": policies.may_edit(self.user, post),
            "may_delete": own and post.deleted_at is None,
            "may_report": not own and not self.moderates and post.is_standing,
            "may_hide": self.moderates and post.is_standing and not own,
            "may_show": self.moderates and post.hidden_at is not None and post.deleted_at is None,
        }


def name_of(post: Post) -> str:
    """Whose words these are: a participant as enrolled, others as their account says."""
    return post.enrolment.name if post.enrolment else post.author.name


def place_of(request: HttpRequest, post: Post) -> Place:
    """Where a post stands for this reader; 404 for a participant whose stage has not begun."""
    timezone.activate(clock.zone_of(post.cohort.agency))
    enrolment = queries.participant(request.user, post.cohort, post.activity)
    if enrolment is not None and enrolment.opens_on and enrolment.opens_on > clock.today(post.cohort.agency):
        raise Http404
    return Place(request.user, post.cohort, post.activity, enrolment)


def opens_on(enrolment: Enrolment, activity: Activity) -> dt.date | None:
    """From which day an activity of the outline is open: a discussion with the stage that asks for it."""
    own = activity.row_opens_on if activity.kind == Activity.Kind.DISCUSSION else None
    return own or enrolment.opens_on


def contribution_words(activity: Activity) -> str:
    """How much of what is asked a person has written; `activity` comes from the outline."""
    row = SheetRow(requirement=Requirement(params=activity.rule), facts=activity.facts or {})
    return discussion_words(row)


def overview(request: HttpRequest, place: Place, context: dict[str, Any]) -> HttpResponse:
    """A discussion as a participant sees it: what it is about, how far one is, the experiences of the others.

    `context` is that of every activity; the activity comes from the outline with its marks.
    """
    activity = place.activity
    rule, facts = activity.rule or {}, activity.facts or {}
    page = place.threads(request)
    context |= {
        "page": page,
        "threads": [place.shown(post) for post in page.object_list],
        "share_url": place.share_url,
        "words": contribution_words(activity) if rule else "",
        "met": activity.row_state == SheetRow.State.MET,
        "lacks_experience": facts.get("posts", 0) < rule.get("posts", 0) if rule else not activity.wrote,
        "lacks_replies": facts.get("replies", 0) < rule.get("replies", 0),
    }
    return render(request, "learning/discussion.html", context)
