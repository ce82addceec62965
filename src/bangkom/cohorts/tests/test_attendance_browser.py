"""Attendance in a real browser: by keyboard, by code on a phone, without scripts; axe finds nothing on its pages."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from bangkom.cohorts import attendance_codes, services
from bangkom.cohorts.models import Attendance, Session
from bangkom.cohorts.tests.factories import account_for, angkatan
from bangkom.core import clock
from bangkom.people.tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = 360, 1280


@pytest.fixture
def a(transactional_db):
    """A cohort whose first session takes codes now."""
    a = angkatan(4)
    a.learner = account_for(a.employees[0].person)
    now = clock.now()
    Session.objects.filter(pk=a.sessions[0].pk).update(
        starts_at=now - dt.timedelta(minutes=5), ends_at=now + dt.timedelta(hours=2)
    )
    a.session = Session.objects.get(pk=a.sessions[0].pk)
    a.base = f"/angkatan/{a.cohort.slug}"
    return a


@pytest.fixture
def sign_in(open_page):
    """A page of the running server for a person who has signed in by the form."""

    def opened(user, *, width=DESK, scripts=True):
        page = open_page(width=width, scripts=scripts)
        page.goto("/akun/masuk/")
        page.fill("input[name=login]", user.username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/akun/masuk/" not in url)
        return page

    return opened


def test_the_grid_is_filled_by_keyboard_in_one_key_a_person(a, sign_in):
    page = sign_in(a.organizer)
    page.goto(f"{a.base}/sesi/{a.session.pk}/kehadiran/")
    page.locator("input[type=radio]").first.focus()
    keys = page.keyboard
    keys.press(" ")
    keys.press("ArrowRight")
    keys.press(" ")
    keys.press(" ")
    expect(page.locator("[data-count=present]")).to_have_text("2")
    expect(page.locator("[data-count=excused]")).to_have_text("1")
    keys.press(" ")
    expect(page.get_by_role("button", name="Simpan kehadiran")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_text("Kehadiran 4 peserta disimpan.")).to_be_visible()
    assert sorted(Attendance.objects.values_list("status", flat=True)) == ["excused", "present", "present", "present"]


def test_a_reason_is_asked_for_when_a_mark_changes(a, sign_in):
    services.mark_attendance(session=a.session, marks={a.enrolments[0].pk: ("present", "")}, by=a.organizer)
    page = sign_in(a.organizer)
    page.goto(f"{a.base}/sesi/{a.session.pk}/kehadiran/")
    reason = page.get_by_label("Alasan perubahan Peserta 1")
    expect(reason).to_be_hidden()
    page.get_by_role("group", name="Peserta 1").get_by_label("Sakit").check()
    reason.fill("ada surat dokter")
    page.get_by_role("button", name="Simpan kehadiran").click()
    expect(page.get_by_text("Kehadiran 1 peserta disimpan.")).to_be_visible()
    assert Attendance.objects.get().status == "sick"


def test_two_taps_from_the_schedule_and_six_figures_make_one_present_without_scripts(a, sign_in):
    page = sign_in(a.learner, width=PHONE, scripts=False)
    page.goto("/angkatan/jadwal-saya/")
    page.get_by_role("link", name="Isi kode kehadiran").click()
    page.get_by_label("Kode kehadiran").fill(attendance_codes.code_at(a.session.pk, clock.now()))
    page.get_by_role("button", name="Catat saya hadir").click()
    expect(page.get_by_role("heading", name="Anda tercatat hadir")).to_be_visible()


def test_the_screen_counts_up_by_itself(a, sign_in):
    page = sign_in(a.organizer)
    page.goto(f"{a.base}/sesi/{a.session.pk}/kode/")
    expect(page.locator(".code-count")).to_contain_text("0 dari 4")
    services.mark_attendance(session=a.session, marks={a.enrolments[1].pk: ("present", "")}, by=a.organizer)
    expect(page.locator(".code-count")).to_contain_text("1 dari 4", timeout=15_000)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(a, sign_in, width):
    services.mark_attendance(
        session=a.session, marks={a.enrolments[0].pk: ("present", ""), a.enrolments[1].pk: ("sick", "")}, by=a.organizer
    )
    of_session = f"{a.base}/sesi/{a.session.pk}"
    pages = [
        f"{of_session}/kode/", f"{of_session}/kehadiran/", f"{of_session}/kehadiran/{a.enrolments[1].pk}/pengganti/",
        f"{a.base}/kehadiran/", f"{a.base}/kelompok/", f"{a.base}/jadwal/", f"{a.base}/jadwal/sesi/{a.session.pk}/",
        f"{a.base}/",
    ]  # fmt: skip
    own = ["/angkatan/jadwal-saya/", "/angkatan/hadir/", f"/angkatan/hadir/{a.session.pk}/000000"]
    services.make_calendar_address(user=a.learner)
    faults = []
    for user, addresses in ((a.organizer, pages), (a.learner, own)):
        page = sign_in(user, width=width)
        for address in addresses:
            page.goto(address)
            result = Axe().run(page, options={"runOnly": RULES})
            if result.violations_count:
                faults.append(f"{address}: {result.generate_report()}")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append(f"{address} is wider than {width} px")
    assert not faults, "\n".join(faults)
