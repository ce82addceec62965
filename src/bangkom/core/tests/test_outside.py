"""Signing in with an outside service: real HTTP, one honest provider, and every lie it can tell."""

import time

import pytest
from django.test import Client

from bangkom.core import outside
from bangkom.core.models import Event, OutsideAccount, Role, SignIn, User
from bangkom.core.services import create_account
from bangkom.core.tests.factories import AgencyFactory, UserFactory, staff
from bangkom.core.tests.provider import CLIENT, SECRET, Provider, curve_key, other_key
from bangkom.core.tests.sign_in import code_of, freshly_proved, send, with_code_app

pytestmark = pytest.mark.django_db
NIP = "199002142015031001"


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(running, settings):
    """Honest again, and known to this installation."""
    running.lies.clear()
    running.published = [running.key]
    running.person = {"sub": "orang-1", "nip": NIP, "name": "Ahmad"}
    settings.OUTSIDE_SIGN_IN = {
        "discovery": running.issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "label": "ASN Digital",
        "number_claim": "nip",
        "scope": "openid profile",
    }
    outside.forget_client()
    return running


@pytest.fixture
def user(provider):
    return create_account(username=NIP, name="Ahmad", by=None)


def go(browser: Client, provider: Provider, way: str = "") -> str:
    """To the service and back; returns where the browser is led at last."""
    there = browser.get("/akun/masuk/luar/", {"next": way} if way else {})["Location"]
    return browser.get(provider.agree(there))["Location"]


def is_in(browser: Client) -> bool:
    return browser.get("/akun/keamanan/").status_code == 200


def test_whoever_the_service_vouches_for_signs_in_to_the_account_of_that_number(provider, user):
    browser = Client()
    assert go(browser, provider) == "/beranda/"
    assert is_in(browser)
    link = OutsideAccount.objects.get()
    assert (link.user, link.issuer, link.subject) == (user, provider.issuer, "orang-1")
    assert Event.objects.about(user).filter(verb="core.outside_account_linked").count() == 1
    assert SignIn.objects.filter(user=user).count() == 1


def test_the_second_time_nothing_is_linked_anew(provider, user):
    for _ in range(2):
        assert go(Client(), provider) == "/beranda/"
    assert Event.objects.about(user).filter(verb="core.outside_account_linked").count() == 1


def test_one_comes_back_to_the_page_one_wanted_and_to_no_other_site(provider, user):
    assert go(Client(), provider, "/kartu-jp/") == "/kartu-jp/"
    assert go(Client(), provider, "https://jahat.example/") == "/beranda/"


def test_the_page_offers_the_service_only_where_there_is_one(provider, settings):
    assert "Masuk dengan ASN Digital" in Client().get("/akun/masuk/").content.decode()
    settings.OUTSIDE_SIGN_IN = None
    assert "ASN Digital" not in Client().get("/akun/masuk/").content.decode()
    assert Client().get("/akun/masuk/luar/").status_code == 404
    assert Client().get("/akun/masuk/luar/kembali/").status_code == 404


def test_no_account_is_ever_made(provider):
    assert go(Client(), provider) == "/akun/masuk/"
    assert not User.objects.exists()


def test_a_closed_account_stays_closed(provider, user):
    User.objects.update(is_active=False)
    browser = Client()
    assert go(browser, provider) == "/akun/masuk/"
    assert not is_in(browser)


def test_a_service_that_gives_no_number_opens_nothing(provider, user):
    provider.person.pop("nip")
    browser = Client()
    assert go(browser, provider) == "/akun/masuk/"
    assert "tidak memberi tahu NIP" in browser.get("/akun/masuk/").content.decode()


def test_the_number_may_stand_in_the_profile_with_spaces(provider, user):
    provider.person["nip"] = "19900214 201503 1 001"
    assert go(Client(), provider) == "/beranda/"


def test_the_second_factor_is_asked_for_all_the_same(provider, user):
    with_code_app(user)
    browser = Client()
    assert go(browser, provider, "/kartu-jp/").startswith("/akun/masuk/kode/")
    assert not is_in(browser)
    assert browser.post("/akun/masuk/kode/", {"code": code_of(user)})["Location"] == "/kartu-jp/"


def test_staff_who_came_this_way_set_a_factor_up_too(provider, user, settings):
    settings.SECOND_FACTOR = "staff"
    person = staff(Role.ORGANIZER, AgencyFactory())
    User.objects.filter(pk=user.pk).delete()
    User.objects.filter(pk=person.pk).update(username=NIP)
    assert go(Client(), provider).startswith("/akun/faktor-kedua/")


# --- lies ---------------------------------------------------------------------------------------------------------

