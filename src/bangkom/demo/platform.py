"""The part of the training that was learned on ASN Berpijar: the platform's list as it comes, and proofs sent in.

List and proofs are invented; how a real list of that platform looks is not known, the columns are an assumption.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

import typst

from bangkom.cohorts.models import Cohort, Enrolment, SheetRow
from bangkom.core import clock
from bangkom.core.formatting import format_date
from bangkom.core.models import Job, JobRow, User
from bangkom.core.services import advance_job
from bangkom.outside.matching import bare_name
from bangkom.outside.services import (
    NOBODY,
    Completion,
    commit_list,
    decide_doubts,
    doubts_of,
    send_evidence,
    stage_list,
)
from bangkom.programmes.models import Requirement

from .generator import SEED
from .province import samples

NAME = "ASN Berpijar"
COURSE = "Dasar-dasar perekat bangsa di ASN Berpijar"
JP = 6
LEAST_SCORE = 70
TEMPLATE = Path(__file__).parent / "typst" / "platform_proof.typ"
HEADERS = ("No", "Username", "Nama Lengkap", "Nilai Akhir", "Status", "Waktu Selesai")
STRANGER = ("198212052009041007", "Peserta Instansi Lain")


def requirement_of(cohort: Cohort) -> Requirement:
    """The condition that is met on the platform."""
    return Requirement.objects.by_system().get(stage__curriculum=cohort.curriculum_id, kind=Requirement.Kind.OUTSIDE)


def paste_list(cohort: Cohort, passed: Sequence[Enrolment], span: tuple[dt.date, dt.date], *, by: User) -> Job:
    """The organizer pastes the platform's list, says who is meant in doubtful rows, and has it credited."""
    text = listed(passed, span)
    job = stage_list(cohort=cohort, requirement=requirement_of(cohort), text=text, by=by)
    decide_doubts(job=job, choices={row.pk: _meant(row) for row in doubts_of(job)}, by=by)
    commit_list(job=job, by=by, queue=False)
    return advance_job(job_id=job.pk)


def _meant(row: JobRow) -> str:
    """The candidate whose name stands in the row; otherwise none of them."""
    people = Enrolment.objects.by_system().in_bulk(row.data["candidates"])
    for key, enrolment in people.items():
        if bare_name(enrolment.name) == bare_name(row.data["name"]):
            return str(key)
    return NOBODY


def list_for_visitors(cohort: Cohort, passed: Sequence[Enrolment], span: tuple[dt.date, dt.date]) -> Path:
    """The rest of the list in a file among the samples, to be pasted by hand; not all of it is plain."""
    path = samples() / f"lulus-asn-berpijar-{cohort.name.lower().replace(' ', '-')}.txt"
    path.write_text(listed(passed, span), encoding="utf-8")
    return path


def listed(passed: Sequence[Enrolment], span: tuple[dt.date, dt.date]) -> str:
    """The platform's list: user names as numbers, some of them damaged on the way through a spreadsheet."""
    rng = Random(f"{SEED}/platform/{span[0]}")  # noqa: S311 - spreads invented scores, guards nothing
    lines = []
    for place, enrolment in enumerate(passed):
        day = span[0] + dt.timedelta(days=rng.randint(0, (span[1] - span[0]).days))
        done = f"{day:%d/%m/%Y} {rng.randint(8, 21):02d}:{rng.randint(0, 59):02d}"
        lines.append((damaged(enrolment.number, place), enrolment.name, str(rng.randint(72, 98)), "Lulus", done))
    lines.append((*STRANGER, "88", "Lulus", f"{span[1]:%d/%m/%Y} 10:12"))
    rows = [(str(number), *line) for number, line in enumerate(lines, start=1)]
    return "\n".join("\t".join(row) for row in (HEADERS, *rows)) + "\n"


def damaged(number: str, place: int) -> str:
    """A number as it looks after a spreadsheet and hands had it; most of them come through whole."""
    return {
        2: f"{int(number):.5E}".replace(".", ","),
        4: f"'{number}",
        6: f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}",
        9: number[:-1],
        12: f"{number[:-2]}{number[-1]}{number[-2]}" if number[-1] != number[-2] else f"{number[:-1]}0",
    }.get(place, number)


def send_proofs(enrolments: Iterable[Enrolment], day: dt.date) -> None:
    """Participants send what the platform gave them; it waits for the organizer."""
    for place, enrolment in enumerate(enrolments, start=1):
        row = SheetRow.objects.by_system().get(enrolment=enrolment, requirement__kind=Requirement.Kind.OUTSIDE)
        score = Decimal(74 + 6 * place)
        certificate = f"BPJ/{day:%Y}/{4100 + 7 * place}"
        with clock.held_at(clock.now() + dt.timedelta(minutes=23 * place)):
            send_evidence(
                row=row,
                content=proof(enrolment, day, score, certificate),
                name="keterangan-lulus-asn-berpijar.pdf",
                completion=Completion(completed_on=day, score=score, certificate=certificate),
                by=enrolment.person.user,
            )


def proof(enrolment: Enrolment, day: dt.date, score: Decimal, certificate: str) -> bytes:
    """The PDF that a participant has from the platform."""
    data = {
        "platform": NAME,
        "course": COURSE,
        "name": enrolment.name,
        "number": enrolment.number,
        "day": format_date(day),
        "score": str(score),
        "certificate": certificate,
    }
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.compile(TEMPLATE, format="pdf", sys_inputs=inputs, ignore_system_fonts=True)
