"""The experience discussion of a cohort, as its people and its moderators read it."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce

from bangkom.cohorts.models import Cohort, CohortStaff, CohortStage, Enrolment, PinnedModule, SheetRow
from bangkom.core.models import User
from bangkom.courseware.models import Activity
from bangkom.learning.models import FormerText, Post, Report, moderated_by
from bangkom.programmes.models import Requirement

DISCUSSION = Activity.Kind.DISCUSSION
POSTS_ON_A_PAGE = 20
MOST_SETTLED = 20


def participant(user: User, cohort: Cohort, activity: Activity) -> Enrolment | None:
    """The person's own place in a cohort, unless the person has left; as `opens_on` the first day of the discussion.

    That is the day on which the stage begins that asks for it; where none does, the first that needs its module. One
    query.
    """
    curriculum = OuterRef(OuterRef("cohort__curriculum"))
    needs = Requirement.objects.filter(stage__curriculum=curriculum, module=activity.version.module_id)
    named = needs.filter(kind=Requirement.Kind.DISCUSSION, activity_key=activity.key)
    dates = CohortStage.objects.filter(cohort=OuterRef("cohort")).order_by("starts_on").values("starts_on")
    own = Enrolment.objects.own(user).taking_part().filter(cohort=cohort)
    return (
        own.select_related("cohort__agency")
        .annotate(
            opens_on=Coalesce(
                Subquery(dates.filter(stage__in=named.values("stage"))[:1]),
                Subquery(dates.filter(stage__in=needs.values("stage"))[:1]),
            )
        )
        .first()
    )


def part_of(user: User, cohort: Cohort) -> str:
    """As what somebody who is no participant writes in a cohort (`Post.Part`); empty for a stranger.

    Whoever teaches is marked as that, whatever else the person does here; an organizer writes as the committee.
    """
    parts = set(CohortStaff.objects.filter(cohort=cohort, person__user=user).values_list("part", flat=True))
    for part in (Post.Part.TRAINER, Post.Part.COACH, Post.Part.COMMITTEE):
        if part in parts:
            return part
    runs = Cohort.objects.run_by(user).filter(pk=cohort.pk).exists()
    return Post.Part.COMMITTEE if runs else ""


def is_discussed(cohort: Cohort, activity: Activity) -> bool:
    """Whether the cohort learns the very version that holds this discussion."""
    pinned = PinnedModule.objects.filter(cohort=cohort, version=activity.version_id)
    return activity.kind == DISCUSSION and pinned.exists()


def discussions_of(cohort: Cohort) -> list[Activity]:
    """The discussions of a cohort in order, with how much was written: `experiences`, `replies`; one query."""
    standing = Post.objects.filter(cohort=cohort, activity=OuterRef("pk")).standing().order_by().values("activity")
    pinned = PinnedModule.objects.filter(cohort=cohort)
    written = standing.annotate(n=Count("pk")).values("n")
    return list(
        Activity.objects.filter(version__in=pinned.values("version"), kind=DISCUSSION)
        .select_related("version")
        .annotate(
            experiences=Coalesce(Subquery(written.filter(thread__isnull=True)), 0),
            replies=Coalesce(Subquery(written.filter(thread__isnull=False)), 0),
        )
        .order_by("version__title", "version__module", "position")
    )


def discussion_rows(enrolment: Enrolment, activity: Activity) -> list[SheetRow]:
    """The rows of the sheet that writing in this discussion meets."""
    rows = enrolment.sheet.filter(
        requirement__kind=Requirement.Kind.DISCUSSION,
        requirement__module=activity.version.module_id,
        requirement__activity_key=activity.key,
    )
    return list(rows.select_related("requirement"))


def _counted(enrolment: Enrolment, activity: Activity) -> QuerySet[Post]:
    """What counts of a person: the own experiences, and replies to those of others."""
    own = Post.objects.filter(enrolment=enrolment, activity=activity).standing()
    return own.exclude(thread__author=F("author"))


def contributions(enrolment: Enrolment, activity: Activity, without: Post | None = None) -> dict[str, int]:
    """The facts of a discussion: {"posts", "replies"}; as if `without` were taken down."""
    counted = _counted(enrolment, activity)
    if without is not None:
        counted = counted.exclude(pk=without.pk)
    return counted.aggregate(posts=Count("pk", Q(thread__isnull=True)), replies=Count("pk", Q(thread__isnull=False)))


def last_contribution(enrolment: Enrolment, activity: Activity) -> dt.datetime | None:
    """When the last of what counts was written."""
    return _counted(enrolment, activity).aggregate(last=Max("written_at"))["last"]


def page_of(rows: QuerySet[Post], number: str | int, size: int = POSTS_ON_A_PAGE) -> Page:
    """One page of a list together with how many there are, in one query; the last page where there are fewer."""
    at = int(number) if str(number).isdecimal() and 0 < int(number) < 10_000 else 1
    found = list(rows.annotate(listed=Window(Count("pk")))[(at - 1) * size : at * size])
    if not found and at > 1:
        last = Paginator(rows, size).num_pages
        return page_of(rows, last if last < at else 1, size)
    page = Paginator(range(found[0].listed if found else 0), size).get_page(at)
    page.object_list = found
    return page


def threads(cohort: Cohort, activity: Activity, reader: User, *, moderates: bool) -> QuerySet[Post]:
    """The experiences, newest first, each with `answers`, the number of replies that stand.

    What was taken down stays in the list where somebody answered it, for its author as long as it is only hidden, and
    for moderators.
    """
    replies = Post.objects.filter(thread=OuterRef("pk")).standing().order_by()
    kept = Q(deleted_at__isnull=True) if moderates else Q(deleted_at__isnull=True, author=reader)
    standing = Q(deleted_at__isnull=True, hidden_at__isnull=True)
    return (
        Post.objects.of(cohort.pk, activity.pk)
        .filter(standing | kept | Exists(replies), thread__isnull=True)
        .select_related("author", "enrolment")
        .annotate(answers=Coalesce(Subquery(replies.values("thread").annotate(n=Count("pk")).values("n")), 0))
        .order_by("-written_at", "-pk")
    )


def replies_to(thread: Post, reader: User, *, moderates: bool) -> QuerySet[Post]:
    """The replies in the order they came. What was taken down is left out, but not for its author or a moderator."""
    kept = Q(deleted_at__isnull=True) if moderates else Q(deleted_at__isnull=True, author=reader)
    standing = Q(deleted_at__isnull=True, hidden_at__isnull=True)
    return thread.replies.filter(standing | kept).select_related("author", "enrolment").order_by("written_at", "pk")


def page_with(post: Post, reader: User, *, moderates: bool) -> int:
    """The page of its thread on which a reply stands, counted from 1."""
    if not post.is_reply:
        return 1
    before = Q(written_at__lt=post.written_at) | Q(written_at=post.written_at, pk__lt=post.pk)
    earlier = replies_to(post.thread, reader, moderates=moderates).filter(before).count()
    return earlier // POSTS_ON_A_PAGE + 1


@dataclass(frozen=True)
class WaitingReports:
    """Reported posts of one cohort that nobody has looked at: how many, and since when the oldest waits."""

    slug: str
    cohort: str
    programme: str
    count: int
    oldest: dt.datetime


def waiting_reports(user: User) -> list[WaitingReports]:
    """For each cohort that a person moderates, the reported posts to be looked at, longest waiting first; one query."""
    cohort = "post__cohort"
    rows = (
        Report.objects.filter(state=Report.State.OPEN, post__cohort__in=moderated_by(user))
        .order_by()
        .values(f"{cohort}__slug", f"{cohort}__name", f"{cohort}__curriculum__programme__title")
        .annotate(n=Count("post", distinct=True), oldest=Min("reported_at"))
        .order_by("oldest")
    )
    return [
        WaitingReports(
            slug=row[f"{cohort}__slug"],
            cohort=row[f"{cohort}__name"],
            programme=row[f"{cohort}__curriculum__programme__title"],
            count=row["n"],
            oldest=row["oldest"],
        )
        for row in rows
    ]


def reported_posts(cohort: Cohort) -> list[Post]:
    """The posts with open reports, the longest waiting first, each with `open_reports` and its former texts."""
    waiting = Report.objects.filter(state=Report.State.OPEN).select_related("reporter")
    return list(
        Post.objects.filter(cohort=cohort, reports__state=Report.State.OPEN)
        .annotate(oldest=Min("reports__reported_at"))
        .select_related("author", "enrolment", "activity__version", "thread")
        .prefetch_related(
            Prefetch("reports", waiting, to_attr="open_reports"),
            Prefetch("former_texts", FormerText.objects.order_by("replaced_at", "pk")),
        )
        .order_by("oldest", "pk")
    )


def hidden_posts(cohort: Cohort) -> list[Post]:
    """What is hidden now, the latest first."""
    hidden = Post.objects.filter(cohort=cohort, hidden_at__isnull=False, deleted_at__isnull=True)
    return list(hidden.select_related("author", "enrolment", "hidden_by", "activity").order_by("-hidden_at"))


def settled_reports(cohort: Cohort) -> list[Report]:
    """The last reports that were looked at, the latest first."""
    settled = Report.objects.filter(post__cohort=cohort).exclude(state=Report.State.OPEN)
    return list(
        settled.select_related("post__author", "post__enrolment", "decided_by").order_by("-decided_at", "-pk")[
            :MOST_SETTLED
        ]
    )
