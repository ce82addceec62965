"""Accounts come by invitation; roles begin and end with the next request."""

import datetime as dt

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.models import Event, Invitation, Role, RoleAssignment, User
from bangkom.core.services import accept_invitation, create_account, give_role, invite
from bangkom.core.tests.factories import AgencyFactory, UserFactory, end_own_role, root, staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bangkom.core.tests.pages")]
PASSWORD = "sawah hijau di kaki gunung"


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def invited(agency):
    user = create_account(username="199811032025042011", name="Dewi Lestari", by=None)
    return user, invite(user=user, scope=root(agency), by=None)


# --- invitations --------------------------------------------------------------------------------------------------


def test_an_invited_person_sets_a_password_and_signs_in_with_it(invited):
    user, code = invited
    accept_invitation(username=user.username, code=code, password=PASSWORD)
    assert authenticate(None, username=user.username, password=PASSWORD) == user


def test_an_account_cannot_be_used_before_the_invitation_is_accepted(invited):
    user, code = invited
    assert not user.has_usable_password()
    assert authenticate(None, username=user.username, password=code) is None


@pytest.mark.parametrize("typed", ["{0}-{1}-{2}", " {0} {1} {2} ", "{0}{1}{2}"])
def test_a_code_may_be_typed_with_or_without_separators(invited, typed):
    user, code = invited
    groups = (code[:4].lower(), code[4:8], code[8:])
    assert accept_invitation(username=user.username, code=typed.format(*groups), password=PASSWORD) == user


def test_a_number_may_be_typed_with_the_spaces_of_a_letter(invited):
    user, code = invited
    assert accept_invitation(username=" 19981103 202504 2 011", code=code, password=PASSWORD) == user


def refusal(username: str, code: str) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        accept_invitation(username=username, code=code, password=PASSWORD)
    return str(caught.value), caught.value.code


def test_a_code_works_once(invited):
    user, code = invited
    accept_invitation(username=user.username, code=code, password=PASSWORD)
    refusal(user.username, code)


def test_a_new_code_ends_the_earlier_one(agency, invited):
    user, first = invited
    second = invite(user=user, scope=root(agency), by=None)
    refusal(user.username, first)
    assert accept_invitation(username=user.username, code=second, password=PASSWORD) == user


def test_a_code_ends_after_sixty_days(invited):
    user, code = invited
    with clock.held_at(clock.now() + dt.timedelta(days=60, seconds=1)):
        refusal(user.username, code)


def test_nobody_learns_from_a_refusal_which_accounts_exist(agency, invited):
    user, code = invited
    other = UserFactory()
    used = invite(user=UserFactory(username="dipakai"), scope=root(agency), by=None)
    accept_invitation(username="dipakai", code=used, password=PASSWORD)
    told = {
        refusal(other.username, code),  # the right code with the name of somebody else
        refusal("tidak-ada", code),
        refusal(user.username, "SALAH"),
        refusal("tidak-ada", "SALAH"),
        refusal("dipakai", used),
    }
    assert len(told) == 1


def test_a_closed_account_is_not_opened_by_a_code(invited):
    user, code = invited
    User.objects.filter(pk=user.pk).update(is_active=False)
    refusal(user.username, code)


@pytest.mark.parametrize("weak", ["pendek", "1234567890", "password123", "199811032025042011"])
def test_a_weak_password_leaves_the_code_open(invited, weak):
    user, code = invited
    with pytest.raises(ValidationError):
        accept_invitation(username=user.username, code=code, password=weak)
    assert accept_invitation(username=user.username, code=code, password=PASSWORD) == user


def test_the_code_is_stored_as_a_digest_only(invited):
    _user, code = invited
    stored = Invitation.objects.get()
    assert code not in str(vars(stored))
    assert len(code) == 12
    assert not Event.objects.filter(params__icontains=code).exists()


