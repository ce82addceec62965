"""JP of other trainings last year and this, so that cards and lists look alive. The labels say it is demo data."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from random import Random

from bangkom.core import clock
from bangkom.core.models import Agency
from bangkom.ledger.services import post_same_hours
from bangkom.people.models import Employee, Person
from bangkom.rules import queries as rules

from .cast import member
from .generator import SEED

Show = Callable[[int, int], None]
LABEL = "Data demo, riwayat pelatihan lain: {title}"
LONG, SHORT = 20, 6  # JP: of last year only long trainings are told; who stays short went to the short ones
# The teacher of the cast has not enough yet, so that somebody sees how that looks.
STAYS_SHORT = member("peserta-serang").given.number
AT_ONCE = 400
POSTED_AFTER = dt.timedelta(days=2)
NOON = dt.time(12)


@dataclass(frozen=True)
class Past:
    """A training of the past: on which day of the year (1 to 365), of what form, and how many of a hundred came.

    `words` narrow it to positions that contain one of them; `reach` counts in offices with ordinary diligence.
    """

    day: int
    title: str
    form: str
    jp: int
    reach: int
    words: tuple[str, ...] = ()


TEACHERS, HEALTH, LEADERS = ("Guru",), ("Bidan", "Perawat", "Dokter"), ("Kepala", "Camat", "Sekretaris")
HEALTH_OTHERS = ("Apoteker", "Nutrisionis", "Sanitasi", "Laboratorium", "Perekam")
TRAININGS = (
    Past(24, "Kelas daring Banten Ceria, Pelayanan prima", "e_learning", 6, 9),
    Past(52, "Bimbingan teknis penyusunan SKP", "technical_guidance", 8, 12),
    Past(73, "Pelatihan integrasi layanan primer", "technical_training", 24, 38, HEALTH),
    Past(96, "Pelatihan guru, pembelajaran mendalam", "technical_training", 32, 34, TEACHERS),
    Past(121, "Kelas daring Banten Ceria, Literasi digital", "e_learning", 10, 16),
    Past(150, "Seminar kesehatan ibu dan anak", "seminar", 8, 30, HEALTH),
    Past(171, "Lokakarya kelompok kerja guru", "workshop", 10, 42, TEACHERS),
    Past(198, "Sosialisasi pencegahan gratifikasi", "dissemination", 4, 30),
    Past(223, "Pelatihan manajemen risiko", "managerial_training", 20, 36, LEADERS),
    Past(247, "Kelas daring Banten Ceria, Keamanan informasi", "e_learning", 12, 13),
    Past(265, "Pelatihan mutu laboratorium dan obat", "technical_training", 22, 44, HEALTH_OTHERS),
    Past(288, "Pelatihan asesmen pembelajaran", "technical_training", 20, 22, TEACHERS),
    Past(309, "Kelas daring Banten Ceria, Pengaduan masyarakat", "e_learning", 8, 14),
)


def make_history(agency: Agency, *, today: dt.date, show: Show) -> int:
    """Post the hours of last year's and this year's other trainings to part of an agency's people; returns entries."""
    rng = Random(f"{SEED}/{agency.code}/history")  # noqa: S311 - spreads invented hours, guards nothing
    people = _people(agency, rng)
    long_ago = [(today.year - 1, each) for each in TRAININGS if each.jp >= LONG]
    past = long_ago + [(today.year, each) for each in TRAININGS if _day(today.year, each) < today]
    posted = 0
    for done, (year, each) in enumerate(past, start=1):
        who = iter([someone.person for someone in people if _came(each, someone, rng)])
        while chunk := list(islice(who, AT_ONCE)):
            posted += _post(agency, each, _day(year, each), chunk)
        show(done, len(past))
    return posted


def _day(year: int, past: Past) -> dt.date:
    return dt.date(year, 1, 1) + dt.timedelta(days=past.day - 1)


@dataclass(frozen=True)
class Someone:
    """An employee's person and position, and how diligent the own office is (0.4 to 1.7 of the ordinary)."""

    person: Person
    position: str
    zeal: float
    stays_short: bool


def _people(agency: Agency, rng: Random) -> list[Someone]:
    employees = Employee.objects.by_system().filter(agency=agency).select_related("person", "position", "unit")
    zeal: dict[int, float] = {}
    return [
        Someone(
            each.person,
            each.position.name,
            zeal.setdefault(each.unit.parent_id or each.unit_id, rng.uniform(0.4, 1.7)),
            each.number == STAYS_SHORT,
        )
        for each in employees.order_by("pk")
    ]


def _came(past: Past, someone: Someone, rng: Random) -> bool:
    meant = not past.words or any(word in someone.position for word in past.words)
    came = meant and rng.random() * 100 < past.reach * someone.zeal
    return past.jp <= SHORT if someone.stays_short else came


def _post(agency: Agency, past: Past, day: dt.date, people: list[Person]) -> int:
    per_jp, rule_set = rules.minutes_per_jp(day)
    with clock.held_at(clock.instant(day + POSTED_AFTER, NOON, agency)):
        return post_same_hours(
            people=people,
            agency=agency,
            minutes=past.jp * per_jp,
            form=past.form,
            occurred_on=day,
            source=agency,
            source_label=LABEL.format(title=past.title),
            source_key=f"demo:{agency.code}:{day.isoformat()}:{past.day}",
            rule_set=rule_set,
            by=None,
        )
