from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bangkom.core import lists
from bangkom.core.errors import Refused
from bangkom.core.lists import ListColumn
from bangkom.core.operations import operation
from bangkom.courseware import forms, policies, queries, services
from bangkom.courseware.items import ITEM_TYPES
from bangkom.courseware.models import Activity
from bangkom.courseware.views.common import (
    activity_crumbs,
    ask_first,
    attachment_url,
    authors,
    crumbs,
    draft_activity,
    module_for,
    picture_url,
    refuse,
    show,
)

PAGE_SIZE = 25
MODULE_COLUMNS = (
    ListColumn(gettext_lazy("Judul"), lambda each: each.title),
    ListColumn(gettext_lazy("Instansi"), lambda each: each.agency.name),
    ListColumn(gettext_lazy("Versi terbit"), lambda each: each.published.number if each.published else None),
    ListColumn(gettext_lazy("Kegiatan terbit"), lambda each: each.published_activities),
    ListColumn(gettext_lazy("Versi draf"), lambda each: each.draft.number if each.draft else None),
    ListColumn(gettext_lazy("Kegiatan draf"), lambda each: each.draft_activities),
)
LESSON, QUIZ, DISCUSSION = Activity.Kind.LESSON, Activity.Kind.QUIZ, Activity.Kind.DISCUSSION
NEW = {
    LESSON: gettext_lazy("Pelajaran baru"),
    QUIZ: gettext_lazy("Kuis baru"),
    DISCUSSION: gettext_lazy("Diskusi baru"),
}


@authors
def module_list(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("cari", "").strip()
    found = queries.modules_for_list(request.user, search)
    if file := lists.download(request, found, MODULE_COLUMNS, name="modul", title=_("Modul")):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("halaman"))
    return render(request, "courseware/list.html", {"page": page, "search": search})


@authors
@operation
def create(request: HttpRequest) -> HttpResponse:
    form = forms.NewModuleForm(request.POST or None, agencies=policies.agencies_to_write_for(request.user))
    if request.method == "POST" and form.is_valid():
        module = services.create_module(by=request.user, **form.cleaned_data)
        messages.success(request, _("Modul dibuat. Tambahkan pelajaran pertama."))
        return redirect("courseware:module", module.pk)
    context = {
        "form": form,
        "title": _("Modul baru"),
        "back": reverse("courseware:list"),
        "crumbs": crumbs(None, (_("Modul baru"), "")),
    }
    return show(request, "courseware/form.html", context)


