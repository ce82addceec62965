"""The learner's pages in a real browser: axe finds nothing, answers survive a weak signal, scripts are not needed."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from bangkom.learning.models import AnswerHistory, Attempt
from bangkom.learning.tests.browsing import activity_url, every_page, url
from bangkom.learning.tests.factories import learning

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def room():
    return learning()


@pytest.fixture
def signed_in(browser, live_server, room):
    """Contexts of the participant's phone or desk, each a device of its own."""

    def opened(*, width=360, scripts=True):
        client = Client()
        client.force_login(room.user)
        context = browser.new_context(
            viewport={"width": width, "height": 740}, java_script_enabled=scripts, base_url=live_server.url
        )
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context

    return opened


@pytest.mark.parametrize(("width", "language"), [(360, "id"), (1280, "en")])
def test_axe_finds_nothing_on_any_page_and_nothing_scrolls_sideways(signed_in, room, width, language):
    addresses = every_page(room)
    room.user.language = language
    room.user.save(update_fields=["language"])
    page = signed_in(width=width).new_page()
    for address in addresses:
        page.goto(address)
        result = Axe().run(page, options={"runOnly": RULES})
        assert result.violations_count == 0, address + result.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_an_answer_is_sent_as_it_is_chosen_and_the_button_sends_no_second_one(signed_in, room):
    attempt = room.attempt()
    page = signed_in().new_page()
    page.goto(url("quiz", attempt.pk, 1))
    expect(page.locator("[data-save]")).to_have_text("Belum dijawab")
    page.get_by_label("Mendengar").check()
    expect(page.locator("[data-save]")).to_have_text(re.compile(r"Terkirim \d\d\.\d\d WIB"))
    page.get_by_role("button", name="Berikutnya").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Soal 2 dari 3")
    assert list(AnswerHistory.objects.values_list("response", flat=True)) == [["a"]]


def test_without_a_signal_the_phone_keeps_the_answer_and_says_so(signed_in, room):
    attempt = room.attempt()
    context = signed_in()
    page = context.new_page()
    page.goto(url("quiz", attempt.pk, 2))
    context.set_offline(True)
    page.get_by_label("Tokoh agama").check()
    expect(page.locator("[data-save]")).to_have_text(re.compile("Tersimpan di HP ini"))
    page.get_by_role("button", name="Berikutnya").click()
    expect(page.locator("[data-save]")).to_have_text(re.compile("Tersimpan di HP ini"))
    assert page.get_by_label("Tokoh agama").is_checked()
    assert not AnswerHistory.objects.exists()
    context.set_offline(False)
    expect(page.locator("[data-save]")).to_have_text(re.compile("Terkirim"), timeout=20_000)
    assert attempt.answers.get().response == ["a"]


def test_what_the_phone_kept_is_sent_from_the_next_page_of_the_quiz(signed_in, room):
    attempt = room.attempt()
    context = signed_in()
    page = context.new_page()
    page.goto(url("quiz", attempt.pk, 1))
    page.route("**/jawaban/", lambda route: route.abort())
    page.get_by_label("Membalas").check()
    expect(page.locator("[data-save]")).to_have_text(re.compile("Tersimpan di HP ini"))
    page.unroute("**/jawaban/")
    page.goto(url("review", attempt.pk))
    expect(page.locator("[data-save]")).to_have_text(re.compile("Semua jawaban terkirim"))
    assert attempt.answers.get().response == ["b"]
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('bangkom-kuis')).length") == 0


def test_an_overloaded_server_is_tried_again_and_nothing_is_called_sent_before(signed_in, room):
    attempt = room.attempt()
    page = signed_in().new_page()
    page.goto(url("quiz", attempt.pk, 3))
    tries = []

    def overloaded(route):
        tries.append(route)
        if len(tries) == 1:
            route.fulfill(status=503, body="sibuk")
        else:
            route.continue_()

    page.route("**/jawaban/", overloaded)
    page.get_by_label("Salah", exact=True).check()
    expect(page.locator("[data-save]")).to_have_text(re.compile("Tersimpan di HP ini"))
    expect(page.locator("[data-save]")).to_have_text(re.compile("Terkirim"), timeout=20_000)
    assert AnswerHistory.objects.count() == 1


def test_after_the_session_has_ended_the_answer_waits_for_signing_in(signed_in, room):
    attempt = room.attempt()
    context = signed_in()
    page = context.new_page()
    page.goto(url("quiz", attempt.pk, 1))
    context.clear_cookies(name="sessionid")
    page.get_by_label("Mendengar").check()
    expect(page.locator("[data-save]")).to_have_text(re.compile("Masuk lagi untuk mengirim"))
    assert not AnswerHistory.objects.exists()


def test_without_scripts_the_whole_quiz_is_taken_with_the_keyboard(signed_in, room):
    page = signed_in(scripts=False).new_page()
    page.goto(activity_url(room, "kuis"))
    page.get_by_role("button", name="Mulai kuis").press("Enter")
    page.get_by_label("Mendengar").press("Space")
    page.get_by_role("button", name="Berikutnya").press("Enter")
    page.get_by_label("Tokoh agama").press("Space")
    page.get_by_label("Tokoh adat").press("Space")
    page.get_by_role("button", name="Berikutnya").press("Enter")
    page.get_by_label("Benar", exact=True).press("Space")
    page.get_by_role("button", name="Periksa jawaban").press("Enter")
    page.get_by_role("button", name="Kirim kuis").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nilai Anda 100")
    assert Attempt.objects.get().points == 4
