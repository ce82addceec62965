"""The one thing to do next. Pure: a room that was read in, and today's day."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.cohorts.queries import discussion_words
from bangkom.core.formatting import format_date, format_moment
from bangkom.programmes.models import Requirement

if TYPE_CHECKING:
    from bangkom.learning.queries.rooms import Room

Kind = Requirement.Kind


@dataclass(frozen=True)
class Step:
    """What a card "Lanjutkan" shows; `label` is its button.

    `kind`: lesson, quiz, discussion, session, wait, later, done, left.
    """

    kind: str
    title: str
    detail: str
    url: str
    label: str
    minutes: int = 0

    @property
    def is_own_work(self) -> bool:
        """Whether the person can do it now, alone."""
        return self.kind in {"lesson", "quiz", "discussion"}


def step_of(room: "Room", today: dt.date) -> Step:
    """What one can do oneself comes first, then the next session, then whom one waits for, then what opens later."""
    enrolment = room.enrolment
    here = reverse("learning:room", args=[enrolment.pk])
    if enrolment.state == Enrolment.State.WITHDRAWN:
        return Step("left", _("Anda tidak lagi mengikuti angkatan ini"), "", here, _("Lihat ruang belajar"))
    waiting = [row for row in room.rows if row.state == SheetRow.State.OPEN]
    if not waiting:
        return _done(enrolment)
    begun = [row for row in waiting if row.starts_on is None or row.starts_on <= today]
    for found in (_own_work(enrolment, begun), _session(begun, here), _waiting(begun, here)):
        if found is not None:
            return found
    first = waiting[0]
    opens = _("Dibuka %(day)s") % {"day": format_date(first.starts_on, "hari")}
    return Step("later", first.stage.title, opens, here, _("Lihat ruang belajar"))


def _own_work(enrolment: Enrolment, rows: list[SheetRow]) -> Step | None:
    """The first that can be done now. Replies come last: they may have to wait until others have written."""
    for row in sorted(rows, key=_lacks_replies_only):
        if row.requirement.kind == Kind.MODULE and row.lesson:
            done = row.lessons_total - row.lessons_left
            detail = _minutes(row.lesson["minutes"])
            if done:
                detail += _(", %(done)s dari %(total)s pelajaran selesai") % {
                    "done": done,
                    "total": row.lessons_total,
                }
            url = _activity(enrolment, row, row.lesson["key"])
            return Step("lesson", row.lesson["title"], detail, url, _("Lanjutkan belajar"), row.lesson["minutes"])
        if row.requirement.kind == Kind.QUIZ and row.named:
            label = _("Lanjutkan kuis") if row.quiz_open else _("Kerjakan kuis")
            url = _activity(enrolment, row, row.named["key"])
            minutes = row.named["minutes"]
            return Step("quiz", row.named["title"], _minutes(minutes), url, label, minutes)
        if row.requirement.kind == Kind.DISCUSSION and row.named:
            label = _("Baca dan tanggapi") if _lacks_replies_only(row) else _("Tulis pengalaman")
            url = _activity(enrolment, row, row.named["key"])
            return Step("discussion", row.named["title"], discussion_words(row), url, label, row.named["minutes"])
    return None


def _lacks_replies_only(row: SheetRow) -> bool:
    """A discussion in which the own experiences are written."""
    if row.requirement.kind != Kind.DISCUSSION:
        return False
    return bool(row.facts.get("posts", 0) >= row.requirement.params["posts"])


def _session(rows: list[SheetRow], here: str) -> Step | None:
    for row in rows:
        if row.requirement.kind == Kind.ATTENDANCE and row.session_at:
            moment = format_moment(row.session_at, "pendek")
            return Step("session", row.session_title, moment, f"{here}#jadwal", _("Lihat tempat dan tautan"))
    return None


def _waiting(rows: list[SheetRow], here: str) -> Step | None:
    """For whom one waits; what waits for oneself comes first."""
    for row in sorted(rows, key=lambda row: row.waiting_for != SheetRow.Party.PARTICIPANT):
        if row.requirement.kind == Kind.ACTUALIZATION and row.waiting_for == SheetRow.Party.PARTICIPANT:
            url = reverse("workplace:project", args=[row.enrolment_id, row.requirement_id])
            detail = _("Menunggu Anda sejak %(day)s") % {"day": format_date(row.since, "pendek")}
            return Step("wait", row.requirement.title, detail, url, _("Buka aktualisasi"))
        who = {
            SheetRow.Party.COACH: _("Menunggu coach sejak %(day)s"),
            SheetRow.Party.COMMITTEE: _("Menunggu panitia sejak %(day)s"),
            SheetRow.Party.SCHEDULE: _("Menunggu jadwal sesi sejak %(day)s"),
        }.get(row.waiting_for, _("Belum terpenuhi sejak %(day)s"))
        detail = who % {"day": format_date(row.since, "pendek")}
        return Step("wait", row.requirement.title, detail, f"{here}#syarat", _("Lihat syarat"))
    return None


def _done(enrolment: Enrolment) -> Step:
    if enrolment.state == Enrolment.State.UNDER_REVIEW:
        url = reverse("learning:room", args=[enrolment.pk])
        return Step("wait", _("Kelulusan ditinjau kembali"), _("Menunggu panitia"), url, _("Lihat syarat"))
    url = reverse("credentials:outcome", args=[enrolment.pk])
    return Step("done", _("Semua syarat terpenuhi"), "", url, _("Lihat sertifikat"))


def _activity(enrolment: Enrolment, row: SheetRow, key: str) -> str:
    return reverse("learning:activity", args=[enrolment.pk, row.requirement.module_id, key])


def _minutes(minutes: int) -> str:
    return ngettext("sekitar %(n)s menit", "sekitar %(n)s menit", minutes) % {"n": minutes}
