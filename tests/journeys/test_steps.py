"""The two daily tasks of a committee, with the steps of a browser counted as a person takes them (see `steps`).

Forty people from a messy list to their invitations in at most five minutes, the attendance of forty in at most three.
The invitations are made and in the clipboard then, and the letters for the units on the disk; what the committee's
messenger and the printer take comes on top.
"""

import datetime as dt

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from tests.journeys.steps import Hand

from bangkom.cohorts.models import Attendance, Call, Enrolment
from bangkom.cohorts.tests.factories import angkatan
from bangkom.core import clock
from bangkom.people.tests.factories import employee, unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INVITED_SECONDS, INVITED_CLICKS, INVITED_PAGES = 5 * 60, 20, 16
MARKED_SECONDS, MARKED_CLICKS = 3 * 60, 4
PEOPLE = 40


@pytest.fixture
def a(transactional_db):
    """An angkatan without participants that starts in ten days; its agency has sixty employees in three units."""
    a = angkatan(0, starts_on=clock.today() + dt.timedelta(days=10), capacity=PEOPLE)
    offices = [unit(a.cohort.agency, name) for name in ("Dinas Kesehatan", "Dinas Sosial", "Kecamatan Balaraja")]
    a.employees = [
        employee(a.cohort.agency, serial=101 + n, name=f"{FIRST[n % 10]} {LAST[n // 10]}", where=offices[n % 3])
        for n in range(60)
    ]
    return a


FIRST = ["Umi", "Budi", "Siti", "Agus", "Dewi", "Eko", "Fitri", "Gilang", "Hani", "Indra"]
LAST = ["Fauziah", "Santoso", "Rahmawati", "Hidayat", "Lestari", "Nugroho"]


def messy(people) -> list[str]:
    """A list as it comes from offices: numbers with blanks, quotes, dots; titles; a row twice; three that are wrong."""
    rows = []
    for n, each in enumerate(people):
        number, name = each.number, each.person.name
        spaced = f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}"
        as_typed = [number, f"'{number}", spaced, f"{number}.", f" {number} "][n % 5]
        titled = [name, f"Dr. {name}, S.Sos., M.Si.", name.upper(), f"{name}, S.E."][n % 4]
        rows.append(f"{n + 1}\t{titled}\t{as_typed}\tIII/{'abcd'[n % 4]}")
    rows[7] = f"8\t{people[7].person.name}\t1.99002E+17"
    rows[18] = f"19\t{people[18].person.name}\t{people[18].number[:-1]}"
    rows[29] = "30\tOrang Kecamatan\t"
    rows.insert(12, rows[3])
    return ["Daftar Peserta Pelatihan Sosial Kultural", "", "No\tNama\tNIP\tGol", *rows]


def test_forty_people_from_a_messy_list_to_their_invitations(a, open_page):
    hand = Hand(open_page(user=a.organizer))
    page = hand.page
    page.goto("/beranda/")
    hand.click(page.get_by_role("link", name="Angkatan", exact=True), loads=True)
    hand.click(page.get_by_role("link", name=a.cohort.name).first, loads=True)
    hand.click(page.get_by_role("link", name="Tempel peserta dari Excel").first, loads=True)
    people = a.employees[:PEOPLE]
    hand.copy("Excel")
    check(hand, "\n".join(messy(people)))
    hand.click(page.get_by_role("link", name="Ditolak"), loads=True)
    hand.look(3)
    expect(page.locator("tbody tr")).to_have_count(3)
    enrol(hand, PEOPLE - 3)
    # The three that were refused, with their numbers asked for and typed anew.
    hand.click(page.get_by_role("link", name="Lihat peserta"), loads=True)
    hand.click(page.get_by_role("link", name="Tempel peserta dari Excel").first, loads=True)
    hand.type(page.get_by_label("Daftar peserta"), "\n".join(people[n].number for n in (7, 18, 29)))
    hand.click(page.get_by_role("button", name="Periksa daftar"), loads=True)
    enrol(hand, 3)
    assert a.cohort.enrolments.filter(state=Enrolment.State.ACTIVE).count() == PEOPLE
    invite(hand)
    assert Call.objects.count() == PEOPLE
    assert hand.seconds <= INVITED_SECONDS, f"{hand.seconds:.0f} s"
    assert hand.clicks <= INVITED_CLICKS
    assert hand.pages <= INVITED_PAGES


