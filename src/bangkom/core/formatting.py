"""How numbers, dates and civil-service numbers are written on screen and on paper.

Pure functions. The language is the active one: Indonesian, or English where it is chosen. Moments are shown in the
active time zone, which a request sets to the zone of the acting agency.
"""

from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_SHORT_MONTHS = {
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
_ZONES: dict[float, str] = {7: "WIB", 8: "WITA", 9: "WIT"}
_KIB = 1024
_HUNDREDTH = Decimal("0.01")


def language() -> str:
    """The language of the words on screen: "en" when English is active, otherwise "id"."""
    return "en" if (get_language() or "id").startswith("en") else "id"


def format_number(value: object, places: int | None = None) -> str:
    """A number with the marks of the language: 4.759.218 and 73,5 (English: 4,759,218 and 73.5).

    With `places` the number of decimals is fixed; without it trailing zeros are dropped, two decimals at most.
    Raises ValueError for what is not a number.
    """
    number = _decimal(value)
    if places is not None:
        text = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    else:
        text = f"{number.quantize(_HUNDREDTH, ROUND_HALF_UP):,f}".rstrip("0").rstrip(".")
        text = "0" if text == "-0" else text
    return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))


def format_jp(value: object, minutes_per_jp: int | None = None) -> str:
    """JP (jam pelajaran) as a decimal: "73,5".

    `value` is JP already, or whole minutes when `minutes_per_jp` (of the rule set) is given.
    """
    number = _decimal(value)
    if minutes_per_jp is not None:
        number = number / _decimal(minutes_per_jp)
    return format_number(number)


def format_nip(value: object) -> str:
    """An employee number in its groups: "19780512 200501 1 003"; anything but 18 digits comes back as it is."""
    text = "" if value is None else str(value).strip()
    if len(text) == 18 and text.isdigit():
        return f"{text[:8]} {text[8:14]} {text[14]} {text[15:]}"
    return text


def format_rupiah(value: object) -> str:
    """Money: "Rp1.250.000", no decimals (whole rupiah); a negative amount has its sign in front."""
    number = _decimal(value)
    sign = "-" if number < 0 else ""
    return f"{sign}Rp{format_number(abs(number), 0)}"


def format_percent(share: object, places: int = 0) -> str:
    """A share between 0 and 1 as "61%"."""
    return f"{format_number(_decimal(share) * 100, places)}%"


def format_size(size: object) -> str:
    """A file size in bytes as "75,4 GB", "0,3 MB" or "48 KB"; never below 1 KB."""
    number = _decimal(size)
    if number >= 1000 * _KIB * _KIB:
        return f"{format_number(number / _KIB / _KIB / _KIB, 1)} GB"
    if number >= 100 * _KIB:
        return f"{format_number(number / _KIB / _KIB, 1)} MB"
    return f"{max(1, round(number / _KIB))} KB"


def format_date(day: date, style: str = "") -> str:
    """A date in words. Styles: "" 2 Desember 2026; "hari" with weekday; "pendek" 2 Des 2026; "ringkas" Rab, 2 Des."""
    day = _local(day).date() if isinstance(day, datetime) else day
    lang = language()
    month = _MONTHS[lang][day.month - 1]
    short = _SHORT_MONTHS[lang][day.month - 1]
    weekday = _DAYS[lang][day.weekday()]
    match style:
        case "":
            return f"{day.day} {month} {day.year}"
        case "hari":
            return f"{weekday}, {day.day} {month} {day.year}"
        case "pendek":
            return f"{day.day} {short} {day.year}"
        case "ringkas":
            return f"{weekday[:3]}, {day.day} {short}"
    raise ValueError(f"unknown date style {style!r}")


def format_time(moment: datetime) -> str:
    """The time of day with its zone: "08.30 WIB" (English: "08:30 WIB")."""
    local = _local(moment)
    mark = ":" if language() == "en" else "."
    return f"{local:%H}{mark}{local:%M} {zone_name(local)}"


def format_moment(moment: datetime, style: str = "") -> str:
    """A moment in words: "Rabu, 2 Desember 2026 pukul 08.30 WIB".

    Style "pendek" shortens weekday and month, "jam" gives the time alone.
    """
    if style == "jam":
        return format_time(moment)
    local = _local(moment)
    if style == "pendek":
        day = f"{format_date(local.date(), 'ringkas')} {local.year}"
    elif style == "":
        day = format_date(local.date(), "hari")
    else:
        raise ValueError(f"unknown moment style {style!r}")
    return _("%(hari)s pukul %(jam)s") % {"hari": day, "jam": format_time(local)}


def format_range(start: date, end: date) -> str:
    """Two dates as one phrase: "14 sampai 26 Mei 2025", with month and year said once where they are equal."""
    start = _local(start).date() if isinstance(start, datetime) else start
    end = _local(end).date() if isinstance(end, datetime) else end
    if start == end:
        return format_date(start)
    months = _MONTHS[language()]
    first = format_date(start)
    if start.year == end.year:
        first = f"{start.day}" if start.month == end.month else f"{start.day} {months[start.month - 1]}"
    return _("%(awal)s sampai %(akhir)s") % {"awal": first, "akhir": format_date(end)}


def relative_day(day: date, today: date) -> str:
    """How far a day is from `today`: "hari ini", "besok", "2 hari lagi", "kemarin", "3 hari lalu"."""
    distance = (day - today).days
    match distance:
        case 0:
            return _("hari ini")
        case 1:
            return _("besok")
        case -1:
            return _("kemarin")
    if distance > 0:
        return ngettext("%(n)s hari lagi", "%(n)s hari lagi", distance) % {"n": format_number(distance)}
    return ngettext("%(n)s hari lalu", "%(n)s hari lalu", -distance) % {"n": format_number(-distance)}


def zone_name(moment: datetime) -> str:
    """The Indonesian name of the moment's zone (WIB, WITA, WIT), or the zone's own name outside Indonesia."""
    offset = moment.utcoffset()
    if offset is None:
        return ""
    return _ZONES.get(offset.total_seconds() / 3600) or moment.tzname() or ""


def _local(moment: datetime, zone: tzinfo | None = None) -> datetime:
    return timezone.localtime(moment, zone) if timezone.is_aware(moment) else moment


def _decimal(value: object) -> Decimal:
    try:
        return value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"not a number: {value!r}") from error
