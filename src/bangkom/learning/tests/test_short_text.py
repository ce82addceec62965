"""A question that is answered in words: typed, kept as it is typed, graded, explained."""

import re

import pytest

from bangkom.courseware.tests.factories import SHORT_TEXT
from bangkom.learning.models import AnswerHistory
from bangkom.learning.services import Verdict, save_answers, submit_attempt
from bangkom.learning.tests.browsing import post, send, text, url
from bangkom.learning.tests.factories import learning

pytestmark = pytest.mark.django_db
RIGHT_WORDS = "bhineka tunggal ika"


def learning_with_words():
    """A quiz of four questions; the last is answered in words."""
    room = learning()
    room.activity("kuis").items.create(
        position=4, key="words", kind="short_text", prompt="Apa semboyan negara?", body=SHORT_TEXT, feedback="Sutasoma."
    )
    return room


@pytest.fixture
def room():
    return learning_with_words()


@pytest.fixture
def me(client, room):
    client.force_login(room.user)
    return client


def given(attempt):
    return list(attempt.answers.values_list("response", flat=True))


def test_words_are_saved_by_a_plain_form_and_shown_again(me, room):
    attempt = room.attempt()
    page = text(me.get(url("quiz", attempt.pk, 4)))
    assert 'maxlength="200"' in page
    assert "Bhinneka" not in page
    assert post(me, url("quiz", attempt.pk, 4), jawaban="  Bhineka  tunggal ika ", ke="periksa").status_code == 302
    assert given(attempt) == [["Bhineka tunggal ika"]]
    assert 'value="Bhineka tunggal ika"' in text(me.get(url("quiz", attempt.pk, 4)))


def test_an_empty_line_is_no_answer_and_takes_an_answer_away(me, room):
    attempt = room.attempt()
    post(me, url("quiz", attempt.pk, 4), jawaban="   ", ke="1")
    assert not AnswerHistory.objects.exists()
    post(me, url("quiz", attempt.pk, 4), jawaban="Garuda", ke="1")
    post(me, url("quiz", attempt.pk, 4), jawaban="", ke="1")
    assert given(attempt) == [[]]


def test_what_is_too_long_is_refused_in_words_and_stays_in_the_field(me, room):
    attempt = room.attempt()
    response = post(me, url("quiz", attempt.pk, 4), jawaban="x" * 300, ke="1")
    assert response.status_code == 422
    assert "paling panjang 200 huruf" in text(response)
    assert "x" * 300 in text(response)
    [reply] = send(me, attempt, room.op("words", ["x" * 300])).json()["results"]
    assert reply["verdict"] == Verdict.REFUSED
    assert "paling panjang" in reply["reason"]


def test_hostile_words_are_words(me, room):
    attempt = room.attempt()
    hostile = '"><script>alert(1)</script>\x00\ud83d'
    assert send(me, attempt, room.op("words", [hostile])).json()["results"][0]["verdict"] == "accepted"
    assert given(attempt) == [['"><script>alert(1)</script>']]
    assert "<script>alert" not in text(me.get(url("quiz", attempt.pk, 4)))
    submit_attempt(attempt=attempt, by=room.user)
    page = text(me.get(url("result", attempt.pk)))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_right_answer_is_shown_after_submitting_only(me, room):
    attempt = room.attempt()
    save_answers(attempt=attempt, ops=[room.op("words", ["Garuda"])], by=room.user)
    assert "Bhinneka" not in text(me.get(url("review", attempt.pk)))
    submit_attempt(attempt=attempt, by=room.user)
    page = text(me.get(url("result", attempt.pk)))
    assert re.search(r"Garuda <span class=\"small\">\(jawaban Anda\)", page)
    assert re.search(r"Bhinneka Tunggal Ika <span class=\"small\">\(jawaban benar\)", page)
    assert "Sutasoma." in page


def test_an_accepted_spelling_earns_its_points(room):
    attempt = room.attempt()
    save_answers(attempt=attempt, ops=[room.op("words", [RIGHT_WORDS])], by=room.user)
    assert submit_attempt(attempt=attempt, by=room.user).points == 1
