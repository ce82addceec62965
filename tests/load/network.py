"""`python -m tests.load.network`: how long a learner waits on a weak signal; see the README beside it.

Chromium itself slows the network down (400 kbit/s, 400 ms from request to reply) and the processor (four times, as a
cheap phone). It does not slow the making of a connection, so a first visit is charged three round trips more: finding
the name, TCP, TLS.
"""

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser import PHONE, chromium
from tests.guide import code_of_a_certificate
from tests.screens import Tour, sign_in

BITS, ROUND_TRIP_MS, SLOWER_CPU = 400_000, 400, 4
FIRST_VISIT_MS = 3 * ROUND_TRIP_MS
USABLE_MS, COLD_KB, WARM_KB, BLOCKING = 5_000, 100, 20, 3
TURNS = 3
START_SECONDS = 180
# The moment from which a person can read and press: the page is drawn with its styles, and its scripts have run.
WHEN_USABLE = """() => new Promise(resolve => {
  const found = () => {
    const [visit] = performance.getEntriesByType("navigation");
    const [, drawn] = performance.getEntriesByType("paint");
    const lead = document.querySelector("main h1");
    if (!drawn || !lead || !visit.domContentLoadedEventEnd) return requestAnimationFrame(found);
    const files = performance.getEntriesByType("resource");
    resolve([
      Math.max(visit.domContentLoadedEventEnd, drawn.startTime),
      1 + files.filter(file => file.renderBlockingStatus === "blocking").length,
    ]);
  };
  found();
})"""


@dataclass(frozen=True)
class Visit:
    """One opening of a page: milliseconds until it can be used, bytes with heads, requests, how many of them block."""

    ms: float
    received: int
    requests: int
    blocking: int


@dataclass(frozen=True)
class Line:
    """One page of the table, the middle of several visits."""

    name: str
    cold: Visit
    warm: Visit

    @property
    def missed(self) -> bool:
        return (
            max(self.cold.ms, self.warm.ms) > USABLE_MS
            or self.cold.received > COLD_KB * 1024
            or self.warm.received > WARM_KB * 1024
            or self.cold.blocking > BLOCKING
        )


def main() -> int:
    words = argparse.ArgumentParser(description="How long a learner waits on a weak signal.")
    words.add_argument("--url", help="a demo that runs already; without it one is built, served and removed")
    words.add_argument("--turns", type=int, default=TURNS, help="visits for each figure")
    asked = words.parse_args()
    with served(asked.url) as url, chromium() as browser:
        lines = [line for name, page in pages(browser, url) if (line := measured(browser, name, page, asked.turns))]
    sys.stdout.write(as_markdown(lines))
    return 1 if any(line.missed for line in lines) else 0


@contextmanager
def served(url: str | None) -> Iterator[str]:
    """The address of a running demo."""
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="bangkom-network-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        root = Path(__file__).parents[2]
        environment = {**os.environ, "BANGKOM_HOME": folder, "PYTHONPATH": str(root / "src")}
        command = [sys.executable, "-m", "bangkom.config.cli", "demo", "--port", str(port), "--no-browser"]
        demo = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}", demo)
            yield f"http://127.0.0.1:{port}"
        finally:
            demo.terminate()
            demo.wait(timeout=60)


