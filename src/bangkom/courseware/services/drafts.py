"""What every change of a draft has in common: the lock, the refusal of frozen versions, and of unseen changes."""

import hashlib
import json
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.ids import random_code
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.courseware.models import Activity, Item, ModuleVersion

# Enough that two parts of one module never share a key.
KEY_CHARACTERS = 8


def open_draft(version: ModuleVersion) -> ModuleVersion:
    """The draft, locked, and counted as changed. Raises `Refused` for a version that is published."""
    version = locked(version)
    if version.is_frozen:
        raise Refused(
            _("Versi ini sudah terbit dan tidak berubah lagi. Tekan Ubah modul untuk membuat draf."), "frozen"
        )
    version.lock_version += 1
    version.save(update_fields=["lock_version"])
    return version


def fingerprint(thing: Activity | Item | ModuleVersion | dict[str, Any]) -> str:
    """What a form shows, in 16 letters: the form sends it back, so that nobody overwrites what they have not seen."""
    match thing:
        case Item():
            shown = [thing.prompt, thing.body, thing.feedback, thing.points]
        case Activity():
            shown = [thing.title, thing.minutes, thing.sources]
        case ModuleVersion():
            shown = [thing.title, thing.summary]
        case _:
            shown = thing
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


def check_seen(thing: Activity | Item | ModuleVersion | dict[str, Any], seen: str | None) -> None:
    """Refuse to overwrite what changed since it was shown. `seen=None` asks for no such care (imports, demo data)."""
    if seen is not None and seen != fingerprint(thing):
        raise Refused(
            _(
                "Bagian ini baru saja diubah orang lain. Isian Anda masih ada di bawah. "
                "Periksa, lalu simpan lagi untuk menggantinya."
            ),
            "changed",
        )


def new_key() -> str:
    return random_code(KEY_CHARACTERS).lower()


def next_position(related: Any) -> int:
    return (related.aggregate(last=Max("position"))["last"] or 0) + 1


def record(version: ModuleVersion, act: str, message: str, by: User | None, **params: str) -> None:
    """An event on the module; titles of parts are not personal."""
    record_event(
        verb=f"courseware.{act}",
        message=message,
        params={"version": version.number, **params},
        subject=version.module,
        agency=version.module.agency,
        by=by,
    )
