"""Second factors: added and removed by their owner, taken off by two others when lost."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import factors
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services.accounts import normal_username
from bangkom.core.services.events import record_event
from bangkom.core.services.sign_ins import drop_sign_ins, tell

Codes = list[str]


@transaction.atomic
def add_code_app(*, user: User, secret: str, sign_in: int | None = None) -> Codes:
    """An application that shows codes becomes a factor. Returns fresh recovery codes with the first factor, else none.

    With the first factor all other sessions end: they were opened with the password alone. `sign_in` is the one that
    stays.
    """
    user = locked(user)
    if Authenticator.objects.filter(user=user, type=factors.Type.TOTP).exists():
        raise Refused(_("Aplikasi kode sudah terpasang. Lepaskan dulu yang lama."), "code_app_there")
    is_first = not factors.has_one(user)
    TOTP.activate(user, secret)
    return _added(user, is_first, sign_in, gettext_noop("Aplikasi kode dipasang sebagai faktor kedua"))


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, Any], sign_in: int | None = None) -> Codes:
    """A passkey becomes a factor; `credential` is what the browser made and the server has checked."""
    user = locked(user)
    is_first = not factors.has_one(user)
    WebAuthn.add(user, name[:60], credential)
    return _added(user, is_first, sign_in, gettext_noop("Kunci sandi dipasang sebagai faktor kedua"))


def _added(user: User, is_first: bool, sign_in: int | None, message: str) -> Codes:
    record_event(verb="core.factor_added", message=message, subject=user, agency=None, by=user)
    tell(user, "factor_added", gettext_noop("Faktor kedua dipasang pada akun Anda."))
    if not is_first:
        return []
    drop_sign_ins(user=user, but=sign_in)
    return _fresh_codes(user)


@transaction.atomic
def remove_factor(*, user: User, factor_id: int) -> None:
    """Take one's own factor off. Raises `Refused` for the last one of somebody who must have one."""
    user = locked(user)
    factor = Authenticator.objects.filter(user=user, type__in=factors.MAIN, pk=factor_id).first()
    if factor is None:
        return
    is_last = len(factors.of(user)) == 1
    if is_last and factors.is_obliged(user):
        raise Refused(
            _("Peran Anda mewajibkan faktor kedua. Pasang dulu faktor lain, baru lepaskan yang ini."), "factor_needed"
        )
    factor.delete()
    if is_last:
        Authenticator.objects.filter(user=user).delete()
    record_event(
        verb="core.factor_removed",
        message=gettext_noop("Faktor kedua dilepaskan"),
        subject=user,
        agency=None,
        by=user,
    )
    tell(
        user,
        "factor_removed",
        gettext_noop("Faktor kedua dilepaskan dari akun Anda. Bukan Anda? Segera ganti kata sandi."),
    )


@transaction.atomic
def replace_recovery_codes(*, user: User) -> Codes:
    """Fresh recovery codes; the old ones end. Raises `Refused` where there is no factor they could stand in for."""
    user = locked(user)
    if not factors.has_one(user):
        raise Refused(_("Pasang dulu faktor kedua; kode pemulihan dibuat bersamanya."), "no_factor")
    record_event(
        verb="core.recovery_codes_replaced",
        message=gettext_noop("Kode pemulihan dibuat ulang"),
        subject=user,
        agency=None,
        by=user,
    )
    return _fresh_codes(user)


def _fresh_codes(user: User) -> Codes:
    Authenticator.objects.filter(user=user, type=factors.Type.RECOVERY_CODES).delete()
    return RecoveryCodes.activate(user).get_unused_codes()


@transaction.atomic
def note_recovery_code_used(*, user: User) -> None:
    """Record that somebody got in with a recovery code, and say how many are left."""
    left = factors.recovery_codes_left(user) or 0
    record_event(
        verb="core.recovery_code_used",
        message=gettext_noop("Kode pemulihan dipakai untuk masuk"),
        subject=user,
        agency=None,
        by=user,
    )
    tell(
        user,
        "recovery_code_used",
        gettext_noop("Kode pemulihan dipakai untuk masuk ke akun Anda. Sisa kode: %(left)s."),
        left=left,
    )


@transaction.atomic
def take_off_by_operator(*, username: str, reason: str) -> User:
    """Last resort on the server itself, where no second administrator is left. Raises `Refused` for an unknown name."""
    user = User.objects.filter(username=normal_username(username)).first()
    if user is None or not factors.has_one(user):
        raise Refused(_("Tidak ada akun berfaktor kedua dengan nama ini."), "account_unknown")
    take_off_all(user=user)
    record_event(
        verb="core.factor_taken_off",
        message=gettext_noop("Faktor kedua dilepaskan oleh operator server"),
        subject=user,
        agency=None,
        by=None,
        after={"account": user.name, "reason": reason},
    )
    tell(user, "factor_taken_off", gettext_noop("Faktor kedua akun Anda dilepaskan oleh operator server."))
    return user


def take_off_all(*, user: User) -> None:
    """Remove every factor and end every session, as part of an act that records the event."""
    Authenticator.objects.filter(user=user).delete()
    drop_sign_ins(user=user)
