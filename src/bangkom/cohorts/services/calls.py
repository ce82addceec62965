"""Calls of participants: links, answers, and what the committee makes of them."""

import logging
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts import calls
from bangkom.cohorts.models import Call, Cohort, Enrolment
from bangkom.cohorts.services.enrolments import enrol_person, withdraw
from bangkom.core import background, clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.notices.services import notify

log = logging.getLogger("bangkom.cohorts")
MOST_MAIL_TRIES = 1 + len(background.RETRY_AFTER)


@transaction.atomic
def make_calls(*, cohort: Cohort, enrolments: Iterable[int] | None, by: User | None) -> list[tuple[Enrolment, str]]:
    """Secret links for these enrolments, or for everybody who has none yet. Returns them with their secrets, once.

    Each goes by mail to the participant's official address after commit, where there is one. A link that was there
    before stops working; what was answered stays. Raises `Refused` when the cohort has started.
    """
    cohort = locked(cohort)
    if clock.today(cohort.agency) >= cohort.starts_on:
        raise Refused(_("Angkatan ini sudah mulai, jadi panggilan tidak dibuat lagi."), "cohort_started")
    called = cohort.enrolments.filter(state=Enrolment.State.ACTIVE)
    called = called.filter(call=None) if enrolments is None else called.filter(pk__in=list(enrolments))
    made = []
    related = ("call", "person__user", "cohort__curriculum__programme")
    for enrolment in called.select_related(*related).order_by("name"):
        seed = secrets.token_hex(16)
        secret = calls.secret_of(seed)
        mail = Call.Mail.WAITING if calls.mail_address(enrolment) else Call.Mail.NONE
        link = {"seed": seed, "digest": calls.digest_of(secret), "made_at": clock.now(), "made_by": by}
        link |= {"mail": mail, "mail_tries": 0}
        call, _new = Call.objects.update_or_create(enrolment=enrolment, defaults=link | _asked_again(enrolment))
        if mail == Call.Mail.WAITING:
            background.enqueue("cohorts.mail_call", call.pk, call.digest)
        _record(enrolment, cohort, gettext_noop("Tautan panggilan dibuat"), "call_made", by)
        made.append((enrolment, secret))
    return made


def _asked_again(enrolment: Enrolment) -> dict[str, Any]:
    """Who had left after an answer and has the place again is asked as if for the first time."""
    call = getattr(enrolment, "call", None)
    if call is None or call.decision != Call.Decision.ACCEPTED:
        return {}
    texts = dict.fromkeys(("answer", "reason", "proposed", "decision"), "")
    return texts | {"answered_at": None, "decided_by": None, "decided_at": None}


def mail_call(*, call_id: int, digest: str) -> None:
    """Send one call by mail, unless it was sent, or the link was made anew since. Raises what the mail server raised.

    After the last try it stays failed, for the committee to see; each try carries the same Message-ID.
    """
    claimed = Call.objects.filter(pk=call_id, digest=digest, mail=Call.Mail.WAITING)
    if not claimed.update(mail_tries=F("mail_tries") + 1):
        return
    call = Call.objects.select_related("enrolment__person__user", "enrolment__cohort__curriculum__programme").get(
        pk=call_id
    )
    address, cohort = calls.mail_address(call.enrolment), call.enrolment.cohort
    state = Call.Mail.SENT if address else Call.Mail.NONE
    try:
        if address:
            with translation.override("id"), timezone.override(clock.zone_of(cohort.agency)):
                calls.compose(call, address).send()
    except Exception:
        if call.mail_tries < MOST_MAIL_TRIES:
            raise
        state = Call.Mail.FAILED
        log.warning("call %s could not be mailed after %s tries", call.pk, call.mail_tries, exc_info=True)
    Call.objects.filter(pk=call_id, digest=digest).update(mail=state)