def test_two_accounts_cannot_have_one_name(invited):
    with pytest.raises(Refused, match="sudah dipakai"):
        create_account(username="1998 1103 2025042011", name="Lain", by=None)


def page(client, username: str, code: str, password: str = PASSWORD, op_id=None):
    form = {"op_id": op_id or new_id(), "username": username, "code": code, "password": password}
    return client.post("/undangan/", form)


def test_the_page_signs_the_person_in_and_leads_home(client, invited):
    user, code = invited
    reply = page(client, user.username, code)
    assert (reply.status_code, reply["Location"]) == (302, "/beranda/")
    assert client.get("/dalam/").status_code == 200


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(client, invited):
    user, _code = invited
    reply = page(client, user.username, "SALAH")
    assert reply.status_code == 422
    assert "tidak cocok" in reply.content.decode()
    assert user.username in reply.content.decode()
    assert PASSWORD not in reply.content.decode()


def test_the_page_says_what_a_password_needs(client, invited):
    user, code = invited
    reply = page(client, user.username, code, "pendek")
    assert reply.status_code == 422
    assert reply.context["form"].errors["password"]


def test_people_sign_in_with_their_number_however_they_space_it(client, invited):
    user, code = invited
    accept_invitation(username=user.username, code=code, password=PASSWORD)
    reply = client.post("/akun/masuk/", {"login": "19981103 202504 2 011", "password": PASSWORD})
    assert (reply.status_code, reply["Location"]) == (302, "/beranda/")


def test_nobody_signs_up_alone(client):
    from django.urls import NoReverseMatch, reverse

    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


# --- roles --------------------------------------------------------------------------------------------------------


def test_a_role_holds_from_the_next_request_on_and_ends_with_the_next(client, agency):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/penyelenggara/").status_code == 403
    assignment = give_role(user=user, role=Role.ORGANIZER, scope=root(agency), by=None)
    assert client.get("/penyelenggara/").status_code == 200
    end_own_role(assignment)
    assert client.get("/penyelenggara/").status_code == 403


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
@pytest.mark.parametrize("hour", [0, 12, 22, 23])
def test_a_role_taken_back_ends_at_once_at_any_hour_in_any_zone(zone, hour):
    agency = AgencyFactory(time_zone=zone)
    user = staff(Role.LEADER, agency)
    with clock.held_at(dt.datetime(2026, 3, 2, hour, 30, tzinfo=clock.DEFAULT_ZONE)):
        end_own_role(user.role_assignments.get())
        assert not User.objects.get(pk=user.pk).has_role(Role.LEADER)


def test_a_role_has_a_first_and_a_last_day(agency):
    user, today = UserFactory(), clock.today()
    give_role(
        user=user,
        role=Role.LEADER,
        scope=root(agency),
        by=None,
        valid_from=today + dt.timedelta(days=1),
        valid_until=today + dt.timedelta(days=2),
    )
    held = []
    for days in range(4):
        with clock.held_at(clock.now() + dt.timedelta(days=days)):
            held.append(User.objects.get(pk=user.pk).has_role(Role.LEADER))
    assert held == [False, True, True, False]


def test_giving_a_role_twice_gives_it_once(agency):
    user = UserFactory()
    for _ in range(2):
        give_role(user=user, role=Role.ORGANIZER, scope=root(agency), by=None)
    assert RoleAssignment.objects.filter(user=user).count() == 1
    assert Event.objects.about(user).filter(verb="core.role_given").count() == 1


def test_a_role_that_ends_before_it_begins_is_refused_by_the_database(agency):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(
            user=UserFactory(), role="leader", scope=root(agency), valid_from="2026-02-01", valid_until="2026-01-31"
        )


def test_what_was_held_stays_in_the_history(agency):
    user = staff(Role.ORGANIZER, agency)
    end_own_role(user.role_assignments.get())
    assert user.role_assignments.count() == 1
    assert list(Event.objects.about(user).values_list("verb", flat=True)) == ["core.role_ended", "core.role_given"]
