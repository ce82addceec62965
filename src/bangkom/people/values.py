"""What cells of other layouts say, in the words of SIASN: names with titles, dates, states, kinds of position. Pure."""

from __future__ import annotations

import datetime as dt
import re

from bangkom.core.spreadsheets import normalise_header

from .columns import PATH_SEPARATOR, TOP_WORDS

# Codes of kedudukan hukum in SIASN by the words that exports use.
STATE_NAMES = {
    "aktif": "01",
    "cltn": "02",
    "cuti di luar tanggungan negara": "02",
    "cuti diluar tanggungan negara": "02",
    "tugas belajar": "03",
    "tubel": "03",
    "pemberhentian sementara": "04",
    "diberhentikan sementara": "04",
    "hukuman disiplin": "15",
    "kena hukuman disiplin": "15",
    "mpp": "20",
    "masa persiapan pensiun": "20",
    "cpns belum sk": "51",
    "diberhentikan": "66",
    "berhenti": "66",
    "mencapai bup": "98",
    "bup": "98",
    "pensiun": "99",
}
_ACTIVE = re.compile(r"(?:(?:pns|cpns|pppk|p3k|asn|pegawai) )?aktif(?: bekerja| bertugas)?|bekerja")
SEXES = dict.fromkeys(("l", "m", "1", "lk", "laki laki", "laki", "pria", "male"), "M") | dict.fromkeys(
    ("p", "f", "2", "w", "pr", "perempuan", "wanita", "female"), "F"
)
_EMPTY = {"", "-", "--", "0", "null", "n/a", "tidak ada"}

_MONTH_STEMS = {
    "jan": 1,
    "feb": 2,
    "peb": 2,
    "mar": 3,
    "apr": 4,
    "mei": 5,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "agu": 8,
    "agt": 8,
    "ags": 8,
    "aug": 8,
    "sep": 9,
    "okt": 10,
    "oct": 10,
    "nov": 11,
    "nop": 11,
    "des": 12,
    "dec": 12,
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")
_NUMBERS = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})(?:[ T].*)?")
_WORDS = re.compile(r"(?:[a-z]+,\s*)?(\d{1,2})[\s\-./]*([a-z]{3,10})\.?[\s\-./,]*(\d{4}|\d{2})", re.IGNORECASE)
_SERIAL = re.compile(r"[1-5]\d{4}")
EXCEL_EPOCH = dt.date(1899, 12, 30)
CENTURY_TURN = 40  # two digits of a year up to here are of this century, others of the last


def parse_date(text: str, *, month_first: bool = False) -> dt.date | None:
    """16-02-1998, 1998-02-16 (also with a time behind it), 12 Maret 1990, 12-Mar-90, Excel's number of a day.

    None for anything else. `month_first` reads 02/16/1998.
    """
    text = text.strip()
    if found := _ISO.fullmatch(text):
        return _date(found[1], int(found[2]), found[3])
    if found := _NUMBERS.fullmatch(text):
        day, month = (found[2], found[1]) if month_first else (found[1], found[2])
        return _date(found[3], int(month), day)
    if found := _WORDS.fullmatch(text):
        return _date(found[3], _MONTH_STEMS.get(found[2][:3].casefold(), 0), found[1])
    if _SERIAL.fullmatch(text):
        return EXCEL_EPOCH + dt.timedelta(days=int(text))
    return None


def _date(year: str, month: int, day: str) -> dt.date | None:
    full = int(year)
    if len(year) == 2:
        full += 2000 if full <= CENTURY_TURN else 1900
    try:
        return dt.date(full, month, int(day))
    except ValueError:
        return None


def split_birth(text: str) -> tuple[str, str]:
    """Place and date of `Serang, 12 Maret 1990`; the date alone where no place stands before it."""
    found = re.search(r"\d", text)
    if found is None:
        return text.strip(" ,/"), ""
    return text[: found.start()].strip(" ,/-"), text[found.start() :].strip()


_FRONT = re.compile(
    r"(?:(?:prof|dr|drs|dra|ir|drg|drh|h|hj|kh|ns|apt|dr\.?\s*h\.?c)\.\s*|(?:prof|drs|dra|ir|drg|drh|hj|dr)\s+(?=\S+\s*\S))+",
    re.IGNORECASE,
)


def split_titles(text: str) -> tuple[str, str, str]:
    """(front title, name, back title) of `Dr. H. Budi, S.Sos., M.Si.`; what follows the first comma is titles."""
    name, _comma, back = " ".join(text.split()).partition(",")
    found = _FRONT.match(name)
    front = found[0].strip() if found and found.end() < len(name) else ""
    return front, name[len(found[0]) :].strip() if front and found else name.strip(), back.strip(" ,")


_NUMBER_INSIDE = re.compile(r"(?:NIP\.?\s*:?\s*)?((?:\d[ .\-]?){17}\d|\d[.,]\d+E\+?17)", re.IGNORECASE)


def split_number(text: str) -> tuple[str, str]:
    """(name, number) of a cell that holds both; no number where none has 18 digits."""
    found = _NUMBER_INSIDE.search(text)
    if found is None:
        return text.strip(), ""
    rest = text[: found.start()] + " " + text[found.end() :]
    return " ".join(rest.split()).strip(" /-()|;"), found[1].strip()


_PATH = re.compile(PATH_SEPARATOR)
_UNIT_WORDS = rf"{TOP_WORDS}|bidang|seksi|sub|subbag\w*|bagian|upt\w*|sekretariat|kelompok|cabang|kelurahan|instalasi"
_COMMA = re.compile(rf",\s+(?=(?:{_UNIT_WORDS})\b)", re.IGNORECASE)
_TOP = re.compile(rf"(?:{TOP_WORDS})\b", re.IGNORECASE)


def split_path(text: str, *, order: str) -> list[str]:
    """The units of a path, the highest first. `order`: which end is highest, `top` or `bottom`; '' tells by words."""
    parts = [part.strip() for piece in _PATH.split(text) for part in _COMMA.split(piece) if part.strip(" -")]
    turned = order == "bottom" or (
        not order and len(parts) > 1 and bool(_TOP.match(parts[-1])) and not _TOP.match(parts[0])
    )
    return parts[::-1] if turned else parts


def known_state(word: str) -> str:
    """The code of a kedudukan hukum by its name, '' for a word nobody knows."""
    plain = normalise_header(word)
    if plain in STATE_NAMES:
        return STATE_NAMES[plain]
    return "01" if _ACTIVE.fullmatch(plain) else ""


def known_status(word: str) -> str:
    """PNS, CPNS or PPPK from the words of an export, '' where they say none."""
    plain = normalise_header(word)
    if "pppk" in plain or "p3k" in plain or "perjanjian kerja" in plain:
        return "PPPK"
    if plain in ("c", "cpns") or plain.startswith(("cpns", "calon p")):
        return "CPNS"
    if plain in ("p", "pns", "pegawai negeri sipil") or "pns" in plain:
        return "PNS"
    return ""


def plain_echelon(text: str) -> str:
    """III.a, however it was written; '' for no echelon."""
    found = re.fullmatch(r"(?:eselon\s*)?(IV|V|I{1,3})[\s./\-]*([ab])?", text.strip(), re.IGNORECASE)
    if found:
        return f"{found[1].upper()}.{found[2].lower()}" if found[2] else found[1].upper()
    return "" if normalise_header(text) in ("non eselon", "non", "noneselon", "tidak ada") else text.strip()


def is_empty(text: str) -> bool:
    """What exports write where nothing is to say."""
    return text.strip().casefold() in _EMPTY
