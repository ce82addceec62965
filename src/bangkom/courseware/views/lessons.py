"""The parts of a lesson or discussion: text and pictures here, files and films in `media`; moved and removed alike."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.courseware import forms, services
from bangkom.courseware.blocks import NAMES, Block
from bangkom.courseware.models import Activity
from bangkom.courseware.views import media
from bangkom.courseware.views.common import (
    activity_crumbs,
    ask_first,
    authors,
    block_of,
    block_page,
    block_url,
    draft_activity,
    picture_url,
    refuse,
    show,
)

READ = Activity.READ


@authors
@operation
def add_text(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    activity = draft_activity(request, pk, key, *READ)
    form = forms.TextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        block = services.add_text(activity=activity, by=request.user, **form.cleaned_data)
        messages.success(request, _("Teks ditambahkan."))
        return redirect(block_url(activity, block["id"]))
    return show(request, "courseware/text.html", block_page(activity, form, _("Teks baru")))


@authors
def add_picture(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The upload is checked and made small before the transaction begins, since that may take seconds."""
    activity = draft_activity(request, pk, key, *READ)
    form = forms.PictureForm(request.POST or None, request.FILES or None)
    ready = request.method == "POST" and form.is_valid()
    return _place_picture(request, activity, form, ready)


@operation
def _place_picture(request: HttpRequest, activity: Activity, form: forms.PictureForm, ready: bool) -> HttpResponse:
    module = activity.version.module
    if not ready:
        return show(request, "courseware/picture.html", block_page(activity, form, _("Gambar baru")))
    shrunk, words = form.cleaned_data["picture"], form.cleaned_data
    picture = services.store_picture(module=module, shrunk=shrunk, name=request.FILES["picture"].name, by=request.user)
    block = services.add_picture(
        activity=activity, picture=picture, alt=words["alt"], caption=words["caption"], by=request.user
    )
    messages.success(
        request,
        _("Gambar ditambahkan: %(kb)s KB setelah dikecilkan.") % {"kb": -(-len(shrunk.content) // 1024)},
    )
    return redirect(block_url(activity, block["id"]))


add_picture.is_operation = True  # its writing half is


@authors
def change_block(request: HttpRequest, pk: int, key: str, block: str) -> HttpResponse:
    activity = draft_activity(request, pk, key, *READ)
    found = block_of(activity, block)
    if found["kind"] in forms.MEDIA_FORMS:
        return media.change(request, activity, found)
    return _change_words(request, activity, found)


@operation
def _change_words(request: HttpRequest, activity: Activity, found: Block) -> HttpResponse:
    is_text = found["kind"] == "text"
    form_class = forms.TextForm if is_text else forms.PictureWordsForm
    form = form_class(request.POST or None, initial=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_block(
                activity=activity,
                block_id=found["id"],
                by=request.user,
                seen=request.POST.get("seen", ""),
                **form.cleaned_data,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(block_url(activity, found["id"]))
    context = block_page(activity, form, _("Ubah teks") if is_text else _("Ubah kata-kata gambar"), found)
    if not is_text:
        context["src"] = picture_url(found["picture"])
    return show(request, "courseware/text.html" if is_text else "courseware/picture.html", context)


change_block.is_operation = True  # its writing halves are


@authors
@require_POST
@operation
def move_block(request: HttpRequest, pk: int, key: str, block: str) -> HttpResponse:
    activity = draft_activity(request, pk, key, *READ)
    services.move_block(activity=activity, block_id=block, up=request.POST.get("arah") == "naik", by=request.user)
    return redirect(block_url(activity, block))


@authors
@operation
def remove_block(request: HttpRequest, pk: int, key: str, block: str) -> HttpResponse:
    activity = draft_activity(request, pk, key, *READ)
    back = reverse("courseware:activity", args=[pk, key])
    if request.method == "POST":
        services.remove_block(activity=activity, block_id=block, by=request.user)
        messages.success(request, _("Bagian dihapus."))
        return redirect(back)
    found = block_of(activity, block)
    return ask_first(
        request,
        title=_("Hapus bagian ini?"),
        words=_("Bagian ini hilang dari draf. Versi yang sudah terbit tidak berubah."),
        what=f"{NAMES[found['kind']]}: {_excerpt(found)}",
        label=_("Hapus bagian"),
        back=back,
        way=activity_crumbs(activity, (_("Hapus bagian"), "")),
    )


def _excerpt(block: Block) -> str:
    """What tells a part from its neighbours."""
    return Truncator(block.get("title") or block.get("text") or block.get("alt") or "").chars(120)
