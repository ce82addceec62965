"""Where an installation keeps all its data. Without Django, so that the command line can ask before set-up."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def clone_root() -> Path | None:
    """The folder of the clone this package runs from, or None for an installed package."""
    root = PACKAGE.parent.parent
    return root if (root / "pyproject.toml").is_file() else None


def default_home() -> Path:
    """`./var` in a clone, the user's data folder for an installed package."""
    root = clone_root()
    if root:
        return root / "var"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "bangkom"


def bangkom_home() -> Path:
    """BANGKOM_HOME as an absolute path; without it the default."""
    return Path(os.environ.get("BANGKOM_HOME", "").strip() or default_home()).expanduser().resolve()
