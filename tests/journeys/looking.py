"""Looks at pages as a person has them: in Indonesian at both sizes, in English at one (`ux.md` 6).

axe finds nothing, nothing is wider than the screen, no script fails, nothing comes from elsewhere, few files are asked
for. A page is loaded once for each language and then made narrow, as by turning a device.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from tests.browser import DESK, PHONE, faults_of

from bangkom.core.models import User

WAYS = {"id": {"desk": DESK, "phone": PHONE}, "en": {"desk": DESK}}
WHO = ("visitor", "learner", "organizer", "teacher", "unit_hr", "leader", "admin")
KB = 1024
HTML_KB = {"visitor": 14, "learner": 14}  # staff pages may have tables of fifty rows
STAFF_HTML_KB = 30
# Requests of a first visit, and how many of them hold up the picture: the page, the stylesheet, an agency's colours.
REQUESTS, BLOCKING = {"visitor": 8, "learner": 8}, {"visitor": 3, "learner": 3}
STAFF_REQUESTS, STAFF_BLOCKING = 12, 5
HOLD_UP = "1 + performance.getEntriesByType('resource').filter(file => file.renderBlockingStatus === 'blocking').length"
# Addresses that answer with something else than a page of ours.
NOT_PAGES = {"core:livez", "core:readyz", "core:agency_css", "cohorts:calendar", "api:openapi"}

Target = tuple[str, Callable[[Page], object]]


@dataclass
class Looker:
    """One person's browser at the address of the server."""

    browser: Browser
    address: str
    cookies: dict[str, str]
    who: str

    def at_pages(self, paths: Iterable[str]) -> list[str]:
        """What is wrong with these addresses; those that answer with something else than a page are left out."""
        faults: list[str] = []
        pages = [path for path in paths if self.is_page(path, faults)]
        assert pages, f"no page for {self.who}"
        return faults + self.at(lambda language: [(path, lambda page, path=path: page.goto(path)) for path in pages])

    def is_page(self, path: str, faults: list[str]) -> bool:
        """Whether an address answers with a page; it is a fault when that is too heavy over the wire."""
        client = Client(headers={"accept-encoding": "br"}, raise_request_exception=False)
        client.cookies.load(self.cookies)
        response = client.get(path)
        if response.status_code != 200 or not response.get("Content-Type", "").startswith("text/html"):
            return False
        limit = HTML_KB.get(self.who, STAFF_HTML_KB)
        if len(response.content) > limit * KB:
            faults.append(f"{path}: {len(response.content) / KB:.1f} KB of HTML, {limit} are allowed")
        return True

    def at(self, targets: Callable[[str], Iterable[Target]]) -> list[str]:
        """What is wrong with what these open, in each language."""
        faults: list[str] = []
        for language in WAYS:
            User.objects.update(language=language)
            faults += self._in(language, targets(language))
        return faults

    def _in(self, language: str, targets: Iterable[Target]) -> Iterator[str]:
        sizes = WAYS[language]
        context = self.browser.new_context(viewport=DESK, base_url=self.address)
        jar = self.cookies | {settings.LANGUAGE_COOKIE_NAME: language}
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in jar.items()])
        page = context.new_page()
        failed: list[str] = []
        asked: list[str] = []
        page.on("pageerror", lambda error: failed.append(f"script failed: {error}"))
        page.on("request", lambda request: asked.append(request.url))
        for name, opens in targets:
            asked.clear()
            opens(page)
            failed += self._load_faults(page, asked)
            for size, viewport in sizes.items():
                page.set_viewport_size(viewport)
                failed += [f"{size}: {fault}" for fault in faults_of(page)]
            page.set_viewport_size(DESK)
            yield from (f"{name} ({language}): {fault}" for fault in failed)
            failed.clear()
        context.close()

    def _load_faults(self, page: Page, asked: list[str]) -> Iterator[str]:
        yield from (f"asks {url}" for url in asked if self._is_foreign(url))
        most, blocking = REQUESTS.get(self.who, STAFF_REQUESTS), page.evaluate(HOLD_UP)
        if len(asked) > most or blocking > BLOCKING.get(self.who, STAFF_BLOCKING):
            yield f"{len(asked)} requests, of which {blocking} hold up the picture"
        if "sessionid" in self.cookies and urlsplit(page.url).path.startswith("/akun/masuk/"):
            yield "signed out"

    def _is_foreign(self, url: str) -> bool:
        return not url.startswith("data:") and urlsplit(url).netloc != urlsplit(self.address).netloc
