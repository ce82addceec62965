"""Files, recordings and films of a lesson. Uploads are judged before the transaction begins: that takes a while."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.core.errors import Refused
from bangkom.core.formatting import format_size
from bangkom.core.operations import operation
from bangkom.courseware import forms, services
from bangkom.courseware.blocks import Block
from bangkom.courseware.models import Activity, Attachment
from bangkom.courseware.views.common import (
    attachment_url,
    authors,
    block_page,
    block_url,
    draft_activity,
    refuse,
    show,
)

ADD = {
    "file": services.add_file,
    "pdf": services.add_pdf,
    "audio": services.add_audio,
    "video": services.add_video,
    "video_link": services.add_video_link,
}
NEW = {
    "file": gettext_lazy("Berkas baru"),
    "pdf": gettext_lazy("PDF baru"),
    "audio": gettext_lazy("Audio baru"),
    "video": gettext_lazy("Video baru"),
    "video_link": gettext_lazy("Tautan video baru"),
}
CHANGE = {
    "file": gettext_lazy("Ubah berkas"),
    "pdf": gettext_lazy("Ubah PDF"),
    "audio": gettext_lazy("Ubah audio"),
    "video": gettext_lazy("Ubah video"),
    "video_link": gettext_lazy("Ubah tautan video"),
}


@authors
def add_block(request: HttpRequest, pk: int, key: str, kind: str) -> HttpResponse:
    activity = draft_activity(request, pk, key, *Activity.READ)
    if kind not in forms.MEDIA_FORMS:
        raise Http404
    form = forms.MEDIA_FORMS[kind](request.POST or None, request.FILES or None)
    ready = request.method == "POST" and form.is_valid()
    return _place(request, activity, kind, form, ready)


@operation
def _place(request: HttpRequest, activity: Activity, kind: str, form: Any, ready: bool) -> HttpResponse:
    if not ready:
        return show(request, "courseware/media.html", _page(activity, form, kind))
    stored = _store(request, activity, form)
    block = ADD[kind](activity=activity, by=request.user, **form.words(), **stored)
    messages.success(request, _said(stored))
    return redirect(block_url(activity, block["id"]))


add_block.is_operation = True  # its writing half is


def change(request: HttpRequest, activity: Activity, block: Block) -> HttpResponse:
    """The words of such a part, or another file in its place. Called by `lessons.change_block`."""
    form = forms.MEDIA_FORMS[block["kind"]](
        request.POST or None, request.FILES or None, initial=dict(block), changes=True
    )
    ready = request.method == "POST" and form.is_valid()
    return _save(request, activity, block, form, ready)


@operation
def _save(request: HttpRequest, activity: Activity, block: Block, form: Any, ready: bool) -> HttpResponse:
    if ready:
        try:
            stored = _store(request, activity, form)
            services.change_media(
                activity=activity,
                block=block,
                by=request.user,
                seen=request.POST.get("seen", ""),
                **form.words(),
                **stored,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(block_url(activity, block["id"]))
    return show(request, "courseware/media.html", _page(activity, form, block["kind"], block))


def _store(request: HttpRequest, activity: Activity, form: Any) -> dict[str, Attachment]:
    module = activity.version.module
    return {
        name: services.store_attachment(module=module, judged=judged, by=request.user)
        for name, judged in form.uploads().items()
    }


def _said(stored: dict[str, Attachment]) -> str:
    if "attachment" not in stored:
        return _("Tautan video ditambahkan.")
    return _("Berkas ditambahkan: %(size)s.") % {"size": format_size(stored["attachment"].file.size)}


def _page(activity: Activity, form: Any, kind: str, block: Block | None = None) -> dict[str, Any]:
    context = block_page(activity, form, str(CHANGE[kind] if block else NEW[kind]), block)
    context["kind"] = kind
    if block and "attachment" in block:
        context["src"] = attachment_url(block["attachment"])
    return context
