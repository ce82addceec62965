"""From an act to a receiver that checks the signature; and what happens when it does not take it."""

import datetime as dt
import json
import socket

import pytest
from django.test import Client
from django.urls import reverse

from bangkom.core import clock, factors
from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.models import Event, Role
from bangkom.core.services import seal_events
from bangkom.core.tests.sign_in import freshly_proved
from bangkom.interop import sending, services, signing
from bangkom.interop.kinds import EventKind
from bangkom.interop.models import Delivery, Webhook
from bangkom.interop.tests.receiver import receiver
from bangkom.notices.models import Notice
from bangkom.people.tests.factories import AgencyFactory, employee, staff

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture(autouse=True)
def own_network(settings):
    settings.WEBHOOKS_PRIVATE = True
    settings.SECOND_FACTOR = factors.OPTIONAL


@pytest.fixture
def admin():
    return staff(Role.ADMINISTRATOR, AgencyFactory())


def agency_of(user):
    return user.agencies_as(Role.ADMINISTRATOR)[0]


def subscribe(admin, url: str, *kinds: str) -> tuple[Webhook, str]:
    seal_events()
    return services.add_webhook(agency=agency_of(admin), url=url, kinds=kinds or EventKind.values, by=admin)


def something_happens(admin, serial: int = 1) -> int:
    """An employee is recorded, and the act sealed; the record's id."""
    found = employee(agency_of(admin), serial=serial, name="Umi Fauziah")
    seal_events()
    return found.pk


def go_round() -> None:
    services.gather()
    services.send_due()


def news_of(there, kind: str = "employee.created") -> list[dict]:
    bodies = [json.loads(body) for _headers, body in there.messages]
    return [body for body in bodies if body["type"] == kind]


def test_a_receiver_is_told_of_an_act_with_ids_and_a_signature_it_can_check(admin):
    with receiver() as there:
        _webhook, secret = subscribe(admin, there.url)
        pk = something_happens(admin)
        go_round()
    (news,) = news_of(there)
    assert (news["data"]["object"], news["data"]["id"]) == ("people.employee", str(pk))
    for headers, body in there.messages:
        assert signing.is_right(secret, headers, body, now=clock.now())
        assert not signing.is_right(secret, headers, body + " ", now=clock.now())
        assert not signing.is_right(signing.new_secret(), headers, body, now=clock.now())
        assert "Umi" not in body


def test_an_old_message_is_not_right_any_more():
    secret = signing.new_secret()
    headers = signing.headers([secret], "1", clock.now() - dt.timedelta(minutes=6), "{}")
    assert not signing.is_right(secret, headers, "{}", now=clock.now())


def test_a_receiver_is_told_each_act_once_in_the_order_of_the_chain(admin):
    with receiver() as there:
        subscribe(admin, there.url, EventKind.EMPLOYEE_CREATED)
        ids = [something_happens(admin, serial) for serial in (1, 2, 3)]
        go_round()
        go_round()
    assert [int(news["data"]["id"]) for news in news_of(there)] == ids


def test_acts_that_are_not_sealed_yet_are_told_later_and_none_is_lost(admin):
    with receiver() as there:
        subscribe(admin, there.url, EventKind.EMPLOYEE_CREATED)
        employee(agency_of(admin), serial=1)
        go_round()
        assert not there.messages
        seal_events()
        go_round()
    assert len(news_of(there)) == 1


def test_a_receiver_hears_of_its_kinds_and_its_agency_only(admin):
    other = staff(Role.ADMINISTRATOR, AgencyFactory())
    with receiver() as there:
        subscribe(admin, there.url, EventKind.CERTIFICATE_ISSUED)
        something_happens(admin)
        subscribe(admin, there.url, EventKind.EMPLOYEE_CREATED)
        something_happens(other, 2)
        go_round()
    assert there.messages == []


def test_what_happened_before_the_subscription_is_not_told(admin):
    something_happens(admin)
    with receiver() as there:
        subscribe(admin, there.url)
        go_round()
    assert there.messages == []


def test_a_message_that_is_not_taken_is_tried_again_ever_later_and_at_last_given_up(admin):
    now = clock.now()
    with receiver(status=500) as there:
        subscribe(admin, there.url, EventKind.EMPLOYEE_CREATED)
        something_happens(admin)
        waits = []
        for _try in range(len(services.WAITS) + 1):
            with clock.held_at(now):
                go_round()
                go_round()  # its time has not come
            delivery = Delivery.objects.by_system().get()
            waits.append((delivery.next_try_at - now).total_seconds())
            now = max(now, delivery.next_try_at)
    assert waits[:-1] == list(services.WAITS)
    assert (delivery.state, delivery.status, delivery.reason) == (State.GIVEN_UP, 500, sending.REFUSED)
    assert len(there.messages) == len(services.WAITS) + 1
    assert len({headers["webhook-id"] for headers, _body in there.messages}) == 1


