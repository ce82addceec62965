"""Invents the employees of an agency: a person for every seat, the same for the same seed. All of them are made up."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from .careers import CAREERS, LADDERS, STATES, Career, Level, Schooling
from .names import invent_name
from .offices import ELSEWHERE, GOVERNMENTS
from .seats import Seat, Unit, establish

SEED = "bangkom"
FIRST_CONTRACTS = 2021  # the first large intake of PPPK
CONTRACT_CODE = 21
NEWCOMER_PERCENT = 7
SERIALS = 60


@dataclass(frozen=True)
class Invented:
    """One invented employee as an export tells it; `sex` M or F, `status` PNS, CPNS or PPPK."""

    number: str
    name: str
    front_title: str
    back_title: str
    sex: str
    birth_date: dt.date
    birth_place: str
    status: str
    state: tuple[str, str]
    hired_on: dt.date
    grade: str
    schooling: Schooling
    position: str
    seat: Seat
    email: str


@dataclass(frozen=True)
class Given:
    """Somebody of the fixed cast: takes the first seat with this position (in this unit or office), stays as given."""

    number: str
    name: str
    position: str
    place: str = ""
    front_title: str = ""
    back_title: str = ""
    grade: str = ""
    level: str = ""


class Inventor:
    """Invents people one after another; no number is given twice."""

    def __init__(self, agency: str, *, today: dt.date, seed: str = SEED) -> None:
        self._rng = Random(f"{seed}/{agency}")  # noqa: S311 - invents people, guards nothing
        self._agency, self._today = agency, today
        self._numbers: set[str] = set()
        self._places = GOVERNMENTS[agency].birth_places

    def staff(self, cast: Sequence[Given] = ()) -> list[Invented]:
        """Somebody for every seat of the agency; the cast sits where it says. LookupError without such a seat."""
        seats = establish(self._agency, self._rng, [(given.position, given.place) for given in cast])
        taken: dict[int, Given] = {}
        for given in cast:
            taken[_seat_for(given, seats, set(taken))] = given
        self._numbers = {given.number for given in cast}
        people = [self.person(seat) for seat in seats]
        for at, given in taken.items():
            people[at] = self._as_given(people[at], given)
        return people

    def newcomers(self, units: Sequence[Unit], count: int) -> list[Invented]:
        """People who are not in the system yet, as CPNS of these units."""
        seats = [Seat(self._rng.choice(units), "Penelaah Teknis Kebijakan", "4", "expert_staff") for _ in range(count)]
        return [self.person(seat, status="CPNS") for seat in seats]

    def person(self, seat: Seat, status: str = "") -> Invented:
        rng, career = self._rng, CAREERS[seat.career]
        sex = "F" if rng.randrange(100) < career.women else "M"
        status = status or self._status(career)
        schooling = rng.choices([each for each, _ in career.schooling], weights=[n for _, n in career.schooling])[0]
        hired_on, birth_date = self._dates(career, status)
        name = invent_name(rng, sex)
        front, back = schooling.front, rng.choice(schooling.titles)
        if front == "Drs." and sex == "F":
            front = "Dra."
        if sex == "M" and not front and hired_on.year < 2005 and rng.random() < 0.12:
            front = "H."
        level = self._level(seat, status, birth_date)
        number = self._number(birth_date, hired_on, status, sex)
        state = (
            rng.choices(STATES, weights=[share for *_, share in STATES])[0][:2] if status == "PNS" else ("01", "Aktif")
        )
        return Invented(
            number=number,
            name=name,
            front_title=front,
            back_title=back,
            sex=sex,
            birth_date=birth_date,
            birth_place=rng.choice(self._places) if rng.random() < 0.7 else rng.choice(ELSEWHERE),
            status=status,
            state=state,
            hired_on=hired_on,
            grade=self._grade(career, status, schooling, level),
            schooling=schooling,
            position=f"{seat.position} {level.name}" if level else seat.position,
            seat=seat,
            email=address_of(name, number),
        )

    def _status(self, career: Career) -> str:
        dice = self._rng.randrange(100)
        if dice < career.contract:
            return "PPPK"
        return "CPNS" if career.newcomers and dice >= 100 - NEWCOMER_PERCENT else "PNS"

    def _dates(self, career: Career, status: str) -> tuple[dt.date, dt.date]:
        """Day of appointment and of birth, so that age then and age now are both plausible."""
        rng, this_year = self._rng, self._today.year
        low, high = career.ages
        if status == "CPNS":
            hired = this_year - 1
            birth_year = hired - rng.randint(max(22, low - 2), 33)
        elif status == "PPPK":
            hired = rng.randint(FIRST_CONTRACTS, max(FIRST_CONTRACTS, this_year - 1))
            birth_year = this_year - rng.randint(max(low, 26), min(high, 52))
        else:
            age = rng.randint(max(low, 25), high)
            birth_year = this_year - age
            hired = birth_year + rng.randint(22, max(23, min(36, age - 2)))
        return dt.date(hired, rng.randint(1, 12), 1), dt.date(birth_year, 1, 1) + dt.timedelta(days=rng.randrange(365))

    def _number(self, birth_date: dt.date, hired_on: dt.date, status: str, sex: str) -> str:
        part = CONTRACT_CODE + (self._rng.random() < 0.1) if status == "PPPK" else hired_on.month
        start = f"{birth_date:%Y%m%d}{hired_on.year}{part:02d}{'1' if sex == 'M' else '2'}"
        number = f"{start}{self._rng.randint(1, SERIALS):03d}"
        while number in self._numbers:
            number = f"{start}{int(number[-3:]) % 999 + 1:03d}"
        self._numbers.add(number)
        return number

    def _level(self, seat: Seat, status: str, birth_date: dt.date) -> Level | None:
        """The step of a functional ladder: newcomers and PPPK begin below, age brings the rest, not for everybody."""
        if not seat.ladder:
            return None
        age = 0 if status != "PNS" else self._today.year - birth_date.year - self._rng.randrange(8)
        return [level for level in LADDERS[seat.ladder] if level.from_age <= age][-1]

    def _grade(self, career: Career, status: str, schooling: Schooling, level: Level | None) -> str:
        if status == "PPPK":
            return schooling.pppk_grade
        if status == "CPNS":
            return {"15": "II/a", "30": "II/c"}.get(schooling.level_id, "III/b" if schooling.front else "III/a")
        if level:
            return self._rng.choice(level.grades)
        return self._rng.choices([grade for grade, _ in career.grades], weights=[n for _, n in career.grades])[0]

    def _as_given(self, person: Invented, given: Given) -> Invented:
        digits = given.number
        return replace(
            person,
            number=digits,
            name=given.name,
            front_title=given.front_title,
            back_title=given.back_title,
            sex="M" if digits[14] == "1" else "F",
            birth_date=dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])),
            status="PNS",
            state=("01", "Aktif"),
            hired_on=dt.date(int(digits[8:12]), int(digits[12:14]), 1),
            grade=given.grade or person.grade,
            position=f"{given.position} {given.level}" if given.level else given.position,
            email=address_of(given.name, digits),
        )


def _seat_for(given: Given, seats: Sequence[Seat], taken: set[int]) -> int:
    for at, seat in enumerate(seats):
        if (
            seat.position == given.position
            and given.place in (seat.unit.name, seat.unit.office, "")
            and at not in taken
        ):
            return at
    raise LookupError(f"no seat {given.position!r} in {given.place!r}")


def address_of(name: str, number: str) -> str:
    """An official address in a domain that is nobody's."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{'.'.join(re.findall('[a-z]+', plain)[:3])}.{number[-4:]}@example.id"
