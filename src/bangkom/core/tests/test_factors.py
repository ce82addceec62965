"""The second factor: set up by its owner, asked for at every sign-in, obligatory for whoever acts for others."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from bangkom.core import clock, factors, services
from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.models import Event, Role, SignIn
from bangkom.core.tests.factories import PASSWORD, AgencyFactory, UserFactory, root, staff
from bangkom.core.tests.sign_in import code_for, code_of, is_in, send, signed_in, try_in, with_code_app

pytestmark = pytest.mark.django_db
SECOND_STEP = "/akun/masuk/kode/"


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def organizer(agency):
    return staff(Role.ORGANIZER, agency)


@pytest.fixture
def obliged(settings):
    """An installation as it is in production."""
    settings.SECOND_FACTOR = "staff"
    settings.SECOND_FACTOR_FROM = None


def secret_on(page) -> str:
    return re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())[1].replace(" ", "")


def set_up(browser: Client, **fields):
    """Through the page, as somebody with a telephone does it."""
    page = browser.get("/akun/faktor-kedua/aplikasi/", fields)
    return send(browser, "/akun/faktor-kedua/aplikasi/", code=code_for(secret_on(page)), **fields)


# --- setting up ---------------------------------------------------------------------------------------------------


def test_a_code_application_is_set_up_and_the_recovery_codes_are_shown_once(organizer):
    browser = signed_in(organizer)
    reply = set_up(browser)
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", reply.content.decode())
    assert len(codes) == 10
    assert "no-store" in reply["Cache-Control"]
    assert factors.has_one(organizer)
    assert Event.objects.about(organizer).filter(verb="core.factor_added").count() == 1
    later = browser.get("/akun/keamanan/").content.decode()
    assert not [code for code in codes if code in later]


def test_a_wrong_number_sets_nothing_up_and_keeps_the_key(organizer):
    browser = signed_in(organizer)
    before = secret_on(browser.get("/akun/faktor-kedua/aplikasi/"))
    reply = send(browser, "/akun/faktor-kedua/aplikasi/", code="000000")
    assert reply.status_code == 422
    assert "jam ponsel" in reply.content.decode()
    assert secret_on(reply) == before
    assert not factors.has_one(organizer)


def test_sending_the_form_twice_sets_one_up_and_shows_no_codes_again(organizer):
    browser = signed_in(organizer)
    page = browser.get("/akun/faktor-kedua/aplikasi/")
    form = {"op_id": new_id(), "code": code_for(secret_on(page))}
    first = browser.post("/akun/faktor-kedua/aplikasi/", form)
    second = browser.post("/akun/faktor-kedua/aplikasi/", form)
    assert (first.status_code, second.status_code) == (200, 409)
    assert not re.search(r"<code>\d{4} \d{4}</code>", second.content.decode())


def test_the_key_is_sealed_in_the_database(organizer):
    browser = signed_in(organizer)
    secret = secret_on(browser.get("/akun/faktor-kedua/aplikasi/"))
    set_up(browser)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert secret == factors.opened(Authenticator.objects.get(type="totp").data["secret"])


def test_with_the_first_factor_sessions_opened_without_one_end(organizer):
    here, there = signed_in(organizer), signed_in(organizer)
    set_up(here)
    assert here.get("/akun/keamanan/").status_code == 200
    assert there.get("/akun/keamanan/").status_code == 302
    assert SignIn.objects.count() == 1


def test_the_password_is_asked_again_when_signing_in_lies_back(organizer, monkeypatch):
    from bangkom.core import proofs

    browser = signed_in(organizer)
    now = proofs.time.time() + 16 * 60
    monkeypatch.setattr(proofs.time, "time", lambda: now)
    reply = browser.get("/akun/faktor-kedua/aplikasi/")
    assert reply["Location"].startswith("/akun/pastikan/?next=")
    reply = browser.post(reply["Location"], {"password": PASSWORD})
    assert reply["Location"] == "/akun/faktor-kedua/aplikasi/"
    assert browser.get("/akun/faktor-kedua/aplikasi/").status_code == 200


# --- signing in ---------------------------------------------------------------------------------------------------


def test_the_password_alone_leads_to_the_second_step_only(organizer):
    with_code_app(organizer)
    browser = Client()
    assert try_in(browser, organizer)["Location"].startswith(SECOND_STEP)
    assert browser.get("/akun/keamanan/")["Location"].startswith("/akun/masuk/")
    assert not SignIn.objects.exists()


def test_the_code_leads_in_and_works_once(organizer):
    with_code_app(organizer)
    code = code_of(organizer)
    browser, again = Client(), Client()
    try_in(browser, organizer)
    try_in(again, organizer)
    assert is_in(browser.post(SECOND_STEP, {"code": code}))
    assert browser.get("/akun/keamanan/").status_code == 200
    assert again.post(SECOND_STEP, {"code": code}).status_code == 422


def test_a_code_of_a_clock_half_a_minute_off_is_accepted_and_an_older_one_is_not(organizer):
    with_code_app(organizer)
    late = Client()
    try_in(late, organizer)
    assert late.post(SECOND_STEP, {"code": code_of(organizer, steps=-4)}).status_code == 422
    assert is_in(late.post(SECOND_STEP, {"code": code_of(organizer, steps=1)}))


def test_a_recovery_code_leads_in_once_and_its_owner_is_told(organizer):
    code = with_code_app(organizer)[0]
    for expected in (302, 422):
        browser = Client()
        try_in(browser, organizer)
        assert browser.post(SECOND_STEP, {"code": f"{code[:4]} {code[4:]}"}).status_code == expected
    assert factors.recovery_codes_left(organizer) == 9
    assert Event.objects.about(organizer).filter(verb="core.recovery_code_used").count() == 1


def test_guessing_codes_is_slowed_for_who_guesses_and_not_for_the_owner(organizer):
    with_code_app(organizer)
    own = Client()
    try_in(own, organizer)
    own.post(SECOND_STEP, {"code": code_of(organizer, steps=-1)})
    own.post("/akun/keluar/")
    thief = Client()  # who knows the password
    try_in(thief, organizer)
    statuses = [thief.post(SECOND_STEP, {"code": f"{n:06}"}).status_code for n in range(5)]
    assert statuses == [422] * 4 + [429]
    try_in(own, organizer)
    assert is_in(own.post(SECOND_STEP, {"code": code_of(organizer)}))


def test_the_second_step_alone_is_nothing():
    assert Client().get(SECOND_STEP)["Location"].startswith("/akun/masuk/")
    assert Client().post(SECOND_STEP, {"code": "123456"})["Location"].startswith("/akun/masuk/")


def test_an_invitation_code_does_not_lead_past_the_second_factor(agency):
    """Whoever keeps the unit can make a code, and must not become that person by it."""
    user = UserFactory()
    with_code_app(user)
    code = services.invite(user=user, scope=root(agency), by=None)
    browser = Client()
    form = {"op_id": new_id(), "username": user.username, "code": code, "password": "sawah hijau di kaki gunung"}
    assert browser.post("/undangan/", form)["Location"].startswith(SECOND_STEP)
    assert browser.get("/akun/keamanan/").status_code == 302


# --- taking off ---------------------------------------------------------------------------------------------------


def test_taking_the_last_factor_off_takes_the_recovery_codes_too():
    user = UserFactory()
    with_code_app(user)
    services.remove_factor(user=user, factor_id=factors.of(user)[0].pk)
    assert not Authenticator.objects.exists()
    assert Event.objects.about(user).filter(verb="core.factor_removed").exists()


def test_somebody_obliged_keeps_one_factor(organizer, obliged):
    with_code_app(organizer)
    with pytest.raises(Refused, match="mewajibkan"):
        services.remove_factor(user=organizer, factor_id=factors.of(organizer)[0].pk)
    assert factors.has_one(organizer)


def test_nobody_takes_a_factor_of_another_off(organizer):
    with_code_app(organizer)
    browser = signed_in(UserFactory())
    pk = factors.of(organizer)[0].pk
    assert send(browser, f"/akun/faktor-kedua/{pk}/lepas/").status_code == 404
    services.remove_factor(user=UserFactory(), factor_id=pk)
    assert factors.has_one(organizer)


def test_fresh_recovery_codes_end_the_old_ones(organizer):
    old = with_code_app(organizer)
    new = services.replace_recovery_codes(user=organizer)
    assert not set(old) & set(new)
    browser = Client()
    try_in(browser, organizer)
    assert browser.post(SECOND_STEP, {"code": old[0]}).status_code == 422
    assert is_in(browser.post(SECOND_STEP, {"code": new[0]}))


def test_there_are_no_recovery_codes_without_a_factor(organizer):
    with pytest.raises(Refused):
        services.replace_recovery_codes(user=organizer)


# --- the obligation -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", factors.OBLIGED, ids=str)
def test_whoever_acts_for_others_sets_one_up_before_anything_else(agency, obliged, role):
    user = staff(role, agency)
    browser = Client()
    assert try_in(browser, user)["Location"] == "/akun/faktor-kedua/?next=%2Fberanda%2F"
    assert browser.get("/beranda/")["Location"] == "/akun/faktor-kedua/?next=%2Fberanda%2F"
    reply = set_up(browser, next="/beranda/")
    assert 'href="/beranda/"' in reply.content.decode()
    assert browser.get("/beranda/").status_code == 200


def test_without_one_nothing_can_be_written_either(organizer, obliged):
    browser = signed_in(organizer)
    assert send(browser, "/sebagai/", role="organizer")["Location"].startswith("/akun/faktor-kedua/")


def test_without_one_the_public_pages_and_the_way_out_stay_open(organizer, obliged):
    browser = signed_in(organizer)
    assert browser.get("/bantuan/").status_code == 200
    assert browser.post("/akun/keluar/")["Location"] == "/"


def test_who_only_learns_needs_none(obliged):
    browser = signed_in(UserFactory())
    assert browser.get("/beranda/").status_code == 200


def test_a_role_given_during_a_session_obliges_with_the_next_request(agency, obliged):
    user = UserFactory()
    browser = signed_in(user)
    assert browser.get("/beranda/").status_code == 200
    services.give_role(user=user, role=Role.ORGANIZER, scope=root(agency), by=None)
    assert browser.get("/beranda/")["Location"].startswith("/akun/faktor-kedua/")


def test_until_the_installations_day_it_may_wait(organizer, obliged, settings):
    settings.SECOND_FACTOR_FROM = clock.today() + dt.timedelta(days=7)
    browser = Client()
    assert try_in(browser, organizer)["Location"].startswith("/akun/faktor-kedua/")
    assert "Nanti saja" in browser.get("/akun/faktor-kedua/?next=/beranda/").content.decode()
    assert browser.get("/beranda/").status_code == 200
    with clock.held_at(clock.now() + dt.timedelta(days=7)):
        assert browser.get("/beranda/")["Location"].startswith("/akun/faktor-kedua/")


def test_a_session_that_has_not_shown_the_factor_is_signed_out(organizer, obliged):
    with_code_app(organizer)
    browser = Client()
    browser.force_login(organizer)
    assert browser.get("/beranda/")["Location"].startswith("/akun/masuk/")


def test_what_another_account_showed_in_this_browser_does_not_count(organizer, obliged):
    user = UserFactory()
    with_code_app(user)
    browser = Client()
    try_in(browser, user)
    browser.post(SECOND_STEP, {"code": code_of(user)})
    try_in(browser, organizer)
    browser.post("/akun/keluar/")
    try_in(browser, organizer)
    assert browser.get("/beranda/")["Location"].startswith("/akun/faktor-kedua/")


def test_after_setting_up_nobody_is_led_to_another_site(organizer, obliged):
    browser = signed_in(organizer)
    reply = set_up(browser, next="https://jahat.example/")
    assert "jahat.example" not in reply.content.decode()


def test_where_it_is_optional_staff_are_told_so(organizer):
    browser = signed_in(organizer)
    assert "tidak diwajibkan" in browser.get("/akun/keamanan/").content.decode()
