"""The same form twice, late, from two places: it counts once."""

import threading

import pytest
from django.db import connection
from django.test import Client

from bangkom.core import clock, tasks
from bangkom.core.ids import new_id
from bangkom.core.models import Operation
from bangkom.core.tests.factories import AgencyFactory, UserFactory
from bangkom.core.tests.pages import notes

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bangkom.core.tests.pages")]


@pytest.fixture(autouse=True)
def _agency(db):
    AgencyFactory()


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


def send(browser, text: str, op_id=None, **files):
    return browser.post("/catatan/", {"op_id": op_id or new_id(), "text": text, **files})


def test_the_same_form_again_gets_the_same_reply_and_changes_nothing(browser):
    op_id = new_id()
    first, second = (send(browser, "a", op_id) for _ in range(2))
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (302, "/catatan/")
    assert notes() == ["a"]


def test_another_form_counts_again(browser):
    send(browser, "a")
    send(browser, "a")
    assert notes() == ["a", "a"]


def test_the_same_id_with_another_body_is_refused(browser):
    op_id = new_id()
    send(browser, "a", op_id)
    reply = send(browser, "b", op_id)
    assert reply.status_code == 422
    assert "dengan isi lain" in reply.content.decode()
    assert notes() == ["a"]


def test_the_same_id_of_another_person_is_refused_and_shows_nothing_of_the_first(browser):
    op_id = new_id()
    send(browser, "a", op_id)
    other = Client()
    other.force_login(UserFactory())
    reply = send(other, "a", op_id)
    assert reply.status_code == 422
    assert "Location" not in reply
    assert notes() == ["a"]


def test_the_same_id_with_another_file_is_refused(browser):
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    op_id = new_id()
    send(browser, "a", op_id, berkas=File("x.txt", b"satu"))
    assert send(browser, "a", op_id, berkas=File("x.txt", b"satu")).status_code == 302
    assert send(browser, "a", op_id, berkas=File("x.txt", b"dua2")).status_code == 422
    assert notes() == ["a"]


@pytest.mark.parametrize(("text", "status"), [("kosong", 422), ("tolak", 422), ("hilang", 404)])
def test_what_did_not_succeed_changes_nothing_and_the_corrected_form_may_use_its_id(browser, text, status):
    op_id = new_id()
    assert send(browser, text, op_id).status_code == status
    assert notes() == []
    assert not Operation.objects.exists()
    assert send(browser, "betul", op_id).status_code == 302
    assert notes() == ["betul"]


@pytest.mark.parametrize("op_id", ["", "x", "1234"])
def test_a_form_without_an_id_is_refused_in_plain_words(browser, op_id):
    reply = browser.post("/catatan/", {"op_id": op_id, "text": "a"})
    assert reply.status_code == 422
    assert "Muat ulang halaman" in reply.content.decode()
    assert notes() == []


def test_reading_the_page_needs_no_id(browser):
    assert browser.get("/catatan/").status_code == 200
    assert not Operation.objects.exists()


def test_an_operation_still_being_worked_on_is_not_begun_again(browser, user):
    op_id = new_id()
    send(browser, "a", op_id)
    Operation.objects.update(reply_status=None)
    assert send(browser, "a", op_id).status_code == 409


def test_operations_are_forgotten_after_a_week(browser):
    send(browser, "a")
    tasks.forget()
    assert Operation.objects.count() == 1
    with clock.held_at(clock.now() + tasks.OPERATIONS_KEPT):
        tasks.forget()
    assert not Operation.objects.exists()


def test_nobody_sees_the_operations_of_others(browser, user):
    send(browser, "a")
    assert Operation.objects.visible_to(user).count() == 1
    assert not Operation.objects.visible_to(UserFactory()).exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_form_from_two_windows_at_once_counts_once(user):
    op_id, together, replies = new_id(), threading.Barrier(2), []

    def press() -> None:
        window = Client()
        try:
            window.force_login(user)
            together.wait()
            replies.append(send(window, "a", op_id))
        finally:
            connection.close()

    windows = [threading.Thread(target=press) for _ in range(2)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert [(reply.status_code, reply["Location"]) for reply in replies] == [(302, "/catatan/")] * 2
    assert notes() == ["a"]


@pytest.mark.django_db(transaction=True)
def test_many_people_sending_at_once_lose_nothing():
    count = 8
    people = [UserFactory() for _ in range(count)]
    together, statuses = threading.Barrier(count), []

    def press(person) -> None:
        window = Client()
        try:
            window.force_login(person)
            together.wait()
            statuses.append(send(window, f"dari {person.pk}").status_code)
        finally:
            connection.close()

    windows = [threading.Thread(target=press, args=[person]) for person in people]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert statuses == [302] * count
    assert sorted(notes()) == sorted(f"dari {person.pk}" for person in people)
