"""What invented participants do at their workplaces, and what the coach says. Texts: `content/aktualisasi.json`."""

import datetime as dt
import json
from functools import cache

import typst

from bangkom.cohorts.models import Enrolment, SheetRow
from bangkom.core import clock
from bangkom.core.models import User
from bangkom.programmes.models import Requirement
from bangkom.workplace import uploads
from bangkom.workplace.models import Project
from bangkom.workplace.services import add_evidence, answer, save_draft, send_draft, start_project

from .module import CONTENT

WHAT = (
    "Pilih satu gesekan kecil di tempat kerja atau wilayah Anda. Rencanakan satu tindakan yang mempertemukan, jalankan "
    "beberapa hari, lalu laporkan apa adanya."
)
TITLE = "Aktualisasi singkat di tempat kerja"
NOTE = "Laporan sesuai rencana, bukti dilihat, dan pelajaran yang ditulis jujur."
AGREED = "Rencana jelas dan bisa dijalankan. Catat juga yang tidak berjalan."
ADVICE = "Siapa yang belum Anda libatkan? Tambahkan cara orang lain bisa melihat hasilnya, lalu kirim lagi."
TEMPLATE = CONTENT.parent / "typst" / "meeting_notes.typ"


@cache
def texts() -> list[dict]:
    return json.loads((CONTENT / "aktualisasi.json").read_text(encoding="utf-8"))


def send_plan(enrolment: Enrolment, number: int, days: tuple[dt.date, dt.date]) -> Project:
    """The participant writes a plan and sends it to the coach. `number` chooses the text."""
    by = enrolment.person.user
    row = SheetRow.objects.by_system().get(enrolment=enrolment, requirement__kind=Requirement.Kind.ACTUALIZATION)
    project = start_project(row=row, by=by)
    plan = texts()[number % len(texts())]["plan"]
    span = {"starts_on": days[0].isoformat(), "ends_on": days[1].isoformat()}
    save_draft(project=project, content=plan | span, by=by)
    send_draft(project=project, by=by)
    return project


def send_report(project: Project, number: int) -> None:
    """The participant reports what was done, with the notes of a meeting as evidence."""
    enrolment = project.row.enrolment
    by, told = enrolment.person.user, texts()[number % len(texts())]
    save_draft(project=project, content=told["report"], by=by)
    add_evidence(
        project=project,
        upload=uploads.ready(meeting_notes(number % len(texts()))),
        name="notulen-pertemuan.pdf",
        caption="Notulen pertemuan dengan pihak yang terlibat (rekaan)",
        by=by,
    )
    send_draft(project=project, by=by)


@cache
def meeting_notes(number: int) -> bytes:
    """Invented notes of the meeting that a report tells of, as PDF."""
    told = texts()[number]
    inputs = {"data": json.dumps({"title": told["plan"]["title"], "notes": told["report"]["done"]})}
    return typst.compile(TEMPLATE, format="pdf", sys_inputs=inputs, ignore_system_fonts=True)


def carry_through(
    enrolment: Enrolment, number: int, *, planned: dt.datetime, reported: dt.datetime, coach: User
) -> None:
    """From plan to verification: sent, agreed an hour later, reported, verified two hours later."""
    with clock.held_at(planned):
        project = send_plan(enrolment, number, (planned.date(), reported.date()))
    with clock.held_at(planned + dt.timedelta(hours=1)):
        answer(project=project, accepted=True, note=AGREED, by=coach)
    with clock.held_at(reported):
        send_report(project, number)
    with clock.held_at(reported + dt.timedelta(hours=2)):
        answer(project=project, accepted=True, note=NOTE, by=coach)
