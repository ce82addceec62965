"""Maintenance: a page for people, an answer for programs, and the service as before when it ends."""

import datetime as dt

import pytest

from bangkom.core import clock, health, maintenance

pytestmark = pytest.mark.django_db


def test_people_get_a_page_that_says_when_to_come_back(client, django_assert_num_queries):
    maintenance.begin("Pembaruan ke versi baru.", 20)
    with django_assert_num_queries(0):
        reply = client.get("/beranda/")
    assert reply.status_code == 503
    assert 1190 <= int(reply["Retry-After"]) <= 1200
    assert reply["Cache-Control"] == "no-store"
    assert "default-src 'none'" in reply["Content-Security-Policy"]
    page = reply.content.decode()
    assert "Bangkom sedang dirawat" in page
    assert "Pembaruan ke versi baru." in page
    assert "WIB" in page
    assert "belum tersimpan" not in page


def test_whoever_was_sending_is_told_that_nothing_was_saved(client):
    maintenance.begin("", 5)
    assert "belum tersimpan" in client.post("/akun/masuk/", {"login": "x"}).content.decode()


def test_the_page_speaks_the_chosen_language_and_shows_words_as_words(client):
    maintenance.begin("<b>Nanti</b>", 5)
    client.cookies["bahasa"] = "en"
    page = client.get("/").content.decode()
    assert "Bangkom is under maintenance" in page
    assert "&lt;b&gt;Nanti" in page


def test_a_program_gets_a_short_answer(client):
    maintenance.begin("", 5)
    reply = client.post("/belajar/1/jawaban/", "{}", content_type="application/json")
    assert reply.status_code == 503
    assert reply.json() == {"title": "maintenance", "status": 503, "retry_after": int(reply["Retry-After"])}


def test_health_is_answered_meanwhile(client):
    health.beat()
    maintenance.begin("", 5)
    assert [client.get(path).status_code for path in ("/livez", "/readyz", "/metrics")] == [200] * 3


def test_after_its_time_the_page_stays_until_somebody_ends_it(client):
    with clock.held_at(clock.now() - dt.timedelta(hours=1)):
        maintenance.begin("", 5)
    assert client.get("/bantuan/")["Retry-After"] == "60"
    assert maintenance.end()
    assert client.get("/bantuan/").status_code == 200
    assert not maintenance.end()


def test_a_flag_that_somebody_made_by_hand_counts(client, settings):
    (settings.BANGKOM_HOME / "maintenance.json").touch()
    assert client.get("/bantuan/").status_code == 503