def check(hand: Hand, text: str) -> None:
    hand.paste(hand.page.get_by_label("Daftar peserta"), text)
    hand.click(hand.page.get_by_role("button", name="Periksa daftar"), loads=True)
    expect(hand.page.get_by_role("heading", name="Periksa sebelum menyimpan")).to_be_visible()
    hand.look()


def enrol(hand: Hand, count: int) -> None:
    hand.click(hand.page.get_by_role("button", name=f"Daftarkan {count} orang"), loads=True)
    call_command("work", once=True)
    hand.page.reload()  # the page does so itself
    hand.wait()
    expect(hand.page.get_by_role("heading", name=f"{count} orang didaftarkan")).to_be_visible()


def invite(hand: Hand) -> None:
    """Links to answer by for all, as texts to send; letters with codes of a first sign-in for the units."""
    page: Page = hand.page
    hand.click(page.get_by_role("link", name="Lihat peserta"), loads=True)
    hand.click(page.get_by_role("link", name="Panggilan", exact=True), loads=True)
    with page.expect_download() as letters:
        hand.click(page.get_by_role("button", name="Surat dan daftar per unit (ZIP)"), loads=True)
    assert letters.value.suggested_filename.endswith(".zip")
    hand.click(page.get_by_role("button", name="Buat tautan yang belum ada"), loads=True)
    hand.look()
    hand.click(page.get_by_role("button", name="Salin semua pesan"))
    expect(page.get_by_role("button", name="Tersalin")).to_be_visible()


def test_the_attendance_of_forty_with_the_keyboard(open_page):
    a = angkatan(PEOPLE)
    hand = Hand(open_page(user=a.organizer))
    page = hand.page
    page.goto(f"/angkatan/{a.cohort.slug}/jadwal/")
    hand.click(page.get_by_role("link", name="Catat kehadiran").first, loads=True)
    hand.click(page.locator("input[type=radio]").first)
    absent = {5: 2, 17: 1, 30: 3}  # rows and how far from "Hadir" their status stands
    for row in range(PEOPLE):
        for _step in range(absent.get(row, 0)):
            hand.press("ArrowRight", thinking=True)
        hand.look()  # the person called, or the signature on the sheet
        hand.press(" ")
    expect(page.get_by_role("button", name="Simpan kehadiran")).to_be_focused()
    hand.press("Enter")
    hand.wait()
    expect(page.get_by_text(f"Kehadiran {PEOPLE} peserta disimpan.")).to_be_visible()
    marked = list(Attendance.objects.values_list("status", flat=True))
    assert len(marked) == PEOPLE
    assert marked.count("present") == PEOPLE - len(absent)
    assert hand.seconds <= MARKED_SECONDS, f"{hand.seconds:.0f} s"
    assert hand.clicks <= MARKED_CLICKS


def test_the_attendance_of_forty_where_nearly_all_came(open_page):
    """Only who was absent is marked; one button does the others."""
    a = angkatan(PEOPLE)
    hand = Hand(open_page(user=a.organizer))
    page = hand.page
    page.goto(f"/angkatan/{a.cohort.slug}/jadwal/")
    hand.click(page.get_by_role("link", name="Catat kehadiran").first, loads=True)
    for enrolment, status in ((a.enrolments[4], "Sakit"), (a.enrolments[20], "Tanpa keterangan")):
        hand.click(page.get_by_role("group", name=enrolment.name, exact=True).get_by_label(status))
    hand.click(page.get_by_role("button", name="Yang kosong dicatat hadir, lalu simpan"), loads=True)
    expect(page.get_by_text(f"Kehadiran {PEOPLE} peserta disimpan.")).to_be_visible()
    assert hand.seconds <= MARKED_SECONDS / 6, f"{hand.seconds:.0f} s"