def wait_for(url: str, demo: "subprocess.Popen[bytes]") -> None:
    """Returns when the demo answers. Raises RuntimeError where it ends or never does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and demo.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            try:
                demo.wait(timeout=1)
            except subprocess.TimeoutExpired:
                continue
    raise RuntimeError("the demo did not start")


def pages(browser: Browser, url: str) -> Iterator[tuple[str, tuple[list[dict], str]]]:
    """The learner's pages and the public ones by name: the cookies of their visitor, and the address."""
    learner = browser.new_context(base_url=url)
    sign_in(learner, Tour(url, Path(), "peserta", "id"))
    cookies = learner.cookies()
    page = learner.new_page()
    first(page, "/belajar/", "main h2 a")
    room = page.url
    for name, way in (
        ("Learner's home", lambda: page.goto("/beranda/")),
        ("Learning room", lambda: page.goto(room)),
        ("Lesson", lambda: first(page, "/beranda/", ".card.lead .btn")),
        ("Quiz, before it begins", lambda: first(page, room, "main a[href*='/kuis']")),
        ("Question of a quiz", lambda: question(page)),
        ("Discussion", lambda: first(page, room, "main a[href*='/diskusi']")),
        ("Aktualisasi", lambda: first(page, room, "main a[href*='/aktualisasi/']")),
        ("Proof of a platform", lambda: first(page, room, "main a[href*='/platform-luar/']")),
        ("Own record", lambda: page.goto("/riwayat/")),
        ("Schedule", lambda: page.goto("/angkatan/jadwal-saya/")),
    ):
        way()
        yield name, (cookies, page.url)
    learner.close()
    yield "Start page", ([], f"{url}/")
    yield "Catalogue", ([], f"{url}/katalog/")
    yield "Sign-in", ([], f"{url}/akun/masuk/")
    yield "Public check of a certificate", ([], f"{url}/v/{code_of_a_certificate(browser, url)}")


def first(page: Page, address: str, selector: str) -> None:
    """The page that the first such link of another page leads to."""
    page.goto(address)
    page.locator(selector).first.click()
    page.wait_for_load_state()


def question(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Mulai kuis|Ulangi kuis")).or_(
        page.get_by_role("link", name="Lanjutkan kuis")
    ).first.click()
    page.locator("form.quiz").wait_for()


def measured(browser: Browser, name: str, page: tuple[list[dict], str], turns: int) -> Line:
    """The middle of several visits, first ones and returning ones."""
    cookies, address = page
    context = browser.new_context(viewport=PHONE)
    context.add_cookies(cookies)
    cold = [visit(context, address, empty=True) for _turn in range(turns)]
    warm = [visit(context, address, empty=False) for _turn in range(turns)]
    context.close()
    line = Line(name, middle(cold, FIRST_VISIT_MS), middle(warm, 0))
    print(f"  {name}: {line.cold.ms / 1000:.1f} s, {line.warm.ms / 1000:.1f} s", file=sys.stderr)
    return line


def middle(visits: list[Visit], more_ms: int) -> Visit:
    def of(figure: Callable[[Visit], float]) -> float:
        return statistics.median(figure(each) for each in visits)

    return Visit(
        of(lambda each: each.ms) + more_ms,
        int(of(lambda each: each.received)),
        int(of(lambda each: each.requests)),
        int(of(lambda each: each.blocking)),
    )


def visit(context: BrowserContext, address: str, *, empty: bool) -> Visit:
    """Opens the address once in a new tab on the weak signal. Raises RuntimeError where it is not shown."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    received: dict[str, float] = {}
    wire.on("Network.responseReceived", lambda event: received.setdefault(event["requestId"], 0))
    wire.on("Network.loadingFinished", lambda event: received.update({event["requestId"]: event["encodedDataLength"]}))
    wire.send("Network.enable")
    if empty:
        wire.send("Network.clearBrowserCache")
    rate = BITS / 8
    signal = {"offline": False, "latency": ROUND_TRIP_MS, "downloadThroughput": rate, "uploadThroughput": rate}
    wire.send("Network.emulateNetworkConditions", signal)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
    reply = page.goto(address, wait_until="load")
    if reply is None or reply.status != 200:
        raise RuntimeError(f"{address}: {reply and reply.status}")
    ms, blocking = page.evaluate(WHEN_USABLE)
    page.close()
    over_the_wire = [size for size in received.values() if size]  # what the cache gave has no size
    return Visit(ms, int(sum(over_the_wire)), len(over_the_wire), blocking)


def as_markdown(lines: list[Line]) -> str:
    rows = [
        "| page | first visit, s | KB | requests | again, s | KB | requests | blocking |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for line in lines:
        figures = [
            f"{each.ms / 1000:.1f} | {each.received / 1024:.1f} | {each.requests}" for each in (line.cold, line.warm)
        ]
        rows.append(f"| {line.name} | {' | '.join(figures)} | {line.cold.blocking}{' **missed**' * line.missed} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.exit(main())
