"""Default deny: signed in unless a page says otherwise, staff where a page says so, one's own rows only."""

import pytest

from bangkom.core import access
from bangkom.core.models import Agency, Event, Invitation, Role, RoleAssignment, Scope, User
from bangkom.core.services import add_scope, give_role, invite, record_event
from bangkom.core.tests.factories import AgencyFactory, UserFactory, root, staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bangkom.core.tests.pages")]


@pytest.fixture
def agency():
    return AgencyFactory()


def test_a_page_asks_for_a_sign_in_and_comes_back_to_where_one_wanted_to_go(client):
    reply = client.get("/dalam/?halaman=2")
    assert reply.status_code == 302
    assert reply["Location"] == "/akun/masuk/?next=/dalam/%3Fhalaman%3D2"


def test_a_page_marked_public_is_for_everybody(client):
    assert client.get("/terbuka/").status_code == 200


def test_a_page_of_another_role_says_so_in_plain_words(client):
    client.force_login(UserFactory())
    reply = client.get("/penyelenggara/")
    assert reply.status_code == 403
    assert reply.templates[0].name == "403.html"


def test_a_page_is_open_to_each_of_its_roles(client, agency):
    for role, status in {Role.ORGANIZER: 200, Role.ADMINISTRATOR: 200, Role.LEADER: 403, Role.UNIT_HR: 403}.items():
        client.force_login(staff(role, agency))
        assert client.get("/penyelenggara/").status_code == status, role


def test_a_closed_account_is_signed_out_with_its_next_request(client):
    user = UserFactory()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/dalam/").status_code == 302


# --- acting as ----------------------------------------------------------------------------------------------------


def acting(client) -> str:
    return client.get("/bantuan/").context["acting_role"].code


def test_one_acts_in_the_most_responsible_role_until_one_chooses(client, agency):
    user = staff(Role.TRAINER, agency)
    client.force_login(user)
    assert acting(client) == "trainer"
    give_role(user=user, role=Role.ORGANIZER, scope=root(agency), by=None)
    assert acting(client) == "organizer"
    client.post("/sebagai/", {"role": "learner"})
    assert acting(client) == "learner"


def test_one_cannot_choose_a_role_one_does_not_hold(client, agency):
    client.force_login(staff(Role.TRAINER, agency))
    assert client.post("/sebagai/", {"role": "administrator"}).status_code == 404
    assert acting(client) == "trainer"


def test_a_chosen_role_that_ends_is_left(client, agency):
    user = staff(Role.LEADER, agency)
    client.force_login(user)
    client.post("/sebagai/", {"role": "leader"})
    user.role_assignments.all().delete()
    assert acting(client) == "learner"


def test_choosing_a_role_changes_what_is_shown_never_what_is_allowed(client, agency):
    client.force_login(staff(Role.ORGANIZER, agency))
    client.post("/sebagai/", {"role": "learner"})
    assert client.get("/penyelenggara/").status_code == 200


def test_roles_are_offered_in_one_order(agency):
    user = staff(Role.ADMINISTRATOR, agency)
    give_role(user=user, role=Role.TRAINER, scope=root(agency), by=None)
    assert access.roles_of(user) == [Role.LEARNER, Role.TRAINER, Role.ADMINISTRATOR]


# --- rows ---------------------------------------------------------------------------------------------------------


def test_a_role_holds_over_a_subtree_and_nothing_beside_it(agency):
    top = root(agency)
    health, school = add_scope(agency=agency, parent=top), add_scope(agency=agency, parent=top)
    clinic = add_scope(agency=agency, parent=health)
    user = staff(Role.UNIT_HR, health)
    assert set(Scope.objects.visible_to(user)) == {health, clinic}
    assert set(Scope.objects.visible_to(staff(Role.UNIT_HR, agency))) == {top, health, school, clinic}


def test_a_path_is_not_confused_with_one_that_begins_like_it(agency):
    """4.1. is not above 4.17."""
    first = add_scope(agency=agency, parent=root(agency))
    others = [add_scope(agency=agency, parent=root(agency)) for _ in range(12)]
    assert set(Scope.objects.under(first)) == {first}
    assert not set(Scope.objects.visible_to(staff(Role.LEADER, first))) & set(others)


def test_a_scope_has_its_parent_in_the_same_agency(agency):
    with pytest.raises(ValueError, match="same agency"):
        add_scope(agency=agency, parent=root(AgencyFactory()))


def test_an_administrator_sees_the_accounts_of_the_own_agency_and_everybody_only_oneself(agency):
    administrator, organizer, stranger = (
        staff(Role.ADMINISTRATOR, agency),
        staff(Role.ORGANIZER, agency),
        staff(Role.ORGANIZER, AgencyFactory()),
    )
    assert set(User.objects.visible_to(administrator)) == {administrator, organizer}
    assert set(User.objects.visible_to(organizer)) == {organizer}
    assert set(RoleAssignment.objects.visible_to(stranger)) == set(stranger.role_assignments.all())


def test_the_history_of_an_agency_is_for_its_staff(agency):
    record_event(verb="test.done", message="x", subject=agency, agency=agency, by=None)
    seen = {
        role: Event.objects.visible_to(staff(role, agency)).filter(verb="test.done").exists()
        for role in (Role.ORGANIZER, Role.ADMINISTRATOR, Role.TRAINER, Role.LEADER)
    }
    assert seen == {Role.ORGANIZER: True, Role.ADMINISTRATOR: True, Role.TRAINER: False, Role.LEADER: False}
    outsider = staff(Role.ADMINISTRATOR, AgencyFactory())
    assert not Event.objects.visible_to(outsider).filter(verb="test.done").exists()


def test_a_role_over_a_unit_is_no_role_over_the_agency(agency):
    unit = add_scope(agency=agency, parent=root(agency))
    user = staff(Role.ORGANIZER, unit)
    assert user.agencies_as(Role.ORGANIZER) == []
    assert not Event.objects.visible_to(user).exists()


def test_invitations_are_seen_by_those_who_keep_the_unit(agency):
    health, school = (add_scope(agency=agency, parent=root(agency)) for _ in range(2))
    invite(user=UserFactory(), scope=health, by=None)
    assert Invitation.objects.visible_to(staff(Role.UNIT_HR, health)).count() == 1
    assert not Invitation.objects.visible_to(staff(Role.UNIT_HR, school)).exists()
    assert not Invitation.objects.visible_to(staff(Role.LEADER, agency)).exists()


def test_a_visitor_sees_no_account_and_no_agency():
    from django.contrib.auth.models import AnonymousUser

    AgencyFactory()
    UserFactory()
    assert not User.objects.visible_to(AnonymousUser()).exists()
    assert not Agency.objects.visible_to(AnonymousUser()).exists()
