"""Telling somebody something: in the application at once, by mail when the transaction has committed.

A delivery's state is written before and after the mail is handed over, each in a transaction of its own:

    waiting -> sending -> sent            handed over, and noted
    sending -> waiting -> ... -> failed   the server refused; tried again, at last given up
    sending -> waiting                    the worker died in between (`sweep`): the mail may come twice
    (new) -> skipped                      there is nowhere to send it, with the reason

One mail at most is under way for a delivery, and each try carries the same Message-ID, by which mail programs recognise
a mail that comes twice. A mail is never lost silently.
"""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import background, clock
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, User
from bangkom.core.services import record_event
from bangkom.notices import queries, texts
from bangkom.notices.models import AgencyText, Delivery, Notice

log = logging.getLogger("bangkom.notices")

MOST_TRIES = 1 + len(background.RETRY_AFTER)
SUBJECT_CHARACTERS = 110
# After this a delivery still being sent belongs to a worker that died: sending itself ends after EMAIL_TIMEOUT.
SENDING_AT_MOST = dt.timedelta(minutes=10)
# A delivery that waits longer than this has lost its task.
WAITING_AT_MOST = dt.timedelta(minutes=20)

NO_ADDRESS = gettext_noop("Alamat surel belum diisi.")
NOT_ACTIVE = gettext_noop("Akun tidak aktif.")
SERVER_REFUSED = gettext_noop("Server surel tidak menerima pesan ini. Dicoba lagi sendiri.")
GIVEN_UP = gettext_noop("Server surel tidak menerima pesan ini setelah beberapa kali dicoba.")


@transaction.atomic
def notify(
    *,
    recipient: User,
    kind: str,
    params: dict[str, Any],
    message: str = "",
    agency: Agency | None = None,
    url: str = "",
    dedupe_key: str | None = None,
) -> Notice:
    """Tell an account something, in the caller's transaction; mail follows after commit where there is an address.

    What it says is the text of its kind (`texts.TEXTS`), in the words of `agency` where it has its own; a kind without
    one brings a `message` (a message id) of its own. Places %(name)s are filled from `params`; `url` is a local path.
    The same `dedupe_key` again tells nothing new and returns the notice that is there.
    """
    message = message or queries.wording(kind, agency, recipient.language)
    if url and not url.startswith("/"):
        raise ValueError("a notice leads to a page of ours: the url is a local path")
    notice, created = _create(recipient, kind, message, params, url, dedupe_key)
    if created:
        _open_delivery(notice)
    return notice


def _create(
    recipient: User, kind: str, message: str, params: dict[str, Any], url: str, dedupe_key: str | None
) -> tuple[Notice, bool]:
    if dedupe_key is not None:
        known = Notice.objects.filter(dedupe_key=dedupe_key).first()
        if known is not None:
            return known, False
    try:
        with transaction.atomic():
            return Notice.objects.create(
                recipient=recipient, kind=kind, message=message, params=params, url=url, dedupe_key=dedupe_key
            ), True
    except IntegrityError:
        if dedupe_key is None:
            raise
        return Notice.objects.get(dedupe_key=dedupe_key), False


def _open_delivery(notice: Notice) -> None:
    why_not = why_unreachable(notice.recipient)
    state = Delivery.State.SKIPPED if why_not else Delivery.State.WAITING
    delivery = Delivery.objects.create(notice=notice, channel=Delivery.MAIL, state=state, reason=why_not)
    if state == Delivery.State.WAITING:
        background.enqueue("notices.deliver", delivery.pk)


def why_unreachable(user: User) -> str:
    """Why no mail can go to an account (a message id), or nothing where it can."""
    if not user.is_active:
        return NOT_ACTIVE
    return "" if address_of(user) else NO_ADDRESS


def address_of(user: User) -> str:
    """Where mail reaches an account: its own address, else the person's official one; empty where there is none."""
    if user.email:
        return user.email
    person = getattr(user, "person", None)
    return person.email if person is not None else ""


