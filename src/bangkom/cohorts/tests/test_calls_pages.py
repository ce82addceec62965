"""The pages of calls: the secret link without an account, the committee's list."""

import datetime as dt
import uuid

import pytest

from bangkom.cohorts import services
from bangkom.cohorts.models import Call, Enrolment
from bangkom.cohorts.tests.factories import angkatan
from bangkom.core import clock
from bangkom.core.models import Operation
from bangkom.people.tests.factories import employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def a():
    a = angkatan(2, starts_on=clock.today() + dt.timedelta(days=10))
    a.cohort.place = "Aula BKPSDM"
    a.cohort.save()
    made = services.make_calls(cohort=a.cohort, enrolments=None, by=a.organizer)
    a.secrets = [secret for _enrolment, secret in made]
    return a


def send(client, path, **fields):
    return client.post(path, {"op_id": str(uuid.uuid4()), **fields})


def answer(client, secret, **fields):
    return send(client, "/angkatan/panggilan/jawab/", tautan=secret, **fields)


def text(response):
    return response.content.decode()


def base(a):
    return f"/angkatan/{a.cohort.slug}/panggilan/"


def test_the_page_says_what_when_and_where_and_names_nobody(a, client):
    response = client.get(f"/angkatan/panggilan/{a.secrets[0]}")
    page = text(response)
    assert a.cohort.curriculum.programme.title in page
    assert "Aula BKPSDM" in page
    assert a.enrolments[0].name not in page
    assert a.enrolments[0].number not in page
    assert "no-store" in response["Cache-Control"]
    assert len(response.content) < 14 * 1024


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"jawaban": "yes"}, ("yes", "", "")),
        ({"jawaban": "no", "alasan": "Cuti"}, ("no", "Cuti", "")),
        ({"jawaban": "substitute", "pengganti": "Budi"}, ("substitute", "", "Budi")),
    ],
)
def test_each_answer_is_taken_and_thanked_for(a, client, fields, kept):
    response = answer(client, a.secrets[0], **fields)
    assert response.status_code == 302
    assert "tercatat" in text(client.get(response["Location"]))
    call = Call.objects.get(enrolment=a.enrolments[0])
    assert (call.answer, call.reason, call.proposed) == kept


@pytest.mark.parametrize("fields", [{}, {"jawaban": "no"}, {"jawaban": "substitute"}, {"jawaban": "mungkin"}])
def test_half_an_answer_is_asked_for_again(a, client, fields):
    assert answer(client, a.secrets[0], **fields).status_code == 422
    assert not Call.objects.exclude(answer="").exists()


def test_the_secret_is_written_down_nowhere(a, client):
    answer(client, a.secrets[0], jawaban="yes")
    assert a.secrets[0] not in str(list(Operation.objects.values()))


def test_an_unknown_link_and_one_tried_too_often_say_so(a, client):
    assert client.get("/angkatan/panggilan/ABCD").status_code == 404
    given = [client.get(f"/angkatan/panggilan/ABC{n}").status_code for n in range(25)]
    assert given[-1] == 429
    assert client.get(f"/angkatan/panggilan/{a.secrets[0]}").status_code == 200


def test_one_link_is_not_answered_without_end(a, client):
    given = [answer(client, a.secrets[0], jawaban="mungkin").status_code for _ in range(13)]
    assert given[0] == 422
    assert given[-1] == 429
    assert answer(client, a.secrets[1], jawaban="yes").status_code == 302


def test_after_the_start_the_page_shows_the_answer_without_a_form(a, client):
    answer(client, a.secrets[0], jawaban="yes")
    with clock.held_at(clock.instant(a.cohort.starts_on, dt.time(9), a.cohort.agency)):
        page = text(client.get(f"/angkatan/panggilan/{a.secrets[0]}"))
        assert answer(client, a.secrets[0], jawaban="no", alasan="Cuti").status_code == 422
    assert "sudah ditutup" in page
    assert "<textarea" not in page
    assert "Kirim jawaban" not in page


def test_links_are_shown_once_in_messages_ready_to_send(a, client):
    client.force_login(a.organizer)
    late = services.enrol_person(cohort=a.cohort, employee=employee(a.cohort.agency, serial=60), by=None)
    body = {"op_id": str(uuid.uuid4()), "belum": "1"}
    response = client.post(f"{base(a)}tautan/", body)
    assert response["Cache-Control"] == "no-store"
    [message] = response.context["texts"]
    assert message.enrolment == late
    assert late.name in message.text
    assert "/angkatan/panggilan/" in message.text
    assert client.post(f"{base(a)}tautan/", body).status_code == 409


def test_the_ticked_get_a_new_link_and_no_tick_is_said(a, client):
    client.force_login(a.organizer)
    assert send(client, f"{base(a)}tautan/").status_code == 422
    response = send(client, f"{base(a)}tautan/", peserta=[a.enrolments[0].pk])
    assert [each.enrolment for each in response.context["texts"]] == [a.enrolments[0]]
    assert client.get(f"/angkatan/panggilan/{a.secrets[0]}").status_code == 404
    assert client.get(f"/angkatan/panggilan/{a.secrets[1]}").status_code == 200


def test_the_committee_sees_who_answered_what_and_who_did_not(a, client):
    answer(client, a.secrets[0], jawaban="no", alasan="Cuti melahirkan")
    client.force_login(a.organizer)
    page = text(client.get(base(a)))
    assert "Cuti melahirkan" in page
    assert "Belum menjawab" in page
    assert a.enrolments[1].name in client.get(base(a)).context["reminder"]


def test_one_click_withdraws_who_cannot_come(a, client):
    answer(client, a.secrets[0], jawaban="no", alasan="Cuti")
    client.force_login(a.organizer)
    pk = Call.objects.get(answer="no").pk
    assert send(client, f"{base(a)}{pk}/mundur/").status_code == 302
    assert Enrolment.objects.get(pk=a.enrolments[0].pk).state_reason == "Cuti"
    assert send(client, f"{base(a)}{pk}/mundur/").status_code == 422


def test_a_matched_substitute_is_shown_and_takes_over_with_one_click(a, client):
    other = employee(a.cohort.agency, serial=61, name="Dewi Lestari")
    answer(client, a.secrets[0], jawaban="substitute", pengganti=other.number)
    client.force_login(a.organizer)
    assert "Dewi Lestari" in text(client.get(base(a)))
    pk = Call.objects.get(answer="substitute").pk
    assert send(client, f"{base(a)}{pk}/ganti/").status_code == 422
    assert send(client, f"{base(a)}{pk}/ganti/", nip=other.number).status_code == 302
    assert a.cohort.enrolments.taking_part().filter(person=other.person).exists()


def test_a_substitute_can_be_refused_and_the_page_says_so(a, client):
    answer(client, a.secrets[0], jawaban="substitute", pengganti="Budi")
    client.force_login(a.organizer)
    assert send(client, f"{base(a)}{Call.objects.get(answer='substitute').pk}/tolak/").status_code == 302
    assert "menolak usulan" in text(client.get(f"/angkatan/panggilan/{a.secrets[0]}"))


def test_another_cohorts_organizer_finds_no_call(a, client):
    answer(client, a.secrets[0], jawaban="no", alasan="Cuti")
    pk = Call.objects.get(answer="no").pk
    client.force_login(angkatan(1).organizer)
    assert client.get(base(a)).status_code == 404
    assert send(client, f"{base(a)}{pk}/mundur/").status_code == 404
