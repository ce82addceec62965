"""Sessions: seen by their owner, ended by the owner, by time, and with the password."""

import datetime as dt

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from bangkom.core import sign_in_middleware
from bangkom.core.models import Event, Role, SignIn, User
from bangkom.core.services import forget_sign_ins
from bangkom.core.tests.factories import PASSWORD, AgencyFactory, UserFactory, staff
from bangkom.core.tests.sign_in import send, signed_in, try_in

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
NEW = "gunung merapi di pagi hari"


class Machine:
    """The machine's time, as far as sessions look at it."""

    def __init__(self, monkeypatch) -> None:
        self.now = 1_800_000_000.0
        monkeypatch.setattr(sign_in_middleware.time, "time", lambda: self.now)

    def goes_on(self, **span: float) -> None:
        self.now += dt.timedelta(**span).total_seconds()


@pytest.fixture
def machine(monkeypatch):
    return Machine(monkeypatch)


@pytest.fixture
def user():
    return UserFactory()


def is_open(browser: Client) -> bool:
    return browser.get("/akun/keamanan/").status_code == 200


def test_one_sees_where_one_is_signed_in(user):
    browser = Client(headers={"user-agent": PHONE})
    try_in(browser, user)
    page = browser.get("/akun/keamanan/").content.decode()
    assert "Chrome di Android" in page
    assert "Perangkat ini" in page


def test_one_ends_one_session_elsewhere(user):
    here, there = signed_in(user), signed_in(user)
    row = SignIn.objects.get(pk=there.session["sign_in"])
    assert send(here, f"/akun/sesi/{row.pk}/akhiri/").status_code == 302
    assert is_open(here)
    assert not is_open(there)
    assert Event.objects.about(user).filter(verb="core.sign_ins_ended").count() == 1


def test_one_ends_all_others_at_once(user):
    here, others = signed_in(user), [signed_in(user) for _ in range(3)]
    send(here, "/akun/sesi/akhiri-lain/")
    assert is_open(here)
    assert not any(is_open(each) for each in others)
    assert Event.objects.about(user).get(verb="core.sign_ins_ended").params == {"count": 3}


def test_the_sessions_of_others_are_neither_seen_nor_ended(user):
    mine, theirs = signed_in(user), signed_in(UserFactory())
    assert send(mine, f"/akun/sesi/{theirs.session['sign_in']}/akhiri/").status_code == 404
    send(mine, "/akun/sesi/akhiri-lain/")
    assert is_open(theirs)


def test_signing_out_takes_the_device_off_the_list(user):
    browser = signed_in(user)
    browser.post("/akun/keluar/")
    assert not SignIn.objects.exists()


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(user):
    here, there = signed_in(user), signed_in(user)
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/akun/sandi/ubah/", fields).status_code == 302
    assert is_open(here)
    assert not is_open(there)
    assert SignIn.objects.filter(user=user).count() == 1
    assert Event.objects.about(user).filter(verb="core.password_changed").exists()
    assert send(here, "/akun/sesi/akhiri-lain/").status_code == 302, "the list knows this session by its new key"
    assert is_open(here)


# --- time ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "idle", "whole"),
    [("learner", {"days": 14}, {"days": 60}), ("staff", {"minutes": 120}, {"hours": 12})],
)
def test_a_session_ends_unused_and_at_the_latest_by_who_one_is(machine, kind, idle, whole):
    user = UserFactory() if kind == "learner" else staff(Role.ORGANIZER, AgencyFactory())
    browser = signed_in(user)
    machine.goes_on(**{unit: size * 0.9 for unit, size in idle.items()})
    assert is_open(browser)
    machine.goes_on(**{unit: size * 1.1 for unit, size in idle.items()})
    assert not is_open(browser)
    browser, started = signed_in(user), machine.now
    while machine.now - started < dt.timedelta(**whole).total_seconds():
        assert is_open(browser)
        machine.goes_on(**{unit: size * 0.9 for unit, size in idle.items()})
    assert not is_open(browser)


def test_who_is_signed_out_by_time_is_told_why_and_comes_back_to_the_page(machine, user):
    browser = signed_in(user)
    machine.goes_on(days=15)
    reply = browser.get("/akun/keamanan/", follow=True)
    assert reply.redirect_chain == [("/akun/masuk/?next=/akun/keamanan/", 302)]
    assert "Anda keluar sendiri karena lama tidak dipakai" in reply.content.decode()
    assert not SignIn.objects.exists()


def test_use_is_noted_every_few_minutes_and_not_with_every_request(machine, user, django_assert_num_queries):
    browser = signed_in(user)
    browser.get("/akun/keamanan/")
    before = SignIn.objects.get().seen_at
    machine.goes_on(seconds=60)
    browser.get("/akun/keamanan/")
    assert SignIn.objects.get().seen_at == before
    machine.goes_on(seconds=300)
    browser.get("/akun/keamanan/")
    assert SignIn.objects.get().seen_at > before


def test_who_becomes_staff_gets_the_shorter_limits(machine, user):
    from bangkom.core.services import give_role
    from bangkom.core.tests.factories import root

    browser = signed_in(user)
    give_role(user=user, role=Role.ORGANIZER, scope=root(AgencyFactory()), by=None)
    machine.goes_on(minutes=6)
    assert is_open(browser)
    machine.goes_on(minutes=121)
    assert not is_open(browser)


def test_at_a_shared_computer_the_session_ends_with_the_browser_and_after_a_quarter_of_an_hour(machine, user):
    browser = signed_in(user, shared="on")
    assert browser.cookies["sessionid"]["max-age"] == ""
    assert "perangkat" not in browser.cookies, "a shared computer is not remembered as the person's own"
    machine.goes_on(minutes=14)
    assert is_open(browser)
    machine.goes_on(minutes=16)
    assert not is_open(browser)


def test_at_an_own_device_the_session_outlives_the_browser(user):
    browser = signed_in(user)
    assert int(browser.cookies["sessionid"]["max-age"]) > 0
    assert browser.cookies["perangkat"]["httponly"]


def test_the_next_person_at_a_shared_computer_may_use_it_as_the_own_one(user):
    browser = signed_in(user, shared="on")
    browser.post("/akun/keluar/")
    try_in(browser, user)
    assert "perangkat" in browser.cookies


def test_rows_of_long_gone_sessions_are_removed(user):
    signed_in(user)
    SignIn.objects.update(seen_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    forget_sign_ins()
    assert not SignIn.objects.exists()


def told_of_new_devices() -> int:
    return sum("new_device" in str(row.args_kwargs) for row in DBTaskResult.objects.all())


def test_staff_are_told_of_a_device_they_were_not_seen_on_before():
    person = staff(Role.ORGANIZER, AgencyFactory())
    own = signed_in(person)
    assert told_of_new_devices() == 0, "the first of all"
    own.post("/akun/keluar/")
    try_in(own, person)
    assert told_of_new_devices() == 0, "known"
    signed_in(person, shared="on")
    assert told_of_new_devices() == 1


def test_learners_are_not_told_of_each_device(user):
    for _ in range(3):
        signed_in(user)
    assert told_of_new_devices() == 0


def test_one_sees_the_own_sessions_only(user):
    signed_in(user)
    assert not SignIn.objects.visible_to(UserFactory()).exists()
    assert SignIn.objects.visible_to(User.objects.get(pk=user.pk)).count() == 1
