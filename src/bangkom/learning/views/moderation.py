"""The discussions of a cohort for those who guide it: reports, hiding, showing again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bangkom.cohorts import queries as cohorts
from bangkom.cohorts.frame import frame
from bangkom.cohorts.models import Cohort
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.learning import policies, queries, services
from bangkom.learning.forms import HideForm
from bangkom.learning.models import Post, guided_by, moderated_by
from bangkom.learning.views.discussion import COHORT_ROLES, Place, name_of, place_of
from bangkom.learning.views.posts import post_for, post_url, share_page

HERE = "learning:discussions"


@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The discussions of a cohort, what was reported, what is hidden."""
    cohort = cohort_guided_by(request, slug)
    moderates = moderated_by(request.user).filter(pk=cohort.pk).exists()
    context = around(request, cohort) | {"discussions": queries.discussions_of(cohort), "moderates": moderates}
    if moderates:
        context |= {
            "reported": [reported(post) for post in queries.reported_posts(cohort)],
            "hidden": [{"post": post, "name": name_of(post)} for post in queries.hidden_posts(cohort)],
            "settled": [{"report": each, "name": name_of(each.post)} for each in queries.settled_reports(cohort)],
        }
    return render(request, "learning/discussions.html", context)


def reported(post: Post) -> dict[str, Any]:
    return {"post": post, "name": name_of(post), "reports": post.open_reports, "former": list(post.former_texts.all())}


@require_safe
def discussion(request: HttpRequest, slug: str, module_id: int, key: str) -> HttpResponse:
    """One discussion for those who guide the cohort: they read and write along."""
    cohort = cohort_guided_by(request, slug)
    place = staff_place(request, cohort, module_id, key)
    page = place.threads(request)
    context = around(request, cohort) | {
        "activity": place.activity,
        "version": place.activity.version,
        # Pictures and files are given to participants and authors; others of the cohort read the words.
        "blocks": [block for block in place.activity.blocks if block["kind"] == "text"],
        "page": page,
        "threads": [place.shown(post) for post in page.object_list],
        "share_url": place.share_url,
    }
    return render(request, "learning/staff_discussion.html", context)


@operation
def staff_share(request: HttpRequest, slug: str, module_id: int, key: str) -> HttpResponse:
    cohort = cohort_guided_by(request, slug)
    return share_page(request, staff_place(request, cohort, module_id, key))


@operation
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide a post with the reason that its author reads: the page that asks, then the act."""
    found = moderated_post(request, pk)
    if not found.is_standing:
        return redirect("learning:post", pk)
    place = place_of(request, found)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.hide_post(post=found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("Tulisan disembunyikan. Penulisnya diberi tahu alasannya."))
            return redirect(HERE, found.cohort.slug)
    context = {
        "form": form,
        "quoted": found,
        "name": name_of(found),
        "counts": found.enrolment is not None and bool(queries.discussion_rows(found.enrolment, found.activity)),
        "passed": services.opens_a_passed_sheet(found),
        "back": post_url(found),
        "crumbs": place.crumbs,
    }
    return render(request, "learning/post_hide.html", context, status=422 if form.errors else 200)


@require_POST
@operation
def show(request: HttpRequest, pk: int) -> HttpResponse:
    found = moderated_post(request, pk)
    services.show_post(post=found, by=request.user)
    messages.success(request, _("Tulisan ditampilkan lagi. Penulisnya diberi tahu."))
    return redirect(HERE, found.cohort.slug)


@require_POST
@operation
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle the reports of a post and leave it where it is."""
    found = moderated_post(request, pk)
    settled = services.keep_post(post=found, by=request.user)
    words = ngettext(
        "%(n)s laporan ditutup. Tulisannya tetap ditampilkan.",
        "%(n)s laporan ditutup. Tulisannya tetap ditampilkan.",
        settled,
    )
    messages.success(request, words % {"n": settled})
    return redirect(HERE, found.cohort.slug)


def cohort_guided_by(request: HttpRequest, slug: str) -> Cohort:
    """The cohort, if this person guides it; else 404."""
    found = get_object_or_404(cohorts.for_page(guided_by(request.user)), slug=slug)
    timezone.activate(clock.zone_of(found.agency))
    return found


def moderated_post(request: HttpRequest, pk: int) -> Post:
    """A post, if this person moderates its discussion; 403 for whoever may only read it."""
    found = post_for(request, pk)
    if not policies.may_moderate(request.user, found):
        raise PermissionDenied
    return found


def staff_place(request: HttpRequest, cohort: Cohort, module_id: int, key: str) -> Place:
    for activity in queries.discussions_of(cohort):
        if (activity.version.module_id, activity.key) == (module_id, key):
            return Place(request.user, cohort, activity, None)
    raise Http404


def around(request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
    """What the pages of a cohort show around their part; a coach without another role has no other tabs to go to."""
    context = frame(request, cohort, HERE)
    if not request.user.has_role(*COHORT_ROLES):
        context |= {"tabs": [tab for tab in context["tabs"] if tab["current"]], "crumbs": [(cohort.name, "")]}
    return context
