"""Passwords that everybody in an Indonesian office would try first."""

import re
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bangkom.core.models import User

# The package's own list of 20,000 is English; these are the words of the offices here. Digits and signs do not help.
WORDS = Path(__file__).with_name("office_words.txt").read_text(encoding="utf-8").split()
MOST_WORDS = 3

_ONLY_WORDS = re.compile(rf"(?:{'|'.join(sorted(WORDS, key=len, reverse=True))}){{1,{MOST_WORDS}}}")
_LOOK_ALIKE = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s"})


class OfficeWordsValidator:
    """For AUTH_PASSWORD_VALIDATORS: refuses "Bkpsdm2026!" and "P3gawaiJaya123"."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError where nothing but a few office words is left without digits and signs."""
        lowered = password.lower()
        trimmed = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lowered)
        for read in (lowered, lowered.translate(_LOOK_ALIKE), trimmed.translate(_LOOK_ALIKE)):
            letters = re.sub(r"[^a-z]", "", read)
            if _ONLY_WORDS.fullmatch(letters):
                raise ValidationError(
                    _("Kata sandi ini terlalu mudah ditebak. Pakai kalimat pendek yang hanya Anda ketahui."),
                    "password_office_words",
                )

    def get_help_text(self) -> str:
        return _("Kata sandi tidak boleh hanya terdiri atas kata kantor yang umum dengan angka.")
