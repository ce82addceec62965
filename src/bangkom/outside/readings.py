"""What cells of another platform's list say: a score, a day, whether somebody has passed. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

FULL = Decimal(100)
_NOTHING = {"", "-", "–", "—", "n/a", "na", "null", "none", "#n/a"}


class Unreadable(ValueError):
    """The cell holds something, but nobody can say what."""


def is_empty(text: str) -> bool:
    """Whether a cell says nothing, also where a platform writes a dash."""
    return text.strip().casefold() in _NOTHING


# --- scores -------------------------------------------------------------------------------------------------------

_SCORE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:%|/\s*(\d{1,3}(?:[.,]\d+)?))?")


def read_score(text: str) -> Decimal | None:
    """A score from 0 to 100, to two decimals; None where the cell is empty.

    87,5 and 87.5 are the same; 17/20 is 85. Raises Unreadable, also above 100.
    """
    if is_empty(text):
        return None
    found = _SCORE.fullmatch(text.strip())
    if not found:
        raise Unreadable(text)
    score = _decimal(found.group(1))
    if found.group(2):
        most = _decimal(found.group(2))
        if not most:
            raise Unreadable(text)
        score = score * FULL / most
    if score > FULL:
        raise Unreadable(text)
    return score.quantize(Decimal("0.01"))


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise Unreadable(text) from error


# --- passed or not ------------------------------------------------------------------------------------------------

_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%")
_PROGRESS = re.compile(r"\bprogress?\b")
_NOT_YET = re.compile(
    r"\b(belum|tidak|tdk|blm|not|in\s?complete|incomplete|unfinished|progress|proses|berjalan|sedang|gagal|fail(ed)?"
    r"|remedial|mengulang|batal|drop(ped)?|no|false|0)\b"
)
_PASSED = re.compile(
    r"\b(lulus|selesai|tuntas|complete[d]?|pass(ed)?|finish(ed)?|done|memenuhi|kompeten|sudah|ya|yes|true|1)\b"
)


def read_status(text: str) -> bool:
    """Whether a status says that somebody has passed: Lulus, Selesai, Completed, 100%.

    "Tidak lulus", "In progress", "80%" say no. Raises Unreadable for an empty cell, for words that nobody knows, and
    where words and percentage contradict each other.
    """
    plain = " ".join(text.casefold().replace("_", " ").split())
    percents = [_decimal(each) for each in _PERCENT.findall(plain)]
    is_full = all(each >= FULL for each in percents)
    words = _PERCENT.sub(" ", plain)
    if percents and not re.search(r"[a-z]", _PROGRESS.sub("", words)):
        return is_full
    if _NOT_YET.search(words):
        return False
    if _PASSED.search(words) and is_full:
        return True
    raise Unreadable(text)


# --- days ---------------------------------------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb peb februari pebruari february",
            "mar mrt maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu ags agt aug agustus august",
            "sep sept september",
            "okt oct oktober october",
            "nov nop november nopember",
            "des dec desember december",
        ),
        start=1,
    )
    for name in names.split()
}
_CLOCK = r"(?:[\sT,]+(?:pukul|jam|at|pk\.?)?\s*\d{1,2}[:.]\d{2}.*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}", re.IGNORECASE)
_FIGURES = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE)
_DAY_NAMED = re.compile(rf"(\d{{1,2}})[\s.\-/]*([a-z]{{3,9}})\.?[\s,.\-/]*(\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE)
_MONTH_NAMED = re.compile(rf"([a-z]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_CLOCK}", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"^(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\s*,?\s+",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"([45]\d{4})(?:[.,]\d+)?")
_EXCEL_BEGAN = dt.date(1899, 12, 30)


class DateReader:
    """Reads the days of one column.

    05/06/2025 is the fifth of June, as it is written here, unless the column shows (05/28/2025) that its platform
    writes the month first. Where a column shows both, such a day is doubtful: `is_doubtful`.
    """

    def __init__(self, cells: Iterable[str], zone: dt.tzinfo | None) -> None:
        self.zone = zone
        shown = [_FIGURES.fullmatch(_bare(cell)) for cell in cells]
        pairs = [(int(found.group(1)), int(found.group(2))) for found in shown if found]
        month_first = any(first <= 12 < second for first, second in pairs)
        day_first = any(second <= 12 < first for first, second in pairs)
        self.month_first = month_first and not day_first
        self.mixed = month_first and day_first

    def read(self, text: str) -> dt.date | None:
        """The day, in the reader's zone where the cell names another; None for an empty cell. Raises Unreadable."""
        if is_empty(text):
            return None
        try:
            day = self._read(_bare(text))
        except ValueError as error:
            raise Unreadable(text) from error
        if day is None:
            raise Unreadable(text)
        return day

    def is_doubtful(self, text: str) -> bool:
        """Whether day and month could be the other way round."""
        found = _FIGURES.fullmatch(_bare(text)) if self.mixed else None
        return found is not None and max(int(found.group(1)), int(found.group(2))) <= 12

    def _read(self, text: str) -> dt.date | None:
        if found := _YEAR_FIRST.fullmatch(text):
            return self._of_zone(text) or dt.date(*(int(part) for part in found.groups()))
        if found := _FIGURES.fullmatch(text):
            first, second, year = (int(part) for part in found.groups())
            swapped = self.month_first or (second > 12 >= first)
            day, month = (second, first) if swapped else (first, second)
            return dt.date(_whole(year), month, day)
        if found := _DAY_NAMED.fullmatch(text):
            return dt.date(_whole(int(found.group(3))), _month(found.group(2)), int(found.group(1)))
        if found := _MONTH_NAMED.fullmatch(text):
            return dt.date(int(found.group(3)), _month(found.group(1)), int(found.group(2)))
        if found := _COMPACT.fullmatch(text):
            return dt.date(*(int(part) for part in found.groups()))
        if found := _SERIAL.fullmatch(text):
            return _EXCEL_BEGAN + dt.timedelta(days=int(found.group(1)))
        return None

    def _of_zone(self, text: str) -> dt.date | None:
        """The day of an instant that names its zone (2025-12-31T18:00:00Z is 1 January in Jakarta)."""
        if not re.search(r"(Z|[+-]\d{2}:?\d{2})$", text):
            return None
        try:
            return dt.datetime.fromisoformat(text).astimezone(self.zone).date()
        except ValueError:
            return None


def _bare(text: str) -> str:
    return _WEEKDAY.sub("", " ".join(text.split()))


def _whole(year: int) -> int:
    return year + 2000 if year < 100 else year


def _month(name: str) -> int:
    try:
        return _MONTHS[name.casefold()]
    except KeyError:
        raise ValueError(name) from None
