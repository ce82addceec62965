"""What surrounds every page: the browser's rules, compression, language, and plain words when something breaks."""

import brotli
import pytest
from django.test import Client

from bangkom.core import colour
from bangkom.core.models import Agency, User
from bangkom.core.tests.factories import AgencyFactory, UserFactory
from bangkom.core.views import agency_css_url

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bangkom.core.tests.pages")]


# --- health -------------------------------------------------------------------------------------------------------


def test_the_process_says_that_it_lives_without_touching_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/livez").content == b"ok"


# --- the browser's rules ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [("/terbuka/", 200), ("/dalam/", 302), ("/tidak-ada/", 404), ("/rusak/", 500), ("/livez", 200), ("/bantuan/", 200)],
)
def test_every_reply_forbids_what_is_inline_or_foreign(client, address, status):
    client.raise_request_exception = False
    reply = client.get(address)
    assert reply.status_code == status
    policy = reply["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["X-Frame-Options"] == "DENY"


def test_an_error_tells_the_visitor_nothing_of_the_inside(client):
    client.raise_request_exception = False
    page = client.get("/rusak/").content.decode()
    assert "rahasia" not in page
    assert "Traceback" not in page
    assert "RuntimeError" not in page


def test_a_form_from_another_site_is_refused_in_plain_words():
    strict = Client(enforce_csrf_checks=True)
    reply = strict.post("/undangan/", {"username": "x"})
    assert reply.status_code == 403
    assert reply.templates[0].name == "403_csrf.html"


def test_only_our_own_names_are_answered(client):
    assert client.get("/terbuka/", headers={"host": "jahat.example"}).status_code == 400


# --- compression --------------------------------------------------------------------------------------------------


def test_a_page_is_compressed_for_a_browser_that_can_read_it(client):
    plain = client.get("/panjang/")
    small = client.get("/panjang/", headers={"accept-encoding": "gzip, br"})
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "br"
    assert brotli.decompress(small.content) == plain.content
    assert int(small["Content-Length"]) == len(small.content) < len(plain.content)
    assert "Accept-Encoding" in plain["Vary"]
    assert "Accept-Encoding" in small["Vary"]


def test_a_short_page_is_not_worth_it(client):
    assert "Content-Encoding" not in client.get("/terbuka/", headers={"accept-encoding": "br"})


# --- language -----------------------------------------------------------------------------------------------------


def language(client) -> str:
    return client.get("/bantuan/")["Content-Language"]


def test_a_visitor_reads_indonesian_until_one_chooses(client):
    assert language(client) == "id"
    client.post("/bahasa/", {"language": "en", "next": "/bantuan/"})
    assert language(client) == "en"
    assert "Help" in client.get("/bantuan/").content.decode()


def test_the_browsers_own_language_decides_nothing(client):
    assert client.get("/bantuan/", headers={"accept-language": "en"})["Content-Language"] == "id"


def test_an_account_keeps_its_language_on_another_device(client):
    user = UserFactory()
    client.force_login(user)
    client.post("/bahasa/", {"language": "en", "next": "/bantuan/"})
    assert User.objects.get(pk=user.pk).language == "en"
    elsewhere = Client()
    elsewhere.force_login(user)
    assert language(elsewhere) == "en"


def test_a_language_we_do_not_speak_is_not_found(client):
    assert client.post("/bahasa/", {"language": "fr"}).status_code == 404


@pytest.mark.parametrize("elsewhere", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)"])
def test_choosing_a_language_never_leads_to_another_site(client, elsewhere):
    assert client.post("/bahasa/", {"language": "en", "next": elsewhere})["Location"] == "/"


def test_choosing_needs_a_form_not_a_link(client):
    assert client.get("/bahasa/?language=en").status_code == 405
    client.force_login(UserFactory())
    assert client.get("/sebagai/?role=learner").status_code == 405


# --- the agency's colour ------------------------------------------------------------------------------------------


def test_the_colour_of_an_agency_is_a_stylesheet_kept_for_ever_until_it_changes(client):
    agency = AgencyFactory(brand_colour="#0b6e4f")
    address = agency_css_url(agency)
    reply = client.get(address)
    assert reply["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in reply["Cache-Control"]
    assert reply.content.decode() == colour.agency_css("#0b6e4f")
    Agency.objects.filter(pk=agency.pk).update(brand_colour="#8a1538")
    assert agency_css_url(Agency.objects.get(pk=agency.pk)) != address
