"""Signing in for tests: browsers with addresses and devices, code applications, time of the machine."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from bangkom.core import factors, services
from bangkom.core.ids import new_id
from bangkom.core.models import User
from bangkom.core.tests.factories import PASSWORD

LOGIN = "/akun/masuk/"


def try_in(browser: Client, user: User | str, password: str = PASSWORD, *, address: str = "10.0.0.1", **fields):
    """One try at the sign-in page from an address."""
    name = user.username if isinstance(user, User) else user
    return browser.post(LOGIN, {"login": name, "password": password} | fields, REMOTE_ADDR=address)


def is_in(reply) -> bool:
    """Whether a try led past the sign-in page."""
    return reply.status_code == 302


def signed_in(user: User, **fields) -> Client:
    """A browser in which somebody signed in with the password, by the page."""
    browser = Client()
    assert is_in(try_in(browser, user, **fields))
    return browser


def freshly_proved(browser: Client, user: User) -> None:
    """As if the password had been typed a moment ago: pages on the own account do not ask for it again."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def send(browser: Client, address: str, **fields):
    """A form of ours."""
    return browser.post(address, {"op_id": new_id()} | fields)


def code_of(user: User, *, steps: int = 0) -> str:
    """What the code application of an account shows now, or so many half minutes away."""
    row = Authenticator.objects.get(user=user, type=factors.Type.TOTP)
    return code_for(factors.opened(row.data["secret"]), steps=steps)


def code_for(secret: str, *, steps: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def with_code_app(user: User) -> list[str]:
    """Give an account a code application; returns the recovery codes."""
    return services.add_code_app(user=user, secret=totp.generate_totp_secret())
