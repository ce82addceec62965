"""Pictures of all pages the cast of the demo meets, on a phone and on a desk, in both languages.

    python -m tests.screens FOLDER --url http://127.0.0.1:8000 [--as peserta --as penyelenggara] [--language id]

Starts from each one's home, follows the links of menu and pages, takes one page of each kind. What is wrong with a page
(status, script errors, wider than the screen, text of the other language's template left raw) stands in `report.txt`.
"""

import argparse
import re
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser import chromium

SIZES = {"hp": (360, 740), "meja": (1280, 800)}
LANGUAGES = ("id", "en")
PASSWORD = "bangkom-demo"
CAST = (
    "peserta",
    "alumni",
    "pengajar",
    "coach",
    "penyelenggara",
    "kepegawaian",
    "pimpinan",
    "admin",
    "penyelenggara-serang",
    "kepegawaian-serang",
)
PUBLIC = ("/", "/akun/masuk/", "/undangan/", "/v/", "/bantuan/", "/tidak-ada/", "/akun/sandi/lupa/")
MOST_PAGES = 40
# Parts of an address that name one thing among many of a kind.
ONE_OF_MANY = re.compile(r"\d+|[0-9A-Z]{4}(?:-[0-9A-Z]{4})+|[a-z0-9-]+-20\d\d-[a-z0-9]{4}")
NOT_PAGES = re.compile(r"\.(pdf|xlsx|csv|txt|css|js|png|webp)$|/unduh|/keluar/|/statis/")


@dataclass
class Tour:
    """One person's way through the pages."""

    url: str
    folder: Path
    who: str
    language: str
    faults: list[str] = field(default_factory=list)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", type=Path)
    words.add_argument("--url", default="http://127.0.0.1:8000")
    words.add_argument("--as", dest="who", action="append", help="umum, or a name of the cast")
    words.add_argument("--language", action="append", choices=LANGUAGES)
    words.add_argument("--most", type=int, default=MOST_PAGES, help="pages a person")
    asked = words.parse_args()
    faults: list[str] = []
    with chromium() as browser:
        for who in asked.who or ["umum", *CAST]:
            for language in asked.language or LANGUAGES:
                tour = Tour(asked.url.rstrip("/"), asked.folder, who, language)
                pages = take(browser, tour, asked.most)
                faults += tour.faults
                print(f"{who} ({language}): {pages} pages, {len(tour.faults)} remarks", flush=True)
    asked.folder.mkdir(parents=True, exist_ok=True)
    (asked.folder / "report.txt").write_text("\n".join(faults) + "\n", encoding="utf-8")
    print(f"{len(faults)} remarks in {asked.folder / 'report.txt'}")
    return 0


def take(browser: Browser, tour: Tour, most: int) -> int:
    """All pictures of one person in one language; returns the number of pages."""
    context = browser.new_context(viewport=_viewport("meja"), locale="id-ID", timezone_id="Asia/Jakarta")
    context.set_default_timeout(20_000)
    starts = [tour.url + path for path in PUBLIC] if tour.who == "umum" else [sign_in(context, tour)]
    set_language(context, tour)
    count = 0
    for count, (page, address) in enumerate(walk(context, tour, starts, most), start=1):
        shoot(page, tour, count, address)
    context.close()
    return count


def sign_in(context: BrowserContext, tour: Tour) -> str:
    """Signs in by the form; returns the address of the page that comes."""
    page = context.new_page()
    page.goto(tour.url + "/akun/masuk/")
    page.fill("input[name=login]", tour.who)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/akun/masuk/" not in url)
    address = page.url
    page.close()
    return address


def set_language(context: BrowserContext, tour: Tour) -> None:
    """Chooses the language as a visitor does, by the switch in the page."""
    page = context.new_page()
    page.goto(tour.url + "/bantuan/")
    if page.get_attribute("html", "lang") != tour.language:
        button = page.locator(f"button[name=language][value={tour.language}]").first
        with page.expect_navigation():
            button.evaluate("button => button.form.requestSubmit(button)")
    if page.get_attribute("html", "lang") != tour.language:
        tour.faults.append(f"{tour.who}: the language cannot be set to {tour.language}")
    page.close()


def walk(context: BrowserContext, tour: Tour, starts: list[str], most: int) -> Iterator[tuple[Page, str]]:
    """One page of each kind that can be reached by links, in the order in which they are met."""
    waiting, known = deque(starts), {kind_of(each) for each in starts}
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    for _turn in range(most):
        if not waiting:
            return
        address = waiting.popleft()
        errors.clear()
        reply = page.goto(address)
        if reply is None or (reply.status >= 400 and not address.endswith("/tidak-ada/")):
            tour.faults.append(f"{tour.who} {tour.language} {address}: status {reply and reply.status}")
        yield page, address
        tour.faults += [f"{tour.who} {tour.language} {address}: {error}" for error in errors if "404" not in error]
        for link in page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"):
            target = urljoin(address, link).split("#")[0]
            if target.startswith(tour.url + "/") and not NOT_PAGES.search(target) and kind_of(target) not in known:
                known.add(kind_of(target))
                waiting.append(target)


def kind_of(address: str) -> str:
    """The address without what names one thing among many, and without its question."""
    return ONE_OF_MANY.sub("*", urlsplit(address).path)


def shoot(page: Page, tour: Tour, number: int, address: str) -> None:
    """The page at each size, whole."""
    name = f"{number:02d}-{re.sub('[^a-z0-9]+', '-', urlsplit(address).path.lower()).strip('-') or 'beranda'}"[:70]
    for size in SIZES:
        page.set_viewport_size(_viewport(size))
        path = tour.folder / tour.who / tour.language / size / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            tour.faults.append(f"{tour.who} {tour.language} {size} {address}: {wide} px wider than the screen")
    page.set_viewport_size(_viewport("meja"))


def _viewport(size: str) -> dict[str, int]:
    width, height = SIZES[size]
    return {"width": width, "height": height}


if __name__ == "__main__":
    sys.exit(main())
