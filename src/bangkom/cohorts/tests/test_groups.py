"""Kelompok: who is in which, and which sessions count for whom."""

import pytest

from bangkom.cohorts import services
from bangkom.cohorts.models import Session
from bangkom.cohorts.tests.factories import angkatan
from bangkom.core.errors import Refused
from bangkom.core.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def a():
    return angkatan(5)


def groups(a):
    return list(a.cohort.enrolments.order_by("name").values_list("group", flat=True))


def only_for(a, group, session=1):
    """Make a session one of a group's only."""
    of = a.sessions[session]
    return services.plan_session(
        cohort=a.cohort, session=of, stage=of.stage, title=of.title, starts_at=of.starts_at, ends_at=of.ends_at,
        room=of.room, group=group, trainers=list(of.trainers.all()), by=None,
    )  # fmt: skip


def test_participants_are_spread_evenly_and_the_same_again_changes_nothing(a):
    assert services.spread_groups(cohort=a.cohort, count=2, by=a.organizer) == 5
    assert sorted(groups(a)) == ["Kelompok 1"] * 3 + ["Kelompok 2"] * 2
    recorded = Event.objects.count()
    assert services.spread_groups(cohort=a.cohort, count=2, by=a.organizer) == 0
    assert Event.objects.count() == recorded


def test_a_unit_is_spread_over_the_groups(a):
    for enrolment, unit in zip(a.enrolments, ["B", "A", "B", "A", "B"], strict=True):
        enrolment.unit_name = unit
        enrolment.save()
    services.spread_groups(cohort=a.cohort, count=2, by=a.organizer)
    of_a = set(a.cohort.enrolments.filter(unit_name="A").values_list("group", flat=True))
    assert of_a == {"Kelompok 1", "Kelompok 2"}


def test_only_the_chosen_get_the_group_and_it_can_be_taken_away(a):
    chosen = [a.enrolments[0].pk, a.enrolments[3].pk]
    assert services.assign_group(cohort=a.cohort, enrolments=chosen, group=" Melati ", by=a.organizer) == 2
    assert groups(a) == ["Melati", "", "", "Melati", ""]
    assert services.assign_group(cohort=a.cohort, enrolments=chosen[:1], group="", by=a.organizer) == 1
    assert groups(a) == ["", "", "", "Melati", ""]


def test_nobody_of_another_cohort_is_grouped_along(a):
    other = angkatan(1)
    everybody = [a.enrolments[0].pk, other.enrolments[0].pk]
    assert services.assign_group(cohort=a.cohort, enrolments=everybody, group="X", by=a.organizer) == 1
    assert groups(other) == [""]


def test_a_session_of_a_group_counts_for_its_members_only(a):
    services.assign_group(cohort=a.cohort, enrolments=[a.enrolments[0].pk], group="Melati", by=a.organizer)
    only_for(a, "Melati")
    assert a.row("attendance", 0).facts["sessions"] == 2
    assert a.row("attendance", 1).facts["sessions"] == 1


def test_who_changes_the_group_is_counted_by_the_new_groups_sessions(a):
    melati = only_for(a, "Melati")
    services.assign_group(cohort=a.cohort, enrolments=[a.enrolments[0].pk], group="Melati", by=a.organizer)
    for session in (a.sessions[0], melati):
        services.mark_attendance(session=session, marks={a.enrolments[0].pk: ("present", "")}, by=a.organizer)
    row = a.row("attendance")
    assert (row.facts, row.state) == ({"present": 2, "sessions": 2}, "met")
    services.assign_group(cohort=a.cohort, enrolments=[a.enrolments[0].pk], group="Mawar", by=a.organizer)
    assert a.row("attendance").facts == {"present": 1, "sessions": 1}


def test_only_members_can_be_marked_in_a_groups_session(a):
    Session.objects.filter(pk=a.sessions[0].pk).update(group="Melati")
    a.sessions[0].refresh_from_db()
    with pytest.raises(Refused, match="bukan peserta sesi"):
        services.mark_attendance(session=a.sessions[0], marks={a.enrolments[0].pk: ("present", "")}, by=a.organizer)


def test_a_late_participant_starts_with_the_sessions_for_everybody(a):
    from bangkom.cohorts.services import enrol_person
    from bangkom.people.tests.factories import employee

    only_for(a, "Melati")
    late = enrol_person(cohort=a.cohort, employee=employee(a.cohort.agency, serial=50), by=None)
    assert late.sheet.get(requirement__kind="attendance").facts == {"present": 0, "sessions": 1}
