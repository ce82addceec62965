import datetime as dt
import hashlib

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.ids import normal_code, random_code
from bangkom.core.models import Invitation, Role, RoleAssignment, Scope, User
from bangkom.core.services.events import record_event
from bangkom.core.services.sign_ins import drop_sign_ins

# 60 bits: enough against guessing behind a rate limit, short enough to be copied from a letter.
INVITATION_CHARACTERS = 12
INVITATION_LIFE = dt.timedelta(days=60)


@transaction.atomic
def create_account(*, username: str, name: str, email: str = "", by: User | None) -> User:
    """An account without a usable password: an invitation gives it one. Raises `Refused` when the name is taken."""
    user = User(username=normal_username(username), name=name, email=email)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise Refused(_("Nama pengguna ini sudah dipakai."), "username_taken") from error
    record_event(verb="core.account_created", message=gettext_noop("Akun dibuat"), subject=user, agency=None, by=by)
    return user


def normal_username(typed: str) -> str:
    """A user name as it is stored; a NIP is often copied with the spaces of a letter."""
    return "".join(typed.split()).lower()


@transaction.atomic
def give_role(
    *,
    user: User,
    role: Role,
    scope: Scope,
    by: User | None,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> RoleAssignment:
    """Give a role over a scope; giving what is already held changes nothing. It holds from the next request on."""
    assignment, created = RoleAssignment.objects.get_or_create(
        user=user,
        role=role,
        scope=scope,
        valid_from=valid_from,
        defaults={"valid_until": valid_until, "given_by": by},
    )
    if created:
        record_event(
            verb="core.role_given",
            message=gettext_noop("Peran %(role)s diberikan"),
            params={"role": str(role)},
            subject=user,
            agency=scope.agency,
            by=by,
        )
    return assignment


@transaction.atomic
def invite(*, user: User, scope: Scope, by: User | None) -> str:
    """A fresh invitation code for an account; earlier open codes of the account end. Returns the code, shown once."""
    Invitation.objects.filter(user=user).open().update(revoked_at=clock.now())
    code = random_code(INVITATION_CHARACTERS)
    Invitation.objects.create(
        user=user,
        scope=scope,
        code_hash=code_hash(code),
        expires_at=clock.now() + INVITATION_LIFE,
        created_by=by,
    )
    record_event(
        verb="core.invited",
        message=gettext_noop("Kode undangan dibuat"),
        subject=user,
        agency=scope.agency,
        by=by,
    )
    return code


def code_hash(code: str) -> str:
    """How a code is stored: it is random enough that a plain digest cannot be turned back."""
    return hashlib.sha256(normal_code(code).encode()).hexdigest()


@transaction.atomic
def accept_invitation(*, username: str, code: str, password: str) -> User:
    """Set the password of an invited account. Raises `Refused` when name and code do not belong together.

    The words of the refusal do not tell which of the two is wrong, so that the page finds out nobody's account.
    """
    invitation = (
        Invitation.objects.open()
        .select_for_update()
        .select_related("user", "scope__agency")
        .filter(code_hash=code_hash(code), user__username=normal_username(username), user__is_active=True)
        .first()
    )
    if invitation is None:
        raise Refused(
            _(
                "NIP atau kode undangan tidak cocok, atau kode sudah dipakai. "
                "Minta kode baru kepada pengelola kepegawaian Anda."
            ),
            "invitation_unknown",
        )
    validate_password(password, invitation.user)
    invitation.user.set_password(password)
    invitation.user.save(update_fields=["password"])
    drop_sign_ins(user=invitation.user)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    record_event(
        verb="core.invitation_accepted",
        message=gettext_noop("Undangan diterima"),
        subject=invitation.user,
        agency=invitation.scope.agency,
        by=invitation.user,
    )
    return invitation.user