@transaction.atomic
def answer_call(*, call: Call, answer: str, reason: str = "", proposed: str = "") -> Call:
    """Write down what was answered behind the link; a later answer replaces it, and the decision about it.

    Nobody is signed in: the history says that the link was used, not who used it. Raises `Refused` once the cohort
    has started, and for who has no place any more.
    """
    call = _locked(call)
    if not call.is_open:
        raise Refused(_("Panggilan ini sudah ditutup. Hubungi panitia bila ada perubahan."), "call_closed")
    before = {"answer": call.answer, "reason": call.reason, "proposed": call.proposed}
    after = {
        "answer": answer,
        "reason": reason if answer != Call.Answer.YES else "",
        "proposed": proposed if answer == Call.Answer.SUBSTITUTE else "",
    }
    if before == after:
        return call
    for name, value in after.items():
        setattr(call, name, value)
    call.answered_at, call.decision, call.decided_by, call.decided_at = clock.now(), "", None, None
    call.save()
    cohort = call.enrolment.cohort
    _record(call.enrolment, cohort, gettext_noop("Panggilan dijawab"), "call_answered", None, before, after)
    if call.is_waiting and call.made_by is not None:
        notify(
            recipient=call.made_by,
            kind="cohorts.call_answered",
            message=gettext_noop("Ada jawaban panggilan yang menunggu keputusan Anda: %(pelatihan)s"),
            params={"pelatihan": str(cohort)},
            url=reverse("cohorts:calls", args=[cohort.slug]),
            dedupe_key=f"cohorts.calls:{cohort.pk}:{clock.today(cohort.agency)}",  # one a day is enough
        )
    return call


@transaction.atomic
def withdraw_called(*, call: Call, by: User) -> Enrolment:
    """End the participation of somebody who cannot come, with the reason given. Raises `Refused` for other answers."""
    call = _waiting(call, Call.Answer.NO)
    enrolment = withdraw(enrolment=call.enrolment, reason=call.reason, by=by)
    _decide(call, Call.Decision.ACCEPTED, by)
    _tell(enrolment, "call_withdrawn")
    return enrolment


@transaction.atomic
def approve_substitute(*, call: Call, number: str, by: User) -> Enrolment:
    """Give the place to the employee with this NIP, of the participant's own agency; returns the new enrolment.

    Both steps or none. Raises `Refused` when nobody there has the number, or who has it takes part already.
    """
    call = _waiting(call, Call.Answer.SUBSTITUTE)
    old = call.enrolment
    employee = calls.substitute_for(old, number)
    if employee is None:
        raise Refused(_("Tidak ada pegawai lain di instansi peserta ini dengan NIP itu."), "substitute_unknown")
    if old.cohort.enrolments.taking_part().filter(person=employee.person).exists():
        raise Refused(_("Pengganti ini sudah menjadi peserta angkatan ini."), "substitute_enrolled")
    reason = _("Digantikan pegawai lain. %(reason)s") % {"reason": call.reason}
    withdraw(enrolment=old, reason=reason.strip(), by=by)
    new = enrol_person(cohort=old.cohort, employee=employee, by=by, tell=False)
    _decide(call, Call.Decision.ACCEPTED, by)
    _tell(old, "substitute_approved")
    _tell(new, "substitute_enrolled")
    return new


@transaction.atomic
def refuse_substitute(*, call: Call, by: User) -> Call:
    """The participant keeps the place and may answer again. Raises `Refused` where no substitute was proposed."""
    call = _waiting(call, Call.Answer.SUBSTITUTE)
    _decide(call, Call.Decision.REFUSED, by)
    _tell(call.enrolment, "substitute_refused")
    return call


def _locked(call: Call) -> Call:
    """The call with its enrolment, locked in the order of every other write: cohort, then enrolment."""
    enrolment = Enrolment.objects.by_system().get(pk=call.enrolment_id)
    cohort = locked(enrolment.cohort)
    enrolment = locked(enrolment)
    enrolment.cohort = cohort
    call = locked(call)
    call.enrolment = enrolment
    return call


def _waiting(call: Call, answer: Call.Answer) -> Call:
    call = _locked(call)
    if not call.is_waiting or call.answer != answer:
        raise Refused(_("Jawaban ini sudah berubah atau sudah diputuskan. Muat ulang halaman."), "call_changed")
    return call


def _decide(call: Call, decision: Call.Decision, by: User) -> None:
    call.decision, call.decided_by, call.decided_at = decision, by, clock.now()
    call.save(update_fields=["decision", "decided_by", "decided_at"])
    _record(
        call.enrolment,
        call.enrolment.cohort,
        gettext_noop("Jawaban panggilan diputuskan"),
        "call_decided",
        by,
        after={"answer": call.answer, "decision": str(decision)},
    )


def _tell(enrolment: Enrolment, kind: str) -> None:
    user = enrolment.person.user
    if user is not None:
        notify(
            recipient=user,
            kind=f"cohorts.{kind}",
            agency=enrolment.cohort.agency,
            params={"pelatihan": str(enrolment.cohort)},
            url=reverse("cohorts:my_schedule"),
        )


def _record(
    enrolment: Enrolment,
    cohort: Cohort,
    message: str,
    act: str,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_event(
        verb=f"cohorts.{act}",
        message=message,
        subject=enrolment,
        agency=cohort.agency,
        by=by,
        before=before,
        after=after,
    )
