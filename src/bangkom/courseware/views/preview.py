from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bangkom.courseware import queries
from bangkom.courseware.items import ITEM_TYPES
from bangkom.courseware.models import Activity, Attachment, ModuleVersion, Picture
from bangkom.courseware.serving import attachment_response, picture_response
from bangkom.courseware.views.common import attachment_url, authors, crumbs, module_for, picture_url


@authors
def activity(request: HttpRequest, pk: int, number: int, key: str) -> HttpResponse:
    """An activity of any version as learners meet it. Nothing is saved; for authors the key is one press away."""
    module = module_for(request, pk)
    version = get_object_or_404(ModuleVersion, module=module, number=number)
    order = list(version.activities.all())
    found = next((each for each in order if each.key == key), None) or get_object_or_404(Activity, pk=None)
    at = order.index(found)
    context = {
        "activity": found,
        "module": module,
        "version": version,
        "previous": order[at - 1] if at else None,
        "next": order[at + 1] if at + 1 < len(order) else None,
        "sources": queries.source_lines(found),
        "crumbs": crumbs(module, (_("Pratinjau"), "")),
    }
    if found.kind in Activity.READ:
        context["blocks"] = queries.shown_blocks(found, picture_url, attachment_url)
    else:
        context["questions"] = [_question(number, item) for number, item in enumerate(found.items.all(), 1)]
    return render(request, "courseware/preview.html", context)


def _question(number: int, item) -> dict:  # type: ignore[no-untyped-def]
    item_type = ITEM_TYPES[item.kind]
    return {
        "number": number,
        "item": item,
        "type": item_type,
        "choices": item_type.choices(item.body),
        "hints": item_type.hints(item.body),
        "answer": [],
        "right": item_type.right(item.body),
    }


@authors
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Picture.objects.visible_to(request.user).select_related("file"), pk=pk)
    return picture_response(request, found)


@authors
@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Attachment.objects.visible_to(request.user).select_related("file"), pk=pk)
    return attachment_response(request, found)
