"""The main pages of each role by the keyboard alone: Tab reaches everything in reading order and leaves again.

What has the focus shows it by an outline of three pixels and is not covered by a bar (WCAG 2.4.7, 2.4.11); the link to
the content comes first and leads there; Esc closes a menu and gives the focus back.
"""

import itertools
from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.access.world import build

from bangkom.learning.tests.factories import learning

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MAIN = {
    "visitor": [
        "reporting:public_home", "account_login", "core:accept_invitation", "credentials:lookup", "credentials:check",
        "core:help", "cohorts:call", "rules:list", "core:design",
    ],
    "learner": [
        "reporting:home", "learning:list", "learning:room", "learning:activity", "learning:quiz", "learning:review",
        "reporting:my_record", "cohorts:my_schedule", "cohorts:check_in", "credentials:outcome", "outside:evidence",
        "notices:list",
    ],
    "teacher": ["reporting:home", "cohorts:list", "cohorts:detail", "cohorts:attendance", "cohorts:attendance_code"],
    "organizer": [
        "reporting:home", "cohorts:list", "cohorts:detail", "cohorts:paste", "cohorts:paste_job", "cohorts:schedule",
        "cohorts:session_add", "cohorts:attendance", "cohorts:recap", "cohorts:calls", "cohorts:groups",
        "cohorts:decision", "cohorts:enrolment", "cohorts:staff", "credentials:cohort_certificates", "outside:cohort",
        "outside:list", "programmes:curriculum", "programmes:requirement_add", "courseware:module",
        "courseware:activity", "courseware:change_item", "people:list", "people:change",
    ],
    "unit_hr": ["reporting:home", "people:list", "people:detail", "reporting:compliance_unit"],
    "leader": ["reporting:home", "reporting:compliance"],
    "admin": ["reporting:home", "core:history", "people:units"],
}  # fmt: skip
SIZES = {"learner": (True, False), "visitor": (True, False)}  # on a phone with a keyboard too
MOST_STOPS = 400
# Some controls have stops inside: day, month, year and picker of a date; the buttons of a player.
STOPS_INSIDE = {"date": 4, "time": 4, "AUDIO": 12, "VIDEO": 12}
# Where the focus is: which of all elements, what it is, whether it shows and can be seen.
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const style = getComputedStyle(at), points = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]];
  const seen = [...at.getClientRects()].some((box) => points.some(([x, y]) => {
    const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return hit && (at.contains(hit) || hit.contains(at) && hit.tagName === "LABEL" || hit.control === at);
  }));
  return {
    place: [...document.querySelectorAll("*")].indexOf(at),
    kind: at.tagName === "INPUT" ? at.type : at.tagName,
    name: at.outerHTML.slice(0, 120),
    ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen,
  };
}"""
# What a person can use: visible, not disabled; of a group of radio buttons one. Less what Tab should meet is a fault.
USABLE = """() => {
  const all = [...document.querySelectorAll("*")], groups = new Set(), found = [];
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, :is(audio, video)[controls]";
  for (const each of document.querySelectorAll(wanted)) {
    if (each.matches(":disabled, [tabindex='-1']") || !each.checkVisibility({ visibilityProperty: true })) continue;
    if (each.type === "radio") {
      const group = [each.form && all.indexOf(each.form), each.name].join();
      if (groups.has(group)) continue;
      groups.add(group);
      const chosen = [...document.getElementsByName(each.name)].find((one) => one.checked && one.form === each.form);
      found.push(all.indexOf(chosen || each));
    } else found.push(all.indexOf(each));
  }
  return found;
}"""


@dataclass(frozen=True)
class Stop:
    """What Tab met: its place in the document, its kind, its outline in pixels, and whether it can be seen."""

    place: int
    kind: str
    name: str
    ring: float
    seen: bool


def test_every_main_page_is_walked_with_tab_alone(open_page, subtests):
    world = build()
    for who, names in MAIN.items():
        with subtests.test(who):
            faults = []
            for phone in SIZES.get(who, (False,)):
                page = open_page(user=world.people[who], phone=phone)
                for name in names:
                    page.goto(reverse(name, kwargs=world.where.get(name, {})))
                    faults += [f"{name}{' on a phone' * phone}: {fault}" for fault in faults_of_the_walk(page)]
            assert not faults, "\n".join(faults)


def faults_of_the_walk(page: Page) -> list[str]:
    """Walks from the top to the end of the page."""
    usable = set(page.evaluate(USABLE))
    stops, faults = walk(page)
    if len(stops) >= MOST_STOPS:
        return [*faults, "Tab never leaves the page"]
    if not stops or 'class="skip"' not in stops[0].name:
        faults.append("the first stop is not the link to the content")
    for before, stop in itertools.pairwise(stops):
        if stop.place < before.place:
            faults.append(f"Tab goes back from {before.name} to {stop.name}")
    faults += [f"no focus to be seen on {stop.name}" for stop in stops if stop.ring < 3]
    faults += [f"the focus is covered on {stop.name}" for stop in stops if not stop.seen]
    missed = usable - {stop.place for stop in stops}
    if missed:
        names = "place => document.querySelectorAll('*')[place].outerHTML.slice(0, 120)"
        faults.append(f"Tab does not meet {[page.evaluate(names, place) for place in sorted(missed)]}")
    return faults


def walk(page: Page) -> tuple[list[Stop], list[str]]:
    """All stops of Tab until the focus leaves the page or comes to the first again; a trap is a fault."""
    stops: list[Stop] = []
    stayed = 0
    for _turn in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(STOP)
        if found is None or (stops and found["place"] == stops[0].place):
            break
        stop = Stop(**found)
        if stops and stop.place == stops[-1].place:
            stayed += 1
            if stayed > STOPS_INSIDE.get(stop.kind, 0):
                return stops, [f"Tab is caught in {stop.name}"]
            continue
        stayed = 0
        stops.append(stop)
    return stops, []


def test_the_link_to_the_content_comes_first_and_leads_there(open_page):
    page = open_page(user=learning().user)
    page.goto("/beranda/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#isi")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_every_menu_is_opened_with_enter_and_closed_with_esc(open_page):
    page = open_page(user=learning().user)
    page.goto("/beranda/")
    menus = page.locator("details[data-menu]")
    expect(menus.first).to_be_attached()
    for menu in menus.all():
        door = menu.locator("summary")
        door.focus()
        page.keyboard.press("Enter")
        expect(menu).to_have_attribute("open", "")
        page.keyboard.press("Escape")
        expect(menu).not_to_have_attribute("open", "")
        expect(door).to_be_focused()


def test_an_open_menu_is_walked_through_and_closes_behind_the_focus(open_page):
    page = open_page(user=learning().user)
    page.goto("/beranda/")
    menu = page.locator("details.menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    inside = menu.locator("a:visible, button:visible").count()
    stops, faults = walk(page)
    assert faults == []
    assert inside > 0
    assert [stop.name for stop in stops if not stop.seen or stop.ring < 3] == []
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    for _each in range(inside):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('details.menu') !== null")
