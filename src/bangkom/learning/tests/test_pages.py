import json
import re

import brotli
import pytest
from django.test import Client
from django.urls import reverse

from bangkom.cohorts.models import CohortStaff
from bangkom.cohorts.services import add_staff, confirm_requirement, mark_attendance, withdraw
from bangkom.core.ids import new_id
from bangkom.core.models import Role
from bangkom.courseware import services as courseware
from bangkom.courseware.models import Picture
from bangkom.courseware.tests.factories import SECRET, new_draft, picture_file
from bangkom.learning.models import Answer, AnswerHistory, Attempt, LessonProgress
from bangkom.learning.services import complete_lesson, save_answers, submit_attempt
from bangkom.learning.tests.factories import RIGHT, WRONG, learning
from bangkom.people.tests.factories import AgencyFactory, UserFactory, staff

pytestmark = pytest.mark.django_db
MOST_QUERIES = 7
MOST_BYTES = 14 * 1024


@pytest.fixture
def room():
    return learning()


@pytest.fixture
def me(client, room):
    client.force_login(room.user)
    return client


def url(name, *args):
    return reverse(f"learning:{name}", args=args)


def activity_url(room, key, name="activity"):
    return url(name, room.enrolment.pk, room.module.pk, key)


def post(client, address, **fields):
    return client.post(address, {"op_id": str(new_id()), **fields})


def text(response):
    return response.content.decode()


def send(client, attempt, *ops):
    body = {"ops": [{"op_id": str(o.op_id), "item": o.item_id, "response": o.response} for o in ops]}
    return client.post(url("save_answers", attempt.pk), json.dumps(body), content_type="application/json")


def submitted(room, answers=RIGHT):
    attempt = room.attempt()
    save_answers(attempt=attempt, ops=room.ops(answers), by=room.user)
    return submit_attempt(attempt=attempt, by=room.user)


def every_page(room):
    """All pages of a learner, with an open and a submitted attempt."""
    done = submitted(room, WRONG)
    attempt = room.attempt()
    save_answers(attempt=attempt, ops=room.ops({"single": ["a"]}), by=room.user)
    return [
        url("list"),
        url("room", room.enrolment.pk),
        activity_url(room, "pelajaran-1"),
        activity_url(room, "pelajaran-2"),
        activity_url(room, "kuis"),
        url("quiz", attempt.pk, 1),
        url("quiz", attempt.pk, 2),
        url("review", attempt.pk),
        url("result", done.pk),
    ]


def test_every_page_is_within_its_budget_of_queries_and_weight(me, room, django_assert_max_num_queries):
    for address in every_page(room):
        me.get(address)
        with django_assert_max_num_queries(MOST_QUERIES):
            response = me.get(address)
        assert response.status_code == 200, address
        assert len(brotli.compress(response.content, quality=5)) <= MOST_BYTES, address


def test_pages_cost_the_same_with_many_lessons_sessions_and_people(client, django_assert_max_num_queries):
    room = learning(lessons=20, people=12)
    client.force_login(room.user)
    for address in every_page(room):
        client.get(address)
        with django_assert_max_num_queries(MOST_QUERIES):
            response = client.get(address)
        assert len(brotli.compress(response.content, quality=5)) <= MOST_BYTES, address


def test_no_page_carries_inline_style_or_script(me, room):
    for address in every_page(room):
        page = text(me.get(address))
        assert " style=" not in page, address
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), address
        assert not re.search(r"\son\w+=", page), address


def test_whoever_else_asks_finds_nothing(client, room):
    addresses = every_page(room)[1:]
    colleague = room.other_user
    strangers = [
        colleague,
        UserFactory(),
        staff(Role.ORGANIZER, room.cohort.agency),
        staff(Role.LEADER, AgencyFactory()),
    ]
    for person in strangers:
        client.force_login(person)
        for address in addresses:
            assert client.get(address).status_code == 404, address
    attempt = Attempt.objects.get(state="open")
    client.force_login(colleague)
    writes = [
        activity_url(room, "pelajaran-1", "complete"),
        activity_url(room, "kuis", "start"),
        url("quiz", attempt.pk, 1),
        url("submit", attempt.pk),
    ]
    for address in writes:
        assert post(client, address, jawaban="b").status_code == 404, address
    assert send(client, attempt, room.op("single", ["b"])).status_code == 404
    assert attempt.answers.get().response == ["a"]


def test_who_is_not_signed_in_is_asked_to(client, room):
    for address in every_page(room):
        assert client.get(address).status_code == 302


def test_the_list_says_what_to_do_when_there_is_nothing(client):
    client.force_login(UserFactory())
    assert "Belum ada pelatihan untuk Anda" in text(client.get(url("list")))


def test_the_list_shows_the_path_and_the_next_step(me, room):
    page = text(me.get(url("list")))
    assert "Belajar mandiri" in page
    assert "0 dari 4 syarat terpenuhi" in page
    assert "Lanjutkan belajar" in page
    assert activity_url(room, "pelajaran-1") in page


def test_the_next_step_follows_what_was_done(me, room):
    address = url("room", room.enrolment.pk)
    assert me.get(address).context["room"].step.title == "Pelajaran 1"
    post(me, activity_url(room, "pelajaran-1", "complete"))
    step = me.get(address).context["room"].step
    assert (step.title, step.detail) == ("Pelajaran 2", "sekitar 5 menit, 1 dari 2 pelajaran selesai")
    post(me, activity_url(room, "pelajaran-2", "complete"))
    assert me.get(address).context["room"].step.kind == "quiz"
    post(me, activity_url(room, "kuis", "start"))
    assert me.get(address).context["room"].step.label == "Lanjutkan kuis"
    submitted(room)
    step = me.get(address).context["room"].step
    assert (step.kind, step.title) == ("session", "Sesi 2")


