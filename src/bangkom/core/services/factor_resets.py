"""Taking a lost second factor off: an officer who knows the person asks, an administrator confirms."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock, factors
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import FactorReset, Invitation, Role, Scope, User
from bangkom.core.policies import holders_over
from bangkom.core.services.accounts import normal_username
from bangkom.core.services.events import record_event
from bangkom.core.services.factors import take_off_all
from bangkom.core.services.sign_ins import tell

ASKERS = (Role.UNIT_HR, Role.ADMINISTRATOR)


def scopes_of(user: User) -> list[Scope]:
    """Where an account belongs: where it holds roles; else, for who only learns, where it was last invited."""
    held = [each.scope for each in user.role_assignments.holding().select_related("scope")]
    if held:
        return held
    last = Invitation.objects.filter(user=user).select_related("scope").order_by("-created_at", "-pk").first()
    return [last.scope] if last is not None else []


def _shared_scope(user: User, by: User, *roles: Role) -> Scope | None:
    paths = by.scope_paths(*roles)
    return next((s for s in scopes_of(user) if any((s.path or "").startswith(path) for path in paths)), None)


@transaction.atomic
def ask_factor_reset(*, username: str, proof: str, by: User) -> FactorReset:
    """Ask to take all factors off an account. `proof`: how the officer made sure that the owner asked.

    Raises `Refused` for an account outside the officer's units (in the same words as for one that does not exist), for
    oneself, for an account without factors, and while another request waits.
    """
    user = User.objects.filter(username=normal_username(username), is_active=True).first()
    scope = _shared_scope(user, by, *ASKERS) if user is not None else None
    if user is None or scope is None:
        raise Refused(_("Tidak ada akun dengan NIP atau nama ini di unit Anda."), "account_unknown")
    if user == by:
        raise Refused(_("Faktor kedua Anda sendiri diurus orang lain: minta pengelola atau admin lain."), "own_account")
    if not factors.has_one(user):
        raise Refused(_("Akun ini tidak memakai faktor kedua. Tidak ada yang perlu dilepaskan."), "no_factor")
    waiting = FactorReset.objects.filter(user=user, state=FactorReset.State.WAITING)
    waiting.filter(asked_at__lte=clock.now() - FactorReset.LIFE).update(state=FactorReset.State.WITHDRAWN)
    if waiting.exists():
        raise Refused(_("Permintaan untuk akun ini sudah ada dan menunggu admin kedua."), "reset_waiting")
    reset = FactorReset.objects.create(user=user, scope=scope, proof=proof, asked_by=by, asked_at=clock.now())
    record_event(
        verb="core.factor_reset_asked",
        message=gettext_noop("Pelepasan faktor kedua diminta"),
        subject=user,
        agency=scope.agency,
        by=by,
        after={"account": user.name, "proof": proof},
    )
    tell(
        user,
        "factor_reset_asked",
        gettext_noop(
            "%(officer)s meminta faktor kedua akun Anda dilepaskan. Bukan permintaan Anda? Hubungi admin instansi."
        ),
        officer=by.name,
    )
    for admin in holders_over(scope, Role.ADMINISTRATOR, but=(by, user)):
        tell(
            admin,
            "factor_reset_waits",
            gettext_noop("%(officer)s meminta faktor kedua %(name)s dilepaskan. Putusan Anda diperlukan."),
            url=f"/akun/pemulihan/{reset.pk}/",
            officer=by.name,
            name=user.name,
        )
    return reset


def can_decide(*, reset: FactorReset, by: User) -> bool:
    """Whether this is the second person: an administrator over the scope who is neither the asker nor the owner."""
    paths = by.scope_paths(Role.ADMINISTRATOR)
    is_over = any((reset.scope.path or "").startswith(path) for path in paths)
    return is_over and by.pk not in {reset.asked_by_id, reset.user_id}


@transaction.atomic
def confirm_factor_reset(*, reset: FactorReset, by: User) -> None:
    """The second person agrees: all factors and sessions of the account end; its owner sets up anew with the password.

    Raises `Refused` where the request is over, or the one who confirms is the one who asked.
    """
    reset = _decided(reset, FactorReset.State.DONE, by)
    take_off_all(user=reset.user)
    record_event(
        verb="core.factor_reset_done",
        message=gettext_noop("Faktor kedua dilepaskan atas permintaan dan persetujuan dua orang"),
        subject=reset.user,
        agency=reset.scope.agency,
        by=by,
        after={"account": reset.user.name, "asked_by": reset.asked_by.name, "confirmed_by": by.name},
    )
    tell(
        reset.user,
        "factor_reset_done",
        gettext_noop(
            "Faktor kedua akun Anda dilepaskan oleh %(asked)s dan %(agreed)s. "
            "Masuk dengan kata sandi, lalu pasang yang baru."
        ),
        asked=reset.asked_by.name,
        agreed=by.name,
    )


@transaction.atomic
def refuse_factor_reset(*, reset: FactorReset, by: User) -> None:
    """The second person does not agree; nothing changes."""
    reset = _decided(reset, FactorReset.State.REFUSED, by)
    record_event(
        verb="core.factor_reset_refused",
        message=gettext_noop("Pelepasan faktor kedua ditolak"),
        subject=reset.user,
        agency=reset.scope.agency,
        by=by,
    )
    tell(
        reset.asked_by,
        "factor_reset_refused",
        gettext_noop("Pelepasan faktor kedua %(name)s ditolak %(officer)s."),
        url=f"/akun/pemulihan/{reset.pk}/",
        name=reset.user.name,
        officer=by.name,
    )


def _decided(reset: FactorReset, state: str, by: User) -> FactorReset:
    reset = locked(reset)
    if not reset.is_open:
        raise Refused(_("Permintaan ini sudah diputus atau lewat waktu. Tidak ada yang berubah."), "reset_over")
    if not can_decide(reset=reset, by=by):
        raise Refused(_("Putusan diambil admin lain, bukan orang yang meminta."), "second_person")
    reset.state, reset.decided_by, reset.decided_at = state, by, clock.now()
    reset.save(update_fields=["state", "decided_by", "decided_at"])
    return reset


@transaction.atomic
def withdraw_factor_reset(*, reset: FactorReset, by: User) -> None:
    """Who asked takes it back."""
    reset = locked(reset)
    if reset.asked_by_id != by.pk or reset.state != FactorReset.State.WAITING:
        raise Refused(_("Permintaan ini sudah diputus atau lewat waktu. Tidak ada yang berubah."), "reset_over")
    reset.state, reset.decided_by, reset.decided_at = FactorReset.State.WITHDRAWN, by, clock.now()
    reset.save(update_fields=["state", "decided_by", "decided_at"])
    record_event(
        verb="core.factor_reset_withdrawn",
        message=gettext_noop("Permintaan pelepasan faktor kedua dibatalkan"),
        subject=reset.user,
        agency=reset.scope.agency,
        by=by,
    )
