"""Failed tries cost time, more with each, and only those who fail pay.

Three counts, kept in the database, so that all processes count together:

- account and device: the owner's own browser has a budget of its own; strangers share one for each address they come
  from. After a few free tries the wait doubles from one second up to minutes. A try is charged before the password is
  looked at and given back when it was right, so that a hundred tries at the same moment are no way around.
- account: when very many strangers fail at one account within minutes, strangers wait; the owner's browser does not.
- address: a flood of failures from one address (of a whole office, perhaps) makes strangers from there wait.

Nothing is ever locked, and no process sleeps: who must wait is told how long. See docs/adr/0012.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bangkom.core import clock
from bangkom.core.models import SignInTries

FORGOTTEN_AFTER = dt.timedelta(hours=1)
KEPT = dt.timedelta(days=1)


@dataclass(frozen=True)
class Budget:
    """`free` failures cost nothing; from then on the wait doubles, up to `longest` seconds."""

    free: int
    longest: int

    def wait_after(self, failures: int) -> int:
        """Seconds to wait after so many failures."""
        over = failures - self.free
        return 0 if over < 0 else min(self.longest, 2 ** min(over, 20))


@dataclass(frozen=True)
class Window:
    """At most `failures` in `seconds`."""

    failures: int
    seconds: int


@dataclass(frozen=True)
class Try:
    """`wait` seconds are still to pass (0: go ahead); `failures` counts this try until it is given back."""

    wait: int
    failures: int


STRANGER = Budget(free=4, longest=300)
OWN_DEVICE = Budget(free=9, longest=60)
STRANGERS_OF_ACCOUNT = Window(failures=40, seconds=300)
STRANGERS_OF_ADDRESS = Window(failures=300, seconds=60)


def key_of(*parts: object) -> str:
    """What is counted, as a keyed digest: the table tells nobody whose account it is about."""
    return salted_hmac("bangkom.delays", "\n".join(map(str, parts)), algorithm="sha256").hexdigest()


def take(key: str, budget: Budget) -> Try:
    """Charge one try before it is made. Where `wait` is more than 0 the try must not be made, and is not charged."""
    for _attempt in range(5):
        now = clock.now()
        row = _row(key, now)
        failures = 0 if now - row.changed_at > FORGOTTEN_AFTER else row.failures
        if failures and row.until > now:
            return Try(_seconds(row.until - now), failures)
        until = now + dt.timedelta(seconds=budget.wait_after(failures + 1))
        # Only one of those who read the same state may write the next one.
        taken = SignInTries.objects.filter(pk=row.pk, failures=row.failures, changed_at=row.changed_at).update(
            failures=failures + 1, until=until, changed_at=now
        )
        if taken:
            return Try(0, failures + 1)
    return Try(1, budget.free)


def give_back(key: str) -> None:
    """The try was right: the failures before it are forgotten."""
    SignInTries.objects.filter(key=key).delete()


def over(key: str, window: Window) -> int:
    """Seconds until the window ends, where its failures are used up; else 0."""
    row = SignInTries.objects.filter(key=key, failures__gte=window.failures, until__gt=clock.now()).first()
    return _seconds(row.until - clock.now()) if row is not None else 0


def count(key: str, window: Window) -> None:
    """One more failure in the window, which begins with its first."""
    now = clock.now()
    row = _row(key, now)
    if row.until > now:
        SignInTries.objects.filter(pk=row.pk).update(failures=F("failures") + 1, changed_at=now)
    else:
        until = now + dt.timedelta(seconds=window.seconds)
        SignInTries.objects.filter(pk=row.pk).update(failures=1, until=until, changed_at=now)


def forget() -> None:
    """Remove counts that nobody added to for a day."""
    SignInTries.objects.filter(changed_at__lt=clock.now() - KEPT).delete()


def in_words(seconds: int) -> str:
    """A wait as it is said: "40 detik", "3 menit"."""
    if seconds < 90:
        return ngettext("%(n)d detik", "%(n)d detik", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(n)d menit", "%(n)d menit", minutes) % {"n": minutes}


def too_soon(seconds: int) -> str:
    """What somebody is told who must wait before signing in."""
    return _(
        "Terlalu banyak percobaan gagal dari perangkat ini. Coba lagi dalam %(wait)s. Akun tidak dikunci: "
        "di perangkat yang biasa dipakai, pemiliknya tetap bisa masuk."
    ) % {"wait": in_words(seconds)}


def _row(key: str, now: dt.datetime) -> SignInTries:
    found = SignInTries.objects.filter(key=key).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return SignInTries.objects.create(key=key, failures=0, until=now, changed_at=now)
    except IntegrityError:
        return SignInTries.objects.get(key=key)


def _seconds(span: dt.timedelta) -> int:
    return max(1, -(-int(span.total_seconds() * 1000) // 1000))
