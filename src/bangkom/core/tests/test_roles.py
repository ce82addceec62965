"""Who gives which role, for how long, and when two people must agree."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from bangkom.core import clock, policies
from bangkom.core.errors import Refused
from bangkom.core.models import Event, Role, RoleAssignment, RoleRequest, User
from bangkom.core.services import add_scope, approve_role, end_role, give_role, grant_role, refuse_role, withdraw_role
from bangkom.core.tests.factories import AgencyFactory, UserFactory, root, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class Office:
    """An agency with a unit, two administrators, a unit HR officer, an organizer; and who keeps the installation."""

    def __init__(self) -> None:
        self.agency = AgencyFactory()
        self.top = root(self.agency)
        self.unit, self.other_unit = (add_scope(agency=self.agency, parent=self.top) for _ in range(2))
        self.below = add_scope(agency=self.agency, parent=self.unit)
        self.admin, self.second = (staff(Role.ADMINISTRATOR, self.agency) for _ in range(2))
        self.officer = staff(Role.UNIT_HR, self.unit)
        self.organizer = staff(Role.ORGANIZER, self.agency)
        self.operator = staff(Role.OPERATOR, AgencyFactory())
        self.somebody = UserFactory()

    def give(self, role: Role, scope=None, by: User | None = None, **values) -> RoleAssignment | RoleRequest:
        values = {"user": self.somebody, "reason": "ST-12/2026", "scope_name": "Dinas Kesehatan"} | values
        return grant_role(role=role, scope=scope or self.unit, by=by or self.admin, **values)


@pytest.fixture
def office():
    return Office()


def fresh(user: User) -> User:
    """The account as the next request finds it."""
    return User.objects.get(pk=user.pk)


def code_of(caught) -> str:
    return caught.value.code


def test_an_administrator_gives_a_role_that_holds_from_the_next_request(office):
    given = office.give(Role.LEADER, office.top)
    assert fresh(office.somebody).has_role(Role.LEADER)
    event = Event.objects.about(office.somebody).get(verb="core.role_given")
    assert (event.actor, event.agency) == (office.admin, office.agency)
    assert event.payload.body["after"]["reason"] == "ST-12/2026"
    assert given.given_by == office.admin
    assert given.delegated_from is None


@pytest.mark.parametrize(
    ("who", "role", "where"),
    [
        ("officer", Role.LEADER, "unit"),
        ("officer", Role.UNIT_HR, "other_unit"),
        ("officer", Role.UNIT_HR, "top"),
        ("officer", Role.ADMINISTRATOR, "unit"),
        ("organizer", Role.UNIT_HR, "unit"),
        ("operator", Role.ADMINISTRATOR, "top"),
        ("operator", Role.LEADER, "top"),
        ("admin", Role.OPERATOR, "top"),
        ("somebody", Role.TRAINER, "unit"),
    ],
)
def test_nobody_gives_more_than_the_table_says(office, who, role, where):
    until = clock.today() + DAY
    with pytest.raises(Refused) as caught:
        office.give(role, getattr(office, where), by=getattr(office, who), user=UserFactory(), valid_until=until)
    assert code_of(caught) == "role_not_yours"


def test_an_administrator_of_another_agency_gives_nothing_here(office):
    with pytest.raises(Refused):
        office.give(Role.TRAINER, by=staff(Role.ADMINISTRATOR, AgencyFactory()))
    assert not office.somebody.role_assignments.exists()


def test_an_officer_delegates_within_the_own_unit_for_a_time(office):
    given = office.give(Role.UNIT_HR, office.below, by=office.officer, valid_until=clock.today() + 30 * DAY)
    assert given.delegated_from == office.officer.role_assignments.get()
    assert fresh(office.somebody).scope_paths(Role.UNIT_HR) == [office.below.path]


def test_a_delegation_has_a_near_end_and_is_not_delegated_on(office):
    for until in (None, clock.today() + policies.LONGEST_DELEGATION + DAY):
        with pytest.raises(Refused) as caught:
            office.give(Role.UNIT_HR, by=office.officer, valid_until=until)
        assert code_of(caught) == "delegation_too_long"
    office.give(Role.UNIT_HR, by=office.officer, valid_until=clock.today() + DAY)
    with pytest.raises(Refused) as caught:
        office.give(Role.UNIT_HR, by=fresh(office.somebody), user=UserFactory(), valid_until=clock.today() + DAY)
    assert code_of(caught) == "role_not_yours"


def test_nobody_gives_for_longer_than_the_own_role_holds(office):
    office.officer.role_assignments.update(valid_until=clock.today() + 10 * DAY)
    with pytest.raises(Refused) as caught:
        office.give(Role.UNIT_HR, by=fresh(office.officer), valid_until=clock.today() + 11 * DAY)
    assert code_of(caught) == "longer_than_own"
    office.give(Role.UNIT_HR, by=fresh(office.officer), valid_until=clock.today() + 10 * DAY)


def test_nobody_changes_the_own_roles_upwards(office):
    with pytest.raises(Refused) as caught:
        office.give(Role.ORGANIZER, office.top, user=office.admin)
    assert code_of(caught) == "own_role"


def test_a_role_begins_today_at_the_earliest_and_is_not_given_twice(office):
    with pytest.raises(Refused) as caught:
        office.give(Role.TRAINER, valid_from=clock.today() - DAY)
    assert code_of(caught) == "starts_in_the_past"
    office.give(Role.TRAINER, valid_until=clock.today() + 5 * DAY)
    with pytest.raises(Refused) as caught:
        office.give(Role.TRAINER)
    assert code_of(caught) == "role_held"
    office.give(Role.TRAINER, valid_from=clock.today() + 6 * DAY)
    assert [row.standing for row in office.somebody.role_assignments.order_by("valid_from")] == ["holding", "coming"]


def test_a_coming_role_does_not_hold_yet(office):
    office.give(Role.LEADER, valid_from=clock.today() + DAY)
    assert not fresh(office.somebody).has_role(Role.LEADER)
    with clock.held_at(clock.now() + DAY):
        assert fresh(office.somebody).has_role(Role.LEADER)


# --- two people -----------------------------------------------------------------------------------------------------


def test_an_administrator_is_made_by_two_people(office):
    request = office.give(Role.ADMINISTRATOR, office.top)
    assert not office.somebody.role_assignments.exists()
    approve_role(request=request, scope_name="", by=office.second)
    assert fresh(office.somebody).has_role(Role.ADMINISTRATOR)
    verbs = dict(Event.objects.about(office.somebody).values_list("verb", "actor"))
    assert verbs == {"core.role_asked": office.admin.pk, "core.role_given": office.second.pk}
    assert RoleRequest.objects.get().assignment == office.somebody.role_assignments.get()


def test_the_second_person_is_neither_who_asked_nor_who_gets_it_nor_a_stranger(office):
    request = office.give(Role.ADMINISTRATOR, office.top, user=office.officer)
    for by in (office.admin, office.officer, office.operator, staff(Role.ADMINISTRATOR, AgencyFactory())):
        with pytest.raises(Refused) as caught:
            approve_role(request=request, scope_name="", by=by)
        assert code_of(caught) == "second_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequest.objects.filter(pk=request.pk).update(state="done", decided_by=office.admin)


def test_an_operator_is_the_second_person_where_there_is_one_administrator(office):
    office.second.role_assignments.update(valid_until=clock.today() - DAY)
    request = office.give(Role.ADMINISTRATOR, office.top)
    assert request.by_operator
    assert request in RoleRequest.objects.visible_to(office.operator)
    approve_role(request=request, scope_name="", by=office.operator)
    assert fresh(office.somebody).has_role(Role.ADMINISTRATOR)


def test_without_anybody_else_nothing_is_asked(office):
    office.second.role_assignments.update(valid_until=clock.today() - DAY)
    office.operator.role_assignments.update(valid_until=clock.today() - DAY)
    with pytest.raises(Refused) as caught:
        office.give(Role.ADMINISTRATOR, office.top)
    assert code_of(caught) == "no_second"


def test_an_operator_is_made_by_two_operators(office):
    home = office.operator.role_assignments.get().scope
    other = staff(Role.OPERATOR, home)
    request = office.give(Role.OPERATOR, home, by=office.operator)
    with pytest.raises(Refused):
        approve_role(request=request, scope_name="", by=office.second)
    approve_role(request=request, scope_name="", by=other)
    assert fresh(office.somebody).has_role(Role.OPERATOR)


def test_a_request_is_over_after_three_days_and_may_be_asked_anew(office):
    request = office.give(Role.ADMINISTRATOR, office.top)
    with pytest.raises(Refused) as caught:
        office.give(Role.ADMINISTRATOR, office.top)
    assert code_of(caught) == "request_waiting"
    with clock.held_at(request.expires_at):
        with pytest.raises(Refused) as caught:
            approve_role(request=request, scope_name="", by=office.second)
        assert code_of(caught) == "request_over"
        approve_role(request=office.give(Role.ADMINISTRATOR, office.top), scope_name="", by=office.second)


def test_a_refused_or_withdrawn_request_gives_nothing(office):
    refuse_role(request=office.give(Role.ADMINISTRATOR, office.top), scope_name="", by=office.second)
    again = office.give(Role.ADMINISTRATOR, office.top)
    with pytest.raises(Refused):
        withdraw_role(request=again, scope_name="", by=office.second)
    withdraw_role(request=again, scope_name="", by=office.admin)
    for request in RoleRequest.objects.all():
        with pytest.raises(Refused):
            approve_role(request=request, scope_name="", by=office.second)
    assert not office.somebody.role_assignments.exists()


def test_who_asked_must_still_be_an_administrator_when_the_second_agrees(office):
    request = office.give(Role.ADMINISTRATOR, office.top)
    office.admin.role_assignments.update(valid_until=clock.today() - DAY)
    with pytest.raises(Refused) as caught:
        approve_role(request=RoleRequest.objects.get(pk=request.pk), scope_name="", by=office.second)
    assert code_of(caught) == "role_not_yours"
    assert RoleRequest.objects.get().state == RoleRequest.State.WAITING


# --- the end --------------------------------------------------------------------------------------------------------


def end(assignment: RoleAssignment, by: User) -> int:
    return end_role(assignment=assignment, scope_name="", reason="Mutasi", by=by)


def test_an_ended_role_holds_no_more_with_the_next_request(office, client):
    client.force_login(office.organizer)
    assert client.get("/riwayat-perubahan/").status_code == 200
    end(office.organizer.role_assignments.get(), office.admin)
    assert client.get("/riwayat-perubahan/").status_code == 403
    row = office.organizer.role_assignments.get()
    assert (row.ended_by, row.end_reason, row.standing) == (office.admin, "Mutasi", "past")


def test_what_was_delegated_ends_with_its_origin(office):
    office.give(Role.UNIT_HR, by=office.officer, valid_until=clock.today() + DAY)
    assert end(office.officer.role_assignments.get(), office.admin) == 2
    assert not fresh(office.somebody).has_role(Role.UNIT_HR)


def test_the_last_administrator_stays(office):
    end(office.second.role_assignments.get(), office.admin)
    with pytest.raises(Refused) as caught:
        end(office.admin.role_assignments.get(), office.admin)
    assert code_of(caught) == "last_one"
    assert fresh(office.admin).has_role(Role.ADMINISTRATOR)


def test_a_closed_account_is_no_other_administrator(office):
    User.objects.filter(pk=office.second.pk).update(is_active=False)
    with pytest.raises(Refused):
        end(office.admin.role_assignments.get(), office.admin)


def test_the_last_operator_stays(office):
    with pytest.raises(Refused) as caught:
        end(office.operator.role_assignments.get(), office.operator)
    assert code_of(caught) == "last_one"


def test_a_role_is_ended_by_its_holder_its_giver_or_an_administrator_only(office):
    given = office.give(Role.UNIT_HR, office.below, by=office.officer, valid_until=clock.today() + DAY)
    for by in (office.organizer, staff(Role.UNIT_HR, office.unit), staff(Role.ADMINISTRATOR, AgencyFactory())):
        with pytest.raises(Refused) as caught:
            end(given, by)
        assert code_of(caught) == "role_not_yours"
    end(given, office.officer)
    end(office.give(Role.TRAINER), office.somebody)
    with pytest.raises(Refused) as caught:
        end(given, office.admin)
    assert code_of(caught) == "role_over"


def test_a_role_given_and_ended_on_one_day_may_be_given_and_ended_again(office):
    for _time in range(3):
        end(office.give(Role.TRAINER), office.admin)
    assert office.somebody.role_assignments.count() == 3


def test_each_sees_the_assignments_one_keeps(office):
    officer_sees = RoleAssignment.objects.visible_to(office.officer)
    assert set(officer_sees) == set(office.officer.role_assignments.all())
    give_role(user=office.somebody, role=Role.UNIT_HR, scope=office.other_unit, by=None)
    assert not officer_sees.filter(user=office.somebody).exists()
    assert RoleAssignment.objects.visible_to(office.admin).filter(user=office.somebody).exists()
    assert not RoleAssignment.objects.visible_to(office.operator).filter(user=office.somebody).exists()
