"""The public face in a real browser: without scripts, on a narrow phone, by keyboard."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from bangkom.cohorts.tests.factories import open_a_cohort
from bangkom.core import clock
from bangkom.people.tests.factories import AgencyFactory
from bangkom.programmes.tests.factories import curriculum
from bangkom.reporting.queries.catalogue import slug_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = 320


@pytest.fixture
def offered():
    """A programme with a long name, held next month."""
    agency = AgencyFactory(
        name="Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kabupaten Tangerang", short_name="Kab. Tangerang"
    )
    frozen = curriculum(agency, title="Pelayanan Publik Prima bagi Petugas Loket Kelurahan dan Kecamatan")
    open_a_cohort(agency, starts_on=clock.today() + dt.timedelta(days=30), curriculum=frozen, place="Tigaraksa")
    return frozen.programme


def faults(page) -> list[str]:
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    return [rule["id"] for rule in Axe().run(page, options=rules).response["violations"]]


def test_from_the_first_page_to_a_programme_without_scripts_on_a_narrow_phone(open_page, offered):
    page = open_page(width=NARROW, scripts=False)
    page.goto("/")
    page.get_by_role("link", name="Lihat katalog pelatihan").click()
    page.get_by_label("Cari pelatihan").fill("diklat loket")
    page.get_by_role("button", name="Cari").click()
    assert page.get_by_role("status").inner_text() == "1 pelatihan untuk “diklat loket”"
    page.get_by_role("link", name="Pelayanan Publik Prima").click()
    assert page.get_by_role("heading", level=1).inner_text() == offered.title
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW


def test_nothing_found_leads_back_to_everything(open_page, offered):
    page = open_page(scripts=False)
    page.goto(f"{reverse('reporting:catalogue')}?cari=zzz")
    page.get_by_role("link", name="Lihat semua pelatihan").click()
    assert page.get_by_role("link", name=offered.title).is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_term_opens_by_keyboard_and_is_read(open_page, offered, scripts):
    page = open_page(phone=True, scripts=scripts)
    page.goto(reverse("reporting:programme", args=[slug_of(offered)]))
    words = page.get_by_text("JP dicatat tahap demi tahap.")
    assert not words.is_visible()
    page.locator(".help summary").first.focus()
    page.keyboard.press("Enter")
    assert words.is_visible()


def test_an_open_term_is_accessible_inside_the_screen_and_closes_with_escape(open_page, offered):
    page = open_page(width=NARROW)
    page.goto(reverse("reporting:programme", args=[slug_of(offered)]))
    page.locator(".help summary").first.click()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    page.keyboard.press("Escape")
    assert not page.get_by_text("JP dicatat tahap demi tahap.").is_visible()