def test_a_message_that_was_given_up_is_sent_again_by_hand_under_the_same_id(admin):
    with receiver(status=500) as there:
        subscribe(admin, there.url, EventKind.EMPLOYEE_CREATED)
        something_happens(admin)
        go_round()
        Delivery.objects.by_system().update(state=State.GIVEN_UP)
        there.status = 200
        services.redeliver(delivery=Delivery.objects.by_system().get(), by=admin)
        go_round()
    first, second = (headers["webhook-id"] for headers, _body in there.messages)
    assert first == second
    assert Delivery.objects.by_system().get().state == State.SENT


def test_a_receiver_that_fails_for_three_days_is_stopped_and_the_administrators_are_told(admin):
    with receiver(status=503) as there:
        webhook, _secret = subscribe(admin, there.url, EventKind.EMPLOYEE_CREATED)
        something_happens(admin)
        go_round()
        with clock.held_at(clock.now() + dt.timedelta(days=3, minutes=1)):
            services.send_due()
    webhook.refresh_from_db()
    assert not webhook.is_active
    assert Notice.objects.filter(recipient=admin, kind="interop.webhook_stopped").count() == 1


def test_a_receiver_that_takes_something_again_is_no_longer_failing(admin):
    with receiver(status=503) as there:
        webhook, _secret = subscribe(admin, there.url, EventKind.EMPLOYEE_CREATED)
        something_happens(admin)
        go_round()
        there.status = 200
        with clock.held_at(clock.now() + dt.timedelta(hours=1)):
            services.send_due()
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_a_message_whose_worker_died_is_sent_by_another(admin):
    with receiver() as there:
        subscribe(admin, there.url, EventKind.EMPLOYEE_CREATED)
        something_happens(admin)
        services.gather()
        Delivery.objects.by_system().update(state=State.SENDING)
        services.send_due()
        assert not there.messages
        with clock.held_at(clock.now() + dt.timedelta(minutes=11)):
            services.send_due()
    assert len(there.messages) == 1


def test_a_redirect_is_not_followed(admin):
    with receiver() as inner, receiver(status=302, location=inner.url) as there:
        subscribe(admin, there.url, EventKind.EMPLOYEE_CREATED)
        something_happens(admin)
        go_round()
    assert inner.messages == []
    assert Delivery.objects.by_system().get().reason == sending.REDIRECTED


def test_a_receiver_that_is_not_there_is_told_so(admin):
    with receiver() as gone:
        pass
    subscribe(admin, gone.url)
    something_happens(admin)
    go_round()
    assert sending.NOT_REACHED in set(Delivery.objects.by_system().values_list("reason", flat=True))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:c0a8:101::",
    ],
)  # fmt: skip
def test_addresses_of_the_own_network_are_not_public(address):
    assert not sending.is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "103.10.10.10", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_addresses_of_the_world_are_public(address):
    assert sending.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/",
        "https://169.254.169.254/latest/meta-data/", "http://1.1.1.1/", "ftp://1.1.1.1/", "https://a:b@1.1.1.1/",
        "https:///x", "https://1.1.1.1:99999/", "gopher://127.0.0.1",
    ],
)  # fmt: skip
def test_an_address_of_the_own_network_cannot_be_named(admin, settings, url):
    settings.WEBHOOKS_PRIVATE = False
    with pytest.raises(Refused):
        subscribe(admin, url)


def test_a_name_that_leads_into_the_own_network_later_is_not_followed_there(admin, settings, monkeypatch):
    """The name is looked at again before each message, and the connection goes to what was looked at."""
    asked = []

    def resolve(host, port, **kwargs):
        asked.append(host)
        address = "1.1.1.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    settings.WEBHOOKS_PRIVATE = False
    monkeypatch.setattr(sending.socket, "getaddrinfo", resolve)
    subscribe(admin, "https://penerima.example/", EventKind.EMPLOYEE_CREATED)
    something_happens(admin)
    go_round()
    assert Delivery.objects.by_system().get().reason == sending.NOT_PUBLIC


