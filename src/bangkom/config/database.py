"""`DATABASE_URL` to Django's settings: PostgreSQL, or SQLite by default."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def from_url(url: str, *, home: Path) -> dict[str, Any]:
    """The DATABASES entry for a URL; empty means `BANGKOM_HOME/bangkom.sqlite3`. Raises ImproperlyConfigured."""
    if not url:
        return sqlite(home / "bangkom.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite://")
    options: dict[str, Any] = {"connect_timeout": "10", **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def replica(url: str, *, home: Path) -> dict[str, Any]:
    """The DATABASES entry of a streaming replica of PostgreSQL. Raises ImproperlyConfigured for anything else."""
    found = from_url(url, home=home)
    if found["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_REPLICA_URL must begin with postgres://")
    return found | {"TEST": {"MIRROR": "default"}}


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as a durable server database; `core.db` checks each connection for these."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        # Tests run on a file too: in memory, SQLite locks otherwise, and threads would not meet as they do in life.
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-32000;"
            ),
        },
    }
