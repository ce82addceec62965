"""Settings from the environment, typed. A value that makes no sense stops the start, it is never guessed."""

import datetime as dt
import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0")


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def needed(name: str) -> str:
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is missing")
    return value


def address(name: str) -> str:
    """An address of another service; without https only on the same machine."""
    value = needed(name)
    parts = urlsplit(value)
    if parts.scheme != "https" and (parts.scheme, parts.hostname) not in {("http", "localhost"), ("http", "127.0.0.1")}:
        raise ImproperlyConfigured(f"{name}={value!r}: an address with https:// is needed")
    return value


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default) or default
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(allowed)}")
    return value


def number(name: str, default: int, *, least: int = 0) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number of at least {least}")
    return int(value)


def day(name: str) -> dt.date | None:
    value = text(name)
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: write a day as 2026-12-31") from error


def folder(name: str, default: Path) -> Path:
    path = Path(text(name) or default).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise ImproperlyConfigured(f"{name}={path}: this is a file, a folder is needed")
    return path


def token(name: str) -> str:
    """A secret that may be missing, but not guessable."""
    value = text(name)
    if value and len(value) < 20:
        raise ImproperlyConfigured(f"{name} is shorter than 20 characters; give a random one or none")
    return value


def secret(name: str, file: Path) -> str:
    """A secret from the environment, else from a file of the installation, made on first use and private to it."""
    value = text(name)
    if not value:
        if not file.exists():
            import secrets

            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:  # another process was first
                pass
            else:
                with os.fdopen(handle, "w") as out:
                    out.write(secrets.token_urlsafe(64))
        value = file.read_text().strip()
    if len(value) < 40:
        raise ImproperlyConfigured(f"{name} is shorter than 40 characters; give a random one or remove {file}")
    return value
