"""The pages of the design system itself: parts, errors, start page, sign-in."""

import re

import brotli
import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from bangkom.core import views

ERRORS = ["400", "403", "403_csrf", "404", "413", "422", "429", "500", "503", "refused"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_of_parts_shows_them_in_both_languages(client, language, db):
    client.cookies["bahasa"] = language
    page = client.get(reverse("core:design")).content.decode()
    assert f'<html lang="{language}">' in page
    assert ("Dua puluh kotak" if language == "id" else "Twenty squares") in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_an_error_page_needs_nothing_to_be_shown(name, language):
    with translation.override(language):
        page = render_to_string(f"{name}.html")
    assert page.count("<h1>") == 1
    assert ">Bangkom<" in page


def test_the_page_of_last_resort_needs_no_database_and_no_collected_files(rf, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "nowhere"
    manifest = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    settings.STORAGES = settings.STORAGES | manifest
    request = rf.get("/rusak/")  # without a user: whoever asks for one fails
    reply = views.server_error(request)
    assert reply.status_code == 500
    assert "Ada yang rusak di pihak kami" in reply.content.decode()
    assert "stylesheet" not in reply.content.decode()


def test_a_refusal_tells_why():
    with translation.override("id"):
        page = render_to_string("refused.html", {"words": "Angkatan ini <sudah> ditutup."})
    assert "Angkatan ini &lt;sudah&gt; ditutup." in page
    assert "Tidak ada yang berubah." in page


def test_the_title_says_first_that_there_are_errors(client, db):
    page = client.post(reverse("account_login"), {"login": "", "password": ""}).content.decode()
    assert "<title>Kesalahan: Masuk - Bangkom</title>" in page
    assert '<a href="#id_login">NIP atau surel belum diisi.</a>' in page


def test_sign_in_is_short_and_helps_those_who_lost_their_password(client, db):
    page = client.get(reverse("account_login")).content.decode()
    assert "<h1>Masuk</h1>" in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "Hubungi pengelola kepegawaian OPD Anda." in page
    assert f'href="{reverse("core:accept_invitation")}"' in page
    assert "placeholder" not in page


def test_the_start_page_leads_to_sign_in_and_to_the_check_of_a_certificate(rf):
    page = render_to_string("public/home.html", request=_anonymous(rf))
    assert f'href="{reverse("account_login")}"' in page
    assert f'<form method="get" action="{reverse("credentials:lookup")}">' in page
    assert page.count("<h1>") == 1
    assert len(brotli.compress(page.encode(), quality=5)) <= 14 * 1024


def test_messages_are_shown_by_their_kind():
    messages = [Message(constants.SUCCESS, "Tersimpan."), Message(constants.DEBUG, "Kecil.")]
    page = render_to_string("components/messages.html", {"messages": messages})
    assert "banner-success" in page
    assert "banner-info" in page


def _anonymous(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    return request
