"""Where an installation keeps all its data. Without Django, so that the command line can ask before set-up."""

import os
from pathlib import Path


def clone_root() -> Path | None:
    """The folder of the clone this package runs from, or None for an installed package."""
    root = Path(__file__).resolve().parents[3]
    return root if (root / "pyproject.toml").is_file() else None


def bangkom_home() -> Path:
    """BANGKOM_HOME; by default ./var of the clone, else bangkom/ in the user's data folder."""
    chosen = os.environ.get("BANGKOM_HOME")
    if chosen:
        return Path(chosen).expanduser().resolve()
    root = clone_root()
    if root:
        return root / "var"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "bangkom"
