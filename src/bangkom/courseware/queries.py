from collections.abc import Callable
from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Sum
from django.utils.translation import gettext as _

from bangkom.core.models import User
from bangkom.courseware.blocks import NAMES, Block, fault_of, minutes_of
from bangkom.courseware.items import ITEM_TYPES
from bangkom.courseware.models import Activity, Item, Module, ModuleVersion, Picture


def modules_for_list(user: User, search: str = "") -> QuerySet[Module]:
    """The modules that a person writes for, with what the list shows."""
    modules = Module.objects.visible_to(user).select_related("agency", "published", "draft")
    if search:
        modules = modules.filter(title__icontains=search)
    return modules.order_by("title", "pk").annotate(
        published_activities=Count("published__activities", distinct=True),
        draft_activities=Count("draft__activities", distinct=True),
    )


def with_items(version: ModuleVersion) -> list[Activity]:
    """The activities of a version in order, with their items; two queries."""
    return list(version.activities.prefetch_related(Prefetch("items", Item.objects.order_by("position"))))


def faults_of(version: ModuleVersion) -> list[str]:
    """What keeps a draft from being published, in plain words; empty when nothing does."""
    return [fault for fault, _key in placed_faults(version)]


def placed_faults(version: ModuleVersion) -> list[tuple[str, str]]:
    """Each fault with the key of the activity to mend; no key where the module itself is empty."""
    activities = with_items(version)
    if not activities:
        return [(_("Modul belum berisi pelajaran atau kuis."), "")]
    return [(fault, activity.key) for activity in activities for fault in activity_faults(activity)]


def activity_faults(activity: Activity) -> list[str]:
    """What is wrong with one lesson, quiz or discussion, in words that name it."""
    if activity.kind in Activity.READ:
        return _faults_of_blocks(activity)
    items = list(activity.items.all())
    if not items:
        return [_("%(title)s belum berisi soal.") % {"title": activity.title}]
    return [
        _("%(title)s, soal %(number)s: %(fault)s.") % {"title": activity.title, "number": number, "fault": fault}
        for number, item in enumerate(items, 1)
        for fault in ITEM_TYPES[item.kind].faults(item.body)
    ]


def _faults_of_blocks(activity: Activity) -> list[str]:
    faults = []
    if not any(block["kind"] == "text" and block["html"] for block in activity.blocks):
        if activity.kind == Activity.Kind.DISCUSSION:
            faults.append(_("%(title)s belum berisi teks pemandu.") % {"title": activity.title})
        else:
            faults.append(_("%(title)s belum berisi teks.") % {"title": activity.title})
    for number, block in enumerate(activity.blocks, 1):
        if missing := fault_of(block):
            words = {"title": activity.title, "number": number, "kind": NAMES[block["kind"]], "missing": missing}
            faults.append(_("%(title)s, bagian %(number)s (%(kind)s): %(missing)s.") % words)
    return faults


def shown_blocks(
    activity: Activity, picture_url: Callable[[int], str], attachment_url: Callable[[int], str]
) -> list[Block]:
    """The parts as a page draws them; the functions give the address of a picture or file for this reader.

    A file gets `src` and `download`, with `captions_src` and `minutes` where there are any; `missing` says
    in words what a draft still lacks.
    """
    return [_shown(block, picture_url, attachment_url) for block in activity.blocks]


def _shown(block: Block, picture_url: Callable[[int], str], attachment_url: Callable[[int], str]) -> Block:
    shown = block | {"name": NAMES[block["kind"]], "minutes": minutes_of(block), "missing": fault_of(block)}
    if "picture" in block:
        shown["src"] = picture_url(block["picture"])
    if "attachment" in block:
        shown["src"] = attachment_url(block["attachment"])
        shown["download"] = f"{shown['src']}?unduh=1"
    if block.get("captions"):
        shown["captions_src"] = attachment_url(block["captions"])
    return shown


def weight_of(activity: Activity) -> tuple[int, int]:
    """Bytes that a learner's phone loads at once (words, captions, pictures), and those it loads when asked (files)."""
    words = sum(len(block.get("html", "").encode()) + block.get("captions_size", 0) for block in activity.blocks)
    shown = {block["picture"] for block in activity.blocks if "picture" in block}
    pictures = Picture.objects.filter(pk__in=shown).aggregate(bytes=Sum("file__size"))["bytes"] or 0
    return words + pictures, sum(block.get("size", 0) for block in activity.blocks)


def source_lines(activity: Activity) -> list[str]:
    """The sources, one a line."""
    return [line.strip() for line in activity.sources.splitlines() if line.strip()]


def pictures_in(version_ids: Any) -> set[int]:
    """The ids of the pictures that the lessons and discussions of these versions show."""
    read = Activity.objects.filter(version__in=version_ids, kind__in=Activity.READ)
    return {
        block["picture"]
        for blocks in read.values_list("blocks", flat=True)
        for block in blocks
        if block["kind"] == "picture"
    }
