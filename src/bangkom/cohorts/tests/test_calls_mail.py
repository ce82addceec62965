"""Calls go by mail to who has an official address."""

import datetime as dt

import pytest
from django.core import mail

from bangkom.cohorts import calls, services
from bangkom.cohorts.models import Call
from bangkom.cohorts.tests.factories import angkatan
from bangkom.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def a():
    """Two people, the first with an official address; links made."""
    a = angkatan(2, starts_on=clock.today() + dt.timedelta(days=10), capacity=2)
    a.addressed, a.other = a.enrolments
    a.addressed.person.email = "lilis@contoh.go.id"
    a.addressed.person.save()
    a.other.person.email = ""
    a.other.person.save()
    a.secrets = {e.pk: s for e, s in services.make_calls(cohort=a.cohort, enrolments=None, by=a.organizer)}
    return a


def call_of(enrolment):
    return Call.objects.get(enrolment=enrolment)


def send(call):
    services.mail_call(call_id=call.pk, digest=call.digest)


def test_the_link_is_mailed_once_to_the_official_address_and_opens_the_call(a):
    call = call_of(a.addressed)
    assert (call.mail, call_of(a.other).mail) == ("waiting", "none")
    send(call)
    send(call)
    (sent,) = mail.outbox
    assert sent.to == ["lilis@contoh.go.id"]
    secret = a.secrets[a.addressed.pk]
    assert calls.address_of(secret) in sent.body
    assert calls.call_behind(secret) == call
    assert call_of(a.addressed).mail == "sent"


def test_a_link_made_anew_is_not_mailed_under_its_old_secret(a):
    old = call_of(a.addressed)
    services.make_calls(cohort=a.cohort, enrolments=[a.addressed.pk], by=a.organizer)
    send(old)
    assert not mail.outbox
    send(call_of(a.addressed))
    assert len(mail.outbox) == 1


def test_a_server_that_never_takes_it_is_shown_as_failed(a, settings):
    settings.EMAIL_BACKEND = "bangkom.cohorts.tests.test_calls_mail.Refusing"
    call = call_of(a.addressed)
    for _try in range(3):
        with pytest.raises(OSError):
            send(call)
        assert call_of(a.addressed).mail == "waiting"
    send(call)
    assert call_of(a.addressed).mail == "failed"


class Refusing:
    """A mail server that is away."""

    def __init__(self, *args, **kwargs) -> None:
        pass

    def send_messages(self, messages) -> int:
        raise OSError("connection refused")
