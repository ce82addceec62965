"""The 18 digits of a civil servant's number, read and judged. Pure.

NIP (Perka BKN 22/2007 and 43/2007): birth date YYYYMMDD, year and month of appointment, sex, serial.
NI PPPK: the same, but the month's place holds the number of the contract, counted from 21.
There is no check digit, and wrong numbers are never reissued: what does not agree is a warning only.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

LENGTH = 18
# Years of age at appointment between which a number is plausible.
YOUNGEST, OLDEST = 16, 65
FIRST_CONTRACT_CODE = 21
LAST_CONTRACT_CODE = 39

_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*[eE]\s*[+-]?\s*\d+")
_DECIMAL = re.compile(r"\d{15,}[.,]0+")
_SEPARATORS = re.compile(r"[\s.\-'’‘`´\u00a0\u200b-\u200d\u2060\ufeff]+")


class NipRefused(ValueError):
    """The text is no NIP. `code` is nip_scientific, nip_length or nip_birth_date_impossible."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Nip:
    """What the digits say. `sex` is M or F, `kind` PNS or PPPK; None where the digits say nothing known."""

    digits: str
    birth_date: dt.date
    appointment_year: int
    appointment_month: int | None
    contract: int | None
    sex: str | None

    @property
    def kind(self) -> str | None:
        if self.appointment_month:
            return "PNS"
        return "PPPK" if self.contract else None

    @property
    def warnings(self) -> list[str]:
        """Codes of what is odd in the digits themselves."""
        found = []
        if not YOUNGEST <= self.appointment_year - self.birth_date.year <= OLDEST:
            found.append("appointment_age_unlikely")
        if self.kind is None:
            found.append("nip_kind_unknown")
        if self.sex is None:
            found.append("nip_sex_unknown")
        return found


def normalise(text: str) -> str:
    """Without the spaces, dots, dashes and apostrophes people and Excel put into a number."""
    return _SEPARATORS.sub("", text)


def is_damaged_number(text: str) -> bool:
    """Whether Excel has treated the number as a quantity and rounded it.

    1.96811E+17 shows it plainly; 18 digits that end in 000 do too: Excel keeps 15, and no serial is 000.
    """
    plain = text.strip().lstrip("'")
    if _SCIENTIFIC.fullmatch(plain) or _DECIMAL.fullmatch(plain):
        return True
    digits = normalise(text)
    return len(digits) == LENGTH and digits.isdecimal() and digits.endswith("000")


def read_nip(text: str) -> Nip:
    """Read a number as typed or exported.

    Raises NipRefused; the reasons in this order: scientific notation, length, birth date.
    """
    if is_damaged_number(text):
        raise NipRefused("nip_scientific")
    digits = normalise(text)
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdecimal()):
        raise NipRefused("nip_length")
    birth_date = _date(digits[:8])
    if birth_date is None:
        raise NipRefused("nip_birth_date_impossible")
    code = int(digits[12:14])
    return Nip(
        digits=digits,
        birth_date=birth_date,
        appointment_year=int(digits[8:12]),
        appointment_month=code if 1 <= code <= 12 else None,
        contract=code - FIRST_CONTRACT_CODE + 1 if FIRST_CONTRACT_CODE <= code <= LAST_CONTRACT_CODE else None,
        sex={"1": "M", "2": "F"}.get(digits[14]),
    )


def _date(digits: str) -> dt.date | None:
    try:
        day = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2100 else None
