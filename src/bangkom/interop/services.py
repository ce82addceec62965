"""Webhooks: kept by administrators, fed from the sealed chain, sent with growing waits, given up visibly."""

import datetime as dt
import json
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock, factors
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.ids import new_id
from bangkom.core.models import Agency, Role, User
from bangkom.core.services import record_event
from bangkom.interop import queries, sending, signing
from bangkom.interop.kinds import TEST, kind_of_verb
from bangkom.interop.models import KEPT, Delivery, Webhook
from bangkom.notices.services import notify

# Seconds to wait after each failure; after the last the message is given up. Together about a day and a half.
WAITS = (30, 120, 600, 3600, 3 * 3600, 8 * 3600, 24 * 3600)
GIVEN_UP_AFTER = dt.timedelta(days=3)  # a receiver that has not taken anything for so long is no longer asked
FORMER_LIVES = dt.timedelta(hours=24)
SENDING_AT_MOST = dt.timedelta(minutes=10)
READ_AT_ONCE = 200
SENT_AT_ONCE = 50
FAILURES_AT_ONCE = 3  # then this receiver is left alone until the next round
MOST_OF_AGENCY = 20

DISABLED = gettext_noop("Penerima tidak menerima apa pun selama tiga hari.")
BY_HAND = gettext_noop("Dihentikan oleh admin.")


@transaction.atomic
def add_webhook(*, agency: Agency, url: str, kinds: Iterable[str], by: User) -> tuple[Webhook, str]:
    """A receiver that is told from now on, and its secret, which is shown this once.

    Raises `Refused` for an address that must not be asked, and beyond twenty receivers.
    """
    _check(url)
    if Webhook.objects.by_system().filter(agency=agency).count() >= MOST_OF_AGENCY:
        raise Refused(_("Instansi Anda sudah mempunyai 20 penerima."), "too_many")
    secret = signing.new_secret()
    webhook = Webhook.objects.create(
        agency=agency,
        url=url,
        kinds=sorted(set(kinds)),
        secret=factors.sealed(secret),
        cursor=queries.end_of_chain(agency.pk),
        created_by=by,
    )
    _record(webhook, "webhook_added", gettext_noop("Webhook didaftarkan"), by)
    return webhook, secret


def _check(url: str) -> None:
    try:
        sending.target_of(url)
    except sending.NotSent as error:
        raise Refused(_(error.reason), "bad_address") from error


@transaction.atomic
def change_webhook(*, webhook: Webhook, url: str, kinds: Iterable[str], by: User) -> Webhook:
    """Another address or other kinds, from now on. Raises `Refused` for an address that must not be asked."""
    webhook = locked(webhook)
    if url != webhook.url:
        _check(url)
    webhook.url, webhook.kinds = url, sorted(set(kinds))
    webhook.save(update_fields=["url", "kinds"])
    _record(webhook, "webhook_changed", gettext_noop("Webhook diubah"), by)
    return webhook


@transaction.atomic
def rotate_secret(*, webhook: Webhook, by: User) -> str:
    """A new secret, shown this once; the former signs too for a day."""
    webhook = locked(webhook)
    secret = signing.new_secret()
    webhook.former_secret, webhook.former_until = webhook.secret, clock.now() + FORMER_LIVES
    webhook.secret = factors.sealed(secret)
    webhook.save(update_fields=["secret", "former_secret", "former_until"])
    _record(webhook, "webhook_rotated", gettext_noop("Rahasia webhook diganti"), by)
    return secret


@transaction.atomic
def stop_webhook(*, webhook: Webhook, by: User | None, reason: str = BY_HAND) -> Webhook:
    """Tell the receiver nothing more; what waits stays and can be sent after a start. `reason` is a message id."""
    webhook = locked(webhook)
    if webhook.is_active:
        webhook.is_active, webhook.stopped_reason = False, reason
        webhook.save(update_fields=["is_active", "stopped_reason"])
        _record(webhook, "webhook_stopped", gettext_noop("Webhook dihentikan"), by)
    return webhook


