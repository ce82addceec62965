"""The browser of the tests: one for a whole run (one per worker), a fresh profile for each page that a test opens.

Two browsers driven by Playwright cannot run in one process, so no test starts one of its own; those that need it take
the fixture `open_page`, or `browser` where they make contexts themselves. `chromium()` starts it for the programs
beside the tests (`tests.screens`, `tests.guide`, `tests.load`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # the shared memory of a container is too small for pages
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Stylesheets are not fetched a second time: no rule of these reads them.
AXE_OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"], "preload": {"assets": ["media"]}}
AXE = """options => axe.run(options).then(
  found => found.violations.map(rule => `${rule.id} at ${rule.nodes.map(node => node.target).slice(0, 3)}`))"""
PATIENCE_MS = 60_000  # the machine of the tests may be busy
expect.set_options(timeout=PATIENCE_MS)

OpenPage = Callable[..., Page]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window; ended with the block."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield running
        finally:
            running.close()


@pytest.fixture(scope="session")
def shared_browser() -> Iterator[Browser]:
    """Started when the first test asks for it, ended with the run.

    From its start on an event loop runs in this thread, under which Django would refuse every query of every later test
    too: the permission lasts as long as the loop.
    """
    with pytest.MonkeyPatch.context() as patch, chromium() as running:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield running


@pytest.fixture
def browser(transactional_db: None, shared_browser: Browser) -> Iterator[Browser]:
    """The shared browser; contexts that a test made are closed after it, before the database is emptied."""
    yield shared_browser
    for context in shared_browser.contexts:
        context.close()


@pytest.fixture
def open_page(browser: Browser, live_server) -> OpenPage:
    """A page of a fresh profile: `open_page(user=somebody, phone=True, scripts=False, language="en", width=320)`.

    Addresses may be given without the server's. With `user` that person has signed in; otherwise nobody has.
    """

    def opened(*, user=None, phone=False, scripts=True, language="", width=0) -> Page:
        size = dict(PHONE if phone else DESK)
        if width:
            size["width"] = width
        context = browser.new_context(
            viewport=size,
            java_script_enabled=scripts,
            base_url=live_server.url,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        context.set_default_timeout(PATIENCE_MS)
        jar = session_of(user)
        if language:
            jar[settings.LANGUAGE_COOKIE_NAME] = language
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in jar.items()])
        return context.new_page()

    return opened


def session_of(user) -> dict[str, str]:
    """The cookies of somebody who has signed in; none of a stranger."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def faults_of(page: Page) -> list[str]:
    """What axe finds on a page as it is shown now, and whether it is wider than the screen."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_script())
    faults: list[str] = page.evaluate(AXE, AXE_OPTIONS)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return faults + ([f"{wide} pixels wider than the screen"] if wide > 0 else [])


@cache
def axe_script() -> str:
    return Axe().axe_script
