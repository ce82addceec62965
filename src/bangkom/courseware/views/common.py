"""What the authors' pages share: fetching what one may change, crumbs, and asking before something is removed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.core.access import requires
from bangkom.core.errors import Refused
from bangkom.courseware.blocks import Block
from bangkom.courseware.models import AUTHORS, Activity, Module
from bangkom.courseware.services import fingerprint

authors = requires(*AUTHORS)
CONFLICT, UNPROCESSABLE = 409, 422


def module_for(request: HttpRequest, pk: int) -> Module:
    modules = Module.objects.visible_to(request.user).select_related("agency", "draft", "published")
    return get_object_or_404(modules, pk=pk)


def draft_activity(request: HttpRequest, pk: int, key: str, *kinds: str) -> Activity:
    """An activity of the module's draft, of these kinds if any are named.

    404 where there is no draft, for published versions are read only.
    """
    module = module_for(request, pk)
    if module.draft is None:
        raise Http404
    wanted = {"kind__in": kinds} if kinds else {}
    activity = get_object_or_404(Activity.objects.filter(version=module.draft, **wanted), key=key)
    activity.version = module.draft
    activity.version.module = module
    return activity


def crumbs(module: Module | None = None, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Modul / this module / deeper; the last has no link."""
    way = [(_("Modul"), reverse("courseware:list"))]
    if module is not None:
        way.append((module.title, reverse("courseware:module", args=[module.pk])))
    way += more
    return [*way[:-1], (way[-1][0], "")]


def activity_crumbs(activity: Activity, *more: tuple[str, str]) -> list[tuple[str, str]]:
    module = activity.version.module
    here = (activity.title, reverse("courseware:activity", args=[module.pk, activity.key]))
    return crumbs(module, here, *more)


def block_url(activity: Activity, block_id: str) -> str:
    """The place of a part on the workplace of its lesson."""
    page = reverse("courseware:activity", args=[activity.version.module.pk, activity.key])
    return f"{page}#bagian-{block_id}"


def block_of(activity: Activity, block_id: str) -> Block:
    for block in activity.blocks:
        if block["id"] == block_id:
            return block
    raise Http404


def block_page(activity: Activity, form: Any, title: str, block: Block | None = None) -> dict[str, Any]:
    """What the form of a part shows; of a part that exists also what is changed, so that nobody overwrites unseen."""
    back = reverse("courseware:activity", args=[activity.version.module.pk, activity.key])
    context = {"form": form, "title": title, "back": back, "crumbs": activity_crumbs(activity, (title, ""))}
    return context | ({"seen": fingerprint(block), "part": block} if block else {})


def picture_url(picture: int) -> str:
    return reverse("courseware:picture", args=[picture])


def attachment_url(attachment: int) -> str:
    return reverse("courseware:attachment", args=[attachment])


def show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with a form: 200 as long as nothing was refused, 409 for a change unseen, else 422."""
    form = context.get("form")
    status = 200
    if form is not None and form.errors:
        status = CONFLICT if getattr(form, "conflict", False) else UNPROCESSABLE
    return render(request, template, context, status=status)


def refuse(form: Any, refusal: Refused) -> None:
    """Put a service's refusal into the form, which keeps what was typed."""
    form.conflict = refusal.code == "changed"
    form.add_error(None, str(refusal))


def ask_first(
    request: HttpRequest, *, title: str, words: str, label: str, back: str, way: Any, what: str = ""
) -> HttpResponse:
    """The page that asks before something is removed; `what` names it."""
    context = {"title": title, "words": words, "what": what, "label": label, "back": back, "crumbs": way}
    return render(request, "courseware/confirm.html", context)