def test_the_connection_goes_to_the_address_that_was_looked_at(settings, monkeypatch):
    settings.WEBHOOKS_PRIVATE = False
    connected = []

    def connect(address, timeout):
        connected.append(address)
        raise OSError

    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", 443))]
    monkeypatch.setattr(sending.socket, "getaddrinfo", lambda *args, **kwargs: public)
    monkeypatch.setattr(sending.socket, "create_connection", connect)
    with pytest.raises(sending.NotSent):
        sending.send("https://penerima.example/", "{}", {})
    assert connected == [("1.1.1.1", 443)]


def test_after_a_rotation_both_secrets_sign_for_a_day(admin):
    with receiver() as there:
        webhook, former = subscribe(admin, there.url, EventKind.EMPLOYEE_CREATED)
        fresh = services.rotate_secret(webhook=webhook, by=admin)
        something_happens(admin)
        go_round()
        with clock.held_at(clock.now() + dt.timedelta(days=2)):
            services.redeliver(delivery=Delivery.objects.by_system().get(), by=admin)
            go_round()
            later = clock.now()
    (headers, body), (late, _same) = there.messages
    assert all(signing.is_right(secret, headers, body, now=clock.now()) for secret in (former, fresh))
    assert signing.is_right(fresh, late, body, now=later)
    assert not signing.is_right(former, late, body, now=later)


def test_the_secret_stands_nowhere_in_plain(admin):
    webhook, secret = subscribe(admin, "http://127.0.0.1:9/")
    services.rotate_secret(webhook=webhook, by=admin)
    kept = json.dumps(list(Webhook.objects.by_system().values("secret", "former_secret", "url")))
    assert secret.removeprefix("whsec_") not in kept
    assert all(secret not in str(event.params) for event in Event.objects.all())


def test_messages_that_are_over_are_forgotten_after_a_month(admin):
    webhook, _secret = subscribe(admin, "http://127.0.0.1:9/")
    services.send_test(webhook=webhook, by=admin)
    Delivery.objects.by_system().update(state=State.SENT)
    with clock.held_at(clock.now() + dt.timedelta(days=31)):
        assert services.forget() == 1


# --- pages ----------------------------------------------------------------------------------------------------------


def browser_of(user) -> Client:
    browser = Client()
    browser.force_login(user)
    freshly_proved(browser, user)
    return browser


def send(browser: Client, address: str, /, *args, **fields):
    return browser.post(reverse(address, args=args), {"op_id": new_id()} | fields)


def test_an_administrator_names_a_receiver_sees_the_secret_once_and_sends_a_test(admin):
    browser = browser_of(admin)
    with receiver() as there:
        reply = send(browser, "interop:webhooks", url=there.url, kinds=["employee.created"])
        webhook = Webhook.objects.by_system().get()
        assert "whsec_" in reply.content.decode()
        assert "no-store" in reply["Cache-Control"]
        page = reverse("interop:webhook", args=[webhook.pk])
        assert "whsec_" not in browser.get(page).content.decode()
        send(browser, "interop:act", webhook.pk, "uji")
        go_round()
        assert "Terkirim" in browser.get(page).content.decode()
    assert news_of(there, "webhook.test")


def test_an_address_of_the_own_network_is_refused_on_the_page(admin, settings):
    settings.WEBHOOKS_PRIVATE = False
    reply = send(browser_of(admin), "interop:webhooks", url="https://192.168.1.1/", kinds=["employee.created"])
    assert reply.status_code == 422
    assert "jaringan dalam" in reply.content.decode()


def test_a_receiver_is_stopped_changed_and_started_again_by_its_page(admin):
    webhook, _secret = subscribe(admin, "http://127.0.0.1:9/")
    browser = browser_of(admin)
    send(browser, "interop:act", webhook.pk, "hentikan")
    send(browser, "interop:webhook", webhook.pk, url="http://127.0.0.1:10/", kinds=["jp.posted"])
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.url, webhook.kinds) == (False, "http://127.0.0.1:10/", ["jp.posted"])
    send(browser, "interop:act", webhook.pk, "jalankan")
    webhook.refresh_from_db()
    assert webhook.is_active


def test_another_agencys_receivers_are_nobody_elses_business(admin):
    webhook, _secret = subscribe(admin, "http://127.0.0.1:9/rahasia-kami")
    services.send_test(webhook=webhook, by=admin)
    browser = browser_of(staff(Role.ADMINISTRATOR, AgencyFactory()))
    assert browser.get(reverse("interop:webhook", args=[webhook.pk])).status_code == 404
    assert send(browser, "interop:act", webhook.pk, "uji").status_code == 404
    assert send(browser, "interop:again", Delivery.objects.by_system().get().pk).status_code == 404
    assert "rahasia-kami" not in browser.get(reverse("interop:webhooks")).content.decode()
