import datetime as dt

import pytest
from django.core import mail
from django.utils import translation
from django.utils.translation import gettext_noop
from django_tasks_db.models import DBTaskResult

from bangkom.core import background, clock
from bangkom.notices import services, tasks
from bangkom.notices.models import Delivery, Notice
from bangkom.people.models import Person
from bangkom.people.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
INVITED = gettext_noop("Anda didaftarkan sebagai peserta %(training)s.")


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(NOW):
        yield


def account(**fields):
    return UserFactory(**{"email": "peserta@contoh.go.id"} | fields)


def test_the_layer_below_tells_by_name_and_in_the_reader_language():
    user = account(language="en")
    message = "Sisa kode: %(left)s"
    background.enqueue("notices.tell", user.pk, "core.recovery_code_used", message, {"left": 3}, "/akun/keamanan/")
    tasks.tell(user.pk, "core.recovery_code_used", message, {"left": 3}, "/akun/keamanan/")
    assert Notice.objects.get(recipient=user).text == "Sisa kode: 3"
    assert Delivery.objects.get().state == Delivery.State.WAITING


def tell(user, **more) -> Notice:
    fields = {
        "kind": "cohorts.enrolled",
        "message": INVITED,
        "params": {"training": "Latsar, Angkatan 72"},
        "url": "/belajar/",
    }
    return services.notify(recipient=user, **fields | more)


class MailServerDown(Exception):
    pass


@pytest.fixture
def broken_server(monkeypatch):
    def refuse(self, fail_silently=False):
        raise MailServerDown

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)


def queued() -> list:
    return [row.args_kwargs["args"][:2] for row in DBTaskResult.objects.all()]


def test_a_notice_waits_for_its_mail_in_the_same_transaction():
    notice = tell(account())
    delivery = notice.deliveries.get()
    assert delivery.state == Delivery.State.WAITING
    assert queued() == [["notices.deliver", [delivery.pk]]]
    assert mail.outbox == []


def test_the_mail_has_the_words_and_the_whole_address_of_the_page(settings):
    settings.SITE_URL = "https://bangkom.contoh.go.id"
    notice = tell(account(name="Ratna Sari", email="ratna@contoh.go.id"))
    tasks.deliver(notice.deliveries.get().pk)

    sent = mail.outbox[0]
    assert sent.to == ["ratna@contoh.go.id"]
    assert sent.subject == "Anda didaftarkan sebagai peserta Latsar, Angkatan 72."
    assert "Yth. Ratna Sari," in sent.body
    assert "https://bangkom.contoh.go.id/belajar/" in sent.body
    assert sent.extra_headers["Message-ID"] == f"<bangkom-notice-{notice.pk}@bangkom.contoh.go.id>"
    assert notice.deliveries.get().state == Delivery.State.SENT


def test_the_mail_is_in_the_readers_language(monkeypatch):
    languages = []
    monkeypatch.setattr(Notice, "text", property(lambda self: languages.append(translation.get_language()) or "x"))
    services.compose(tell(account(language="en")))
    assert set(languages) == {"en"}


def test_a_name_is_not_escaped_in_a_mail():
    notice = tell(account(name="H. Ma'ruf & Co"))
    assert "H. Ma'ruf & Co" in services.compose(notice).body


def test_the_same_key_tells_once():
    user = account()
    first, again = tell(user, dedupe_key="reminder:1"), tell(user, dedupe_key="reminder:1")
    assert first == again
    assert len(queued()) == 1


def test_without_an_address_it_says_why_no_mail_was_sent():
    delivery = tell(account(email="")).deliveries.get()
    assert (delivery.state, delivery.reason_text) == (Delivery.State.SKIPPED, "Alamat surel belum diisi.")
    assert queued() == []


def test_the_official_address_of_the_person_is_used_where_the_account_has_none():
    user = account(email="")
    Person.objects.create(name="Ratna Sari", user=user, email="ratna@serangkab.go.id")
    services.deliver(delivery_id=tell(user).deliveries.get().pk)
    assert mail.outbox[0].to == ["ratna@serangkab.go.id"]


def test_no_mail_goes_to_an_account_that_was_closed():
    user = account()
    delivery = tell(user).deliveries.get()
    user.is_active = False
    user.save()
    services.deliver(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason_text) == (Delivery.State.SKIPPED, "Akun tidak aktif.")
    assert mail.outbox == []
    assert tell(user).deliveries.get().state == Delivery.State.SKIPPED


def test_delivering_twice_sends_one_mail():
    delivery = tell(account()).deliveries.get()
    services.deliver(delivery_id=delivery.pk)
    services.deliver(delivery_id=delivery.pk)
    assert len(mail.outbox) == 1


def test_what_another_worker_is_sending_is_left_alone():
    delivery = tell(account()).deliveries.get()
    Delivery.objects.update(state=Delivery.State.SENDING)
    services.deliver(delivery_id=delivery.pk)
    assert mail.outbox == []


def test_a_refusing_server_is_tried_again_and_at_last_given_up(broken_server):
    delivery = tell(account()).deliveries.get()
    for _try in range(services.MOST_TRIES - 1):
        with pytest.raises(MailServerDown):
            services.deliver(delivery_id=delivery.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.reason) == (Delivery.State.WAITING, services.SERVER_REFUSED)
    services.deliver(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == (Delivery.State.FAILED, services.MOST_TRIES)
    assert delivery.reason == services.GIVEN_UP


def test_the_sweeper_takes_up_what_a_dead_worker_left_and_a_lost_task():
    dead, lost, fresh, sent = (tell(account()).deliveries.get() for _ in range(4))
    long_ago = NOW - dt.timedelta(hours=1)
    Delivery.objects.filter(pk=dead.pk).update(state=Delivery.State.SENDING, at=long_ago)
    Delivery.objects.filter(pk=lost.pk).update(at=long_ago)
    Delivery.objects.filter(pk=sent.pk).update(state=Delivery.State.SENT, at=long_ago)
    DBTaskResult.objects.all().delete()

    assert services.sweep() == 2
    assert sorted(queued()) == sorted([["notices.deliver", [dead.pk]], ["notices.deliver", [lost.pk]]])
    tasks.sweep()
    assert len(queued()) == 2
    assert Delivery.objects.get(pk=fresh.pk).state == Delivery.State.WAITING


def test_a_notice_never_leads_to_another_site():
    with pytest.raises(ValueError, match="local path"):
        tell(account(), url="https://example.com/")
