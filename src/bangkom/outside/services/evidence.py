"""Evidence that a participant sends: kept, looked at, accepted or returned with the reason."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts import services as cohorts
from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event, store_file
from bangkom.core.uploads import kind_of
from bangkom.notices.services import notify
from bangkom.outside.models import Credit, Evidence
from bangkom.outside.policies import may_send_evidence
from bangkom.outside.services.credits import Completion, check_completion, credit_completion
from bangkom.outside.services.rows import decide, fresh_row, waiting_for

State = Evidence.State


@transaction.atomic
def send_evidence(*, row: SheetRow, content: bytes, name: str, completion: Completion, by: User | None) -> Evidence:
    """Keep a participant's evidence and put it before the committee; what waited before is replaced.

    Raises `uploads.NotTaken` for a file that is none of ours, `Refused` where nothing can be sent or what is printed
    could not meet the condition anyway.
    """
    locked(row.enrolment)
    row = fresh_row(row)
    if not may_send_evidence(row):
        if row.enrolment.state == Enrolment.State.WITHDRAWN:
            raise Refused(_("Anda tidak lagi mengikuti angkatan ini, jadi bukti tidak bisa dikirim."), "withdrawn")
        raise Refused(_("Syarat ini sudah terpenuhi. Bukti tidak perlu dikirim lagi."), "already")
    check_completion(row, completion)
    kind = kind_of(content)
    if earlier := waiting_for(row):
        decide(earlier, State.REPLACED, by=by)
    evidence = Evidence.objects.create(
        row=row,
        file=store_file(
            content=content,
            name=name,
            content_type=kind.content_type,
            agency=row.enrolment.cohort.agency,
            by=by,
        ),
        completed_on=completion.completed_on,
        score=completion.score,
        certificate=completion.certificate.strip(),
        sent_by=by,
    )
    cohorts.hand_over(row=row, to=SheetRow.Party.COMMITTEE)
    _record(evidence, row, gettext_noop("Bukti %(title)s dikirim"), "evidence_sent", by)
    return evidence


@transaction.atomic
def accept_evidence(*, evidence: Evidence, completion: Completion, by: User) -> Credit:
    """Accept what was looked at: the condition is met on the printed day. `completion` is what the committee read.

    Raises `Refused` when somebody decided before, or where the completion cannot be credited.
    """
    evidence = _still_waiting(evidence)
    return credit_completion(row=evidence.row, completion=completion, seen_in=evidence, by=by)


@transaction.atomic
def return_evidence(*, evidence: Evidence, reason: str, by: User) -> Evidence:
    """Give evidence back with the reason; the participant is told and may send another. Raises `Refused`."""
    if not reason.strip():
        raise Refused(_("Tulis alasan mengembalikan bukti ini."), "reason_missing")
    evidence = _still_waiting(evidence)
    row = evidence.row
    decide(evidence, State.RETURNED, reason=reason.strip()[:255], by=by)
    cohorts.hand_over(row=row, to=SheetRow.Party.PARTICIPANT)
    message = gettext_noop("Bukti %(title)s dikembalikan")
    _record(evidence, row, message, "evidence_returned", by, after={"reason": evidence.reason})
    user = row.enrolment.person.user
    if user is not None:
        notify(
            recipient=user,
            kind="outside.returned",
            agency=row.enrolment.cohort.agency,
            params={"title": row.requirement.title, "reason": evidence.reason},
            url=reverse("outside:evidence", args=[row.enrolment_id, row.requirement_id]),
            dedupe_key=f"outside.returned:{evidence.pk}",
        )
    return evidence


def _still_waiting(evidence: Evidence) -> Evidence:
    """The evidence as it is now, its enrolment locked; refused when it waits no longer."""
    locked(evidence.row.enrolment)
    evidence = Evidence.objects.by_system().select_related("file").get(pk=evidence.pk)
    if evidence.state != State.WAITING:
        raise Refused(_("Bukti ini sudah diputuskan atau diganti. Muat ulang halaman."), "decided")
    evidence.row = fresh_row(evidence.row)
    return evidence


def _record(
    evidence: Evidence, row: SheetRow, message: str, act: str, by: User | None, after: dict | None = None
) -> None:
    record_event(
        verb=f"outside.{act}",
        message=message,
        params={"title": row.requirement.title},
        subject=row.enrolment,
        agency=row.enrolment.cohort.agency,
        by=by,
        after={"evidence": evidence.pk, **(after or {})},
    )
