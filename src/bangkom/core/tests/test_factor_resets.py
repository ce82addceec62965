"""All factors lost: an officer asks, an administrator confirms, the owner sets up anew."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from bangkom.core import clock, factors
from bangkom.core.errors import Refused
from bangkom.core.models import Event, FactorReset, Role, SignIn
from bangkom.core.services import (
    add_scope,
    ask_factor_reset,
    can_decide,
    confirm_factor_reset,
    invite,
    refuse_factor_reset,
    withdraw_factor_reset,
)
from bangkom.core.tests.factories import AgencyFactory, UserFactory, root, staff
from bangkom.core.tests.sign_in import code_of, send, signed_in, try_in, with_code_app

pytestmark = pytest.mark.django_db
PROOF = "Bertemu langsung, kartu pegawai diperiksa."


class Office:
    """A unit with its HR officer, the agency's administrators, and somebody who lost the telephone."""

    def __init__(self) -> None:
        self.agency = AgencyFactory()
        self.unit = add_scope(agency=self.agency, parent=root(self.agency))
        self.officer = staff(Role.UNIT_HR, self.unit)
        self.admin, self.other_admin = (staff(Role.ADMINISTRATOR, self.agency) for _ in range(2))
        self.owner = staff(Role.TRAINER, self.unit)
        with_code_app(self.owner)

    def asked(self, by=None) -> FactorReset:
        return ask_factor_reset(username=self.owner.username, proof=PROOF, by=by or self.officer)


@pytest.fixture
def office():
    return Office()


def test_two_people_take_it_off_and_both_are_named(office):
    signed_in_before = Client()
    try_in(signed_in_before, office.owner)
    signed_in_before.post("/akun/masuk/kode/", {"code": code_of(office.owner)})
    assert signed_in_before.get("/akun/keamanan/").status_code == 200
    reset = office.asked()
    confirm_factor_reset(reset=reset, by=office.admin)
    assert not factors.has_one(office.owner)
    assert not SignIn.objects.filter(user=office.owner).exists()
    assert signed_in_before.get("/akun/keamanan/").status_code == 302
    events = {e.verb: e for e in Event.objects.about(office.owner).filter(verb__startswith="core.factor_reset")}
    assert events["core.factor_reset_asked"].actor == office.officer
    assert events["core.factor_reset_done"].actor == office.admin
    told = events["core.factor_reset_done"].payload.body["after"]
    assert (told["asked_by"], told["confirmed_by"]) == (office.officer.name, office.admin.name)


def test_afterwards_the_owner_signs_in_with_the_password_and_must_set_up_anew(office, settings):
    settings.SECOND_FACTOR = "staff"
    confirm_factor_reset(reset=office.asked(), by=office.admin)
    browser = Client()
    assert try_in(browser, office.owner)["Location"].startswith("/akun/faktor-kedua/")