def test_the_room_says_what_is_missing_who_is_waited_for_and_whom_to_ask(me, room):
    page = text(me.get(url("room", room.enrolment.pk)))
    assert "Syarat sertifikat" in page
    assert "menunggu Anda" in page
    assert "menunggu panitia" in page
    assert "Ani Panitia" in page
    assert "mailto:ani@contoh.go.id" in page
    assert "Pengajar 1; Pengajar 2" in page
    assert page.count("https://rapat.contoh.go.id/sesi") == 1  # only for the session still to come
    assert "Belum dicatat" in page
    assert "Peserta 1" in page


def test_the_room_shows_the_own_attendance(me, room):
    first = room.cohort.sessions.order_by("starts_at").first()
    mark_attendance(
        session=first, marks={room.enrolment.pk: ("present", ""), room.other.pk: ("absent", "")}, by=room.user
    )
    page = text(me.get(url("room", room.enrolment.pk)))
    assert "Hadir</" in page
    assert "Tanpa keterangan" not in page


def test_a_person_who_teaches_elsewhere_in_the_cohort_is_no_contact(me, room):
    person = room.other.person
    add_staff(cohort=room.cohort, person=person, agency=room.cohort.agency, part=CohortStaff.Part.COACH, by=None)
    page = text(me.get(url("room", room.enrolment.pk)))
    assert "Peserta 2" not in page


def test_once_everything_is_met_the_way_leads_to_the_certificate(client):
    room = learning(with_sessions=False)
    client.force_login(room.user)
    confirm_requirement(row=room.row("confirmation"), confirmed=True, note="", by=room.user)
    for number in (1, 2):
        complete_lesson(enrolment=room.enrolment, activity=room.activity(f"pelajaran-{number}"), by=room.user)
    done = submitted(room)
    certificate = reverse("credentials:outcome", args=[room.enrolment.pk])
    for address in (url("result", done.pk), url("room", room.enrolment.pk)):
        assert certificate in text(client.get(address)), address
    page = text(client.get(url("list")))
    assert "Sudah selesai" in page
    assert "Tidak ada pelatihan yang sedang berjalan" in page


def test_who_left_still_finds_the_room_but_opens_nothing(me, room):
    withdraw(enrolment=room.enrolment, reason="Mutasi", by=room.user)
    page = text(me.get(url("room", room.enrolment.pk)))
    assert "mengundurkan diri" in page
    assert activity_url(room, "pelajaran-1") not in page
    assert me.get(activity_url(room, "pelajaran-1")).url == url("room", room.enrolment.pk)


def test_what_has_not_opened_says_when_it_does(client):
    room = learning(starts_in=3, with_sessions=False)
    client.force_login(room.user)
    page = text(client.get(url("room", room.enrolment.pk)))
    assert "Belum dibuka" in page
    assert activity_url(room, "pelajaran-1") not in page
    response = client.get(activity_url(room, "pelajaran-1"), follow=True)
    assert "Pelajaran 1 dibuka" in text(response)
    assert post(client, activity_url(room, "pelajaran-1", "complete")).status_code == 422


def test_opening_a_lesson_is_noted_once_and_marking_it_leads_on(me, room):
    for _turn in range(2):
        page = text(me.get(activity_url(room, "pelajaran-1")))
    assert "Pelajaran ini selesai bila Anda menekan Tandai selesai." in page
    assert "UU 7/2012" in page
    assert "belum ditinjau ahli" in page
    assert LessonProgress.objects.get().completed_at is None
    assert post(me, activity_url(room, "pelajaran-1", "complete")).url == activity_url(room, "pelajaran-2")
    assert post(me, activity_url(room, "pelajaran-2", "complete")).url == activity_url(room, "kuis")
    assert "Tandai selesai</button>" not in text(me.get(activity_url(room, "pelajaran-1")))


def test_a_quiz_is_not_marked_as_read(me, room):
    response = post(me, activity_url(room, "kuis", "complete"))
    assert response.status_code == 404
    assert not LessonProgress.objects.exists()
    assert post(me, activity_url(room, "pelajaran-1", "start")).status_code == 404


def test_the_cohort_keeps_its_version_when_the_module_changes(me, room):
    module = new_draft(room.module)
    lesson = module.draft.activities.get(key="pelajaran-1")
    courseware.add_text(activity=lesson, text="Kalimat versi dua.", by=None)
    courseware.publish_version(version=module.draft, by=None)
    assert "Kalimat versi dua." not in text(me.get(activity_url(room, "pelajaran-1")))


def test_a_picture_is_shown_to_whoever_learns_the_version_that_has_it(client):
    room = learning()
    module = new_draft(room.module)
    shrunk = courseware.shrink_picture(picture_file())
    picture = courseware.store_picture(module=module, shrunk=shrunk, name="peta.png", by=None)
    lesson = module.draft.activities.get(key="pelajaran-1")
    courseware.add_picture(activity=lesson, picture=picture, alt="Peta", by=None)
    client.force_login(room.user)
    address = url("picture", room.enrolment.pk, picture.pk)
    assert client.get(address).status_code == 404  # only in the draft as yet
    courseware.publish_version(version=module.draft, by=None)
    room.cohort.pinned_modules.update(version=module.versions.get(number=2))
    shown = client.get(address)
    assert shown["Content-Type"] == "image/webp"
    assert "private" in shown["Cache-Control"]
    assert address in text(client.get(activity_url(room, "pelajaran-1")))
    client.force_login(room.other_user)
    assert client.get(address).status_code == 404
    assert client.get(url("picture", room.other.pk, picture.pk)).status_code == 200
    assert Picture.objects.count() == 1


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
