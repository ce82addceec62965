"""Sessions and passwords: noted where one signs in, ended by their owner, told when something is unusual."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from bangkom.core import background, clock
from bangkom.core.models import SignIn, User
from bangkom.core.services.events import record_event


def note_sign_in(*, user: User, session_key: str, browser: str, system: str, shared: bool) -> SignIn:
    """Note a session that has begun."""
    row, _created = SignIn.objects.update_or_create(
        session_key=session_key,
        defaults={"user": user, "browser": browser, "system": system, "shared": shared, "seen_at": clock.now()},
    )
    return row


def note_use(*, pk: int, session_key: str) -> None:
    """Note that a session is in use; its key changes with the password."""
    SignIn.objects.filter(pk=pk).update(seen_at=clock.now(), session_key=session_key)


@transaction.atomic
def end_sign_ins(*, user: User, sign_ins: Iterable[SignIn]) -> int:
    """Sign the owner out elsewhere, and record it. Returns how many sessions ended."""
    ended = list(sign_ins)
    _drop(ended)
    if ended:
        record_event(
            verb="core.sign_ins_ended",
            message=gettext_noop("Sesi masuk diakhiri dari jauh: %(count)s"),
            params={"count": len(ended)},
            subject=user,
            agency=None,
            by=user,
        )
    return len(ended)


def drop_sign_ins(*, user: User, but: int | None = None) -> None:
    """End all sessions of an account, or all but one, as part of another act, which records the event."""
    _drop(list(SignIn.objects.filter(user=user).exclude(pk=but)))


def _drop(rows: list[SignIn]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for row in rows:
        store().delete(row.session_key)
    SignIn.objects.filter(pk__in=[row.pk for row in rows]).delete()


def forget_sign_in(*, pk: int) -> None:
    """The session has ended by itself."""
    SignIn.objects.filter(pk=pk).delete()


def forget_sign_ins() -> None:
    """Remove rows of sessions that are older than any may be."""
    oldest = clock.now() - settings.SIGN_IN_KEPT
    SignIn.objects.filter(seen_at__lt=oldest).delete()


def record_password_change(*, user: User, message: str) -> None:
    """Record that a password was set, in the caller's transaction, and tell the owner."""
    record_event(verb="core.password_changed", message=message, subject=user, agency=None, by=user)
    tell(
        user,
        "password_changed",
        gettext_noop("Kata sandi akun Anda diganti. Bukan Anda? Segera minta kata sandi baru."),
    )


def warn_of_failures(*, user: User, failures: int) -> None:
    """Somebody keeps failing at this account: record it and tell the owner."""
    record_event(
        verb="core.sign_in_failures",
        message=gettext_noop("Percobaan masuk gagal berkali-kali: %(count)s"),
        params={"count": failures},
        subject=user,
        agency=None,
        by=None,
    )
    tell(
        user,
        "sign_in_failures",
        gettext_noop(
            "Ada %(count)s percobaan masuk yang gagal ke akun Anda dari perangkat lain. Akun Anda tetap terbuka."
        ),
        count=failures,
    )


def tell_of_new_device(*, user: User, device: str) -> None:
    """Somebody who acts for others signed in on a device that the account had not been seen on."""
    tell(
        user,
        "new_device",
        gettext_noop("Akun Anda dibuka di perangkat baru (%(device)s). Bukan Anda? Akhiri sesi itu, ganti kata sandi."),
        device=device or "?",
    )


def tell(user: User, kind: str, message: str, *, url: str = "/akun/keamanan/", **params: Any) -> None:
    """Tell an account something about its security, in the application and by mail, after the transaction."""
    background.enqueue("notices.tell", user.pk, f"core.{kind}", message, params, url)
