"""Pages on paper: the leader's fits one sheet of A4 and F4; a list keeps its rows and loses its buttons."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from bangkom.core import clock
from bangkom.core.models import Role
from bangkom.ledger.tests.factories import posted
from bangkom.people.tests.factories import AgencyFactory, employee, staff, unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAPERS = {"A4": {"format": "A4"}, "F4": {"width": "215mm", "height": "330mm"}}
PAGE = re.compile(rb"/Type\s*/Page\b")


def sheets(page, paper: str) -> int:
    """On how many sheets a page is printed."""
    return len(PAGE.findall(page.pdf(**PAPERS[paper])))


@pytest.fixture
def agency():
    """Twenty units with long names, people in each."""
    made = AgencyFactory()
    for number in range(20):
        where = unit(made, f"Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu {number}")
        one = employee(made, where=where, serial=number + 1)
        if number % 3 == 0:
            posted(one, jp=20, on=dt.date(clock.today().year, 1, 5))
    return made


@pytest.mark.parametrize("paper", PAPERS)
def test_the_leaders_page_is_one_sheet(open_page, agency, paper):
    page = open_page(user=staff(Role.LEADER, agency))
    page.goto(reverse("reporting:home"))
    assert sheets(page, paper) == 1


def test_a_printed_list_has_no_buttons_and_its_whole_table(open_page, agency):
    page = open_page(user=staff(Role.LEADER, agency))
    page.goto(reverse("reporting:compliance"))
    page.emulate_media(media="print")
    assert page.locator(".toolbar, .page-actions, .mainnav").filter(visible=True).count() == 0
    assert page.get_by_role("row").count() >= 20
