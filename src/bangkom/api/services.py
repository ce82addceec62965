"""Tokens and integrations: made, used, ended."""

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.api.models import Integration, Token
from bangkom.api.policies import INTEGRATION_ROLES
from bangkom.core import clock, factors
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.ids import random_code
from bangkom.core.models import Agency, Role, Scope, User
from bangkom.core.services import create_account, give_role, record_event

# "bgk_" lets scanners of leaked secrets know what it is. 160 bits: nobody guesses one, so a plain digest is enough.
SHAPE = re.compile(r"bgk_([0-9A-Z]{8})_([0-9A-Z]{32})")
PREFIX_CHARACTERS, SECRET_CHARACTERS = 8, 32
NOTED_EVERY = dt.timedelta(minutes=5)


@transaction.atomic
def create_token(
    *, owner: User, name: str, scopes: Iterable[str], days: int, by: User, factor_proved: bool
) -> tuple[Token, str]:
    """A key for the API and its text, which is shown this once. `factor_proved`: the maker showed a second factor.

    Raises `Refused` without a scope.
    """
    chosen = sorted(set(scopes))
    if not chosen:
        raise Refused(_("Pilih sedikitnya satu izin."), "no_scope")
    prefix, secret = random_code(PREFIX_CHARACTERS), random_code(SECRET_CHARACTERS)
    token = Token.objects.create(
        user=owner,
        name=name,
        prefix=prefix,
        digest=_digest(secret),
        scopes=chosen,
        factor_proved=factor_proved,
        created_by=by,
        expires_at=clock.now() + dt.timedelta(days=days),
    )
    _record(token, "token_created", gettext_noop("Token API %(prefix)s dibuat"), by)
    return token, f"bgk_{prefix}_{secret}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def token_behind(text: str) -> Token | None:
    """The token that somebody shows, if it may be used now. One query."""
    shape = SHAPE.fullmatch(text)
    if shape is None:
        return None
    token = Token.objects.usable().filter(prefix=shape[1]).select_related("user").first()
    if token is None or not hmac.compare_digest(token.digest, _digest(shape[2])):
        return None
    return token


def note_use(*, token: Token) -> None:
    """Note that a token is in use, every few minutes at most."""
    if not token.was_noted_within(NOTED_EVERY):
        Token.objects.filter(pk=token.pk).update(last_used_at=clock.now())


def lacks_factor(token: Token) -> bool:
    """Whether the owner must show a second factor by now and had not when the token was made."""
    return not token.factor_proved and factors.deadline() is None and factors.is_obliged(token.user)


@transaction.atomic
def revoke_token(*, token: Token, by: User) -> Token:
    """End a token, for good and at once. Ending it twice changes nothing."""
    token = locked(token)
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = clock.now(), by
        token.save(update_fields=["revoked_at", "revoked_by"])
        _record(token, "token_revoked", gettext_noop("Token API %(prefix)s dicabut"), by)
    return token


def _record(token: Token, act: str, message: str, by: User) -> None:
    integration = Integration.objects.by_system().filter(account=token.user_id).first()
    record_event(
        verb=f"api.{act}",
        message=message,
        params={"prefix": token.prefix},
        subject=token,
        agency=integration.agency if integration else None,
        by=by,
        after={"name": token.name, "scopes": token.scopes, "expires_at": token.expires_at},
    )


@transaction.atomic
def add_integration(*, agency: Agency, name: str, purpose: str, role: Role, scope: Scope, by: User) -> Integration:
    """An account for a program, with one role over the agency or a part of it. Nobody can sign in with it.

    Raises `Refused` for a role that governs accounts and for a scope of another agency.
    """
    if role not in INTEGRATION_ROLES:
        raise Refused(_("Aplikasi tidak bisa memegang peran ini."), "role_not_for_programs")
    if scope.agency_id != agency.pk:
        raise Refused(_("Bagian ini milik instansi lain."), "foreign_scope")
    account = create_account(username=f"integrasi-{agency.code}-{random_code(6)}"[:150], name=name, by=by)
    integration = Integration.objects.create(account=account, agency=agency, name=name, purpose=purpose, created_by=by)
    give_role(user=account, role=role, scope=scope, by=by)
    record_event(
        verb="api.integration_added",
        message=gettext_noop("Aplikasi %(name)s diberi akses"),
        params={"name": name},
        subject=integration,
        agency=agency,
        by=by,
        after={"purpose": purpose, "role": str(role)},
    )
    return integration


@transaction.atomic
def close_integration(*, integration: Integration, by: User) -> Integration:
    """End a program's access: its account is closed, so every token of it is refused from the next request on."""
    account = locked(integration.account)
    if account.is_active:
        account.is_active = False
        account.save(update_fields=["is_active"])
        record_event(
            verb="api.integration_closed",
            message=gettext_noop("Akses aplikasi %(name)s ditutup"),
            params={"name": integration.name},
            subject=integration,
            agency=integration.agency,
            by=by,
        )
    return integration
