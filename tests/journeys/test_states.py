"""Pages in the states that `test_every_page` does not show, looked at in the same way: axe, width, weight, languages.

state   whose pages                                   how it comes about
error   every form of the table of URLs               sent empty, answered 422 with the errors at their fields
empty   all lists and homes of every role, all pages  an agency on its first day: accounts, one angkatan without
        of an angkatan                                participants, sessions, staff
full    the same, and those of a session              forty participants with the longest names, everybody marked,
                                                      three hundred employees, a year of JP, notices unread
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from tests.access.test_table import ROWS, patterns
from tests.access.world import World, build, signed_in
from tests.journeys.looking import NOT_PAGES, WHO, Looker, Target

from bangkom.cohorts import services as cohorts
from bangkom.cohorts.models import Call, Enrolment
from bangkom.cohorts.tests.factories import account_for, angkatan, open_a_cohort
from bangkom.core import clock
from bangkom.core.ids import new_id
from bangkom.core.models import Agency, Role, User
from bangkom.ledger.tests.factories import posted
from bangkom.notices.services import notify
from bangkom.people.models import OrgUnit
from bangkom.people.tests.factories import UserFactory, employee, many_employees, staff, unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG_NAME = "Dr. H. Muhammad Abdul Rahman Hidayatullah, S.Sos., M.Si."
LONG_UNIT = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kabupaten Tangerang"
PEOPLE, WORKERS, ENTRIES = 40, 300, 30
# The same whatever the agency holds; `test_every_page` has shown them.
STATELESS = NOT_PAGES | {"core:design", "core:help", "rules:list"}
STATUSES = ("present", "present", "present", "sick", "excused", "absent")


def test_every_form_sent_empty_explains_what_is_missing(browser, live_server, subtests):
    world = build()
    for who in WHO:
        with subtests.test(who):
            looker = Looker(browser, live_server.url, world.cookies[who], who)
            faults = looker.at(lambda language, who=who: refused_forms(world, who, live_server.url, language))
            assert not faults, "\n".join(faults)


def refused_forms(world: World, who: str, server: str, language: str) -> Iterator[Target]:
    """The forms this person is the first in `WHO` to send: each opens the page that answers an empty one."""
    client = Client(raise_request_exception=False)
    client.cookies.load(world.cookies[who] | {settings.LANGUAGE_COOKIE_NAME: language})
    for row in ROWS:
        if row.method != "POST" or next((each for each in WHO if row.expected[each] == "422"), "") != who:
            continue
        address = reverse(row.name, kwargs=world.where.get(row.name, {}))
        with transaction.atomic():
            reply = client.post(address, {"op_id": new_id()} | world.forms.get(row.name, {}))
            transaction.set_rollback(True)
        assert reply.status_code == 422, row.name
        if reply["Content-Type"].startswith("text/html"):
            yield row.name, opening(server + address, dict(reply.items()), reply.content)


def opening(address: str, headers: dict[str, str], body: bytes) -> Callable[[Page], None]:
    """Gives the browser at that address what the application answered."""

    def opens(page: Page) -> None:
        page.route(address, lambda route: route.fulfill(status=422, headers=headers, body=body))
        page.goto(address)

    return opens


def test_on_the_first_day_of_an_agency_every_page_says_what_to_do(browser, live_server, subtests):
    a = angkatan(0)
    agency = a.cohort.agency
    bare = open_a_cohort(
        agency, starts_on=clock.today() + dt.timedelta(days=20), name="Angkatan II", curriculum=a.cohort.curriculum
    )
    people = cast_of(agency)
    for who in WHO:
        with subtests.test(who):
            look(browser, live_server.url, who, people[who], bare.slug, {})


def test_with_forty_people_and_the_longest_names_every_page_holds(browser, live_server, subtests):
    a = angkatan(PEOPLE)
    agency = a.cohort.agency
    fill(a)
    people = cast_of(agency) | {"learner": account_for(a.employees[0].person), "teacher": a.trainer}
    for n in range(ENTRIES):
        posted(a.employees[0], jp=1, on=clock.today() - dt.timedelta(days=n), key=f"k{n}", label=f"{LONG_NAME} {n}")
        for who in ("learner", "organizer"):
            notify(recipient=people[who], kind="uji", message="Ada kabar", params={}, url="/beranda/")
    session = {"slug": a.cohort.slug, "pk": a.sessions[0].pk}
    more = {f"cohorts:{name}": session for name in ("attendance", "session", "scans")}
    more["cohorts:enrolment"] = {"slug": a.cohort.slug, "pk": a.enrolments[0].pk}
    more["learning:room"] = {"enrolment_id": a.enrolments[0].pk}
    for who in WHO:
        with subtests.test(who):
            look(browser, live_server.url, who, people[who], a.cohort.slug, more)


def fill(a) -> None:
    """Names as long as they come, everybody marked and called, answers of each kind, hundreds of colleagues."""
    agency = a.cohort.agency
    OrgUnit.objects.filter(agency=agency).update(name=LONG_UNIT)
    Enrolment.objects.filter(cohort=a.cohort).update(unit_name=LONG_UNIT)
    for enrolment in a.enrolments[::5]:
        Enrolment.objects.filter(pk=enrolment.pk).update(name=LONG_NAME)
    for session in a.sessions:
        marks = {each.pk: (STATUSES[n % len(STATUSES)], "") for n, each in enumerate(a.enrolments)}
        cohorts.mark_attendance(session=session, marks=marks, by=a.organizer)
    with clock.held_at(clock.instant(a.cohort.starts_on, dt.time(8)) - dt.timedelta(days=5)):
        cohorts.make_calls(cohort=a.cohort, enrolments=None, by=a.organizer)
        for n, call in enumerate(Call.objects.select_related("enrolment__cohort")[:12]):
            answer = ("yes", "no", "substitute")[n % 3]
            cohorts.answer_call(call=call, answer=answer, reason=LONG_UNIT, proposed=LONG_NAME)
    many_employees(agency, WORKERS, [unit(agency, f"{LONG_UNIT} {n}") for n in range(6)])


def cast_of(agency: Agency) -> dict[str, User | None]:
    """One of each, with nothing of their own yet."""
    newcomer = employee(agency, serial=980, name="Umi Fauziah").person
    newcomer.user = UserFactory(name=newcomer.name)
    newcomer.save()
    return {
        "visitor": None,
        "learner": newcomer.user,
        "organizer": staff(Role.ORGANIZER, agency),
        "teacher": staff(Role.TRAINER, agency),
        "unit_hr": staff(Role.UNIT_HR, OrgUnit.objects.filter(agency=agency).first().scope),
        "leader": staff(Role.LEADER, agency),
        "admin": staff(Role.ADMINISTRATOR, agency),
    }


def look(browser, address: str, who: str, user: User | None, slug: str, more: dict[str, dict]) -> None:
    """All pages of this person that need no object, or an angkatan only, and some more."""
    faults = Looker(browser, address, signed_in(user), who).at_pages(paths_of(who, slug, more))
    assert not faults, "\n".join(faults)


def paths_of(who: str, slug: str, more: dict[str, dict]) -> Iterator[str]:
    """The pages that this person is the first in `WHO` to open, and everybody's home."""
    needs = {name: re.findall(r"<(?:\w+:)?(\w+)>", str(entry.pattern)) for name, entry in patterns()}
    for row in ROWS:
        if row.method != "GET" or row.name in STATELESS or row.expected[who] != "200":
            continue
        if row.name != "reporting:home" and who != next(each for each in WHO if row.expected[each] == "200"):
            continue
        if row.name in more:
            yield reverse(row.name, kwargs=more[row.name])
        elif not needs[row.name]:
            yield reverse(row.name)
        elif needs[row.name] == ["slug"]:
            yield reverse(row.name, kwargs={"slug": slug})
