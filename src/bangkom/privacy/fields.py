"""The values of which a person may say that they are wrong, and which of them are put right at once."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bangkom.core.errors import Refused
from bangkom.core.formatting import format_date
from bangkom.people.labels import state_label
from bangkom.people.models import Employee
from bangkom.privacy.words import Words

LABELS: dict[str, Words] = {
    "name": _("Nama"),
    "front_title": _("Gelar depan"),
    "back_title": _("Gelar belakang"),
    "birth_place": _("Tempat lahir"),
    "birth_date": _("Tanggal lahir"),
    "email": _("Surel dinas"),
    "number": _("NIP"),
    "unit": _("Unit kerja"),
    "position": _("Jabatan"),
    "grade": _("Golongan"),
    "employment_state": _("Kedudukan hukum"),
    "training": _("Pelatihan, kehadiran, atau JP"),
}
# Put right when the request is granted; the others are changed where they are kept.
SIMPLE = {"name", "front_title", "back_title", "birth_place", "birth_date", "email"}
LENGTHS = {"name": 200, "front_title": 60, "back_title": 100, "birth_place": 100, "email": 254}


def present(employee: Employee, field: str) -> str:
    """The value as it is, in words."""
    person = employee.person
    if field in SIMPLE:
        value = getattr(person, field)
        return format_date(value) if isinstance(value, dt.date) else str(value or "")
    if field == "training":
        return ""
    if field == "employment_state":
        return state_label(employee.employment_state)
    return str(getattr(employee, field))


def read(field: str, typed: str) -> Any:
    """What was typed as the value of a simple field. Raises `Refused` in plain words where it is none."""
    text = " ".join(typed.split())
    if field == "birth_date":
        for pattern in ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"):
            try:
                return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        raise Refused(_now("Tulis tanggal sebagai 17-08-1990."), "bad_date")
    if field == "name" and not text:
        raise Refused(_now("Nama tidak boleh kosong."), "empty")
    if field == "email" and text and "@" not in text:
        raise Refused(_now("Ini bukan alamat surel."), "bad_mail")
    if len(text) > LENGTHS[field]:
        raise Refused(_now("Isian ini terlalu panjang."), "too_long")
    return text