@transaction.atomic
def start_webhook(*, webhook: Webhook, by: User) -> Webhook:
    """Tell the receiver again, from where it was stopped."""
    webhook = locked(webhook)
    if not webhook.is_active:
        webhook.is_active, webhook.stopped_reason, webhook.failing_since = True, "", None
        webhook.save(update_fields=["is_active", "stopped_reason", "failing_since"])
        _record(webhook, "webhook_started", gettext_noop("Webhook dijalankan lagi"), by)
    return webhook


@transaction.atomic
def send_test(*, webhook: Webhook, by: User) -> Delivery:
    """A message without news, to see whether the receiver takes it and knows the signature."""
    delivery = Delivery.objects.create(
        webhook=webhook, message_id=new_id(), kind=TEST, body=_body(TEST, clock.now(), webhook.agency_id, {})
    )
    _record(webhook, "webhook_tested", gettext_noop("Pesan uji dikirim ke webhook"), by)
    return delivery


@transaction.atomic
def redeliver(*, delivery: Delivery, by: User) -> Delivery:
    """Send a message once more, under the same id, so that a receiver who has it already passes it over."""
    delivery = locked(delivery)
    if delivery.state != Delivery.State.SENDING:
        delivery.state, delivery.tries, delivery.next_try_at = Delivery.State.WAITING, 0, clock.now()
        delivery.changed_at = clock.now()
        delivery.save(update_fields=["state", "tries", "next_try_at", "changed_at"])
        _record(delivery.webhook, "webhook_redelivered", gettext_noop("Pesan webhook dikirim ulang"), by)
    return delivery


def _record(webhook: Webhook, act: str, message: str, by: User | None) -> None:
    record_event(
        verb=f"interop.{act}",
        message=message,
        subject=webhook,
        agency=webhook.agency,
        by=by,
        after={"url": webhook.url, "kinds": webhook.kinds},
    )


def _body(kind: str, moment: dt.datetime, agency_id: int, data: dict[str, object]) -> str:
    """A message: what happened, when, to which object. Ids only; whoever may know more asks the API."""
    whole = {"type": kind, "timestamp": moment.isoformat(), "data": {"agency": agency_id, **data}}
    return json.dumps(whole, separators=(",", ":"))


def gather() -> int:
    """Make messages of what was sealed since the cursors, in the order of the chains. Returns how many."""
    return sum(_gather(pk) for pk in Webhook.objects.by_system().working().values_list("pk", flat=True))


@transaction.atomic
def _gather(webhook_id: int) -> int:
    webhook = Webhook.objects.select_for_update(no_key=True, of=("self",)).get(pk=webhook_id)
    seals = queries.news_after(webhook, READ_AT_ONCE)
    if not seals:
        return 0
    made = Delivery.objects.bulk_create(
        Delivery(
            webhook=webhook,
            message_id=new_id(),
            event=seal.event,
            sequence=seal.sequence,
            kind=kind,
            body=_body(
                kind,
                seal.event.occurred_at,
                webhook.agency_id,
                {"object": seal.event.subject_type, "id": seal.event.subject_id, "sequence": seal.sequence},
            ),
        )
        for seal in seals
        if (kind := kind_of_verb(seal.event.verb)) in webhook.kinds
    )
    webhook.cursor = seals[-1].sequence
    webhook.save(update_fields=["cursor"])
    return len(made)


def send_due() -> int:
    """Send what waits, oldest news first; a receiver that fails several times is left alone until the next round."""
    _take_up_lost()
    failures: dict[int, int] = {}
    sent = 0
    for pk, webhook_id in list(Delivery.objects.by_system().due().values_list("pk", "webhook")[:SENT_AT_ONCE]):
        if failures.get(webhook_id, 0) >= FAILURES_AT_ONCE:
            continue
        if deliver(delivery_id=pk):
            sent += 1
        else:
            failures[webhook_id] = failures.get(webhook_id, 0) + 1
    return sent


