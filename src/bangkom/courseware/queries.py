from collections.abc import Callable
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _

from bangkom.core.models import User
from bangkom.courseware.items import ITEM_TYPES
from bangkom.courseware.models import Activity, Item, Module, ModuleVersion


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
    """What is wrong with one lesson or quiz, in words that name it."""
    if activity.kind == Activity.Kind.LESSON:
        if not any(block["kind"] == "text" and block["html"] for block in activity.blocks):
            return [_("%(title)s belum berisi teks.") % {"title": activity.title}]
        if any(block["kind"] == "picture" and not block["alt"].strip() for block in activity.blocks):
            return [_("%(title)s memuat gambar tanpa teks pengganti.") % {"title": activity.title}]
        return []
    items = list(activity.items.all())
    if not items:
        return [_("%(title)s belum berisi soal.") % {"title": activity.title}]
    return [
        _("%(title)s, soal %(number)s: %(fault)s.") % {"title": activity.title, "number": number, "fault": fault}
        for number, item in enumerate(items, 1)
        for fault in ITEM_TYPES[item.kind].faults(item.body)
    ]


def shown_blocks(activity: Activity, picture_url: Callable[[int], str]) -> list[dict[str, Any]]:
    """The blocks of a lesson as a page draws them; `picture_url` gives the address of a picture for this reader."""
    return [
        block | {"src": picture_url(block["picture"])} if block["kind"] == "picture" else block
        for block in activity.blocks
    ]


def source_lines(activity: Activity) -> list[str]:
    """The sources, one a line."""
    return [line.strip() for line in activity.sources.splitlines() if line.strip()]


def pictures_in(version_ids: Any) -> set[int]:
    """The ids of the pictures that the lessons of these versions show."""
    lessons = Activity.objects.filter(version__in=version_ids, kind=Activity.Kind.LESSON)
    return {
        block["picture"]
        for blocks in lessons.values_list("blocks", flat=True)
        for block in blocks
        if block["kind"] == "picture"
    }