@authors
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A module: its draft if there is one, else what is published; all versions; the way to publish."""
    module = module_for(request, pk)
    shown = module.draft or module.published
    shown.module = module
    activities = queries.with_items(shown)
    for each in activities:
        each.lacks = len(queries.activity_faults(each)) if module.draft else 0
    context = {
        "module": module,
        "version": shown,
        "activities": activities,
        "is_draft": module.draft is not None,
        "minutes": sum(activity.minutes for activity in activities),
        "versions": module.versions.select_related("published_by").prefetch_related("activities"),
        "crumbs": crumbs(module),
    }
    return render(request, "courseware/module.html", context)


@authors
@require_POST
@operation
def start_draft(request: HttpRequest, pk: int) -> HttpResponse:
    module = module_for(request, pk)
    draft = services.start_draft(module=module, by=request.user)
    messages.success(
        request, _("Draf versi %(number)s siap diubah. Versi yang terbit tetap dipakai.") % {"number": draft.number}
    )
    return redirect("courseware:module", pk)


@authors
@operation
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    module = module_for(request, pk)
    if module.draft is None:
        raise Http404
    initial = {"title": module.draft.title, "summary": module.draft.summary}
    form = forms.VersionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.describe_version(
                version=module.draft, by=request.user, seen=request.POST.get("seen", ""), **form.cleaned_data
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Keterangan modul disimpan."))
            return redirect("courseware:module", pk)
    context = {
        "form": form,
        "title": _("Keterangan modul"),
        "seen": services.fingerprint(module.draft),
        "back": reverse("courseware:module", args=[pk]),
        "crumbs": crumbs(module, (_("Keterangan"), "")),
    }
    return show(request, "courseware/form.html", context)


@authors
@operation
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be published, what is still wrong, and the one act that freezes it."""
    module = module_for(request, pk)
    if module.draft is None:
        return redirect("courseware:module", pk)
    module.draft.module = module
    form = forms.PublishForm(request.POST or None, initial={"lock_version": module.draft.lock_version})
    if request.method == "POST" and form.is_valid():
        try:
            services.publish_version(version=module.draft, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
            form.data = form.data.copy()
            form.data["lock_version"] = module.draft.lock_version
        else:
            messages.success(request, _("Versi %(number)s terbit.") % {"number": module.draft.number})
            return redirect("courseware:module", pk)
    context = {
        "form": form,
        "module": module,
        "faults": queries.placed_faults(module.draft),
        "crumbs": crumbs(module, (_("Terbitkan"), "")),
    }
    return show(request, "courseware/publish.html", context)


@authors
@operation
def add_activity(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    module = module_for(request, pk)
    if module.draft is None or kind not in NEW:
        raise Http404
    form = forms.ActivityForm(request.POST or None)
    title = str(NEW[kind])
    if request.method == "POST" and form.is_valid():
        added = services.add_activity(version=module.draft, kind=kind, by=request.user, **form.cleaned_data)
        return redirect("courseware:activity", pk, added.key)
    context = {
        "form": form,
        "title": title,
        "back": reverse("courseware:module", args=[pk]),
        "crumbs": crumbs(module, (title, "")),
    }
    return show(request, "courseware/form.html", context)


@authors
def activity(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The workplace for one lesson, discussion or quiz of a draft."""
    found = draft_activity(request, pk, key)
    context = {
        "activity": found,
        "module": found.version.module,
        "faults": queries.activity_faults(found),
        "sources": queries.source_lines(found),
        "crumbs": activity_crumbs(found),
    }
    if found.kind in Activity.READ:
        context["blocks"] = queries.shown_blocks(found, picture_url, attachment_url)
        context["weight_now"], context["weight_later"] = queries.weight_of(found)
        return render(request, "courseware/lesson.html", context)
    context["items"] = [
        {"item": item, "type": ITEM_TYPES[item.kind], "faults": ITEM_TYPES[item.kind].faults(item.body)}
        for item in found.items.all()
    ]
    context["kinds"] = [{"kind": kind, "label": each.label} for kind, each in ITEM_TYPES.items()]
    return render(request, "courseware/quiz.html", context)


@authors
@operation
def describe_activity(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    found = draft_activity(request, pk, key)
    form_class = forms.LessonForm if found.kind == LESSON else forms.ActivityForm
    initial = {"title": found.title, "minutes": found.minutes, "sources": found.sources}
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.describe_activity(
                activity=found,
                by=request.user,
                seen=request.POST.get("seen", ""),
                **{"sources": found.sources} | form.cleaned_data,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Keterangan disimpan."))
            return redirect("courseware:activity", pk, key)
    context = {
        "form": form,
        "title": _("Keterangan %(title)s") % {"title": found.title},
        "seen": services.fingerprint(found),
        "back": reverse("courseware:activity", args=[pk, key]),
        "crumbs": activity_crumbs(found, (_("Keterangan"), "")),
    }
    return show(request, "courseware/form.html", context)


@authors
@require_POST
@operation
def move_activity(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    found = draft_activity(request, pk, key)
    services.move_activity(activity=found, up=request.POST.get("arah") == "naik", by=request.user)
    return redirect("courseware:module", pk)


@authors
@operation
def remove_activity(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    found = draft_activity(request, pk, key)
    if request.method == "POST":
        services.remove_activity(activity=found, by=request.user)
        messages.success(request, _("%(title)s dihapus dari draf.") % {"title": found.title})
        return redirect("courseware:module", pk)
    return ask_first(
        request,
        title=_("Hapus %(title)s?") % {"title": found.title},
        words=_("Isinya hilang dari draf ini. Versi yang sudah terbit tidak berubah."),
        label=_("Hapus dari draf"),
        back=reverse("courseware:activity", args=[pk, key]),
        way=activity_crumbs(found, (_("Hapus"), "")),
    )