def test_nobody_is_both(office):
    reset = office.asked(by=office.admin)
    assert not can_decide(reset=reset, by=office.admin)
    with pytest.raises(Refused, match="admin lain"):
        confirm_factor_reset(reset=reset, by=office.admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.filter(pk=reset.pk).update(state="done", decided_by=office.admin)
    confirm_factor_reset(reset=reset, by=office.other_admin)


def test_the_owner_is_neither(office):
    with_code_app(office.admin)
    with pytest.raises(Refused):
        ask_factor_reset(username=office.admin.username, proof=PROOF, by=office.admin)
    reset = ask_factor_reset(username=office.admin.username, proof=PROOF, by=office.other_admin)
    assert not can_decide(reset=reset, by=office.admin)


def test_an_officer_asks_and_never_confirms(office):
    reset = office.asked(by=office.admin)
    with pytest.raises(Refused):
        confirm_factor_reset(reset=reset, by=office.officer)
    assert factors.has_one(office.owner)


def test_an_officer_asks_for_the_own_unit_only_and_learns_nothing_of_others(office):
    elsewhere = staff(Role.UNIT_HR, add_scope(agency=office.agency, parent=root(office.agency)))
    stranger = staff(Role.ADMINISTRATOR, AgencyFactory())
    told = set()
    for by, name in ((elsewhere, office.owner.username), (stranger, office.owner.username), (elsewhere, "tidak-ada")):
        with pytest.raises(Refused) as caught:
            ask_factor_reset(username=name, proof=PROOF, by=by)
        told.add(str(caught.value))
    assert len(told) == 1
    assert not FactorReset.objects.visible_to(elsewhere).exists()


def test_an_administrator_of_another_agency_neither_sees_nor_confirms(office):
    reset, stranger = office.asked(), staff(Role.ADMINISTRATOR, AgencyFactory())
    assert not FactorReset.objects.visible_to(stranger).exists()
    with pytest.raises(Refused):
        confirm_factor_reset(reset=reset, by=stranger)


def test_somebody_who_only_learns_belongs_where_the_last_invitation_came_from(office):
    learner, before = UserFactory(), AgencyFactory()
    with_code_app(learner)
    with clock.held_at(clock.now() - dt.timedelta(days=400)):
        invite(user=learner, scope=root(before), by=None)
    invite(user=learner, scope=office.unit, by=None)
    with pytest.raises(Refused):
        ask_factor_reset(username=learner.username, proof=PROOF, by=staff(Role.ADMINISTRATOR, before))
    assert ask_factor_reset(username=learner.username, proof=PROOF, by=office.officer).scope == office.unit


def test_one_request_waits_at_a_time(office):
    office.asked()
    with pytest.raises(Refused, match="sudah ada"):
        office.asked(by=office.admin)


def test_a_request_is_over_after_three_days_and_may_be_made_anew(office):
    reset = office.asked()
    with clock.held_at(clock.now() + dt.timedelta(days=3, minutes=1)):
        assert reset.label == "Lewat waktu"
        with pytest.raises(Refused, match="lewat waktu"):
            confirm_factor_reset(reset=reset, by=office.admin)
        confirm_factor_reset(reset=office.asked(), by=office.admin)
    assert not factors.has_one(office.owner)


def test_a_refused_or_withdrawn_request_changes_nothing(office):
    refuse_factor_reset(reset=office.asked(), by=office.admin)
    withdraw_factor_reset(reset=office.asked(), by=office.officer)
    assert factors.has_one(office.owner)
    assert set(FactorReset.objects.values_list("state", flat=True)) == {"refused", "withdrawn"}


def test_only_who_asked_withdraws(office):
    reset = office.asked()
    with pytest.raises(Refused):
        withdraw_factor_reset(reset=reset, by=office.admin)


def test_there_must_be_something_to_take_off(office):
    with pytest.raises(Refused, match="tidak memakai"):
        ask_factor_reset(username=office.officer.username, proof=PROOF, by=office.admin)


def test_on_the_server_the_operator_is_the_last_resort_and_says_why(office):
    call_command("take_factor_off", office.owner.username, "--reason", "Satu-satunya admin kehilangan ponsel")
    assert not factors.has_one(office.owner)
    event = Event.objects.about(office.owner).get(verb="core.factor_taken_off")
    assert event.actor is None
    assert "kehilangan ponsel" in event.payload.body["after"]["reason"]
    with pytest.raises(CommandError, match="Tidak ada akun"):
        call_command("take_factor_off", "tidak-ada", "--reason", "x")


def test_through_the_pages(office):
    officer, admin = signed_in(office.officer), signed_in(office.admin)
    reply = send(officer, "/akun/pemulihan/", username=office.owner.username, proof=PROOF)
    address = reply["Location"]
    assert "Setujui" not in officer.get(address).content.decode()
    assert PROOF in admin.get(address).content.decode()
    assert "menunggu" in admin.get("/akun/keamanan/").content.decode()
    assert send(admin, f"{address}setujui/").status_code == 302
    assert not factors.has_one(office.owner)
    assert send(admin, f"{address}hapus/").status_code == 404


def test_the_page_says_what_is_missing(office):
    reply = send(signed_in(office.officer), "/akun/pemulihan/", username="", proof="ya")
    assert reply.status_code == 422
    assert "belum diisi" in reply.content.decode()
