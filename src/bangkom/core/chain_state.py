"""What the last check of the sealed chains found, kept in a file beside the noted links: a check takes long."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from bangkom.core import clock

if TYPE_CHECKING:
    from bangkom.core.queries import AuditReport


@dataclass(frozen=True)
class LastCheck:
    """`fault` is the first bad row of the chain in words, "" when all hold."""

    at: dt.datetime
    sealed: int
    fault: str
    points: int
    guards_off: tuple[str, ...]


def _file() -> Path:
    return Path(settings.BANGKOM_HOME) / "audit" / "last-check.json"


def note(report: "AuditReport") -> None:
    """Keep the outcome of a check, chain by chain."""
    content = {
        "at": clock.now().isoformat(),
        "guards_off": list(report.guards_off),
        "chains": {each.chain: [each.sealed, each.fault or "", each.points] for each in report.by_chain},
    }
    file = _file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(content))
    part.replace(file)


def last_check(chain: str) -> LastCheck | None:
    """What the last check found in a chain; None where it was never checked."""
    try:
        content = json.loads(_file().read_text())
        sealed, fault, points = content["chains"][chain]
    except (FileNotFoundError, ValueError, KeyError):
        return None
    at = dt.datetime.fromisoformat(content["at"])
    return LastCheck(at, sealed, fault, points, tuple(content["guards_off"]))
