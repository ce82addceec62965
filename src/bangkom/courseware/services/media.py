"""Files, recordings and films as parts of a lesson. Words may follow later; nothing is published without them."""

from typing import Any

from django.utils.translation import gettext as _

from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.courseware import writing
from bangkom.courseware.blocks import Block, platform_of
from bangkom.courseware.models import Activity, Attachment
from bangkom.courseware.services.drafts import new_key
from bangkom.courseware.services.lessons import append_block, change_block

Kind = Attachment.Kind


def add_file(*, activity: Activity, attachment: Attachment, title: str, note: str, by: User | None) -> Block:
    """Add a file to download; `note` says what it is for. Raises `Refused` for a file of another module or kind."""
    return _add(activity, Kind.FILE, attachment, {"title": title, "note": note}, by)


def add_pdf(*, activity: Activity, attachment: Attachment, title: str, words: str = "", by: User | None) -> Block:
    """Add a PDF that opens in the browser; `words` sums it up for those who cannot open it."""
    return _add(activity, Kind.PDF, attachment, {"title": title} | written(words), by)


def add_audio(*, activity: Activity, attachment: Attachment, title: str, words: str = "", by: User | None) -> Block:
    """Add a recording; `words` is its transcript."""
    return _add(activity, Kind.AUDIO, attachment, {"title": title} | written(words), by)


def add_video(
    *,
    activity: Activity,
    attachment: Attachment,
    title: str,
    words: str = "",
    captions: Attachment | None = None,
    by: User | None,
) -> Block:
    """Add a film; `words` is its transcript, `captions` an attachment of that kind."""
    said = {"title": title} | written(words)
    if captions is not None:
        said |= _captions(activity, captions)
    return _add(activity, Kind.VIDEO, attachment, said, by)


def add_video_link(
    *, activity: Activity, link: str, title: str, minutes: int, words: str = "", by: User | None
) -> Block:
    """Add a film that lies elsewhere, `minutes` long; it is never shown within our pages. Raises `Refused` ("link")."""
    said = {"link": link, "platform": _platform(link), "title": title, "minutes": minutes}
    return append_block(activity, {"id": new_key(), "kind": "video_link"} | said | written(words), by)


def change_media(
    *,
    activity: Activity,
    block: Block,
    by: User | None,
    seen: str | None = None,
    attachment: Attachment | None = None,
    captions: Attachment | None = None,
    without_captions: bool = False,
    **changes: Any,
) -> None:
    """Change the words of a part, or put another file in its place. Raises `Refused` as adding does, or ("changed").

    A film that is replaced loses its captions unless new ones come with it: their times would be wrong.
    """
    if "words" in changes:
        changes |= written(changes["words"])
    if "link" in changes:
        changes["platform"] = _platform(changes["link"])
    if attachment is not None:
        _check(activity, attachment, Kind(block["kind"]))
        changes |= facts(attachment)
    if captions is not None:
        changes |= _captions(activity, captions)
    elif without_captions or (attachment is not None and block.get("captions")):
        changes |= {"captions": None, "captions_size": 0}
    change_block(activity=activity, block_id=block["id"], by=by, seen=seen, **changes)


def facts(attachment: Attachment) -> dict[str, Any]:
    """What a part keeps of its file, so that a lesson is shown without asking for it."""
    known = {
        "attachment": attachment.pk,
        "suffix": attachment.suffix,
        "size": attachment.file.size,
        "content_type": attachment.file.content_type,
    }
    measured = {name: getattr(attachment, name) for name in ("pages", "seconds", "width", "height")}
    return known | measured


def written(words: str) -> dict[str, str]:
    return {"words": words, "html": writing.to_html(words) if words.strip() else ""}


def _add(activity: Activity, kind: Kind, attachment: Attachment, said: dict[str, Any], by: User | None) -> Block:
    _check(activity, attachment, kind)
    return append_block(activity, {"id": new_key(), "kind": kind.value} | facts(attachment) | said, by)


def _check(activity: Activity, attachment: Attachment, kind: Kind) -> None:
    if attachment.module_id != activity.version.module_id:
        raise Refused(_("Berkas ini milik modul lain. Unggah lagi di modul ini."), "foreign_attachment")
    if attachment.kind != kind:
        raise Refused(_("Berkas ini bukan jenis yang cocok untuk bagian ini."), "other_kind")


def _captions(activity: Activity, captions: Attachment) -> dict[str, int]:
    _check(activity, captions, Kind.CAPTIONS)
    return {"captions": captions.pk, "captions_size": captions.file.size}


def _platform(link: str) -> str:
    platform = platform_of(link)
    if not platform:
        raise Refused(_("Alamat video harus lengkap dan dimulai dengan https://."), "link")
    return platform
