import json
import re

import pytest
from django.test import Client

from bangkom.core.ids import new_id
from bangkom.courseware.tests.factories import SECRET
from bangkom.learning.models import Answer, AnswerHistory, Attempt
from bangkom.learning.services import save_answers
from bangkom.learning.tests.browsing import activity_url, post, send, submitted, text, url
from bangkom.learning.tests.factories import RIGHT, WRONG, learning

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return learning()


@pytest.fixture
def me(client, room):
    client.force_login(room.user)
    return client


def test_a_quiz_is_taken_from_start_to_receipt_by_plain_forms(me, room):
    assert "3 soal" in text(me.get(activity_url(room, "kuis")))
    first = post(me, activity_url(room, "kuis", "start")).url
    attempt = Attempt.objects.get()
    assert first == url("quiz", attempt.pk, 1)
    answers = [("a", "2"), (["a", "c"], "3"), ("true", "periksa")]
    for number, (chosen, to) in enumerate(answers, 1):
        response = post(me, url("quiz", attempt.pk, number), jawaban=chosen, ke=to)
        assert response.status_code == 302
    assert response.url == url("review", attempt.pk)
    assert "Semua soal sudah dijawab." in text(me.get(response.url))
    done = post(me, url("submit", attempt.pk))
    assert done.url == url("result", attempt.pk)
    page = text(me.get(done.url))
    attempt.refresh_from_db()
    assert "Nilai Anda 100" in page
    assert f"{attempt.receipt[:5]}-{attempt.receipt[5:]}" in page
    assert SECRET in page
    assert "WIB" in page
    assert "Yang masih kurang untuk sertifikat" in page


def test_neither_key_nor_explanation_is_in_any_page_before_submitting(me, room):
    attempt = room.attempt()
    addresses = [activity_url(room, "kuis"), url("review", attempt.pk)]
    addresses += [url("quiz", attempt.pk, number) for number in (1, 2, 3)]
    for address in addresses:
        page = text(me.get(address))
        assert SECRET not in page, address
        assert "checked" not in page, address
        assert '"key' not in page, address
    saved = send(me, attempt, *room.ops(RIGHT))
    assert "key" not in saved.content.decode()
    assert "points" not in saved.content.decode()


def test_moving_on_without_an_answer_saves_nothing(me, room):
    attempt = room.attempt()
    assert post(me, url("quiz", attempt.pk, 1), ke="2").url == url("quiz", attempt.pk, 2)
    assert not AnswerHistory.objects.exists()


def test_every_button_of_a_question_saves_first(me, room):
    attempt = room.attempt()
    post(me, url("quiz", attempt.pk, 1), jawaban="a", ke="3")
    assert attempt.answers.get().response == ["a"]
    page = text(me.get(url("quiz", attempt.pk, 1)))
    assert re.search(r'value="a" checked', page)
    assert "Terkirim" in page


def test_taking_all_ticks_away_is_an_answer_too(me, room):
    attempt = room.attempt()
    post(me, url("quiz", attempt.pk, 2), jawaban=["a", "b"], ke="3")
    post(me, url("quiz", attempt.pk, 2), ke="3")
    assert attempt.answers.get().response == []


def test_a_page_from_the_browsers_memory_sent_again_with_another_answer_keeps_what_was_typed(me, room):
    attempt = room.attempt()
    fields = {"op_id": str(new_id()), "jawaban": "a", "ke": "2"}
    assert me.post(url("quiz", attempt.pk, 1), fields).status_code == 302
    assert me.post(url("quiz", attempt.pk, 1), fields).status_code == 302
    response = me.post(url("quiz", attempt.pk, 1), fields | {"jawaban": "b"})
    assert response.status_code == 422
    page = text(response)
    assert re.search(r'value="b" checked', page)
    fresh = re.search(r'name="op_id" value="([\w-]+)"', page)[1]
    assert me.post(url("quiz", attempt.pk, 1), {"op_id": fresh, "jawaban": "b", "ke": "2"}).status_code == 302
    assert attempt.answers.get().response == ["b"]


def test_a_form_without_its_id_is_refused_in_plain_words(me, room):
    attempt = room.attempt()
    response = me.post(url("quiz", attempt.pk, 1), {"jawaban": "a", "ke": "2"})
    assert response.status_code == 422
    assert "tidak lengkap" in text(response)


def test_question_pages_are_never_kept_by_the_browser(me, room):
    attempt = room.attempt()
    for address in (url("quiz", attempt.pk, 1), url("review", attempt.pk)):
        assert "no-store" in me.get(address)["Cache-Control"]


def test_a_question_that_does_not_exist_is_not_found(me, room):
    attempt = room.attempt()
    assert me.get(url("quiz", attempt.pk, 4)).status_code == 404
    assert me.get(url("quiz", attempt.pk, 0)).status_code == 404
    assert me.get(activity_url(room, "tiada")).status_code == 404


def test_after_submitting_the_question_pages_lead_to_the_result(me, room):
    attempt = submitted(room)
    for address in (url("quiz", attempt.pk, 1), url("review", attempt.pk)):
        assert me.get(address).url == url("result", attempt.pk)
    assert post(me, url("quiz", attempt.pk, 1), jawaban="b", ke="2").url == url("result", attempt.pk)
    assert attempt.answers.get(item__key="single").response == ["a"]


