"""Evidence of the part at hand: added to the draft, taken off it again; what was sent keeps its own."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import store_file
from bangkom.workplace.models import Evidence, Project
from bangkom.workplace.services.projects import draft_of
from bangkom.workplace.services.turns import fresh, record
from bangkom.workplace.uploads import Ready

MOST = 12


@transaction.atomic
def add_evidence(*, project: Project, upload: Ready, name: str, caption: str, by: User | None) -> Evidence:
    """Put a file that is `uploads.ready` with the draft. Raises `Refused`: not one's turn, no words, too many."""
    project = fresh(project)
    draft = draft_of(project)
    if not project.now.takes_evidence:
        raise Refused(_("Bukti dilampirkan pada laporan, sesudah rencana disetujui."), "too_early")
    if not caption.strip():
        raise Refused(_("Tulis apa yang terlihat pada bukti ini."), "caption_missing")
    if draft.evidence.count() >= MOST:
        words = _("Sudah ada %(n)s bukti. Hapus yang kurang penting, lalu tambahkan yang ini.")
        raise Refused(words % {"n": MOST}, "too_many")
    stored = store_file(
        content=upload.content,
        name=name,
        content_type=upload.content_type,
        agency=project.row.enrolment.cohort.agency,
        by=by,
    )
    evidence = Evidence.objects.create(
        project=project, file=stored, caption=caption.strip()[:200], width=upload.width, height=upload.height
    )
    draft.evidence.add(evidence)
    record(project, "evidence_added", gettext_noop("Bukti aktualisasi ditambahkan"), by)
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User | None) -> None:
    """Take evidence off the draft; a version that was sent with it keeps it. Taken off already: nothing happens."""
    project = fresh(evidence.project)
    draft = draft_of(project)
    if not draft.evidence.filter(pk=evidence.pk).exists():
        return
    draft.evidence.remove(evidence)
    if not evidence.submissions.exists():
        evidence.delete()
    record(project, "evidence_removed", gettext_noop("Bukti aktualisasi dihapus dari draf"), by)
