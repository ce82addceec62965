"""Typing an answer in a real browser: the state beside the field is true at every moment."""

import re

import pytest
from playwright.sync_api import expect

from bangkom.learning.models import AnswerHistory
from bangkom.learning.tests.browsing import url
from bangkom.learning.tests.test_short_text import RIGHT_WORDS, given, learning_with_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room():
    return learning_with_words()


@pytest.fixture
def attempt(room):
    return room.attempt()


@pytest.fixture
def page(open_page, room, attempt):
    """The question on the participant's phone."""
    page = open_page(user=room.user, phone=True)
    page.goto(url("quiz", attempt.pk, 4))
    return page


def test_words_are_sent_after_a_pause_once(page, attempt):
    state = page.locator("[data-save]")
    field = page.get_by_label("Jawaban Anda")
    expect(state).to_have_text("Belum dijawab")
    field.press_sequentially(RIGHT_WORDS, delay=20)
    expect(state).to_have_text("Belum tersimpan")
    expect(state).to_have_text(re.compile(r"Terkirim \d\d\.\d\d WIB"))
    page.get_by_role("button", name="Periksa jawaban").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa jawaban")
    assert list(AnswerHistory.objects.values_list("response", flat=True)) == [[RIGHT_WORDS]]


def test_what_is_typed_further_is_not_called_sent(page, attempt):
    state = page.locator("[data-save]")
    field = page.get_by_label("Jawaban Anda")
    field.fill("Garuda")
    expect(state).to_have_text(re.compile("Terkirim"))
    field.press_sequentially("s")
    expect(state).to_have_text("Belum tersimpan")
    field.press("Backspace")
    expect(state).to_have_text(re.compile("Terkirim"))
    assert AnswerHistory.objects.count() <= 3
    assert attempt.answers.get().response == ["Garuda"]


def test_the_button_pressed_at_once_loses_nothing(page, attempt):
    page.get_by_label("Jawaban Anda").fill("Garuda")
    page.get_by_role("button", name="Sebelumnya").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Soal 3 dari 4")
    assert list(AnswerHistory.objects.values_list("response", flat=True)) == [["Garuda"]]


def test_enter_leads_onwards(page, attempt):
    page.get_by_label("Jawaban Anda").fill("Garuda")
    page.get_by_label("Jawaban Anda").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa jawaban")
    assert given(attempt) == [["Garuda"]]


def test_without_a_signal_the_phone_keeps_the_words(page, attempt):
    page.route("**/jawaban/", lambda route: route.abort())
    page.get_by_label("Jawaban Anda").fill("Garuda")
    expect(page.locator("[data-save]")).to_have_text(re.compile("Tersimpan di HP ini"))
    page.unroute("**/jawaban/")
    page.goto(url("quiz", attempt.pk, 4))
    expect(page.get_by_label("Jawaban Anda")).to_have_value("Garuda")
    expect(page.locator("[data-save]")).to_have_text(re.compile("Terkirim"))
    assert given(attempt) == [["Garuda"]]