def deliver(*, delivery_id: int) -> None:
    """Send one delivery that waits; any other is left alone. Raises what the mail server raised, to be tried again."""
    claimed = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.WAITING).update(
        state=Delivery.State.SENDING, tries=F("tries") + 1, at=clock.now()
    )
    if not claimed:
        return
    delivery = Delivery.objects.select_related("notice__recipient__person").get(pk=delivery_id)
    why_not = why_unreachable(delivery.notice.recipient)
    if why_not:
        _close(delivery, Delivery.State.SKIPPED, why_not)
        return
    try:
        compose(delivery.notice).send()
    except Exception:
        if delivery.tries < MOST_TRIES:
            _close(delivery, Delivery.State.WAITING, SERVER_REFUSED)
            raise
        _close(delivery, Delivery.State.FAILED, GIVEN_UP)
        log.warning("delivery %s given up after %s tries", delivery.pk, delivery.tries, exc_info=True)
        return
    _close(delivery, Delivery.State.SENT, "")


def _close(delivery: Delivery, state: str, reason: str) -> None:
    delivery.state, delivery.reason, delivery.at = state, reason, clock.now()
    delivery.save(update_fields=["state", "reason", "at"])


def compose(notice: Notice) -> EmailMessage:
    """The mail of a notice, in its reader's language, with the whole address of the page it speaks of."""
    reader = notice.recipient
    with translation.override(reader.language), timezone.override(clock.DEFAULT_ZONE):
        body = render_to_string(
            "notices/mail.txt",
            {"notice": notice, "name": reader.name, "link": settings.SITE_URL + notice.url if notice.url else ""},
        )
        subject = notice.text
    return mail(subject=subject, body=body, to=address_of(reader), key=f"notice-{notice.pk}")


def mail(*, subject: str, body: str, to: str, key: str) -> EmailMessage:
    """A mail that nobody is to answer. `key` makes its Message-ID, the same at each try."""
    host = settings.SITE_URL.split("://")[-1].split("/")[0].split(":")[0]
    return EmailMessage(
        subject=Truncator(" ".join(subject.split())).chars(SUBJECT_CHARACTERS),
        body=body,
        to=[to],
        headers={"Message-ID": f"<bangkom-{key}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def sweep() -> int:
    """Take up deliveries whose worker died or whose task was lost. Returns how many were queued again."""
    now = clock.now()
    Delivery.objects.filter(state=Delivery.State.SENDING, at__lt=now - SENDING_AT_MOST).update(
        state=Delivery.State.WAITING, at=now - WAITING_AT_MOST
    )
    lost = list(
        Delivery.objects.filter(state=Delivery.State.WAITING, at__lte=now - WAITING_AT_MOST)
        .order_by("at")
        .values_list("pk", flat=True)[:500]
    )
    with transaction.atomic():
        Delivery.objects.filter(pk__in=lost, state=Delivery.State.WAITING).update(at=now)
        for delivery_id in lost:
            background.enqueue("notices.deliver", delivery_id)
    return len(lost)


@transaction.atomic
def mark_read(*, recipient: User, notice: Notice | None = None) -> int:
    """Note that one notice of the reader, or all of them, has been read. Returns how many were unread until now."""
    unread = Notice.objects.visible_to(recipient).unread()
    if notice is not None:
        unread = unread.filter(pk=notice.pk)
    return unread.update(read_at=clock.now())


@transaction.atomic
def word_text(*, agency: Agency, kind: str, text_id: str, text_en: str, by: User) -> None:
    """Put a kind of notice into the agency's own words (places as {title}); empty words bring the default back.

    Notices that were sent stay as they are. Raises `Refused` for words with a place that this kind does not fill.
    """
    text = texts.TEXTS[kind]
    try:
        new = {"text_id": texts.as_message(text_id, text.places), "text_en": texts.as_message(text_en, text.places)}
    except texts.TextRefused as refused:
        words = _("Tempat {%(place)s} tidak dikenal di teks ini. Pakai hanya yang tercantum di halaman ini.")
        raise Refused(words % {"place": refused.place}, "place_unknown") from refused
    if new["text_id"] == text.message:
        new["text_id"] = ""
    row = AgencyText.objects.filter(agency=agency, kind=kind).first()
    before = {"text_id": row.text_id, "text_en": row.text_en} if row else {"text_id": "", "text_en": ""}
    if new == before:
        return
    row, _created = AgencyText.objects.update_or_create(agency=agency, kind=kind, defaults=new)
    record_event(
        verb="notices.text_worded",
        message=gettext_noop("Teks pemberitahuan diubah: %(kind)s"),
        params={"kind": kind},
        subject=row,
        agency=agency,
        by=by,
        before=before,
        after=new,
    )
