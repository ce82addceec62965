"""Passkeys with a virtual authenticator, in a real browser: made, asked for, refused."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from bangkom.core import factors
from bangkom.core.models import Role
from bangkom.core.tests.factories import PASSWORD, AgencyFactory, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def organizer(transactional_db, settings):
    settings.SECOND_FACTOR = "staff"
    settings.SECOND_FACTOR_FROM = None
    return staff(Role.ORGANIZER, AgencyFactory())


def authenticator(page, **options):
    """A virtual telephone that agrees to everything; returns the session that controls it."""
    control = page.context.new_cdp_session(page)
    control.send("WebAuthn.enable")
    asked = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    } | options
    number = control.send("WebAuthn.addVirtualAuthenticator", {"options": asked})["authenticatorId"]
    return control, number


def sign_in(page, user):
    page.goto("/akun/masuk/")
    page.fill("#id_login", user.username)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()


def with_passkey(page, user):
    sign_in(page, user)
    page.get_by_role("button", name="Buat kunci sandi").click()
    page.fill("#id_name", "Ponsel kantor")
    page.get_by_role("button", name="Buat kunci sandi").click()
    expect(page.get_by_role("heading", name="Kode pemulihan Anda")).to_be_visible()


def test_a_passkey_is_made_and_opens_the_next_sign_in(open_page, organizer):
    page = open_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: line.type == "error" and "422" not in line.text and errors.append(line.text))
    authenticator(page)
    with_passkey(page, organizer)
    assert len(page.query_selector_all(".codes li")) == 10
    page.get_by_role("link", name="Kode sudah saya simpan").click()
    page.wait_for_url("**/beranda/")
    assert [each.type for each in factors.of(organizer)] == [factors.Type.WEBAUTHN]
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Ponsel kantor"

    page.context.clear_cookies()
    sign_in(page, organizer)
    expect(page.get_by_role("heading", name="Tunjukkan faktor kedua")).to_be_visible()
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.wait_for_url("**/beranda/")
    assert not errors


def test_a_device_without_the_key_does_not_get_in_and_is_told(open_page, organizer):
    page = open_page()
    control, number = authenticator(page)
    with_passkey(page, organizer)
    control.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": number})
    page.context.clear_cookies()
    authenticator(page)  # another telephone
    sign_in(page, organizer)
    page.get_by_role("button", name="Pakai kunci sandi").click()
    expect(page.get_by_text("Kunci sandi tidak jadi dipakai")).to_be_visible()
    assert page.url.endswith("/akun/masuk/kode/")


def test_without_scripts_the_page_points_to_the_code_application(open_page, organizer):
    page = open_page(scripts=False)
    sign_in(page, organizer)
    page.goto("/akun/faktor-kedua/kunci/")
    expect(page.get_by_text("Kunci sandi membutuhkan JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Buat kunci sandi")).to_be_hidden()
    page.goto("/akun/faktor-kedua/aplikasi/")
    expect(page.get_by_label("Kode 6 angka")).to_be_visible()
