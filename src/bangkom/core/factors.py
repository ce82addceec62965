"""Questions about second factors: who has one, who must, and since when. Keys and codes are the sign-in package's."""

import base64
import datetime as dt
import hashlib

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from bangkom.core import clock
from bangkom.core.models import Role, User

# Everybody who acts for others. A speaker of one session has no role and no account: a code opens the session's page.
OBLIGED = (Role.TRAINER, Role.ORGANIZER, Role.UNIT_HR, Role.LEADER, Role.ADMINISTRATOR, Role.OPERATOR)
STAFF, OPTIONAL = "staff", "optional"

PASSED = "second_factor"  # in the session: the account for which a second factor was shown

Type = Authenticator.Type
MAIN = (Type.TOTP, Type.WEBAUTHN)


def of(user: User) -> list[Authenticator]:
    """The factors of an account, oldest first; recovery codes are not counted among them."""
    return list(Authenticator.objects.filter(user=user, type__in=MAIN).order_by("created_at", "pk"))


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=MAIN).exists()


def recovery_codes_left(user: User) -> int | None:
    """How many recovery codes are unused; None where there are none at all."""
    row = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(row).get_unused_codes()) if row is not None else None


def is_obliged(user: User) -> bool:
    """Whether this installation wants a second factor of this account, sooner or later."""
    return settings.SECOND_FACTOR == STAFF and user.has_role(*OBLIGED)


def deadline() -> dt.date | None:
    """The day from which nobody obliged gets on without; None where that day has come."""
    since = settings.SECOND_FACTOR_FROM
    return since if since is not None and clock.today() < since else None


def is_missing(user: User) -> bool:
    """Obliged, and nothing set up."""
    return is_obliged(user) and not has_one(user)


def note_passed(session: SessionBase, user: User) -> None:
    session[PASSED] = user.pk


def has_passed(session: SessionBase, user: User) -> bool:
    """Whether a second factor of this account was shown, or set up, in this session."""
    return session.get(PASSED) == user.pk


def sealed(text: str) -> str:
    """A secret as it stands in the database: without the installation's key it is no use."""
    return _box().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """Raises `cryptography.fernet.InvalidToken` where the key is not the one it was sealed with."""
    return _box().decrypt(text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.sha256(b"bangkom.factors:" + settings.SECOND_FACTOR_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
