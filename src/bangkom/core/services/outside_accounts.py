"""Accounts that an outside sign-in service opens: found by the employee number, never made."""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import OutsideAccount, User
from bangkom.core.services.events import record_event
from bangkom.core.services.sign_ins import tell


@transaction.atomic
def account_for(*, issuer: str, subject: str, number: str, service: str) -> User:
    """The account that this person of an outside service opens; linked with the first sign-in, which its owner is told.

    The number that the service vouches for must be the account's each time. Raises `Refused` where there is no account,
    and where service and number point to different accounts.
    """
    user = import_string(settings.ACCOUNT_OF_NUMBER)(number)
    if user is None or not user.is_active:
        raise Refused(
            _("NIP Anda belum punya akun di sini. Minta undangan kepada pengelola kepegawaian Anda."), "no_account"
        )
    known = OutsideAccount.objects.select_for_update().filter(issuer=issuer, subject=subject).first()
    if known is None:
        if OutsideAccount.objects.filter(issuer=issuer, user=user).exists():
            raise Refused(_other(service), "account_of_another")
        OutsideAccount.objects.create(user=user, issuer=issuer, subject=subject)
        _note(user, "core.outside_account_linked", gettext_noop("Akun dihubungkan dengan %(service)s"), service)
        tell(user, "outside_linked", gettext_noop("%(service)s sekarang membuka akun Anda."), service=service)
    elif known.user_id != user.pk:
        raise Refused(_other(service), "number_of_another")
    else:
        known.used_at = clock.now()
        known.save(update_fields=["used_at"])
    return user


def _other(service: str) -> str:
    return _(
        "Akun %(service)s ini dan NIP-nya milik akun yang berbeda di sini. Masuk dengan kata sandi, "
        "atau hubungi admin instansi."
    ) % {"service": service}


@transaction.atomic
def unlink_outside_account(*, user: User, link: OutsideAccount, service: str) -> None:
    """The service no longer opens the account. Raises `Refused` where nothing else would."""
    if not user.has_usable_password():
        raise Refused(_("Buat kata sandi dulu, agar Anda tetap bisa masuk."), "no_password")
    OutsideAccount.objects.filter(pk=link.pk, user=user).delete()
    _note(user, "core.outside_account_unlinked", gettext_noop("Hubungan akun dengan %(service)s dilepaskan"), service)


def _note(user: User, verb: str, message: str, service: str) -> None:
    record_event(verb=verb, message=message, params={"service": service}, subject=user, agency=None, by=user)