HOUR = 3600
LIES = {
    "wrong issuer": {"iss": "https://jahat.example"},
    "wrong audience": {"aud": "klien-lain"},
    "audience of another with us as the authorised party": {"aud": ["klien-lain"], "azp": CLIENT},
    "authorised party of another": {"aud": [CLIENT, "klien-lain"], "azp": "klien-lain"},
    "nonce of another sign-in": {"nonce": "nonce-lama"},
    "no nonce": {"drop": ["nonce"]},
    "no audience": {"drop": ["aud"]},
    "no issuer": {"drop": ["iss"]},
    "no subject": {"drop": ["sub"]},
    "no expiry": {"drop": ["exp"]},
    "no algorithm": {"alg": "none"},
    "key never published": {"key": "other"},
    "key number never published": {"key": "other", "kid": "tiga"},
    "published key as shared secret": {"alg": "HS256"},
    "profile of somebody else": {"profile": {"sub": "orang-2"}},
    "no identity token": {"no_token": True},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_forged_answer_opens_nothing(provider, user, lie):
    provider.lies |= lie
    if lie.get("key") == "other":
        provider.lies["key"] = other_key(lie.get("kid", "satu"))
    browser = Client()
    assert go(browser, provider) == "/akun/masuk/"
    assert "tidak sah" in browser.get("/akun/masuk/").content.decode()
    assert not is_in(browser)
    assert not OutsideAccount.objects.exists()


@pytest.mark.parametrize("claims", [{"exp": -HOUR}, {"iat": HOUR, "exp": 2 * HOUR}, {"nbf": HOUR}], ids=str)
def test_an_answer_from_another_time_opens_nothing(provider, user, claims):
    provider.lies |= {name: int(time.time()) + seconds for name, seconds in claims.items()}
    browser = Client()
    assert go(browser, provider) == "/akun/masuk/"
    assert not is_in(browser)


def test_the_number_of_another_account_opens_neither(provider, user):
    go(Client(), provider)
    other = UserFactory(username="199503032020122002")
    provider.person["nip"] = other.username
    browser = Client()
    assert go(browser, provider) == "/akun/masuk/"
    assert not is_in(browser)
    assert not OutsideAccount.objects.filter(user=other).exists()


def test_another_person_of_the_service_with_the_same_number_opens_nothing(provider, user):
    go(Client(), provider)
    provider.person["sub"] = "orang-2"
    browser = Client()
    assert go(browser, provider) == "/akun/masuk/"
    assert not is_in(browser)


def test_an_answer_nobody_asked_for_opens_nothing(provider, user):
    """An attacker's code in a victim's browser, and a code that comes twice."""
    attacker, victim = Client(), Client()
    answer = provider.agree(attacker.get("/akun/masuk/luar/")["Location"])
    assert victim.get(answer)["Location"] == "/akun/masuk/"
    assert not is_in(victim)
    assert attacker.get(answer)["Location"] == "/beranda/"
    attacker.post("/akun/keluar/")
    assert attacker.get(answer)["Location"] == "/akun/masuk/"


def test_whoever_cancels_there_is_told_so(provider, user):
    browser = Client()
    browser.get("/akun/masuk/luar/")
    assert browser.get("/akun/masuk/luar/kembali/?error=access_denied&state=x")["Location"] == "/akun/masuk/"
    assert "dibatalkan" in browser.get("/akun/masuk/").content.decode()


def test_a_service_that_does_not_answer_is_said_plainly(provider, user, settings):
    settings.OUTSIDE_SIGN_IN = settings.OUTSIDE_SIGN_IN | {"discovery": "http://127.0.0.1:9"}
    browser = Client()
    assert browser.get("/akun/masuk/luar/")["Location"] == "/akun/masuk/"
    assert "tidak menjawab" in browser.get("/akun/masuk/").content.decode()


def test_a_discovery_document_of_another_issuer_is_not_believed(provider, user):
    provider.lies["issuer_document"] = "https://jahat.example"
    assert Client().get("/akun/masuk/luar/")["Location"] == "/akun/masuk/"


def test_new_keys_of_the_service_are_read_when_a_token_names_one(provider, user):
    go(Client(), provider)
    fresh = curve_key()
    provider.published = [provider.key, fresh]
    provider.lies |= {"alg": "ES256", "key": fresh, "kid": "dua"}
    assert go(Client(), provider) == "/beranda/"


# --- the link -----------------------------------------------------------------------------------------------------


def test_its_owner_takes_the_link_off(provider):
    user = UserFactory(username=NIP)
    browser = Client()
    go(browser, provider)
    freshly_proved(browser, user)
    pk = OutsideAccount.objects.get().pk
    assert send(browser, f"/akun/luar/{pk}/lepas/").status_code == 302
    assert not OutsideAccount.objects.exists()
    assert Event.objects.about(user).filter(verb="core.outside_account_unlinked").exists()


def test_nobody_cuts_off_the_only_way_in(provider, user):
    browser = Client()
    go(browser, provider)
    pk = OutsideAccount.objects.get().pk
    assert send(browser, f"/akun/luar/{pk}/lepas/").status_code == 422
    assert OutsideAccount.objects.exists()


def test_nobody_takes_the_link_of_another_off(provider, user):
    go(Client(), provider)
    browser, other = Client(), UserFactory()
    browser.force_login(other)
    freshly_proved(browser, other)
    assert send(browser, f"/akun/luar/{OutsideAccount.objects.get().pk}/lepas/").status_code == 404
