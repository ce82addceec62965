"""The parts of a lesson or discussion: added at the end, changed, moved, removed. Shapes: `courseware.blocks`."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.courseware import writing
from bangkom.courseware.blocks import Block, attachments_of
from bangkom.courseware.models import Activity, AttachmentUse, Picture
from bangkom.courseware.services.drafts import check_seen, new_key, open_draft, record


def add_text(*, activity: Activity, text: str, by: User | None) -> Block:
    """Add a text block at the end, written as `courseware.writing` reads it."""
    return append_block(activity, {"id": new_key(), "kind": "text", "text": text, "html": writing.to_html(text)}, by)


def add_picture(*, activity: Activity, picture: Picture, alt: str, caption: str = "", by: User | None) -> Block:
    """Add a picture of the same module at the end. Raises `Refused` without a description in words."""
    if not alt.strip():
        raise Refused(_("Gambar perlu teks pengganti bagi yang tidak melihatnya."), "alt_missing")
    if picture.module_id != activity.version.module_id:
        raise Refused(_("Gambar ini milik modul lain. Unggah lagi di modul ini."), "foreign_picture")
    block = {
        "id": new_key(),
        "kind": "picture",
        "picture": picture.pk,
        "alt": alt,
        "caption": caption,
        "width": picture.width,
        "height": picture.height,
    }
    return append_block(activity, block, by)


def append_block(activity: Activity, block: Block, by: User | None) -> Block:
    """Put a finished part at the end."""
    _change(activity, lambda blocks: [*blocks, block], by)
    return block


def change_block(
    *, activity: Activity, block_id: str, by: User | None, seen: str | None = None, **changes: Any
) -> None:
    """Change what a part says: `text`, or `alt` and `caption`; of files see `change_media`.

    Raises `Refused` ("changed") when the block is not the one of `seen`.
    """
    if "text" in changes:
        changes["html"] = writing.to_html(changes["text"])

    def changed(blocks: list[Block]) -> list[Block]:
        at = _place(blocks, block_id)
        check_seen(blocks[at], seen)
        return [*blocks[:at], blocks[at] | changes, *blocks[at + 1 :]]

    _change(activity, changed, by)


def move_block(*, activity: Activity, block_id: str, up: bool, by: User | None) -> None:
    """Change places with the block above or below; at the edge nothing happens."""

    def moved(blocks: list[Block]) -> list[Block]:
        at = _place(blocks, block_id)
        other = at - 1 if up else at + 1
        if 0 <= other < len(blocks):
            blocks[at], blocks[other] = blocks[other], blocks[at]
        return blocks

    _change(activity, moved, by)


def remove_block(*, activity: Activity, block_id: str, by: User | None) -> None:
    """Take a block out of a draft's lesson; one that is gone already stays gone."""
    _change(activity, lambda blocks: [block for block in blocks if block["id"] != block_id], by)


@transaction.atomic
def _change(activity: Activity, how: Callable[[list[Block]], list[Block]], by: User | None) -> None:
    version = open_draft(activity.version)
    activity = version.activities.get(pk=activity.pk, kind__in=Activity.READ)
    activity.blocks = how(list(activity.blocks))
    activity.save(update_fields=["blocks"])
    used = attachments_of(activity.blocks)
    activity.uses.exclude(attachment__in=used).delete()
    AttachmentUse.objects.bulk_create(
        [AttachmentUse(activity=activity, attachment_id=pk) for pk in sorted(used)], ignore_conflicts=True
    )
    record(version, "lesson_changed", gettext_noop("Isi %(title)s diubah"), by, title=activity.title)


def _place(blocks: list[Block], block_id: str) -> int:
    for at, block in enumerate(blocks):
        if block["id"] == block_id:
            return at
    raise Refused(_("Bagian ini sudah dihapus orang lain. Muat ulang halaman."), "gone")
