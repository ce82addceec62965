from decimal import Decimal

import pytest

from bangkom.papers.words import in_words, jp_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (73, "tujuh puluh tiga"),
        (100, "seratus"),
        (647, "enam ratus empat puluh tujuh"),
        (1141, "seribu seratus empat puluh satu"),
        (Decimal("73.00"), "tujuh puluh tiga"),
        (Decimal("1E+2"), "seratus"),
        (Decimal("73.5"), "tujuh puluh tiga koma lima"),
        (Decimal("8.05"), "delapan koma nol lima"),
    ],
)
def test_numbers_are_written_as_indonesian_papers_write_them(number, words):
    assert in_words(number) == words


def test_jp_names_its_unit_in_full():
    assert jp_in_words(73) == "tujuh puluh tiga jam pelajaran"


def test_a_negative_number_has_no_words():
    with pytest.raises(ValueError, match="negative"):
        in_words(-1)
