"""The one way in which a stage learned elsewhere counts, whatever it was seen from; and the way back."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts import services as cohorts
from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_date, format_number
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.notices.services import notify
from bangkom.outside.models import Credit, Evidence
from bangkom.outside.services.rows import decide, fresh_row, waiting_for
from bangkom.programmes.requirements import evaluate

NOON = dt.time(12)
State = Evidence.State


@dataclass(frozen=True, kw_only=True)
class Completion:
    """That somebody passed on a platform, as printed or listed. `score`: 0 to 100; None where none is given."""

    completed_on: dt.date
    score: Decimal | None = None
    certificate: str = ""


@dataclass(frozen=True, kw_only=True)
class ListPlace:
    """A row of a platform's list: the job that read it, what it was called, which row."""

    job: int
    name: str
    row: int


@transaction.atomic
def credit_completion(
    *, row: SheetRow, completion: Completion, seen_in: Evidence | ListPlace, by: User | None
) -> Credit:
    """Meet a requirement with a completion on another platform, dated as printed, and say what it was seen in.

    In the same transaction the stage's JP are posted where it is complete. Raises `Refused`, and changes nothing: codes
    already, withdrawn, in_future, low_score, score_missing, credited_elsewhere, certificate_used.
    """
    enrolment = locked(row.enrolment)
    row = fresh_row(row)
    platform = row.requirement.params["platform"]
    certificate = plain_certificate(completion.certificate)
    check_completion(row, completion)
    if isinstance(seen_in, Evidence):
        origin = {"origin": Credit.Origin.EVIDENCE, "evidence": seen_in}
    else:
        place = {"list_job": seen_in.job, "list_name": seen_in.name[:200], "list_row": seen_in.row}
        origin = {"origin": Credit.Origin.LIST, "evidence": waiting_for(row), **place}
    try:
        with transaction.atomic():
            credit = Credit.objects.create(
                row=row,
                person=enrolment.person,
                platform=platform,
                course=row.requirement.title,
                completed_on=completion.completed_on,
                score=completion.score,
                certificate=certificate,
                credited_by=by,
                **origin,
            )
    except IntegrityError as error:
        raise _twice(enrolment, platform, certificate) from error
    if credit.evidence is not None:
        accepted = credit.origin == Credit.Origin.EVIDENCE
        decide(credit.evidence, State.ACCEPTED if accepted else State.REPLACED, by=by)
    cohorts.meet_requirement(
        enrolment=enrolment,
        requirement=row.requirement,
        facts=facts_of(completion),
        source=source_of(credit),
        happened_at=clock.instant(completion.completed_on, NOON, enrolment.cohort.agency),
        by=by,
    )
    _record(credit, row, by)
    _tell(row, "credited", f"{credit.pk}:in")
    return credit


@transaction.atomic
def take_back(*, credit: Credit, reason: str, by: User | None) -> Credit:
    """Take a credit back: the condition opens again, posted JP are reversed, a pass is put under review.

    Asking again changes nothing. Raises `Refused` without a reason.
    """
    if not reason.strip():
        raise Refused(_("Tulis alasan menarik catatan ini."), "reason_missing")
    enrolment = locked(credit.row.enrolment)
    credit = Credit.objects.by_system().select_related("row__requirement", "evidence").get(pk=credit.pk)
    if credit.taken_back_at is not None:
        return credit
    credit.taken_back_at, credit.taken_back_by, credit.taken_back_reason = clock.now(), by, reason.strip()[:255]
    credit.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    cohorts.meet_requirement(
        enrolment=enrolment,
        requirement=credit.row.requirement,
        facts={},
        source="outside.taken_back",
        happened_at=clock.now(),
        by=by,
    )
    if credit.evidence is not None:
        _reopen(credit, by)
    record_event(
        verb="outside.credit_taken_back",
        message=gettext_noop("Kelulusan di %(platform)s ditarik: %(title)s"),
        params={"platform": credit.platform, "title": credit.course},
        subject=enrolment,
        agency=enrolment.cohort.agency,
        by=by,
        after={"reason": credit.taken_back_reason},
    )
    _tell(credit.row, "taken_back", f"{credit.pk}:out")
    return credit


