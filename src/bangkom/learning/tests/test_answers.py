"""Saving answers: sent twice, late, out of order, from two devices, by somebody else, cut off in the middle."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bangkom.cohorts.services import withdraw
from bangkom.core.errors import Refused
from bangkom.core.models import Event, Operation
from bangkom.learning.models import Answer, AnswerHistory
from bangkom.learning.services import AnswerOp, Verdict, save_answers, submit_attempt
from bangkom.learning.tests.factories import RIGHT, WRONG, learning, op_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return learning()


@pytest.fixture
def attempt(room):
    return room.attempt()


def save(room, attempt, *ops):
    return save_answers(attempt=attempt, ops=ops, by=room.user)


def verdicts(results):
    return [result.verdict for result in results]


def answers(attempt):
    return dict(attempt.answers.values_list("item__key", "response"))


def test_an_answer_that_was_accepted_is_stored_with_its_history(room, attempt):
    [result] = save(room, attempt, room.op("single", ["a"]))
    assert result.verdict == Verdict.ACCEPTED
    assert answers(attempt) == {"single": ["a"]}
    history = AnswerHistory.objects.get()
    assert (history.response, history.verdict, history.received_at) == (["a"], "accepted", result.saved_at)


def test_saving_writes_answer_and_history_and_nothing_else(room, attempt):
    events = Event.objects.count()
    with CaptureQueriesContext(connection) as queries:
        save(room, attempt, *room.ops(RIGHT))
    written = {q["sql"].split('"')[1] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))}
    assert written == {"learning_answer", "learning_answerhistory"}
    assert Event.objects.count() == events
    assert not Operation.objects.exists()


def test_many_answers_cost_no_more_statements_than_one(room, attempt):
    for ops in (room.ops({"single": ["a"]}), room.ops(RIGHT)):
        with CaptureQueriesContext(connection) as queries:
            save(room, attempt, *ops)
        assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 6


def test_the_same_answer_sent_again_changes_nothing(room, attempt):
    op = room.op("single", ["a"])
    first = save(room, attempt, op)[0]
    again = save(room, attempt, op)[0]
    assert again.verdict == Verdict.DUPLICATE
    assert again.saved_at == first.saved_at
    assert AnswerHistory.objects.count() == 1


def test_an_old_answer_repeated_after_a_newer_one_does_not_come_back(room, attempt):
    old, new = room.op("single", ["a"]), room.op("single", ["b"])
    save(room, attempt, old)
    save(room, attempt, new)
    assert verdicts(save(room, attempt, old)) == [Verdict.DUPLICATE]
    assert answers(attempt) == {"single": ["b"]}


def test_the_same_id_with_another_answer_is_refused(room, attempt):
    save(room, attempt, room.op("single", ["a"], op_id=op_id(1)))
    [result] = save(room, attempt, room.op("single", ["b"], op_id=op_id(1)))
    assert result.verdict == Verdict.REFUSED
    assert "sudah pernah dipakai" in result.reason
    assert answers(attempt) == {"single": ["a"]}


def test_the_same_id_twice_in_one_batch_counts_once(room, attempt):
    ops = [room.op("single", ["a"], op_id=op_id(1)), room.op("single", ["a"], op_id=op_id(1))]
    assert verdicts(save(room, attempt, *ops)) == [Verdict.ACCEPTED, Verdict.DUPLICATE]
    clash = [room.op("single", ["a"], op_id=op_id(2)), room.op("single", ["b"], op_id=op_id(2))]
    assert verdicts(save(room, attempt, *clash)) == [Verdict.ACCEPTED, Verdict.REFUSED]


def test_the_same_device_out_of_order_keeps_the_newer_answer(room, attempt):
    newer = room.op("single", ["b"], device="hp", seq=2)
    older = room.op("single", ["a"], device="hp", seq=1)
    assert verdicts(save(room, attempt, newer, older)) == [Verdict.ACCEPTED, Verdict.SUPERSEDED]
    assert verdicts(save(room, attempt, room.op("single", ["a"], device="hp", seq=2))) == [Verdict.SUPERSEDED]
    assert answers(attempt) == {"single": ["b"]}
    assert AnswerHistory.objects.count() == 3


def test_of_two_devices_the_one_received_later_wins_and_both_stay_in_the_history(room, attempt):
    save(room, attempt, room.op("single", ["a"], device="hp", seq=900))
    save(room, attempt, room.op("single", ["b"], device="laptop", seq=1))
    assert answers(attempt) == {"single": ["b"]}
    assert list(AnswerHistory.objects.order_by("received_at").values_list("response", flat=True)) == [["a"], ["b"]]


def test_within_a_batch_the_last_answer_to_a_question_stands(room, attempt):
    save(room, attempt, room.op("single", ["a"]), room.op("single", ["b"]))
    assert answers(attempt) == {"single": ["b"]}


def test_an_answer_can_be_taken_back(room, attempt):
    save(room, attempt, room.op("multiple", ["a"]))
    save(room, attempt, room.op("multiple", []))
    assert answers(attempt) == {"multiple": []}


def test_what_comes_after_submitting_is_kept_but_does_not_count(room, attempt):
    before = room.op("single", ["a"])
    save(room, attempt, before)
    submit_attempt(attempt=attempt, by=room.user)
    assert verdicts(save(room, attempt, before)) == [Verdict.DUPLICATE]
    [late] = save(room, attempt, room.op("single", ["b"]))
    assert late.verdict == Verdict.LATE
    assert late.reason
    assert answers(attempt) == {"single": ["a"]}
    assert AnswerHistory.objects.filter(verdict="late").count() == 1


@pytest.mark.parametrize("response", [["z"], ["a", "b"], "a", None, 5, {"a": 1}])
def test_an_answer_that_does_not_fit_the_question_is_refused(room, attempt, response):
    assert verdicts(save(room, attempt, room.op("single", response))) == [Verdict.REFUSED]
    assert not Answer.objects.exists()


def test_a_question_of_another_quiz_is_refused_and_the_others_are_saved(room, attempt):
    elsewhere = learning()
    ops = [elsewhere.op("single", ["a"]), room.op("single", ["a"])]
    assert verdicts(save(room, attempt, *ops)) == [Verdict.REFUSED, Verdict.ACCEPTED]


def test_who_has_left_the_cohort_saves_nothing(room, attempt):
    withdraw(enrolment=room.enrolment, reason="Mutasi", by=room.user)
    assert verdicts(save(room, attempt, room.op("single", ["a"]))) == [Verdict.REFUSED]
    assert not AnswerHistory.objects.exists()


def test_an_id_used_in_somebody_elses_attempt_is_refused(room, attempt):
    save(room, attempt, room.op("single", ["a"], op_id=op_id(7)))
    elsewhere = learning()
    [result] = save(elsewhere, elsewhere.attempt(), elsewhere.op("single", ["a"], op_id=op_id(7)))
    assert result.verdict == Verdict.REFUSED


def test_too_many_at_once_are_refused_whole(room, attempt):
    with pytest.raises(Refused):
        save(room, attempt, *[room.op("single", ["a"]) for _n in range(51)])


def test_an_unknown_question_is_refused(room, attempt):
    op = AnswerOp(op_id=op_id(1), item_id=10**9, response=["a"])
    assert verdicts(save(room, attempt, op)) == [Verdict.REFUSED]


def test_a_save_cut_off_before_its_end_leaves_nothing_half_done(room, attempt, monkeypatch):
    save(room, attempt, *room.ops(WRONG))
    before = answers(attempt)

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(Answer.objects), "bulk_create", killed)
    ops = room.ops(RIGHT)
    with pytest.raises(KeyboardInterrupt):
        save(room, attempt, *ops)
    monkeypatch.undo()
    assert answers(attempt) == before
    assert AnswerHistory.objects.count() == 3
    assert verdicts(save(room, attempt, *ops)) == [Verdict.ACCEPTED] * 3


def test_the_database_itself_refuses_to_rewrite_the_history(room, attempt):
    save(room, attempt, room.op("single", ["a"]))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AnswerHistory.objects.update(verdict="late")
