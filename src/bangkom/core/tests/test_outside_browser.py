"""An outside sign-in service in a real browser: the browser's rules let us lead there and back."""

import pytest
from playwright.sync_api import expect

from bangkom.core import outside
from bangkom.core.services import create_account
from bangkom.core.tests.provider import CLIENT, SECRET, Provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def provider(settings, live_server):
    running = Provider()
    running.back_to = live_server.url
    settings.OUTSIDE_SIGN_IN = {
        "discovery": running.issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "label": "ASN Digital",
        "number_claim": "nip",
        "scope": "openid profile",
    }
    outside.forget_client()
    yield running
    running.stop()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_one_signs_in_there_and_comes_back(provider, open_page, scripts):
    create_account(username=provider.person["nip"], name="Ahmad", by=None)
    page = open_page(scripts=scripts, phone=True)
    page.goto("/akun/masuk/?next=/akun/keamanan/")
    page.get_by_role("link", name="Masuk dengan ASN Digital").click()
    expect(page.get_by_role("heading", name="Keamanan akun")).to_be_visible()
    expect(page.get_by_text("Akun dihubungkan dengan ASN Digital")).to_be_visible()
