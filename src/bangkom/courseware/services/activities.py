from django.db import transaction
from django.utils.translation import gettext_noop

from bangkom.core.models import User
from bangkom.courseware.models import Activity, ModuleVersion
from bangkom.courseware.services.drafts import check_seen, new_key, next_position, open_draft, record


@transaction.atomic
def add_activity(
    *,
    version: ModuleVersion,
    kind: str,
    title: str,
    by: User | None,
    minutes: int = 5,
    sources: str = "",
    key: str = "",
) -> Activity:
    """Add a lesson or quiz at the end of a draft. `key` is made when none is given; it stays over all versions."""
    version = open_draft(version)
    activity = version.activities.create(
        position=next_position(version.activities),
        key=key or new_key(),
        kind=kind,
        title=title,
        minutes=minutes,
        sources=sources,
    )
    record(version, "activity_added", gettext_noop("%(title)s ditambahkan"), by, title=title)
    return activity


@transaction.atomic
def describe_activity(
    *, activity: Activity, title: str, minutes: int, sources: str, by: User | None, seen: str | None = None
) -> Activity:
    """Set title, reading time in minutes, sources. Raises `Refused` ("changed") when they are not those of `seen`."""
    version = open_draft(activity.version)
    activity = version.activities.get(pk=activity.pk)
    check_seen(activity, seen)
    activity.title, activity.minutes, activity.sources = title, minutes, sources
    activity.save(update_fields=["title", "minutes", "sources"])
    record(version, "activity_described", gettext_noop("%(title)s diubah"), by, title=title)
    return activity


@transaction.atomic
def move_activity(*, activity: Activity, up: bool, by: User | None) -> None:
    """Change places with the neighbour above or below; at the edge nothing happens."""
    version = open_draft(activity.version)
    order = list(version.activities.order_by("position"))
    at = [each.pk for each in order].index(activity.pk)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(order):
        return
    one, two = order[at], order[other]
    one.position, two.position = two.position, one.position
    Activity.objects.bulk_update([one, two], ["position"])
    record(version, "activity_moved", gettext_noop("%(title)s dipindah"), by, title=one.title)


@transaction.atomic
def remove_activity(*, activity: Activity, by: User | None) -> None:
    """Take a lesson or quiz out of a draft. Published versions keep theirs."""
    version = open_draft(activity.version)
    record(version, "activity_removed", gettext_noop("%(title)s dihapus"), by, title=activity.title)
    version.activities.get(pk=activity.pk).delete()
