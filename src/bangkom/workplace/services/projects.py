"""The participant's side: begin, save as often as wanted, send, recall what was not answered yet."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_moment
from bangkom.core.models import User
from bangkom.workplace import outline, queries
from bangkom.workplace.models import Project, Submission
from bangkom.workplace.outline import Content
from bangkom.workplace.services.turns import fresh, open_draft, pass_turn, record, tell_coaches

State = Submission.State
Turn = Project.Turn


@transaction.atomic
def start_project(*, row: SheetRow, by: User | None) -> Project:
    """Begin the aktualisasi of a condition with an empty plan; one that is begun is given back. Raises `Refused`."""
    locked(row.enrolment)
    project = Project.objects.by_system().filter(row=row).first()
    if project is not None:
        return fresh(project)
    _check_taking_part(row.enrolment)
    project = fresh(Project.objects.create(row=row))
    open_draft(project, project.now)
    record(project, "began", gettext_noop("Aktualisasi dimulai"), by)
    return project


def draft_of(project: Project) -> Submission:
    """What the participant writes now. Raises `Refused` for who has withdrawn, or when it is not the own turn."""
    _check_taking_part(project.row.enrolment)
    if project.turn != Turn.PARTICIPANT:
        raise _not_ones_turn(project)
    return open_draft(project, project.now)


@transaction.atomic
def save_draft(*, project: Project, content: Content, by: User | None, seen: int | None = None) -> Submission:
    """Keep what is written of the part at hand, complete or not; nobody else sees it before it is sent.

    `seen` is the revision that was on screen: raises `Refused` ("changed") when another device has saved since; None
    asks for no such care. The history notes that a draft was begun, not each time it is saved.
    """
    project = fresh(project)
    draft = draft_of(project)
    if seen is not None and seen != draft.revision:
        words = _(
            "Draf ini sudah disimpan dari perangkat lain, %(when)s. Isian Anda masih ada di bawah. "
            "Periksa, lalu simpan lagi untuk menggantinya."
        )
        raise Refused(words % {"when": format_moment(draft.saved_at, "pendek")}, "changed")
    draft.content = outline.cleaned(project.now, content)
    draft.revision += 1
    draft.saved_at = clock.now()
    draft.save(update_fields=["content", "revision", "saved_at"])
    if draft.revision == 1:
        record(project, "draft_saved", gettext_noop("Draf aktualisasi disimpan"), by)
    return draft


@transaction.atomic
def send_draft(*, project: Project, by: User | None) -> Submission:
    """Put the part at hand before the coach. Raises `Refused` while something is missing or not one's turn."""
    project = fresh(project)
    part, draft = project.now, draft_of(project)
    found = outline.faults(part, draft.content, draft.evidence.count())
    if found:
        raise Refused(" ".join(fault.words for fault in found), "incomplete")
    draft.state, draft.sent_at, draft.sent_by = State.SENT, clock.now(), by
    draft.save(update_fields=["state", "sent_at", "sent_by"])
    project.title = draft.content.get(outline.TITLE) or project.title
    pass_turn(project, Turn.COACH)
    record(project, f"{part.key}_sent", part.acts.sent_event, by)
    tell_coaches(project, draft, queries.coach_accounts(project.row.enrolment), part.acts.sent)
    return draft


@transaction.atomic
def recall(*, project: Project, by: User | None) -> Submission:
    """Take back what was sent and not answered, to go on writing; the sent version stays in the list.

    Returns the new draft. Raises `Refused` when the coach has answered.
    """
    project = fresh(project)
    sent = project.submissions.filter(state=State.SENT).first()
    if sent is None:
        raise Refused(_("Coach sudah menjawab kiriman ini, jadi tidak bisa ditarik lagi."), "answered")
    sent.state = State.RECALLED
    sent.save(update_fields=["state"])
    draft = open_draft(project, sent.of, like=sent)
    pass_turn(project, Turn.PARTICIPANT)
    record(project, f"{sent.part}_recalled", sent.of.acts.recalled_event, by)
    return draft


def _check_taking_part(enrolment: Enrolment) -> None:
    if enrolment.state == Enrolment.State.WITHDRAWN:
        raise Refused(_("Anda tidak lagi mengikuti angkatan ini, jadi aktualisasinya tidak bisa diubah."), "withdrawn")


def _not_ones_turn(project: Project) -> Refused:
    if project.is_over:
        return Refused(_("Aktualisasi ini sudah diverifikasi, jadi tidak diubah lagi."), "over")
    return Refused(_("Kiriman Anda sedang menunggu jawaban coach. Tarik dulu bila ingin mengubahnya."), "waiting")
