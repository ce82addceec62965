"""What is printed about attendance: the sheet to sign, and the recap. Indonesian, whoever prints it."""

from itertools import islice
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from bangkom.cohorts import recap as recaps
from bangkom.cohorts.models import Cohort, CohortStaff, Session
from bangkom.core import clock, colour
from bangkom.core.formatting import format_date, format_jp, format_nip, format_number, format_range, format_time
from bangkom.core.models import Agency
from bangkom.papers.qr import qr_svg
from bangkom.papers.typesetting import render_pdf

PAPERS = {"a4": [210, 297], "f4": [215, 330]}  # millimetres
# How many columns of sessions fit beside the names on A4 across: alone, and with the sums. F4 is three columns longer.
SESSIONS_ALONE, SESSIONS_WITH_SUMS = 18, 11
MORE_COLUMNS = {"a4": 0, "f4": 3}


def letterhead(agency: Agency) -> dict[str, str]:
    """The head of an agency's papers; its colour only where it is legible."""
    try:
        brand = colour.ramp(agency.brand_colour).deep
    except colour.ColourRefusedError:
        brand = colour.ramp(Agency._meta.get_field("brand_colour").default).deep
    return {
        "government": agency.government_name,
        "name": agency.organizer_name,
        "contact": agency.contact_line,
        "colour": brand,
    }


def attendance_sheet(cohort: Cohort, session: Session, paper: str) -> bytes:
    """The sheet of a session to sign by hand, as PDF on `paper` a4 or f4; forty names a page.

    Its QR leads to the grid where the signatures are entered.
    """
    people = cohort.enrolments.expected_at(session).order_by("name")
    trainers = CohortStaff.objects.filter(sessions=session).select_related("person").order_by("person__name")
    with translation.override("id"), timezone.override(clock.zone_of(cohort.agency)):
        data = {
            "paper": PAPERS[paper],
            "head": letterhead(cohort.agency),
            "programme": cohort.curriculum.programme.title,
            "cohort": cohort.name,
            "session": session.title,
            "day": format_date(session.starts_at, "hari"),
            "time": f"{format_time(session.starts_at).split()[0]} sampai {format_time(session.ends_at)}",
            "place": session.room or "Daring",
            "group": session.group,
            "trainers": [each.person.full_name for each in trainers],
            "town": cohort.agency.place,
            "people": [{"name": each.name, "number": format_nip(each.number)} for each in people],
            "qr": qr_svg(settings.SITE_URL + reverse("cohorts:attendance", args=[cohort.slug, session.pk])),
        }
    return render_pdf("attendance_sheet", data, created=clock.now())


def attendance_recap(cohort: Cohort, paper: str) -> bytes:
    """The recap of a cohort as PDF on `paper` a4 or f4 across; many sessions are split over tables, names repeated."""
    whole = recaps.of_cohort(cohort)
    with translation.override("id"), timezone.override(clock.zone_of(cohort.agency)):
        data = {
            "paper": PAPERS[paper][::-1],
            "head": letterhead(cohort.agency),
            "programme": cohort.curriculum.programme.title,
            "cohort": cohort.name,
            "dates": format_range(cohort.starts_on, cohort.ends_on),
            "printed": format_date(clock.now()),
            "sessions": [
                {
                    "number": number,
                    "short": f"{local.day}/{local.month}",
                    "when": f"{format_date(local.date(), 'pendek')} {format_time(local).split()[0]}",
                    "title": session.title,
                    "group": session.group,
                    "present": whole.present[session.pk],
                    "locked": session.is_locked,
                }
                for number, session in enumerate(whole.sessions, start=1)
                for local in [timezone.localtime(session.starts_at)]
            ],
            "blocks": blocks(len(whole.sessions), MORE_COLUMNS[paper]),
            "lines": [line_facts(number, line) for number, line in enumerate(whole.lines, start=1)],
            "teaching": [teaching_facts(each, whole.per_jp) for each in whole.teaching],
        }
    return render_pdf("attendance_recap", data, created=clock.now())


def line_facts(number: int, line: recaps.Line) -> dict[str, Any]:
    return {
        "number": number,
        "name": line.enrolment.name,
        "nip": format_nip(line.enrolment.number),
        "letters": line.letters,
        "sums": [n for _label, n in line.sums()] + [line.made_good, line.counted, line.held],
        "percent": format_number(line.percent) if line.percent is not None else "–",
    }


def teaching_facts(teaching: recaps.Teaching, per_jp: int) -> dict[str, Any]:
    return {
        "name": teaching.staff.person.full_name,
        "agency": teaching.staff.agency.short_name,
        "sessions": f"{teaching.sessions} dari {teaching.planned_sessions}",
        "jp": format_jp(teaching.minutes, per_jp),
        "planned": format_jp(teaching.planned_minutes, per_jp),
    }


def blocks(sessions: int, more: int = 0) -> list[list[int]]:
    """How the columns are split over tables: from and to (not included); the last one has room for the sums.

    `more`: columns that the paper has beyond A4.

    >>> blocks(11), blocks(12), blocks(12, more=3), blocks(40)
    ([[0, 11]], [[0, 6], [6, 12]], [[0, 12]], [[0, 15], [15, 29], [29, 40]])
    """
    alone, with_sums = SESSIONS_ALONE + more, SESSIONS_WITH_SUMS + more
    count = 1
    while alone * (count - 1) + with_sums < sessions:
        count += 1
    last = min(with_sums, sessions // count)
    if count == 1:
        return [[0, sessions]]
    even, more = divmod(sessions - last, count - 1)
    sizes = [even + (at < more) for at in range(count - 1)] + [last]
    starts = [sum(islice(sizes, at)) for at in range(count)]
    return [[start, start + size] for start, size in zip(starts, sizes, strict=True)]