def test_an_answer_on_its_way_while_another_tab_submits_is_kept_as_late(me, room):
    attempt = submitted(room)
    reply = send(me, attempt, room.op("single", ["b"])).json()["results"][0]
    assert reply["verdict"] == "late"
    assert "tidak dihitung" in reply["reason"]


def test_the_result_waits_until_there_is_one(me, room):
    attempt = room.attempt()
    assert me.get(url("result", attempt.pk)).url == url("review", attempt.pk)


def test_the_review_names_what_was_left_out(me, room):
    attempt = room.attempt()
    save_answers(attempt=attempt, ops=room.ops({"single": ["a"], "multiple": []}), by=room.user)
    page = text(me.get(url("review", attempt.pk)))
    assert "2 soal belum dijawab" in page
    assert "Jawab soal 2" in page
    assert "Kirim apa adanya" in page


def test_a_failed_quiz_says_how_to_go_on(me, room):
    attempt = submitted(room, WRONG)
    page = text(me.get(url("result", attempt.pk)))
    assert "Belum lulus" in page
    assert "Batas lulus 70." in page
    assert "Ulangi kuis" in page
    assert "Nilai 0, ulangi" in text(me.get(url("room", room.enrolment.pk)))


def test_submitting_twice_gives_one_result(me, room):
    attempt = room.attempt()
    fields = {"op_id": str(new_id())}
    assert me.post(url("submit", attempt.pk), fields).url == url("result", attempt.pk)
    assert me.post(url("submit", attempt.pk), fields).url == url("result", attempt.pk)
    receipt = Attempt.objects.get().receipt
    assert post(me, url("submit", attempt.pk)).url == url("result", attempt.pk)
    assert Attempt.objects.get().receipt == receipt


def test_a_limit_is_told_before_and_after(client):
    room = learning(quiz_params={"max_attempts": 1})
    client.force_login(room.user)
    assert "Boleh dikerjakan 1 kali; tersisa 1." in text(client.get(activity_url(room, "kuis")))
    submitted(room, WRONG)
    page = text(client.get(activity_url(room, "kuis")))
    assert "Semua kesempatan sudah dipakai." in page
    assert "Ulangi kuis" not in page
    assert post(client, activity_url(room, "kuis", "start")).status_code == 422


def test_answers_sent_by_script_get_a_verdict_each_and_a_time(me, room):
    attempt = room.attempt()
    ops = room.ops(RIGHT)
    reply = send(me, attempt, *ops)
    assert reply.status_code == 200
    assert [r["verdict"] for r in reply.json()["results"]] == ["accepted"] * 3
    assert re.fullmatch(r"\d\d\.\d\d WIB", reply.json()["results"][0]["at"])
    assert [r["verdict"] for r in send(me, attempt, *ops).json()["results"]] == ["duplicate"] * 3
    assert len(reply.content) < 1500


def test_the_button_pressed_after_the_script_has_saved_adds_nothing(me, room):
    attempt = room.attempt()
    op = room.op("single", ["a"])
    send(me, attempt, op)
    me.post(url("quiz", attempt.pk, 1), {"op_id": str(op.op_id), "jawaban": "a", "ke": "2"})
    assert AnswerHistory.objects.count() == 1


def test_an_id_used_for_something_else_gets_422(me, room):
    attempt = room.attempt()
    op = room.op("single", ["a"])
    send(me, attempt, op)
    other = room.op("single", ["b"], op_id=op.op_id)
    assert send(me, attempt, other).status_code == 422
    mixed = send(me, attempt, other, room.op("true_false", ["true"]))
    assert mixed.status_code == 200
    assert [r["verdict"] for r in mixed.json()["results"]] == ["refused", "accepted"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"ops": 5}',
        '{"ops": [1]}',
        '{"ops": [{"op_id": "x", "item": 1, "response": []}]}',
        '{"ops": [{"op_id": "00000000-0000-0000-0000-000000000001", "item": "x", "response": []}]}',
        '{"ops": [{"op_id": "00000000-0000-0000-0000-000000000001", "item": 1}]}',
        '{"ops": [{"op_id": "00000000-0000-0000-0000-000000000001", "item": 1, "response": [], "seq": "x"}]}',
        "\xff",
    ],
)
def test_nonsense_is_refused_without_a_fault(me, room, body):
    attempt = room.attempt()
    reply = me.post(url("save_answers", attempt.pk), body, content_type="application/json")
    assert reply.status_code == 422
    assert not Answer.objects.exists()


def test_numbers_that_no_database_holds_are_refused_without_a_fault(me, room):
    attempt = room.attempt()
    op = {"op_id": str(new_id()), "item": 10**30, "response": ["a"], "seq": -5}
    reply = me.post(url("save_answers", attempt.pk), json.dumps({"ops": [op]}), content_type="application/json")
    assert reply.status_code == 422
    op |= {"item": room.item("single").pk, "seq": 10**30, "device": "x" * 900}
    reply = me.post(url("save_answers", attempt.pk), json.dumps({"ops": [op]}), content_type="application/json")
    assert reply.status_code == 200


def test_saving_by_script_needs_the_forms_token(room):
    attempt = room.attempt()
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(room.user)
    assert send(guarded, attempt, room.op("single", ["a"])).status_code == 403
    page = text(guarded.get(url("quiz", attempt.pk, 1)))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    op = room.op("single", ["a"])
    body = json.dumps({"ops": [{"op_id": str(op.op_id), "item": op.item_id, "response": ["a"]}]})
    reply = guarded.post(
        url("save_answers", attempt.pk),
        body,
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert reply.status_code == 200
