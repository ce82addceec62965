"""Grading is pure: no database here."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkom.courseware.items import ITEM_TYPES, BadResponse
from bangkom.courseware.items.base import ItemForm, Line
from bangkom.courseware.tests.factories import MULTIPLE, SHORT_TEXT, SINGLE, TRUE_FALSE

LETTERS = list("abcdef")
BODIES = {"single": SINGLE, "multiple": MULTIPLE, "true_false": TRUE_FALSE, "short_text": SHORT_TEXT}
CHOSEN = ["single", "multiple", "true_false"]


@st.composite
def multiple_bodies(draw):
    ids = LETTERS[: draw(st.integers(3, 6))]
    keys = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=len(ids) - 1, unique=True))
    return {"choices": [{"id": i, "text": f"Pilihan {i}"} for i in ids], "keys": keys}


def some_of(body):
    return st.lists(st.sampled_from([c["id"] for c in body["choices"]]), unique=True)


@given(st.data())
def test_a_grade_is_always_between_nothing_and_all(data):
    body = data.draw(multiple_bodies())
    assert 0 <= ITEM_TYPES["multiple"].grade(body, data.draw(some_of(body))) <= 1


@given(st.data())
def test_exactly_the_key_earns_everything_and_only_the_key_does(data):
    body = data.draw(multiple_bodies())
    response = data.draw(some_of(body))
    assert (ITEM_TYPES["multiple"].grade(body, response) == 1) == (set(response) == set(body["keys"]))


@given(st.data())
def test_one_right_choice_more_never_earns_less_and_one_wrong_never_more(data):
    body = data.draw(multiple_bodies())
    response = data.draw(some_of(body))
    added = data.draw(st.sampled_from([c["id"] for c in body["choices"]]))
    if added in response:
        return
    before = ITEM_TYPES["multiple"].grade(body, response)
    after = ITEM_TYPES["multiple"].grade(body, [*response, added])
    assert after >= before if added in body["keys"] else after <= before


@given(st.data())
def test_the_order_of_ticking_does_not_matter(data):
    body = data.draw(multiple_bodies())
    response = data.draw(some_of(body))
    shuffled = data.draw(st.permutations(response))
    kind = ITEM_TYPES["multiple"]
    assert kind.normal(body, response) == kind.normal(body, shuffled)


@pytest.mark.parametrize(
    ("chosen", "share"),
    [
        ([], 0),
        (["a"], Fraction(1, 2)),
        (["a", "c"], 1),
        (["a", "b"], 0),
        (["a", "b", "c"], Fraction(1, 2)),
        (["a", "b", "c", "d"], 0),
    ],
)
def test_several_answers_right_ones_add_wrong_ones_take_away(chosen, share):
    assert ITEM_TYPES["multiple"].grade(MULTIPLE, chosen) == share


@pytest.mark.parametrize(
    ("kind", "body", "right", "wrong"), [("single", SINGLE, "a", "b"), ("true_false", TRUE_FALSE, "true", "false")]
)
def test_one_answer_is_right_or_not(kind, body, right, wrong):
    grade = ITEM_TYPES[kind].grade
    assert (grade(body, [right]), grade(body, [wrong]), grade(body, [])) == (1, 0, 0)


@pytest.mark.parametrize("kind", ITEM_TYPES)
@pytest.mark.parametrize("nonsense", ["a", None, 7, {"a": 1}, [1], [["a"]], [None], ["a", "b", "z"]])
def test_a_response_that_the_question_cannot_have_is_refused(kind, nonsense):
    with pytest.raises(BadResponse):
        ITEM_TYPES[kind].normal(BODIES[kind], nonsense)


@pytest.mark.parametrize("kind", CHOSEN)
def test_what_is_not_among_the_choices_is_refused(kind):
    with pytest.raises(BadResponse):
        ITEM_TYPES[kind].normal(BODIES[kind], ["z"])


def test_a_kind_that_does_not_say_how_it_is_stored_is_no_kind():
    with pytest.raises(TypeError):
        ItemForm()


def test_the_explanation_marks_what_was_chosen_and_what_is_right():
    assert ITEM_TYPES["single"].explain(SINGLE, ["b"]) == [
        Line("Mendengar", chosen=False, right=True),
        Line("Membalas", chosen=True, right=False),
    ]
    assert ITEM_TYPES["multiple"].right(MULTIPLE) == ["Tokoh agama", "Tokoh adat"]


@pytest.mark.parametrize(("kind", "body"), [("single", SINGLE), ("true_false", TRUE_FALSE)])
def test_where_one_answer_is_asked_two_are_refused(kind, body):
    ids = [choice.id for choice in ITEM_TYPES[kind].choices(body)]
    with pytest.raises(BadResponse):
        ITEM_TYPES[kind].normal(body, ids)


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("single", SINGLE | {"key": ""}, "kunci belum ditandai"),
        ("single", SINGLE | {"key": "z"}, "kunci belum ditandai"),
        ("multiple", MULTIPLE | {"keys": []}, "kunci belum ditandai"),
        ("multiple", MULTIPLE | {"keys": ["a", "b", "c", "d"]}, "semua pilihan benar, jadi tidak ada yang diuji"),
        ("true_false", {"key": ""}, "kunci belum ditandai"),
        ("single", {"choices": [{"id": "a", "text": "Satu"}], "key": "a"}, "perlu sedikitnya dua pilihan"),
        (
            "single",
            {"choices": [{"id": "a", "text": "Sama"}, {"id": "b", "text": "sama"}], "key": "a"},
            "dua pilihan berbunyi sama",
        ),
    ],
)
def test_a_question_that_cannot_be_graded_says_why(kind, body, said):
    assert ITEM_TYPES[kind].faults(body) == [said]


@pytest.mark.parametrize(("kind", "body"), [("single", SINGLE), ("multiple", MULTIPLE), ("true_false", TRUE_FALSE)])
def test_a_whole_question_has_no_faults_and_shows_no_key(kind, body):
    assert ITEM_TYPES[kind].faults(body) == []
    assert all(set(vars(choice)) == {"id", "text"} for choice in ITEM_TYPES[kind].choices(body))
