"""Answers in words: what is accepted by which rule, what nobody can slip in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangkom.courseware.items import ITEM_TYPES, BadResponse, spelling
from bangkom.courseware.items.base import Line
from bangkom.courseware.items.short_text import MOST_ANSWERS, MOST_CHARACTERS, ShortTextForm
from bangkom.courseware.tests.factories import SHORT_TEXT

KIND = ITEM_TYPES["short_text"]
ALL = ["case", "spaces", "punctuation", "diacritics"]


def accepts(answer, given, ignore=(), errors=False):
    body = {"answers": [answer], "ignore": list(ignore), "errors": errors}
    return KIND.grade(body, KIND.normal(body, [given])) == 1


@pytest.mark.parametrize(
    ("answer", "given", "rule"),
    [
        ("Mediasi", "mediasi", "case"),
        ("Mediasi", "MEDIASI", "case"),
        ("Suku, agama, ras", "Suku agama ras", "punctuation"),
        ("Suku, agama, ras", "Suku,agama,ras.", "punctuation"),
        ("Jum'at", "Jumat", "punctuation"),
        ("Jum'at", "Jum’at", "case"),
        ("anti-korupsi", "anti korupsi", "punctuation"),
        ("anti korupsi", "antikorupsi", "spaces"),
        ("é", "e", "diacritics"),
        ("Sêrat Centhini", "Serat Centhini", "diacritics"),
        ("e\u0301", "\u00e9", "case"),
    ],
)
def test_a_rule_that_is_chosen_makes_both_the_same(answer, given, rule):
    assert accepts(answer, given, [rule])


@pytest.mark.parametrize(
    ("answer", "given"),
    [("Mediasi", "mediasi"), ("a, b", "a b"), ("anti korupsi", "antikorupsi"), ("é", "e"), ("Mediasi", "Meditasi")],
)
def test_without_a_rule_the_difference_counts(answer, given):
    assert not accepts(answer, given)


@pytest.mark.parametrize(
    "given", ["  Dialog  terbuka ", "Dialog\tterbuka", "Dialog\u00a0terbuka", "Dialog\u200b terbuka"]
)
def test_what_the_eye_cannot_see_never_counts(given):
    assert accepts("Dialog terbuka", given)


@pytest.mark.parametrize(
    ("answer", "given"), [("3,5", "35"), ("3,5", "3 5"), ("-5", "5"), ("1.000", "1000"), ("UU 7/2012", "UU 72012")]
)
def test_the_marks_of_a_number_are_part_of_it(answer, given):
    assert not accepts(answer, given, ["punctuation"])


@pytest.mark.parametrize(
    ("answer", "given", "yes"),
    [
        ("damai", "damei", True),
        ("damai", "damia", True),
        ("damai", "dmai", True),
        ("damai", "damaai", True),
        ("damai", "dumei", False),
        ("aksi", "aksa", False),
        ("musyawarah", "musawara", True),
        ("musyawarah", "musawaro", False),
        ("musyawarah mufakat", "musawarah mufakad", True),
        ("musyawarah mufakat", "musyawarah", False),
        ("musyawarah mufakat", "musyawarah untuk mufakat", False),
        ("UU 7/2012", "UU 7/2013", False),
        ("Pasal 29 ayat 2", "Pasall 29 ayat 2", True),
        ("Pasal 29 ayat 2", "Pasal 28 ayat 2", False),
    ],
)
def test_typing_errors_are_forgiven_by_the_length_of_the_word(answer, given, yes):
    assert accepts(answer, given, errors=True) == yes
    assert not accepts(answer, given)


def test_with_spaces_ignored_the_errors_of_all_words_are_forgiven_together():
    assert accepts("perekat bangsa", "perekatbangssa", ["spaces"], errors=True)
    assert not accepts("perekat bangsa", "prktbangsa", ["spaces"], errors=True)


def test_any_of_several_answers_is_accepted():
    for typed in ("bhinneka tunggal ika", "Bhineka Tunggal Ika"):
        assert KIND.grade(SHORT_TEXT, [typed]) == 1
    assert KIND.grade(SHORT_TEXT, ["Tut Wuri Handayani"]) == 0
    assert KIND.grade(SHORT_TEXT, []) == 0


@given(st.text(max_size=MOST_CHARACTERS))
def test_whatever_is_typed_gives_a_grade_and_can_be_stored(text):
    response = KIND.normal(SHORT_TEXT, [text])
    assert KIND.grade(SHORT_TEXT | {"errors": True, "ignore": ALL}, response) in {0, 1}
    for kept in response:
        assert kept == kept.strip()
        assert "\x00" not in kept
        kept.encode()


@given(st.text(min_size=1, max_size=60), st.sets(st.sampled_from(ALL)), st.booleans())
def test_the_answer_itself_is_always_right(text, ignore, errors):
    assert spelling.same(text, text, ignore, errors=errors)


@given(st.text("abcde", max_size=12), st.text("abcde", max_size=12))
def test_the_distance_is_the_same_both_ways_and_nothing_only_for_equals(one, two):
    assert spelling.distance(one, two) == spelling.distance(two, one)
    assert (spelling.distance(one, two) == 0) == (one == two)
    assert spelling.distance(one, two) >= abs(len(one) - len(two))


@pytest.mark.parametrize("response", [[""], ["   "], [], ["\x00\u200b"]])
def test_nothing_typed_is_no_answer(response):
    assert KIND.normal(SHORT_TEXT, response) == []


def test_an_answer_that_is_too_long_is_refused_in_plain_words():
    assert KIND.normal(SHORT_TEXT, ["x" * MOST_CHARACTERS])
    for length in (MOST_CHARACTERS + 1, 1_000_000):
        with pytest.raises(BadResponse) as fault:
            KIND.normal(SHORT_TEXT, ["x" * length])
        assert "paling panjang 200 huruf" in fault.value.words


def test_what_a_learner_sees_holds_no_answer():
    assert KIND.choices(SHORT_TEXT) == []
    assert KIND.hints(SHORT_TEXT) == []
    strict = SHORT_TEXT | {"ignore": []}
    assert KIND.hints(strict) == ["Huruf besar dan kecil dibedakan.", "Tanda baca ikut dinilai."]


def test_the_explanation_gives_the_first_answer_where_another_was_typed():
    assert KIND.explain(SHORT_TEXT, ["bhineka tunggal ika"]) == [Line("bhineka tunggal ika", chosen=True, right=True)]
    right = Line("Bhinneka Tunggal Ika", chosen=False, right=True)
    assert KIND.explain(SHORT_TEXT, ["Garuda"]) == [Line("Garuda", chosen=True, right=False), right]
    assert KIND.explain(SHORT_TEXT, []) == [right]


def form(**fields):
    return ShortTextForm({"prompt": "Apa semboyan negara?", "points": "1", "answers": "", **fields})


def test_an_author_writes_one_answer_a_line():
    filled = form(answers=" Mediasi \r\n\r\nperantaraan\r\nMediasi", ignore=["case"], errors_allowed="on")
    assert filled.is_valid(), filled.errors
    body = filled.body()
    assert body == {"answers": ["Mediasi", "perantaraan"], "ignore": ["case"], "errors": True}
    again = ShortTextForm.initial_of(body)
    assert again == {"answers": "Mediasi\nperantaraan", "ignore": ["case"], "errors_allowed": True}


def test_a_question_without_an_answer_is_not_ready():
    assert not form().is_valid()
    assert not form(answers=" \n\u200b\n").is_valid()
    assert KIND.faults({"answers": []}) == ["jawaban yang diterima belum ditulis"]
    assert KIND.faults(SHORT_TEXT) == []


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("\n".join(f"jawaban {n}" for n in range(MOST_ANSWERS + 1)), "paling banyak 20 jawaban"),
        ("x" * (MOST_CHARACTERS + 1), "paling panjang 200 huruf"),
        ("?!", "hanya berisi tanda baca"),
    ],
)
def test_answers_that_cannot_work_are_named(answers, said):
    filled = form(answers=answers, ignore=["punctuation"])
    assert not filled.is_valid()
    assert said in filled.errors["answers"][0]
