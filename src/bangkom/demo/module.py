"""Publishes the learning modules that lie as text in `content/`, the way an author would build them."""

import json
from pathlib import Path
from typing import Any

import typst

from bangkom.core.models import Agency, User
from bangkom.courseware.models import Activity, Attachment, Module
from bangkom.courseware.services import (
    add_activity,
    add_pdf,
    add_picture,
    add_text,
    create_module,
    judge_upload,
    publish_version,
    save_item,
    shrink_picture,
    store_attachment,
    store_picture,
)

CONTENT = Path(__file__).parent / "content"


def described_modules() -> list[tuple[Path, dict[str, Any]]]:
    """The folder of each module with its `modul.json`, in the order in which they are learned."""
    found = [(path.parent, json.loads(path.read_text(encoding="utf-8"))) for path in CONTENT.glob("*/modul.json")]
    return sorted(found, key=lambda each: each[1]["order"])


def publish_modules(*, agency: Agency, by: User | None, stage: int | None = None) -> list[Module]:
    """The modules of `content/` as an agency's own, published, in order; of one stage, or all.

    Its README says how the files are read.
    """
    return [
        _publish(folder, described, agency, by)
        for folder, described in described_modules()
        if stage in (None, described["stage"])
    ]


def _publish(folder: Path, described: dict[str, Any], agency: Agency, by: User | None) -> Module:
    module = create_module(agency=agency, title=described["title"], summary=described["summary"], by=by)
    for each in described["activities"]:
        activity = add_activity(
            version=module.draft,
            key=each["key"],
            kind=each["kind"],
            title=each["title"],
            minutes=each["minutes"],
            sources="\n".join(each.get("sources", [])),
            by=by,
        )
        for block in each.get("blocks", []):
            _add_block(activity, folder, block, by)
        for item in each.get("items", []):
            save_item(activity=activity, by=by, **item)
    publish_version(version=module.draft, notes=described["notes"], expert_reviewed=described["expert_reviewed"], by=by)
    module.refresh_from_db()
    return module


def _add_block(lesson: Activity, folder: Path, block: dict[str, Any], by: User | None) -> None:
    if "text" in block:
        add_text(activity=lesson, text=(folder / block["text"]).read_text(encoding="utf-8"), by=by)
        return
    module = lesson.version.module
    if "pdf" in block:
        content = typst.compile(folder / block["pdf"], format="pdf", ignore_system_fonts=True, pdf_standards="ua-1")
        name = f"{Path(block['pdf']).stem}.pdf"
        judged = judge_upload(kind=Attachment.Kind.PDF, content=content, name=name)
        stored = store_attachment(module=module, judged=judged, by=by)
        add_pdf(activity=lesson, attachment=stored, title=block["title"], words=block["words"], by=by)
        return
    path = folder / block["picture"]
    picture = store_picture(module=module, shrunk=shrink_picture(path.read_bytes()), name=path.name, by=by)
    add_picture(activity=lesson, picture=picture, alt=block["alt"], caption=block["caption"], by=by)
