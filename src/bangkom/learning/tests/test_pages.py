import re

import brotli
import pytest
from django.urls import reverse

from bangkom.cohorts.models import CohortStaff
from bangkom.cohorts.services import add_staff, confirm_requirement, mark_attendance, withdraw
from bangkom.core.models import Role
from bangkom.courseware import services as courseware
from bangkom.courseware.models import Picture
from bangkom.courseware.tests.factories import new_draft, picture_file
from bangkom.learning.models import Attempt, LessonProgress
from bangkom.learning.services import complete_lesson
from bangkom.learning.tests.browsing import activity_url, every_page, post, send, submitted, text, url
from bangkom.learning.tests.factories import learning
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
