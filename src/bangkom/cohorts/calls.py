"""What pages and texts say about calls: secret links, messages to send, answers beside the people."""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.cohorts.models import Call, Cohort, Enrolment
from bangkom.core.formatting import format_date, format_range
from bangkom.core.ids import ALPHABET, normal_code
from bangkom.notices.services import mail
from bangkom.people import nip
from bangkom.people import queries as people
from bangkom.people.models import Employee

SECRET_CHARACTERS = 24
NUMBER = re.compile(rf"\d{{{nip.LENGTH}}}")


def secret_of(seed: str) -> str:
    """The secret of a link, made from its seed and the installation's key: 24 characters of 5 bits each."""
    words = f"bangkom.cohorts.call:{seed}".encode()
    number = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), words, hashlib.sha256))
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(SECRET_CHARACTERS))


def digest_of(secret: str) -> str:
    """What is kept of a secret, to find the call by it."""
    return hashlib.sha256(normal_code(secret).encode()).hexdigest()


def call_behind(secret: str) -> Call | None:
    """The call of a link; nothing where the link is unknown, was made anew or has expired."""
    found = Call.objects.holding(digest_of(secret))
    path = "enrolment__cohort__"
    call = found.select_related(f"{path}agency", f"{path}curriculum__programme").first()
    return None if call is None or call.is_expired else call


def address_of(secret: str) -> str:
    return settings.SITE_URL + reverse("cohorts:call", args=[secret])


@dataclass(frozen=True)
class Message:
    """A text to send to one person, with the link in it."""

    enrolment: Enrolment
    text: str

    @property
    def is_mailed(self) -> bool:
        """Whether it also goes by mail, by itself."""
        return bool(mail_address(self.enrolment))


def mail_address(enrolment: Enrolment) -> str:
    """Where a participant's call can be mailed: the official address, else that of the account; empty without any."""
    person = enrolment.person
    return person.email or (person.user.email if person.user is not None else "")


def message_of(enrolment: Enrolment, secret: str) -> Message:
    """The text for WhatsApp: plain lines, one link. The enrolment comes with cohort and programme."""
    cohort = enrolment.cohort
    lines = [
        _("Yth. %(name)s") % {"name": enrolment.name},
        _("Anda dipanggil mengikuti %(training)s.") % {"training": cohort},
        _("Waktu: %(dates)s") % {"dates": format_range(cohort.starts_on, cohort.ends_on)},
    ]
    if cohort.place:
        lines.append(_("Tempat: %(place)s") % {"place": cohort.place})
    lines.append(
        _("Mohon jawab sebelum %(day)s di tautan ini (tanpa akun): %(link)s")
        % {"day": format_date(cohort.starts_on, "hari"), "link": address_of(secret)}
    )
    return Message(enrolment, "\n".join(lines))


def compose(call: Call, address: str) -> EmailMessage:
    """The mail of a call: the text for WhatsApp, from the organizer, and where to ask."""
    cohort = call.enrolment.cohort
    text = message_of(call.enrolment, secret_of(call.seed)).text
    close = [cohort.agency.organizer_name, cohort.agency.contact_line]
    lines = [text, "", *(line for line in close if line), "", _("Tautan ini hanya untuk Anda. Jangan diteruskan.")]
    subject = _("Panggilan: %(training)s") % {"training": cohort}
    return mail(subject=subject, body="\n".join(lines), to=address, key=f"call-{call.pk}-{call.digest[:12]}")


def reminder(cohort: Cohort, silent: list[Enrolment]) -> str:
    """A text for a group: who has not answered yet. It holds no link, as links are personal."""
    words = _("Mohon segera menjawab panggilan %(training)s melalui tautan yang sudah dikirim kepada Anda:")
    names = [f"{n}. {enrolment.name}" for n, enrolment in enumerate(silent, start=1)]
    return "\n".join([words % {"training": cohort}, *names])


def number_in(typed: str) -> str:
    """The first NIP in what somebody typed; empty where there is none."""
    found = NUMBER.search(nip.normalise(typed))
    return found.group() if found else ""


def substitute_for(enrolment: Enrolment, typed: str) -> Employee | None:
    """The employee of the participant's own agency with the NIP in a text."""
    return _matched(enrolment, typed, people.employees_numbered([number_in(typed)]))


def _matched(enrolment: Enrolment, typed: str, known: dict[str, Employee]) -> Employee | None:
    employee = known.get(number_in(typed))
    if employee is None or employee.agency_id != enrolment.agency_id or employee.person_id == enrolment.person_id:
        return None
    return employee


@dataclass(frozen=True)
class Line:
    """A participant and the call, if there is one; `substitute` is whom the proposal was matched to."""

    enrolment: Enrolment
    call: Call | None
    substitute: Employee | None = None


@dataclass(frozen=True)
class Overview:
    """All calls of a cohort as the committee reads them."""

    lines: list[Line]

    @property
    def waiting(self) -> list[Line]:
        """About whom the committee has to decide."""
        return [line for line in self.lines if line.call and line.call.is_waiting]

    @property
    def silent(self) -> list[Enrolment]:
        """Who has a link and has not answered."""
        return [line.enrolment for line in self.present if line.call and not line.call.answer]

    @property
    def without_link(self) -> int:
        return sum(1 for line in self.present if line.call is None)

    @property
    def present(self) -> list[Line]:
        """Those who still have their place."""
        return [line for line in self.lines if line.enrolment.state != Enrolment.State.WITHDRAWN]

    @property
    def answers(self) -> Counter[str]:
        """How many gave each answer, of those who still have their place."""
        return Counter(line.call.answer for line in self.present if line.call)


def of_cohort(cohort: Cohort) -> Overview:
    """Everybody taking part, and those who withdrew after an answer; two queries whatever the number."""
    enrolments = [
        enrolment
        for enrolment in cohort.enrolments.select_related("call").order_by("name")
        if enrolment.state != Enrolment.State.WITHDRAWN or hasattr(enrolment, "call")
    ]
    known = people.employees_numbered(_numbers(enrolments))
    return Overview([_line(enrolment, known) for enrolment in enrolments])


def _numbers(enrolments: Iterable[Enrolment]) -> list[str]:
    return [number_in(each.call.proposed) for each in enrolments if hasattr(each, "call") and each.call.proposed]


def _line(enrolment: Enrolment, known: dict[str, Employee]) -> Line:
    call = getattr(enrolment, "call", None)
    return Line(enrolment, call, _matched(enrolment, call.proposed, known) if call and call.proposed else None)
