"""What an aktualisasi is made of: its parts in order, and what each asks. Pure: words and rules, no rows.

A part is written by the participant, sent, and answered by the coach; an accepted part opens the next one, the last one
accepted is the verification. A longer aktualisasi is a longer outline, and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

Words = str | Promise
Content = Mapping[str, Any]


class Shape(StrEnum):
    """How a question is answered."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"  # ISO, an empty string while it is open


@dataclass(frozen=True)
class Question:
    """One question of a part. `most`: characters. `not_before`: the key of a day that may not come after this one."""

    key: str
    label: Words
    help: Words = ""
    shape: Shape = Shape.TEXT
    most: int = 3000
    not_before: str = ""


@dataclass(frozen=True)
class Acts:
    """What is said of a part when something happens to it: to the history (`*_event`) and to people. Message ids."""

    sent_event: str
    recalled_event: str
    accepted_event: str
    returned_event: str
    taken_back_event: str
    sent: str
    accepted: str
    returned: str
    taken_back: str


@dataclass(frozen=True)
class Part:
    """A part of an aktualisasi. `title_key`: the answer by which the whole is known."""

    key: str
    title: Words
    write: Words
    mend: Words
    accept: Words
    accepted: Words
    questions: tuple[Question, ...]
    acts: Acts
    takes_evidence: bool = False
    needs_note: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(question.key for question in self.questions)


PLAN = Part(
    key="plan",
    title=_("Rencana"),
    write=_("Tulis rencana"),
    mend=_("Perbaiki rencana"),
    accept=_("Setujui rencana"),
    accepted=_("Disetujui"),
    questions=(
        Question(
            "title",
            _("Judul aktualisasi"),
            _("Satu kalimat: apa yang Anda kerjakan, di mana. Misalnya: Mediasi warga pasar sebelum relokasi."),
            Shape.LINE,
            most=150,
        ),
        Question(
            "issue",
            _("Masalah di tempat kerja"),
            _("Apa yang terjadi, siapa yang terkena, dan sejak kapan. Tulis yang Anda lihat sendiri."),
        ),
        Question(
            "idea",
            _("Gagasan dan langkah"),
            _("Apa yang akan Anda lakukan, berurutan. Kaitkan dengan yang Anda pelajari di pelatihan ini."),
        ),
        Question(
            "involved",
            _("Siapa yang dilibatkan"),
            _("Atasan langsung, rekan, warga, atau instansi lain, dan bagian masing-masing."),
            most=1500,
        ),
        Question("starts_on", _("Tanggal mulai"), shape=Shape.DAY),
        Question("ends_on", _("Tanggal selesai"), shape=Shape.DAY, not_before="starts_on"),
        Question(
            "outcome",
            _("Hasil yang diharapkan"),
            _("Apa yang berubah sesudahnya, dan dari mana orang lain bisa melihatnya."),
        ),
    ),
    acts=Acts(
        sent_event=gettext_noop("Rencana aktualisasi dikirim kepada coach"),
        recalled_event=gettext_noop("Kiriman rencana aktualisasi ditarik peserta"),
        accepted_event=gettext_noop("Rencana aktualisasi disetujui coach"),
        returned_event=gettext_noop("Rencana aktualisasi dikembalikan dengan saran"),
        taken_back_event=gettext_noop("Persetujuan rencana aktualisasi ditarik"),
        sent=gettext_noop("%(name)s mengirim rencana aktualisasi dan menunggu jawaban Anda."),
        accepted=gettext_noop("Rencana aktualisasi Anda disetujui coach. Jalankan, lalu tulis laporannya."),
        returned=gettext_noop("Rencana aktualisasi Anda dikembalikan dengan saran coach."),
        taken_back=gettext_noop("Persetujuan rencana aktualisasi Anda ditarik. Baca alasannya, lalu perbaiki."),
    ),
)

REPORT = Part(
    key="report",
    title=pgettext_lazy("aktualisasi", "Laporan"),
    write=_("Tulis laporan"),
    mend=_("Perbaiki laporan"),
    accept=_("Verifikasi aktualisasi"),
    accepted=_("Terverifikasi"),
    questions=(
        Question(
            "done",
            _("Apa yang dilakukan"),
            _("Ceritakan berurutan: tanggal, tempat, siapa yang hadir. Sebut juga yang berbeda dari rencana."),
        ),
        Question(
            "result",
            _("Hasil"),
            _("Apa yang berubah dibanding sebelumnya. Angka dan kesepakatan lebih kuat daripada kesan."),
        ),
        Question(
            "lesson",
            _("Pelajaran yang dipetik"),
            _("Apa yang berhasil, apa yang tidak, dan apa yang Anda teruskan di tempat kerja."),
        ),
    ),
    acts=Acts(
        sent_event=gettext_noop("Laporan aktualisasi dikirim kepada coach"),
        recalled_event=gettext_noop("Kiriman laporan aktualisasi ditarik peserta"),
        accepted_event=gettext_noop("Aktualisasi diverifikasi coach"),
        returned_event=gettext_noop("Laporan aktualisasi dikembalikan dengan saran"),
        taken_back_event=gettext_noop("Verifikasi aktualisasi ditarik"),
        sent=gettext_noop("%(name)s mengirim laporan aktualisasi dan menunggu verifikasi Anda."),
        accepted=gettext_noop("Aktualisasi Anda sudah diverifikasi coach."),
        returned=gettext_noop("Laporan aktualisasi Anda dikembalikan dengan saran coach."),
        taken_back=gettext_noop("Verifikasi aktualisasi Anda ditarik. Baca alasannya, lalu perbaiki laporannya."),
    ),
    takes_evidence=True,
    needs_note=True,
)

SHORT = (PLAN, REPORT)
BY_KEY = {part.key: part for part in SHORT}
TITLE = "title"


def part_after(part: Part) -> Part | None:
    """The part that opens when this one is accepted; None after the last."""
    at = SHORT.index(part) + 1
    return SHORT[at] if at < len(SHORT) else None


def cleaned(part: Part, content: Content) -> dict[str, str]:
    """What is kept of the answers: those of this part, as text, without blanks around, no longer than allowed."""
    kept = {}
    for question in part.questions:
        value = content.get(question.key) or ""
        text = value.isoformat() if isinstance(value, dt.date) else str(value)
        kept[question.key] = text.replace("\r\n", "\n").strip()[: question.most]
    return kept


@dataclass(frozen=True)
class Fault:
    """What keeps a part from being sent; `key` is the question, empty for the evidence."""

    key: str
    words: str


def faults(part: Part, content: Content, evidence: int) -> list[Fault]:
    """What is still missing or contradicts itself, in the order of the questions. Every question wants an answer."""
    found = []
    for question in part.questions:
        value = content.get(question.key)
        if not value:
            found.append(Fault(question.key, _now("%(label)s belum diisi.") % {"label": question.label}))
        elif question.not_before and (content.get(question.not_before) or value) > value:
            found.append(Fault(question.key, _now("Tanggal selesai lebih awal daripada tanggal mulai.")))
    if part.takes_evidence and not evidence:
        found.append(Fault("", _now("Belum ada bukti. Tambahkan sedikitnya satu foto atau berkas.")))
    return found
