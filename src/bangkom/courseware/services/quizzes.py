from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.courseware.items import ITEM_TYPES
from bangkom.courseware.models import Activity, Item
from bangkom.courseware.services.drafts import check_seen, new_key, next_position, open_draft, record


@transaction.atomic
def save_item(
    *,
    activity: Activity,
    kind: str,
    prompt: str,
    body: dict[str, Any],
    by: User | None,
    feedback: str = "",
    points: int = 1,
    item: Item | None = None,
    key: str = "",
    seen: str | None = None,
) -> Item:
    """Add a question at the end of a draft's quiz, or change `item` (its kind stays).

    The key may be missing in a draft. Raises `Refused` ("changed") when the item is not the one of `seen`, and KeyError
    for an unknown kind.
    """
    ITEM_TYPES[kind]
    version = open_draft(activity.version)
    activity = version.activities.get(pk=activity.pk, kind=Activity.Kind.QUIZ)
    if item is None:
        item = Item(activity=activity, position=next_position(activity.items), key=key or new_key(), kind=kind)
    else:
        item = activity.items.filter(pk=item.pk).first()
        if item is None:
            raise Refused(_("Soal ini sudah dihapus orang lain. Muat ulang halaman."), "gone")
        check_seen(item, seen)
    item.prompt, item.body, item.feedback, item.points = prompt, body, feedback, points
    item.save()
    record(version, "item_saved", gettext_noop("Soal kuis %(title)s disimpan"), by, title=activity.title)
    return item


@transaction.atomic
def move_item(*, item: Item, up: bool, by: User | None) -> None:
    """Change places with the question above or below; at the edge nothing happens."""
    version = open_draft(item.activity.version)
    order = list(item.activity.items.order_by("position"))
    at = [each.pk for each in order].index(item.pk)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(order):
        return
    one, two = order[at], order[other]
    one.position, two.position = two.position, one.position
    Item.objects.bulk_update([one, two], ["position"])
    record(version, "item_moved", gettext_noop("Soal kuis %(title)s dipindah"), by, title=item.activity.title)


@transaction.atomic
def remove_item(*, item: Item, by: User | None) -> None:
    """Take a question out of a draft's quiz. Published versions keep theirs."""
    version = open_draft(item.activity.version)
    record(version, "item_removed", gettext_noop("Soal kuis %(title)s dihapus"), by, title=item.activity.title)
    version.activities.get(pk=item.activity_id).items.get(pk=item.pk).delete()