def _take_up_lost() -> None:
    """Messages whose worker died while it sent them: they may come twice, under the same id."""
    lost = Delivery.objects.by_system().filter(state=Delivery.State.SENDING)
    lost.filter(changed_at__lt=clock.now() - SENDING_AT_MOST).update(state=Delivery.State.WAITING)


def deliver(*, delivery_id: int) -> bool:
    """Send one message that waits; whether it was taken. Nothing is held in the database while it is under way."""
    claimed = Delivery.objects.by_system().filter(pk=delivery_id, state=Delivery.State.WAITING)
    if not claimed.update(state=Delivery.State.SENDING, changed_at=clock.now()):
        return False
    delivery = Delivery.objects.by_system().select_related("webhook__agency").get(pk=delivery_id)
    webhook = delivery.webhook
    given = signing.headers(_secrets(webhook), str(delivery.message_id), clock.now(), delivery.body)
    try:
        status = sending.send(webhook.url, delivery.body, given)
    except sending.NotSent as failure:
        _failed(delivery, failure)
        return False
    delivery.state, delivery.status, delivery.reason = Delivery.State.SENT, status, ""
    delivery.tries += 1
    delivery.changed_at = clock.now()
    delivery.save(update_fields=["state", "status", "reason", "tries", "changed_at"])
    Webhook.objects.filter(pk=webhook.pk, failing_since__isnull=False).update(failing_since=None)
    return True


def _secrets(webhook: Webhook) -> list[str]:
    held = [factors.opened(webhook.secret)]
    if webhook.former_secret and webhook.former_until and webhook.former_until > clock.now():
        held.append(factors.opened(webhook.former_secret))
    return held


@transaction.atomic
def _failed(delivery: Delivery, failure: sending.NotSent) -> None:
    """Note why, and wait longer each time; at last give up. A receiver that fails for days is stopped."""
    now, webhook = clock.now(), locked(delivery.webhook)
    delivery.tries += 1
    delivery.status, delivery.reason, delivery.changed_at = failure.status, failure.reason, now
    if delivery.tries > len(WAITS):
        delivery.state = Delivery.State.GIVEN_UP
    else:
        delivery.state = Delivery.State.WAITING
        delivery.next_try_at = now + dt.timedelta(seconds=WAITS[delivery.tries - 1])
    delivery.save(update_fields=["state", "tries", "status", "reason", "next_try_at", "changed_at"])
    if webhook.failing_since is None:
        webhook.failing_since = now
        webhook.save(update_fields=["failing_since"])
    elif webhook.is_active and now - webhook.failing_since > GIVEN_UP_AFTER:
        stop_webhook(webhook=webhook, by=None, reason=DISABLED)
        _tell(webhook)


def _tell(webhook: Webhook) -> None:
    """The agency's administrators learn that a receiver is no longer told."""
    holders = User.objects.by_system().filter(
        role_assignments__in=webhook.agency.root_scope.role_assignments.filter(role=Role.ADMINISTRATOR).holding()
    )
    for holder in holders.filter(is_active=True).distinct():
        notify(
            recipient=holder,
            kind="interop.webhook_stopped",
            message=gettext_noop("Webhook dihentikan: penerima tidak menerima apa pun selama tiga hari."),
            params={},
            url=reverse("interop:webhook", args=[webhook.pk]),
            dedupe_key=f"webhook:{webhook.pk}:{webhook.failing_since:%Y%m%d%H%M}:{holder.pk}",
        )


def forget() -> int:
    """Remove messages that were sent or given up long ago. Returns how many."""
    over = Delivery.objects.by_system().filter(state__in=[Delivery.State.SENT, Delivery.State.GIVEN_UP])
    return over.filter(changed_at__lt=clock.now() - KEPT).delete()[0]
