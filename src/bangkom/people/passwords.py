"""A password may not hold what a colleague can look up: the person's own number or birth date."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bangkom.core.models import User
from bangkom.people.models import EmployeeNumber, Person
from bangkom.people.nip import NipRefused, read_nip

BIRTH_DATE_FORMS = ("%Y%m%d", "%d%m%Y", "%y%m%d", "%d%m%y")


class OwnNumbersValidator:
    """For AUTH_PASSWORD_VALIDATORS: NIP and birth date stand in letters and leaked lists."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError where the password holds a number or the birth date of the account's person."""
        typed = re.sub(r"[\s./_-]", "", password)
        if user is not None and any(number in typed for number in own_numbers(user)):
            raise ValidationError(self.get_help_text(), "password_own_number")

    def get_help_text(self) -> str:
        return _("Kata sandi tidak boleh memuat NIP atau tanggal lahir Anda.")


def own_numbers(user: User) -> set[str]:
    """The employee numbers of an account's person, and the ways in which the birth date is written in digits."""
    numbers = {user.username}
    birth_dates: set[dt.date] = set()
    person = Person.objects.filter(user=user).first() if user.pk else None
    if person is not None:
        numbers |= set(EmployeeNumber.objects.filter(employee__person=person).values_list("number", flat=True))
        birth_dates |= {person.birth_date} if person.birth_date else set()
    for number in numbers:
        try:
            birth_dates.add(read_nip(number).birth_date)
        except NipRefused:
            continue
    return {n for n in numbers if n.isdigit()} | {
        day.strftime(form) for day in birth_dates for form in BIRTH_DATE_FORMS
    }
