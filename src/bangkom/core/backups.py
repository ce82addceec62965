"""When the last backup was made, noted in BANGKOM_HOME by the command that makes it and read by monitoring."""

import datetime as dt
from pathlib import Path

from django.conf import settings

from bangkom.core import clock


def note_made() -> None:
    file = _file()
    part = file.with_suffix(".part")
    part.write_text(clock.now().isoformat())
    part.replace(file)


def last_made() -> dt.datetime | None:
    """When the last whole backup was finished; None when there is none known."""
    try:
        return dt.datetime.fromisoformat(_file().read_text())
    except (OSError, ValueError):
        return None


def _file() -> Path:
    return Path(settings.BANGKOM_HOME) / "backup.made"
