"""The page of parts in a real browser: axe finds nothing, nothing scrolls sideways, scripts are not needed."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def opened(open_page):
    """A visitor's page at an address."""

    def at(url, **who):
        page = open_page(**who)
        page.goto(url)
        return page

    return at


@pytest.mark.parametrize(("width", "language"), [(360, "id"), (1280, "id"), (1280, "en")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(opened, width, language):
    page = opened(reverse("core:design"), width=width, language=language)
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_ticking_rows_brings_the_bar_with_their_number(opened):
    page = opened(reverse("core:design"))
    bar = page.locator(".bulk-count")
    assert bar.inner_text() == "1 baris dipilih"
    page.locator(".tick-all").check()
    assert bar.inner_text() == "4 baris dipilih"
    page.locator(".tick-all").uncheck()
    assert not bar.is_visible()


def test_a_password_is_shown_on_demand(opened):
    page = opened(reverse("account_login"))
    page.fill("#id_password", "rahasia panjang")
    page.click(".show-password")
    assert page.get_attribute("#id_password", "type") == "text"
    assert page.inner_text(".show-password") == "Sembunyikan"


def test_after_an_error_the_focus_is_on_the_summary_and_leads_to_the_field(opened):
    page = opened(reverse("account_login"))
    page.click("main button[type=submit]")
    assert page.evaluate("document.activeElement.className") == "errors"
    page.click(".errors a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_login"


def test_without_scripts_the_same_page_reads_and_submits(opened):
    page = opened(reverse("account_login"), scripts=False)
    page.click("main button[type=submit]")
    assert page.locator(".errors").is_visible()
    assert page.locator(".show-password").count() == 0
