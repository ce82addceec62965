"""A person's sessions for calendar programs (iCalendar, RFC 5545), and the secret of the address they lie at."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.cohorts.models import CalendarAddress, Session

if TYPE_CHECKING:
    from icalendar import Event

ASK_AGAIN = dt.timedelta(hours=1)  # how often a calendar program is asked to look for changes


def secret_of(seed: str) -> str:
    """The secret part of an address, made from its seed and the installation's key."""
    key, words = settings.SECRET_KEY.encode(), f"bangkom.cohorts.calendar:{seed}".encode()
    return hmac.digest(key, words, hashlib.sha256).hex()


def digest_of(secret: str) -> str:
    """What is kept of a secret, to find the address by it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_url(address: CalendarAddress) -> str | None:
    """The address to give to a calendar program; None where the installation's key has changed since it was made."""
    secret = secret_of(address.seed)
    if digest_of(secret) != address.digest:
        return None
    return settings.SITE_URL + reverse("cohorts:calendar", args=[secret])


def calendar_of(sessions: Iterable[Session]) -> bytes:
    """The sessions as an iCalendar file: times in UTC, an identity that stays, a number that grows with each change.

    The sessions come with cohort, programme and stage.
    """
    from icalendar import Calendar  # needed for this file alone: the other pages start without it

    calendar = Calendar()
    calendar.add("prodid", "-//Bangkom//Jadwal pelatihan//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Jadwal pelatihan"))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for session in sessions:
        calendar.add_component(_event(session))
    return calendar.to_ical()


def _event(session: Session) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"sesi-{session.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", session.changed_at.astimezone(dt.UTC))
    event.add("last-modified", session.changed_at.astimezone(dt.UTC))
    event.add("sequence", session.sequence)
    event.add("dtstart", session.starts_at.astimezone(dt.UTC))
    event.add("dtend", session.ends_at.astimezone(dt.UTC))
    event.add("summary", session.title)
    if session.room:
        event.add("location", session.room)
    if session.link:
        event.add("url", session.link)
    event.add("description", _description(session))
    return event


def _description(session: Session) -> str:
    cohort = session.cohort
    lines = [f"{cohort.curriculum.programme.title}, {cohort.name}", session.stage.title]
    if session.group:
        lines.append(session.group)
    if session.link:
        lines.append(_("Tautan pertemuan: %(link)s") % {"link": session.link})
    lines.append(_("Isi kode kehadiran: %(url)s") % {"url": settings.SITE_URL + reverse("cohorts:check_in")})
    return "\n".join(lines)
