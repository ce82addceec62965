"""Calls in a real browser: answered on a phone without scripts, decided at a desk; axe finds nothing."""

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from bangkom.cohorts import services
from bangkom.cohorts.models import Call
from bangkom.cohorts.tests.factories import angkatan
from bangkom.core import clock
from bangkom.core.models import User
from bangkom.people.tests.factories import PASSWORD, employee

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


@pytest.fixture
def a(transactional_db):
    a = angkatan(4, starts_on=clock.today() + dt.timedelta(days=10))
    a.secrets = [secret for _one, secret in services.make_calls(cohort=a.cohort, enrolments=None, by=a.organizer)]
    a.base = f"/angkatan/{a.cohort.slug}/panggilan/"
    return a


def looked_at(page):
    """axe finds nothing, and nothing is wider than the screen."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_participant_answers_on_a_phone_without_account_and_without_scripts(a, browser, live_server):
    page = browser.new_context(viewport=PHONE, java_script_enabled=False, base_url=live_server.url).new_page()
    page.goto(f"/angkatan/panggilan/{a.secrets[0]}")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_role("link", name="Pilih satu jawaban.")).to_be_visible()
    page.get_by_label("Tidak bisa", exact=True).check()
    page.get_by_label("Alasan").fill("Cuti melahirkan")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_text("jawaban Anda tercatat")).to_be_visible()
    page.goto(f"/angkatan/panggilan/{a.secrets[0]}")
    expect(page.get_by_label("Tidak bisa", exact=True)).to_be_checked()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_committee_decides_at_both_sizes_in_both_languages(a, browser, live_server, size, language):
    other = employee(a.cohort.agency, serial=77, name="Dewi Lestari")
    for at, fields in enumerate(
        [{"answer": "no", "reason": "Cuti"}, {"answer": "substitute", "proposed": f"Dewi {other.number}"}]
    ):
        services.answer_call(call=Call.objects.get(enrolment=a.enrolments[at]), **fields)
    services.answer_call(call=Call.objects.get(enrolment=a.enrolments[2]), answer="substitute", proposed="Pak Budi")
    User.objects.update(language=language)
    page = browser.new_context(viewport=size, base_url=live_server.url).new_page()
    page.goto("/akun/masuk/")
    page.fill("input[name=login]", a.organizer.username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/akun/masuk/" not in url)
    page.goto(a.base)
    looked_at(page)
    page.get_by_role("button", name={"id": "Setujui pengganti", "en": "Approve substitute"}[language]).first.click()
    expect(page.locator("table")).to_contain_text("Dewi Lestari")
    page.locator("form:has([name=belum]) button").click()
    expect(page.locator("textarea").first).to_have_value(re.compile("/angkatan/panggilan/"))
    looked_at(page)
    page.goto(f"/angkatan/panggilan/{a.secrets[3]}")
    looked_at(page)
