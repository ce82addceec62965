"""The coach's side: accept or return what was sent, and the way back from an acceptance."""

from django.db import transaction
from django.utils.translation import gettext as _

from bangkom.cohorts import services as cohorts
from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.workplace import queries
from bangkom.workplace.models import Project, Submission
from bangkom.workplace.outline import part_after
from bangkom.workplace.services.turns import fresh, open_draft, pass_turn, record, tell_participant

State = Submission.State
Turn = Project.Turn


@transaction.atomic
def answer(*, project: Project, accepted: bool, note: str, by: User | None) -> Submission:
    """Accept what was sent, which opens the next part or meets the condition, or return it with advice.

    Advice is needed to return; of the last part also a note on what was seen. Raises `Refused` without it, or when
    nothing waits any more (codes note_missing, nothing_waits).
    """
    project = fresh(project)
    sent = project.submissions.filter(state=State.SENT).first()
    if sent is None:
        words = _("Kiriman ini sudah dijawab atau ditarik pesertanya. Tidak ada yang berubah.")
        raise Refused(words, "nothing_waits")
    note = note.strip()
    if not note and not accepted:
        raise Refused(_("Tulis saran, supaya peserta tahu apa yang harus diperbaiki."), "note_missing")
    if not note and sent.of.needs_note:
        raise Refused(_("Tulis apa yang Anda lihat sehingga aktualisasi ini terverifikasi."), "note_missing")
    sent.state = State.ACCEPTED if accepted else State.RETURNED
    sent.note, sent.answered_at, sent.answered_by = note, clock.now(), by
    sent.save(update_fields=["state", "note", "answered_at", "answered_by"])
    if accepted:
        _go_on(project, sent, by)
    else:
        open_draft(project, sent.of, like=sent)
        pass_turn(project, Turn.PARTICIPANT)
    act = "accepted" if accepted else "returned"
    message = sent.of.acts.accepted_event if accepted else sent.of.acts.returned_event
    record(project, f"{sent.part}_{act}", message, by, after={"note": note} if note else None)
    tell_participant(project, sent, act, sent.of.acts.accepted if accepted else sent.of.acts.returned)
    return sent


def _go_on(project: Project, accepted: Submission, by: User | None) -> None:
    """The next part, or, after the last, the condition of the sheet in the same transaction."""
    following = part_after(accepted.of)
    if following is not None:
        open_draft(project, following)
        pass_turn(project, Turn.PARTICIPANT, following)
        return
    pass_turn(project, Turn.NOBODY)
    enrolment = project.row.enrolment
    cohorts.meet_requirement(
        enrolment=enrolment,
        requirement=project.row.requirement,
        facts={
            "verified": True,
            "note": accepted.note,
            "verified_on": clock.today(enrolment.cohort.agency).isoformat(),
        },
        source=f"workplace.submission:{accepted.pk}",
        happened_at=accepted.answered_at,
        by=by,
    )


@transaction.atomic
def take_back(*, project: Project, reason: str, by: User | None) -> Submission:
    """Take the latest acceptance back: its part is the participant's again; a met condition opens, its JP are reversed.

    What was begun of a later part is kept as a draft. Raises `Refused` without a reason, or with nothing to take back.
    """
    if not reason.strip():
        raise Refused(_("Tulis alasannya. Peserta membacanya."), "reason_missing")
    project = fresh(project)
    accepted = queries.last_accepted(project)
    if accepted is None:
        raise Refused(
            _("Tidak ada penerimaan yang bisa ditarik. Jawab dulu kiriman yang menunggu."), "nothing_accepted"
        )
    was_over = project.is_over
    accepted.state, accepted.taken_back_reason = State.TAKEN_BACK, reason.strip()
    accepted.taken_back_at, accepted.taken_back_by = clock.now(), by
    accepted.save(update_fields=["state", "taken_back_reason", "taken_back_at", "taken_back_by"])
    open_draft(project, accepted.of, like=accepted)
    if was_over:
        cohorts.meet_requirement(
            enrolment=project.row.enrolment,
            requirement=project.row.requirement,
            facts={},
            source="workplace.taken_back",
            happened_at=clock.now(),
            by=by,
        )
    pass_turn(project, Turn.PARTICIPANT, accepted.of)
    record(
        project,
        f"{accepted.part}_taken_back",
        accepted.of.acts.taken_back_event,
        by,
        after={"reason": accepted.taken_back_reason},
    )
    tell_participant(project, accepted, "taken_back", accepted.of.acts.taken_back)
    return accepted
