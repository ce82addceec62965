"""Who coaches whom: named for the person, else for the kelompok, else every coach of the cohort; never oneself."""

import pytest

from bangkom.cohorts.models import CohortStaff
from bangkom.cohorts.services import add_staff, assign_group, remove_staff
from bangkom.core.errors import Refused
from bangkom.core.models import Event
from bangkom.notices.models import Notice
from bangkom.workplace import queries, services
from bangkom.workplace.models import Coaching, Evidence, Project, Submission
from bangkom.workplace.tests.factories import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def s():
    return scene(people=3)


def shown(s, which=0):
    enrolment = s.enrolments[which]
    enrolment.refresh_from_db()
    return [each.person.name for each in queries.coaches_of(s.cohort, [enrolment])[enrolment.pk]]


def may_answer(coach, project):
    return Project.objects.coached_by(coach.person.user).filter(pk=project.pk).exists()


def test_with_one_coach_it_is_that_one(s):
    assert shown(s) == ["Baharuddin Palinggi"]
    assert may_answer(s.coach, s.project())


def test_with_several_and_nothing_said_each_may_answer_and_is_told(s):
    second = s.another_coach()
    s.plan()
    assert shown(s) == ["Baharuddin Palinggi", "Coach Kedua"]
    assert may_answer(s.coach, s.fresh())
    assert may_answer(second, s.fresh())
    assert Notice.objects.filter(kind="workplace.sent").count() == 2


def test_the_coach_of_the_kelompok_goes_before_all(s):
    second = s.another_coach()
    assign_group(cohort=s.cohort, enrolments=[s.enrolments[0].pk], group="Kelompok 1", by=s.organizer)
    services.assign_coaches(cohort=s.cohort, groups={"Kelompok 1": second.pk}, people={}, by=s.organizer)
    s.plan()
    assert shown(s) == ["Coach Kedua"]
    assert may_answer(second, s.fresh())
    assert not may_answer(s.coach, s.fresh())
    assert shown(s, 1) == ["Baharuddin Palinggi", "Coach Kedua"]
    assert list(Notice.objects.filter(kind="workplace.sent").values_list("recipient", flat=True)) == [
        second.person.user_id
    ]


def test_the_coach_of_the_person_goes_before_the_kelompoks(s):
    second = s.another_coach()
    assign_group(cohort=s.cohort, enrolments=[s.enrolments[0].pk], group="Kelompok 1", by=s.organizer)
    services.assign_coaches(
        cohort=s.cohort,
        groups={"Kelompok 1": second.pk},
        people={s.enrolments[0].pk: s.coach.pk},
        by=s.organizer,
    )
    assert shown(s) == ["Baharuddin Palinggi"]
    assert may_answer(s.coach, s.project())
    assert not may_answer(second, s.project())


def test_naming_nobody_again_takes_the_choice_back(s):
    second, who = s.another_coach(), s.enrolments[0].pk
    assert services.assign_coaches(cohort=s.cohort, groups={}, people={who: second.pk}, by=s.organizer) == 1
    assert services.assign_coaches(cohort=s.cohort, groups={}, people={who: second.pk}, by=s.organizer) == 0
    assert services.assign_coaches(cohort=s.cohort, groups={}, people={who: None}, by=s.organizer) == 1
    assert not Coaching.objects.exists()
    assert Event.objects.about(s.cohort).filter(verb="workplace.coach_assigned").count() == 2


def test_only_coaches_and_participants_of_this_cohort_are_named(s):
    other = scene()
    for people in ({s.enrolments[0].pk: other.coach.pk}, {other.enrolments[0].pk: s.coach.pk}):
        with pytest.raises(Refused):
            services.assign_coaches(cohort=s.cohort, groups={}, people=people, by=s.organizer)


def test_a_coach_who_leaves_leaves_the_others_in_charge(s):
    second = s.another_coach()
    services.assign_coaches(cohort=s.cohort, groups={}, people={s.enrolments[0].pk: second.pk}, by=s.organizer)
    s.plan()
    remove_staff(staff=second, by=s.organizer)
    assert shown(s) == ["Baharuddin Palinggi"]
    assert may_answer(s.coach, s.fresh())


def test_nobody_verifies_the_own_work(s):
    own = s.enrolments[0].person
    add_staff(cohort=s.cohort, person=own, agency=s.cohort.agency, part=CohortStaff.Part.COACH, by=None)
    s.plan()
    assert not Project.objects.coached_by(own.user).filter(pk=s.fresh().pk).exists()
    assert "Peserta 1" not in shown(s)
    assert not Notice.objects.filter(recipient=own.user, kind="workplace.sent").exists()


def test_a_coach_of_another_cohort_sees_nothing_of_this_one(s):
    s.report()
    stranger = scene().coach_user
    for model in (Project, Submission, Evidence):
        assert not model.objects.visible_to(stranger).exists()
    assert queries.waiting_for_coach(stranger) == []


def test_a_trainer_of_the_cohort_does_not_read_what_was_written_the_committee_does(s):
    s.report()
    for part, reads in ((CohortStaff.Part.TRAINER, False), (CohortStaff.Part.COMMITTEE, True)):
        staff = s.another_coach(name=f"Petugas {part}", serial=910 + reads)
        CohortStaff.objects.filter(pk=staff.pk).update(part=part)
        for model in (Project, Submission, Evidence):
            assert model.objects.visible_to(staff.person.user).exists() is reads
    assert Submission.objects.visible_to(s.organizer).count() == 2


def test_evidence_of_a_draft_is_seen_by_its_owner_only(s):
    s.plan()
    s.accept()
    s.prove()
    assert Evidence.objects.visible_to(s.user()).count() == 1
    assert not Evidence.objects.visible_to(s.coach_user).exists()
    assert not Evidence.objects.visible_to(s.organizer).exists()
    assert not Evidence.objects.visible_to(s.user(1)).exists()


def test_what_waits_for_a_coach_is_counted_by_cohort_in_one_query(s, django_assert_num_queries):
    s.plan(0)
    s.plan(1)
    with django_assert_num_queries(1):
        [waiting] = queries.waiting_for_coach(s.coach_user)
    assert (waiting.slug, waiting.count, waiting.oldest) == (s.cohort.slug, 2, s.fresh(0).since)
    s.accept(0)
    assert queries.waiting_for_coach(s.coach_user)[0].count == 1
