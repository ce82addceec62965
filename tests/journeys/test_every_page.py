"""Every page of the table of URLs, opened in a real browser by somebody it is for.

axe finds nothing at both sizes in Indonesian and at one in English, nothing is wider than the screen, no script fails,
nothing comes from elsewhere; and each page keeps its weight (`ux.md` 5.2) as it goes over the wire.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.access.test_table import ROWS
from tests.access.world import World, build
from tests.browser import DESK, PHONE, faults_of

from bangkom.core.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = [("phone", "id"), ("desk", "id"), ("desk", "en")]
WHO = ("visitor", "learner", "organizer", "teacher", "unit_hr", "leader", "admin")
KB = 1024
HTML_KB = {"visitor": 14, "learner": 14}  # staff pages may have tables of fifty rows
STAFF_HTML_KB = 30
# Requests of a first visit, and how many of them hold up the picture: the page, the stylesheet, an agency's colours.
REQUESTS, BLOCKING = {"visitor": 8, "learner": 8}, {"visitor": 3, "learner": 3}
STAFF_REQUESTS, STAFF_BLOCKING = 12, 4
HOLD_UP = "1 + performance.getEntriesByType('resource').filter(file => file.renderBlockingStatus === 'blocking').length"
# Addresses that answer with something else than a page of ours.
NOT_PAGES = {"core:livez", "core:readyz", "core:metrics", "core:agency_css", "cohorts:calendar"}


def pages_of(world: World, who: str) -> Iterator[str]:
    """The addresses this person is the first in `WHO` to open with 200; everybody's home too."""
    for row in ROWS:
        if row.method != "GET" or row.name in NOT_PAGES or row.expected[who] != "200":
            continue
        first = next(each for each in WHO if row.expected[each] == "200")
        if first == who or row.name == "reporting:home":
            yield reverse(row.name, kwargs=world.where.get(row.name, {}))


@pytest.mark.parametrize("who", WHO)
def test_every_page_is_accessible_fits_and_is_light(who, browser, live_server):
    world = build()
    faults: list[str] = []
    addresses = list(pages_of(world, who))
    client = Client(headers={"accept-encoding": "br"})
    client.cookies.load(world.cookies[who])
    html = [path for path in addresses if is_page(client, path, who, faults)]
    assert html, f"no page for {who}"
    for way in WAYS:
        User.objects.update(language=way[1])
        faults += look_at(browser, live_server.url, world.cookies[who], html, who, *way)
    assert not faults, "\n".join(faults)


def is_page(client: Client, path: str, who: str, faults: list[str]) -> bool:
    """Whether an address answers with a page; its weight is noted when it is too heavy."""
    response = client.get(path)
    if not response.get("Content-Type", "").startswith("text/html"):
        return False
    limit = HTML_KB.get(who, STAFF_HTML_KB)
    if len(response.content) > limit * KB:
        faults.append(f"{path}: {len(response.content) / KB:.1f} KB of HTML, {limit} are allowed")
    return True


def look_at(
    browser, address, cookies: dict[str, str], paths: list[str], who: str, size: str, language: str
) -> list[str]:
    """What is wrong with these pages at one size in one language."""
    context = browser.new_context(viewport=PHONE if size == "phone" else DESK)
    jar = cookies | {settings.LANGUAGE_COOKIE_NAME: language}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in jar.items()])
    page = context.new_page()
    faults, asked, now = [], [], [""]
    page.on("pageerror", lambda error: faults.append(f"{now[0]}: script failed: {error}"))
    page.on("request", lambda request: asked.append(request.url))
    for path in paths:
        now[0] = f"{path} ({size}, {language})"
        asked.clear()
        page.goto(address + path)
        faults += [f"{now[0]} asks {url}" for url in asked if foreign(url, address)]
        most, blocking = REQUESTS.get(who, STAFF_REQUESTS), page.evaluate(HOLD_UP)
        if len(asked) > most or blocking > BLOCKING.get(who, STAFF_BLOCKING):
            faults.append(f"{now[0]}: {len(asked)} requests, of which {blocking} hold up the picture")
        if "sessionid" in cookies and page.url.split("?")[0].endswith("/akun/masuk/"):
            faults.append(f"{now[0]}: signed out")
        faults += [f"{now[0]}: {fault}" for fault in faults_of(page)]
    context.close()
    return faults


def foreign(url: str, address: str) -> bool:
    return not url.startswith("data:") and urlsplit(url).netloc != urlsplit(address).netloc
