"""Reading and writing in a discussion: an experience with its replies, and what one may do with a post."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.courseware.models import Activity
from bangkom.learning import policies, queries, services
from bangkom.learning.forms import EditExperienceForm, EditReplyForm, ExperienceForm, ReplyForm, ReportForm
from bangkom.learning.models import Post
from bangkom.learning.views.discussion import Place, name_of, opens_on, place_of
from bangkom.learning.views.lessons import one_of, own_enrolment
from bangkom.programmes.requirements import evaluate


@operation
def share(request: HttpRequest, enrolment_id: int, module_id: int, key: str) -> HttpResponse:
    """A participant writes an experience."""
    enrolment = own_enrolment(request, enrolment_id, module_id)
    found = one_of(queries.outline(enrolment, module_id), key)
    if found.kind != Activity.Kind.DISCUSSION:
        raise Http404
    opens = opens_on(enrolment, found)
    if not policies.may_learn(enrolment) or (opens and opens > clock.today(enrolment.cohort.agency)):
        return redirect("learning:activity", enrolment_id, module_id, key)
    return share_page(request, Place(request.user, enrolment.cohort, found, enrolment))


def share_page(request: HttpRequest, place: Place) -> HttpResponse:
    form = ExperienceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.share_experience(
                cohort=place.cohort, activity=place.activity, text=form.cleaned_data["text"], by=request.user
            )
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Pengalaman Anda terkirim.") + left_to_do(place))
            return redirect(place.url)
    context = {"form": form, "title": _("Tulis pengalaman"), "label": _("Kirim pengalaman")}
    return form_page(request, place, context)


@operation
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """An experience with its replies; who may read it may reply."""
    found = post_for(request, pk)
    if found.is_reply:
        raise Http404
    place = place_of(request, found)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = services.reply(thread=found, text=form.cleaned_data["text"], by=request.user)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Tanggapan Anda terkirim.") + left_to_do(place))
            return redirect("learning:post", sent.pk)
    replies = queries.replies_to(found, request.user, moderates=place.moderates)
    page = queries.page_of(replies, request.GET.get("halaman", 1))
    context = {
        "place": place,
        "name": name_of(found),
        "shown": place.shown(found),
        "page": page,
        "replies": [place.shown(post) for post in page.object_list],
        "form": form,
        "crumbs": place.crumbs,
    }
    return render(request, "learning/thread.html", context, status=422 if form.errors else 200)


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to a post where it stands in its thread."""
    found = post_for(request, pk)
    place = place_of(request, found)
    number = queries.page_with(found, request.user, moderates=place.moderates)
    address = reverse("learning:thread", args=[found.thread_pk])
    return redirect(f"{address}{f'?halaman={number}' if number > 1 else ''}#tulisan-{found.pk}")


@operation
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = post_for(request, pk)
    place = place_of(request, found)
    if found.author_id != request.user.pk:
        raise Http404
    kind = EditReplyForm if found.is_reply else EditExperienceForm
    form = kind(request.POST or None, initial={"text": found.text, "wording": found.wording})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.edit_post(post=found, text=data["text"], seen=data["wording"], by=request.user)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Perubahan disimpan."))
            return redirect("learning:post", pk)
    if request.method == "GET" and not policies.may_edit(request.user, found):
        messages.info(request, _("Tulisan ini tidak bisa diubah lagi."))
        return redirect("learning:post", pk)
    context = {"form": form, "title": _("Ubah tulisan"), "label": _("Simpan"), "back": post_url(found)}
    return form_page(request, place, context)


@operation
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take the own words back. The page says what that does to one's condition."""
    found = post_for(request, pk)
    place = place_of(request, found)
    if found.author_id != request.user.pk:
        raise Http404
    if found.deleted_at is not None:
        return redirect(place.url)
    if request.method == "POST":
        services.delete_post(post=found, by=request.user)
        messages.success(request, _("Tulisan Anda dihapus."))
        return redirect("learning:thread", found.thread_id) if found.is_reply else redirect(place.url)
    context = {
        "place": place,
        "post": found,
        "back": post_url(found),
        "counts": found.enrolment is not None and bool(queries.discussion_rows(found.enrolment, found.activity)),
        "refused": services.opens_a_passed_sheet(found),
        "crumbs": place.crumbs,
    }
    return render(request, "learning/post_delete.html", context)


@operation
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the moderators to look at somebody else's words."""
    found = post_for(request, pk)
    place = place_of(request, found)
    if found.author_id == request.user.pk or not found.is_standing:
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.report_post(post=found, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("Laporan terkirim. Panitia dan pengajar memeriksanya, lalu Anda diberi tahu."))
            return redirect("learning:post", pk)
    context = {
        "form": form,
        "place": place,
        "quoted": found,
        "name": name_of(found),
        "back": post_url(found),
        "crumbs": place.crumbs,
    }
    return render(request, "learning/post_report.html", context, status=422 if form.errors else 200)


def form_page(request: HttpRequest, place: Place, context: dict) -> HttpResponse:
    form = context["form"]
    context = {"back": place.url, "place": place, "crumbs": place.crumbs} | context
    return render(request, "learning/post_form.html", context, status=422 if form.errors else 200)


def post_for(request: HttpRequest, pk: int) -> Post:
    """A post that this person may read; 404 for any other."""
    posts = Post.objects.visible_to(request.user).select_related(
        "cohort__agency", "activity__version", "author", "enrolment", "thread"
    )
    return get_object_or_404(posts, pk=pk)


def post_url(of: Post) -> str:
    return reverse("learning:post", args=[of.pk])


def left_to_do(place: Place) -> str:
    """What the condition still asks for, after an act; empty where nothing is asked."""
    if place.enrolment is None:
        return ""
    for row in queries.discussion_rows(place.enrolment, place.activity):
        params = row.requirement.params
        if evaluate(row.requirement.kind, params, row.facts).met:
            return " " + _("Syarat diskusi terpenuhi.")
        if row.facts.get("posts", 0) < params["posts"]:
            return " " + _("Tulis juga pengalaman Anda sendiri.")
        return " " + _("Sekarang tanggapi pengalaman peserta lain.")
    return ""
