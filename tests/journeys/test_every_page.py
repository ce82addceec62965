"""Every page of the table of URLs, opened in a real browser by somebody it is for; `looking` says what is looked at."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from tests.access.test_table import ROWS
from tests.access.world import World, build
from tests.journeys.looking import NOT_PAGES, WHO, Looker

EVERYBODY = (*WHO, "operator")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def pages_of(world: World, who: str) -> Iterator[str]:
    """The addresses this person is the first in `EVERYBODY` to open with 200; everybody's home too."""
    for row in ROWS:
        if row.method != "GET" or row.name in NOT_PAGES or row.expected[who] != "200":
            continue
        first = next(each for each in EVERYBODY if row.expected[each] == "200")
        if first == who or row.name == "reporting:home":
            yield reverse(row.name, kwargs=world.where.get(row.name, {}))


def test_every_page_is_accessible_fits_and_is_light(browser, live_server, subtests):
    world = build()
    for who in EVERYBODY:
        with subtests.test(who):
            faults = Looker(browser, live_server.url, world.cookies[who], who).at_pages(pages_of(world, who))
            assert not faults, "\n".join(faults)
