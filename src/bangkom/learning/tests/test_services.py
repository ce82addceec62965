import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.cohorts.services import confirm_requirement, withdraw
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Event
from bangkom.courseware.tests.factories import published_module
from bangkom.learning.models import Attempt, LessonProgress
from bangkom.learning.scores import as_decimal, percent
from bangkom.learning.services import attempts as attempts_module
from bangkom.learning.services import complete_lesson, save_answers, start_attempt, submit_attempt
from bangkom.learning.tests.factories import RIGHT, WRONG, learning
from bangkom.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return learning()


def read(room, *numbers):
    for number in numbers:
        complete_lesson(enrolment=room.enrolment, activity=room.activity(f"pelajaran-{number}"), by=room.user)


def take_quiz(room, answers):
    attempt = room.attempt()
    save_answers(attempt=attempt, ops=room.ops(answers), by=room.user)
    return submit_attempt(attempt=attempt, by=room.user)


def code_of(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.code


def test_reading_a_lesson_shows_at_once_how_far_the_module_is(room):
    read(room, 1)
    row = room.row("module")
    assert (row.state, row.facts, row.progress) == ("open", {"done": 1, "total": 2}, 50)


def test_the_last_lesson_meets_the_requirement_in_the_same_act(room):
    read(room, 1, 2)
    row = room.row("module")
    assert row.state == SheetRow.State.MET
    assert row.met_on == clock.today(room.cohort.agency)


def test_reading_a_lesson_again_changes_nothing(room):
    read(room, 1)
    first = LessonProgress.objects.get().completed_at
    events = Event.objects.count()
    read(room, 1)
    assert LessonProgress.objects.get().completed_at == first
    assert Event.objects.count() == events


def test_a_lesson_of_a_version_that_the_cohort_does_not_learn_is_refused(room):
    other = published_module(room.cohort.agency, title="Modul lain")
    foreign = other.published.activities.get(key="pelajaran-1")
    assert code_of(lambda: complete_lesson(enrolment=room.enrolment, activity=foreign, by=room.user)) == "not_pinned"


def test_nothing_can_be_done_before_the_stage_begins():
    room = learning(starts_in=3, with_sessions=False)
    assert code_of(lambda: read(room, 1)) == "not_yet"
    assert code_of(room.attempt) == "not_yet"


def test_nothing_can_be_done_after_leaving(room):
    withdraw(enrolment=room.enrolment, reason="Mutasi", by=room.user)
    assert code_of(lambda: read(room, 1)) == "withdrawn"
    assert code_of(room.attempt) == "withdrawn"


def test_starting_twice_gives_the_same_open_attempt(room):
    assert room.attempt() == room.attempt()
    assert Attempt.objects.count() == 1


def test_attempts_are_unlimited_unless_the_curriculum_says_otherwise(room):
    for number in (1, 2, 3):
        assert take_quiz(room, WRONG).number == number


def test_a_limit_of_attempts_in_the_curriculum_is_kept():
    room = learning(quiz_params={"max_attempts": 2})
    take_quiz(room, WRONG)
    take_quiz(room, WRONG)
    assert code_of(room.attempt) == "no_attempts_left"


def test_submitting_grades_closes_and_gives_a_receipt(room):
    attempt = take_quiz(room, RIGHT)
    assert attempt.state == Attempt.State.SUBMITTED
    assert (attempt.points, attempt.max_points) == (4, 4)
    assert len(attempt.receipt) == 10
    assert list(attempt.answers.order_by("item__position").values_list("points", flat=True)) == [1, 2, 1]


def test_partial_credit_counts_with_the_points_of_the_question(room):
    attempt = take_quiz(room, RIGHT | {"multiple": ["a"]})
    assert attempt.points == 3
    assert room.row("quiz").facts == {"percent": 75}


def test_a_question_left_out_earns_nothing(room):
    assert take_quiz(room, {"single": ["a"]}).points == 1


def test_passing_meets_the_requirement_in_the_same_act(room):
    take_quiz(room, RIGHT)
    assert room.row("quiz").state == SheetRow.State.MET


def test_failing_leaves_it_open_with_the_result(room):
    take_quiz(room, WRONG)
    row = room.row("quiz")
    assert (row.state, row.facts) == ("open", {"percent": 0})


def test_the_best_result_counts_so_practising_takes_nothing_away(room):
    take_quiz(room, RIGHT)
    take_quiz(room, WRONG)
    row = room.row("quiz")
    assert (row.state, row.facts) == ("met", {"percent": 100})


def test_submitting_again_gives_the_same_receipt_and_no_second_event(room):
    attempt = take_quiz(room, RIGHT)
    again = submit_attempt(attempt=attempt, by=room.user)
    assert again.receipt == attempt.receipt
    assert Event.objects.filter(verb="learning.quiz_submitted").count() == 1


def test_a_submission_cut_off_in_the_middle_leaves_the_attempt_open(room, monkeypatch):
    attempt = room.attempt()
    save_answers(attempt=attempt, ops=room.ops(RIGHT), by=room.user)

    def killed(**kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(attempts_module, "meet_requirement", killed)
    with pytest.raises(KeyboardInterrupt):
        submit_attempt(attempt=attempt, by=room.user)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.receipt, attempt.points) == ("open", "", None)
    assert room.row("quiz").state == SheetRow.State.OPEN
    monkeypatch.undo()
    assert submit_attempt(attempt=attempt, by=room.user).receipt


def test_the_last_of_all_conditions_makes_the_person_pass_and_posts_the_hours():
    room = learning(with_sessions=False)
    confirm_requirement(row=room.row("confirmation"), confirmed=True, note="Hadir aktif", by=room.user)
    read(room, 1, 2)
    assert Entry.objects.filter(person=room.enrolment.person).count() == 1
    take_quiz(room, RIGHT)
    room.enrolment.refresh_from_db()
    assert room.enrolment.state == Enrolment.State.PASSED
    jp = sum(e.minutes for e in Entry.objects.filter(person=room.enrolment.person)) / 45
    assert jp == 73


def test_what_one_person_does_leaves_the_other_alone(room):
    read(room, 1, 2)
    take_quiz(room, RIGHT)
    assert not room.other.sheet.filter(state="met").exists()


def test_the_day_that_counts_is_the_day_in_the_agencys_zone(room):
    room.cohort.agency.time_zone = "Asia/Jayapura"
    room.cohort.agency.save()
    late_evening_in_london = dt.datetime.combine(
        room.cohort.starts_on + dt.timedelta(days=2), dt.time(15, 30), tzinfo=dt.UTC
    )
    with clock.held_at(late_evening_in_london):
        read(room, 1, 2)
    assert room.row("module").met_on == room.cohort.starts_on + dt.timedelta(days=3)


def test_events_say_what_was_done_and_keep_the_result_apart(room):
    take_quiz(room, RIGHT)
    event = Event.objects.get(verb="learning.quiz_submitted")
    assert event.params == {"title": "Kuis akhir", "number": 1}
    assert event.payload.body["after"]["points"] == "4.00"


def test_practising_a_quiz_that_no_condition_names_meets_nothing(room):
    room.enrolment.sheet.filter(requirement__kind="quiz").delete()
    attempt = start_attempt(enrolment=room.enrolment, activity=room.activity("kuis"), by=room.user)
    assert submit_attempt(attempt=attempt, by=room.user).points == 0


@given(st.fractions(0, 1), st.integers(1, 500))
def test_a_percentage_is_never_rounded_up(share, whole):
    reached = Fraction(str(percent(share * whole, whole)))
    assert reached <= share * 100 < reached + Fraction(1, 100)


@given(st.integers(1, 500))
def test_everything_right_is_a_hundred(whole):
    assert percent(Fraction(whole), whole) == 100


def test_points_are_shown_with_two_decimals():
    assert str(as_decimal(Fraction(2, 3))) == "0.67"
    assert percent(Fraction(0), 0) == 0
