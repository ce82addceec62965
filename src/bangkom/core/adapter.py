"""How the sign-in package does things here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bangkom.core import delays, devices, factors, services, sign_in_middleware, throttle
from bangkom.core.models import User
from bangkom.core.services.accounts import normal_username

TOO_SOON = "too_soon"
WARN_AFTER = 10  # failures of one stranger at one account


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation only; failures cost time; each password is recorded."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("NIP, surel, atau kata sandi tidak cocok."),
        "email_password_mismatch": _("NIP, surel, atau kata sandi tidak cocok."),
        "incorrect_password": _("Kata sandi tidak cocok."),
        "enter_current_password": _("Kata sandi sekarang tidak cocok."),
        "incorrect_code": _("Kode tidak cocok. Pastikan jam ponsel Anda diatur otomatis, lalu pakai kode terbaru."),
        "rate_limited": _("Terlalu banyak percobaan. Tunggu sebentar, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttle.address_of(request)

    # --- passwords ---

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Charge this try. Raises ValidationError (code `too_soon`) where somebody must wait."""
        account = account_of(credentials)
        self._counted = Counted(request, account, credentials)
        wait, failures = self._counted.take()
        if wait:
            raise ValidationError(delays.too_soon(wait), TOO_SOON, {"seconds": wait})
        self._failures = failures

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        if user is not None:
            self._counted.give_back()
        return user

    def _rollback_login_failed_rl_usage(self) -> None:
        """Counted by ourselves, see `authenticate`."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._counted.failed()
        account = self._counted.account
        if account is not None and self._failures == WARN_AFTER and not self._counted.is_known:
            with transaction.atomic():
                services.warn_of_failures(user=account, failures=self._failures)

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """All other sessions end: a password is changed because somebody may know it."""
        super().set_password(user, password)
        services.drop_sign_ins(user=user, but=self._own_sign_in(user))
        services.record_password_change(user=user, message=gettext_noop("Kata sandi diganti"))

    def _own_sign_in(self, user: User) -> int | None:
        request = self.request
        return request.session.get("sign_in") if request is not None and request.user == user else None

    # --- sessions ---

    def login(self, request: HttpRequest, user: User) -> None:
        sign_in_middleware.end(request)
        is_known = user.last_login is None or bool(devices.number_of(request, user))
        super().login(request, user)
        if request.session.session_key is None:  # somebody else was signed in here: the session begins anew
            request.session.create()
        row = sign_in_middleware.begin(request, user)
        if not is_known and user.has_role(*factors.OBLIGED):
            with transaction.atomic():
                services.tell_of_new_device(user=user, device=f"{row.browser} / {row.system}".strip(" /"))

    def logout(self, request: HttpRequest) -> None:
        sign_in_middleware.end(request)
        super().logout(request)

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        """Whoever must have a second factor and has none is led there first."""
        response = super().post_login(request, user, **hooks)
        if not factors.is_missing(user):
            return response
        way = urlencode({"next": response["Location"]})
        return HttpResponseRedirect(f"{reverse('account_factors')}?{way}")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, _("Akun ini sudah ditutup. Hubungi pengelola kepegawaian Anda."))
        return HttpResponseRedirect(reverse("account_login"))

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """By password; for who has none by a code, or by signing in at the outside service again."""
        if user.is_authenticated and not user.has_usable_password() and factors.has_one(user):
            return [{"id": "mfa_reauthenticate", "description": "", "url": reverse("mfa_reauthenticate")}]
        way = "account_reauthenticate" if user.has_usable_password() else "account_outside"
        return [{"id": "reauthenticate", "description": "", "url": reverse(way)}]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_security")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """`core.services.tell` does that, in the application and by mail."""


class Counted:
    """The counts that one try at an account touches."""

    def __init__(self, request: HttpRequest, account: User | None, credentials: dict[str, Any]) -> None:
        number = devices.number_of(request, account)
        name = account.pk if account is not None else "typed:" + typed_name(credentials)
        address = throttle.address_of(request)
        self.account = account
        self.is_known = bool(number)
        self.budget = delays.OWN_DEVICE if number else delays.STRANGER
        self.device = delays.key_of("device", name, number or address)
        self.strangers = delays.key_of("account", name)
        self.address = delays.key_of("address", address)

    def take(self) -> tuple[int, int]:
        """Seconds to wait (0: go ahead), and the failures counted with this try."""
        if not self.is_known:
            wait = max(
                delays.over(self.strangers, delays.STRANGERS_OF_ACCOUNT),
                delays.over(self.address, delays.STRANGERS_OF_ADDRESS),
            )
            if wait:
                return wait, 0
        tried = delays.take(self.device, self.budget)
        return tried.wait, tried.failures

    def give_back(self) -> None:
        delays.give_back(self.device)

    def failed(self) -> None:
        if not self.is_known:
            delays.count(self.strangers, delays.STRANGERS_OF_ACCOUNT)
            delays.count(self.address, delays.STRANGERS_OF_ADDRESS)


def typed_name(credentials: dict[str, Any]) -> str:
    return normal_username(str(credentials.get("username") or credentials.get("email") or ""))


def account_of(credentials: dict[str, Any]) -> User | None:
    """The account that these credentials name, so that its number and its mail address share one count."""
    name = typed_name(credentials)
    found = User.objects.filter(username__iexact=name).first()
    if found is None and "@" in name:
        found = User.objects.filter(email__iexact=name).order_by("pk").first()
    return found


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of factors are sealed; an application shows them under the account's name."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"]
    }

    def encrypt(self, text: str) -> str:
        return factors.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factors.opened(encrypted_text)

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Bangkom"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return super().get_public_key_credential_user_entity(user) | {"name": user.username, "display_name": user.name}
