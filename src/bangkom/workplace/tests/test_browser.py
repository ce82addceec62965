"""Writing in a real browser: drafts save themselves and never say more than is true; the keyboard is enough."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from bangkom.workplace import services
from bangkom.workplace.models import Project, Submission
from bangkom.workplace.tests.factories import PLAN, scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STATE = "[data-save]"


@pytest.fixture
def s():
    return scene()


def own(s, page):
    return reverse(f"workplace:{page}", args=[s.enrolments[0].pk, s.requirement.pk])


def test_a_draft_saves_itself_and_the_button_goes_on_from_it(open_page, s):
    page = open_page(user=s.user(), phone=True)
    page.goto(own(s, "write"))
    page.get_by_label("Judul aktualisasi").fill("Mediasi pasar")
    expect(page.locator(STATE)).to_have_text(re.compile(r"Draf tersimpan pukul \d\d\.\d\d"))
    page.get_by_label("Masalah di tempat kerja").fill("Kios diperebutkan.")
    page.get_by_role("button", name="Simpan, lalu periksa").click()
    expect(page.get_by_text("Kios diperebutkan.")).to_be_visible()
    draft = Submission.objects.get()
    assert (draft.content["title"], draft.content["issue"]) == ("Mediasi pasar", "Kios diperebutkan.")


def test_without_a_signal_the_device_keeps_the_words_and_says_so(open_page, s):
    page = open_page(user=s.user(), phone=True)
    context = page.context
    page.goto(own(s, "write"))
    context.set_offline(True)
    page.get_by_label("Judul aktualisasi").fill("Mediasi pasar")
    expect(page.locator(STATE)).to_have_text(re.compile("Tersimpan di perangkat ini"))
    page.close()
    assert not Project.objects.exists()
    context.set_offline(False)
    page = context.new_page()
    page.goto(own(s, "write"))
    expect(page.get_by_label("Judul aktualisasi")).to_have_value("Mediasi pasar")
    expect(page.locator(STATE)).to_have_text(re.compile("Draf tersimpan pukul"))
    assert Submission.objects.get().content["title"] == "Mediasi pasar"


def test_a_reply_that_is_lost_is_asked_for_again_and_saves_once(open_page, s):
    page = open_page(user=s.user(), phone=True)
    page.goto(own(s, "write"))
    lost = []

    def lose_the_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/tulis/", lose_the_first)
    page.get_by_label("Judul aktualisasi").fill("Mediasi pasar")
    expect(page.locator(STATE)).to_have_text(re.compile("Draf tersimpan pukul"), timeout=20_000)
    assert Submission.objects.get().revision == 1


def test_words_that_another_device_has_overtaken_are_shown_for_copying(open_page, s):
    page = open_page(user=s.user(), phone=True)
    context = page.context
    page.goto(own(s, "write"))
    context.set_offline(True)
    page.get_by_label("Judul aktualisasi").fill("Dari HP")
    expect(page.locator(STATE)).to_have_text(re.compile("Tersimpan di perangkat ini"))
    page.close()
    context.set_offline(False)
    services.save_draft(project=s.project(), content={"title": "Dari laptop"}, by=s.user())
    page = context.new_page()
    page.goto(own(s, "write"))
    expect(page.get_by_label("Judul aktualisasi")).to_have_value("Dari laptop")
    expect(page.get_by_text("Dari HP")).to_be_visible()
    page.get_by_role("button", name="Buang tulisan ini").click()
    page.reload()
    expect(page.get_by_text("Dari HP")).to_be_hidden()


def test_a_plan_is_written_and_sent_without_scripts(open_page, s):
    page = open_page(user=s.user(), phone=True, scripts=False)
    page.goto(own(s, "project"))
    page.get_by_role("link", name="Tulis rencana").click()
    for key, words in PLAN.items():
        page.locator(f"[name={key}]").fill(words)
    page.get_by_role("button", name="Simpan, lalu periksa").click()
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.get_by_text("Menunggu coach").first).to_be_visible()
    assert s.fresh().turn == Project.Turn.COACH


def test_a_coach_answers_with_the_keyboard_alone(open_page, s):
    s.plan()
    page = open_page(user=s.coach_user, phone=True)
    page.goto(reverse("workplace:assess", args=[s.fresh().pk]))
    page.get_by_role("link", name="Langsung ke jawaban").focus()
    page.keyboard.press("Enter")
    for _step in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "decision":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Perjelas langkahnya.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tidak ada kiriman yang menunggu Anda")).to_be_visible()
    assert Submission.objects.get(state="returned").note == "Perjelas langkahnya."
