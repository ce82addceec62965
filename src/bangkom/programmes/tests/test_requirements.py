from hypothesis import given
from hypothesis import strategies as st

from bangkom.programmes.requirements import evaluate

counts = st.integers(min_value=0, max_value=500)


def test_nine_of_ten_sessions_meet_ninety_percent():
    assert evaluate("attendance", {"percent": 90}, {"present": 9, "sessions": 10}).met


def test_eight_of_ten_sessions_do_not_meet_ninety_percent():
    verdict = evaluate("attendance", {"percent": 90}, {"present": 8, "sessions": 10})
    assert (verdict.met, verdict.percent) == (False, 80)


def test_nobody_has_attended_a_schedule_without_sessions():
    assert not evaluate("attendance", {"percent": 90}, {"present": 0, "sessions": 0}).met


def test_a_module_is_done_when_every_lesson_is_read():
    assert not evaluate("module", {}, {"done": 4, "total": 5}).met
    assert evaluate("module", {}, {"done": 5, "total": 5}).met


def test_a_quiz_that_was_never_sent_is_not_passed_even_with_a_pass_mark_of_zero():
    assert not evaluate("quiz", {"pass_percent": 0}, {}).met


def test_a_quiz_is_passed_at_the_pass_mark():
    assert evaluate("quiz", {"pass_percent": 70}, {"percent": 70}).met
    assert not evaluate("quiz", {"pass_percent": 70}, {"percent": 69.99}).met


def test_the_committee_may_take_its_confirmation_back():
    assert evaluate("confirmation", {"what": "x"}, {"confirmed": True}).met
    assert not evaluate("confirmation", {"what": "x"}, {"confirmed": False}).met


@given(present=counts, sessions=counts, percent=st.integers(1, 100))
def test_attending_one_more_session_never_undoes_a_met_requirement(present, sessions, percent):
    before = evaluate("attendance", {"percent": percent}, {"present": present, "sessions": sessions})
    after = evaluate("attendance", {"percent": percent}, {"present": present + 1, "sessions": sessions})
    assert after.met or not before.met
    assert 0 <= before.percent <= after.percent <= 100


def test_passing_on_another_platform_is_enough_where_no_score_is_asked():
    params = {"platform": "ASN Berpijar", "min_score": None}
    assert evaluate("outside", params, {"completed": True, "score": None, "completed_on": "2025-05-16"}).met
    assert not evaluate("outside", params, {}).met
    assert not evaluate("outside", params, {"completed": False, "score": 100}).met


def test_a_score_of_another_platform_must_reach_what_the_curriculum_asks():
    params = {"platform": "ASN Berpijar", "min_score": 70}
    assert evaluate("outside", params, {"completed": True, "score": 70}).met
    below = evaluate("outside", params, {"completed": True, "score": 69.99})
    assert (below.met, below.percent) == (False, 98)


def test_a_missing_score_does_not_reach_a_least_score_even_of_zero():
    assert not evaluate("outside", {"platform": "Swajar", "min_score": 0}, {"completed": True, "score": None}).met
    assert evaluate("outside", {"platform": "Swajar", "min_score": 0}, {"completed": True, "score": 0}).met


def test_a_discussion_wants_both_an_experience_and_replies():
    params = {"posts": 1, "replies": 2}
    assert evaluate("discussion", params, {"posts": 1, "replies": 2}).met
    only_replies = evaluate("discussion", params, {"posts": 0, "replies": 9})
    assert (only_replies.met, only_replies.percent) == (False, 66)


def test_an_actualization_is_met_when_the_coach_has_verified_it_and_opens_when_taken_back():
    assert evaluate("actualization", {"what": "x"}, {"verified": True}).met
    assert not evaluate("actualization", {"what": "x"}, {"verified": False}).met