def check_completion(row: SheetRow, completion: Completion) -> None:
    """Raise `Refused` where a completion cannot meet this condition: met already, too low, in the future."""
    enrolment, params = row.enrolment, row.requirement.params
    if row.state == SheetRow.State.MET:
        raise Refused(already_words(row), "already")
    if enrolment.state == Enrolment.State.WITHDRAWN:
        raise Refused(_("Peserta ini sudah mengundurkan diri dari angkatan."), "withdrawn")
    if completion.completed_on > clock.today(enrolment.cohort.agency):
        raise Refused(
            _("Tanggal lulus %(day)s belum tiba.") % {"day": format_date(completion.completed_on)}, "in_future"
        )
    if evaluate(row.requirement.kind, params, facts_of(completion)).met:
        return
    needed = format_number(params["min_score"])
    if completion.score is None:
        raise Refused(
            _("Nilai tidak tertulis, padahal perlu sedikitnya %(needed)s.") % {"needed": needed}, "score_missing"
        )
    words = _("Nilai %(score)s, perlu sedikitnya %(needed)s.")
    raise Refused(words % {"score": format_number(completion.score), "needed": needed}, "low_score")


def already_words(row: SheetRow) -> str:
    """From what and when a met condition was credited."""
    credit = row.credits.holding().first()
    if credit is None:
        return _("Sudah tercatat.")
    day = format_date(credit.completed_on)
    if credit.origin == Credit.Origin.EVIDENCE:
        return _("Sudah tercatat dari bukti peserta, lulus %(day)s.") % {"day": day}
    return _("Sudah tercatat dari daftar platform, lulus %(day)s.") % {"day": day}


def facts_of(completion: Completion) -> dict[str, Any]:
    """A completion as the sheet keeps it (`programmes.requirements`, kind outside)."""
    score = completion.score
    if score is not None:
        score = int(score) if score == int(score) else float(score)
    return {"completed": True, "score": score, "completed_on": completion.completed_on.isoformat()}


def source_of(credit: Credit) -> str:
    """What the sheet row names as its source."""
    if credit.origin == Credit.Origin.EVIDENCE:
        return f"outside.evidence:{credit.evidence_id}"
    return f"outside.list:{credit.list_job}:{credit.list_row}"


def plain_certificate(number: str) -> str:
    """A certificate number as it is compared: capitals, single blanks."""
    return " ".join(number.upper().split())[:80]


def _twice(enrolment: Enrolment, platform: str, certificate: str) -> Refused:
    """Why the database refused a second credit."""
    used = Credit.objects.by_system().holding().filter(platform=platform, certificate=certificate)
    if certificate and used.exists():
        words = _("Nomor sertifikat %(number)s sudah dipakai untuk catatan lain.")
        return Refused(words % {"number": certificate}, "certificate_used")
    return elsewhere()


def elsewhere() -> Refused:
    """The same completion stands for another condition of this person."""
    words = _("Kelulusan ini sudah tercatat pada angkatan lain, jadi tidak dicatat dua kali.")
    return Refused(words, "credited_elsewhere")


def _reopen(credit: Credit, by: User | None) -> None:
    """Evidence accepted by mistake goes back to the participant; what a list had replaced waits again."""
    if credit.origin == Credit.Origin.EVIDENCE:
        decide(credit.evidence, State.RETURNED, reason=credit.taken_back_reason, by=by)
    else:
        decide(credit.evidence, State.WAITING)
        cohorts.hand_over(row=credit.row, to=SheetRow.Party.COMMITTEE)


def _record(credit: Credit, row: SheetRow, by: User | None) -> None:
    enrolment = row.enrolment
    params = {"platform": credit.platform, "title": credit.course}
    if credit.origin == Credit.Origin.LIST:
        message = gettext_noop("%(title)s dicatat dari daftar %(platform)s, pekerjaan %(job)s baris %(row)s")
        params |= {"job": credit.list_job, "row": credit.list_row}
    else:
        message = gettext_noop("%(title)s dicatat dari bukti peserta, %(platform)s")
    record_event(
        verb="outside.credited",
        message=message,
        params=params,
        subject=enrolment,
        agency=enrolment.cohort.agency,
        by=by,
        after={
            "completed_on": credit.completed_on.isoformat(),
            "score": None if credit.score is None else str(credit.score),
            "certificate": credit.certificate,
        },
    )


def _tell(row: SheetRow, act: str, key: str) -> None:
    """A notice for the participant, where there is an account."""
    user = row.enrolment.person.user
    if user is None:
        return
    notify(
        recipient=user,
        kind=f"outside.{act}",
        agency=row.enrolment.cohort.agency,
        params={"platform": row.requirement.params["platform"], "title": row.requirement.title},
        url=reverse("outside:evidence", args=[row.enrolment_id, row.requirement_id]),
        dedupe_key=f"outside.credit:{key}",
    )
