"""Journey A0 walked whole: Pelatihan Sosial Kultural, Angkatan I and II, each step by the role that does it in life.

BKPSDM Kabupaten Tangerang organizes, LAN teaches, ASN Berpijar is an outside platform. Angkatan I has the dates of
the source (14 to 26 May 2025) and is credited by the list of the platform; Angkatan II is its copy in June, where the
learner sends proof. One of each passes and holds a certificate that a stranger can check; the other is deferred.
"""

import datetime as dt

import pytest
from tests.journeys import a0, a0_others

from bangkom.cohorts.models import Enrolment
from bangkom.core import clock
from bangkom.ledger.models import Entry
from bangkom.rules.calendar import stretch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PREPARED = dt.date(2025, 5, 5)


@pytest.fixture
def calendar(monkeypatch) -> a0.Calendar:
    held = a0.Calendar(clock.instant(PREPARED, dt.time(9)))
    monkeypatch.setattr(clock, "now", lambda: held.moment)
    return held


def test_both_angkatan_from_the_export_to_certificates_that_strangers_check(open_page, calendar, tmp_path):
    world = a0.build()
    desk = open_page()
    a0.sign_in(desk, world.organizer.username)
    a0.import_people(desk, world, tmp_path)
    a0.open_first(desk, world)
    a0.copy_to_second(desk)
    for name in a0.GROUPS:
        a0.enrol(desk, world, name)
        for link in a0.call(desk):
            a0_others.answer_call(open_page(phone=True, scripts=False), link)

    trainer, coach = open_page(user=world.trainer), open_page(user=world.coach)
    for name, (people, starts_on) in a0.GROUPS.items():
        calendar.go_to(starts_on)
        phone = open_page(phone=True)
        officer = open_page(user=world.hr[a0.OFFICES[a0.NAMES.index(people[0]) % 2]])
        code = a0_others.hand_out_code(officer, world.numbers[people[0]])
        a0_others.accept_invitation(phone, world.numbers[people[0]], code)
        self_study(desk, phone, world, name, calendar)
        together(trainer, phone, name, calendar)
        at_the_workplace(coach, phone, name, calendar)
        learned_and_checked(open_page, phone, tmp_path)
        calendar.go_to(a0.cohort_named(name).ends_on + dt.timedelta(days=1))
        a0.defer_the_others(desk, name)

    passed = Enrolment.objects.filter(state=Enrolment.State.PASSED)
    assert sorted(passed.values_list("name", flat=True)) == sorted(people[0] for people, _day in a0.GROUPS.values())
    for each in passed:
        assert sum(Entry.objects.filter(person=each.person).values_list("minutes", flat=True)) == 73 * 45
    a0_others.who_lacks_jp(open_page(user=world.hr[a0.OFFICES[1]]), "-", a0.NAMES[1])
    a0_others.read_the_year(open_page(user=world.leader), passed.count())
    a0_others.find_in_catalogue(open_page())


def self_study(desk, phone, world, name, calendar) -> None:
    """Angkatan I is credited by the platform's list, Angkatan II by what the learner sends."""
    a0_others.learn(phone)
    if name == "Angkatan I":
        calendar.go_to(dt.date(2025, 5, 16), 15)
        a0.credit_by_list(desk, world, name)
    else:
        a0_others.send_evidence(phone, name)
        a0.accept_evidence(desk, name)


def together(trainer, phone, name, calendar) -> None:
    session = a0.cohort_named(name).sessions.get()
    calendar.go_to(clock.day_of(session.starts_at), 9)
    a0_others.check_in(phone, a0_others.read_code(trainer, name))
    a0_others.mark_attendance(trainer, name)
    a0_others.open_discussion(trainer, name)
    a0_others.discuss(phone, name)


def at_the_workplace(coach, phone, name, calendar) -> None:
    """The plan comes back once with advice."""
    third = a0.cohort_named(name).stages.get(stage__position=3)
    calendar.go_to(third.starts_on)
    a0_others.plan_aktualisasi(phone, name)
    a0_others.answer_as_coach(coach, "Setujui rencana", "Libatkan juga RT.")
    calendar.go_to(stretch(third.starts_on, 2), 14)
    a0_others.report_aktualisasi(phone, name)
    a0_others.answer_as_coach(coach, "Verifikasi aktualisasi", "Foto dan daftar hadir sesuai.")


def learned_and_checked(open_page, phone, folder) -> None:
    code, pdf = a0_others.fetch_certificate(phone, folder)
    a0_others.check_certificate(open_page(phone=True, scripts=False), code, pdf)
