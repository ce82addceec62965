from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.courseware import services
from bangkom.courseware.items import ITEM_TYPES
from bangkom.courseware.models import Activity, Item
from bangkom.courseware.views.common import activity_crumbs, ask_first, authors, draft_activity, refuse, show

QUIZ = Activity.Kind.QUIZ


@authors
@operation
def add_item(request: HttpRequest, pk: int, key: str, kind: str) -> HttpResponse:
    activity = draft_activity(request, pk, key, QUIZ)
    if kind not in ITEM_TYPES:
        raise Http404
    form = ITEM_TYPES[kind].form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        item = services.save_item(activity=activity, kind=kind, by=request.user, **_words(form))
        messages.success(request, _("Soal disimpan."))
        if "lagi" in request.POST:
            return redirect("courseware:add_item", pk, key, kind)
        return redirect(reverse("courseware:activity", args=[pk, key]) + f"#soal-{item.key}")
    return _page(request, activity, form, kind, _("Soal baru"))


@authors
@operation
def change_item(request: HttpRequest, pk: int, key: str, item: str) -> HttpResponse:
    activity = draft_activity(request, pk, key, QUIZ)
    found = _item(activity, item)
    item_type = ITEM_TYPES[found.kind]
    initial = {"prompt": found.prompt, "feedback": found.feedback, "points": found.points}
    form = item_type.form(request.POST or None, initial=initial | item_type.form.initial_of(found.body))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_item(
                activity=activity,
                kind=found.kind,
                item=found,
                by=request.user,
                seen=request.POST.get("seen", ""),
                **_words(form),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Soal disimpan."))
            return redirect(reverse("courseware:activity", args=[pk, key]) + f"#soal-{found.key}")
    return _page(request, activity, form, found.kind, _("Ubah soal"), found)


@authors
@require_POST
@operation
def move_item(request: HttpRequest, pk: int, key: str, item: str) -> HttpResponse:
    found = _item(draft_activity(request, pk, key, QUIZ), item)
    services.move_item(item=found, up=request.POST.get("arah") == "naik", by=request.user)
    return redirect(reverse("courseware:activity", args=[pk, key]) + f"#soal-{item}")


@authors
@operation
def remove_item(request: HttpRequest, pk: int, key: str, item: str) -> HttpResponse:
    activity = draft_activity(request, pk, key, QUIZ)
    found = _item(activity, item)
    back = reverse("courseware:activity", args=[pk, key])
    if request.method == "POST":
        services.remove_item(item=found, by=request.user)
        messages.success(request, _("Soal dihapus dari kuis."))
        return redirect(back)
    return ask_first(
        request,
        title=_("Hapus soal ini?"),
        words=found.prompt,
        label=_("Hapus soal"),
        back=back,
        way=activity_crumbs(activity, (_("Hapus soal"), "")),
    )


def _item(activity: Activity, key: str) -> Item:
    found = get_object_or_404(activity.items, key=key)
    found.activity = activity
    return found


def _words(form) -> dict:  # type: ignore[no-untyped-def]
    data = form.cleaned_data
    return {
        "prompt": data["prompt"],
        "feedback": data["feedback"],
        "points": data["points"],
        "body": form.body(),
    }


def _page(request: HttpRequest, activity: Activity, form, kind: str, title: str, item: Item | None = None):  # type: ignore[no-untyped-def]
    context = {
        "form": form,
        "item_type": ITEM_TYPES[kind],
        "title": title,
        "item": item,
        "seen": services.fingerprint(item) if item else "",
        "back": reverse("courseware:activity", args=[activity.version.module.pk, activity.key]),
        "crumbs": activity_crumbs(activity, (title, "")),
    }
    return show(request, "courseware/item.html", context)
