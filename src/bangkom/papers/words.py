"""Numbers in Indonesian words, as legal papers repeat them behind the figures."""

from decimal import Decimal

from num2words import num2words


def in_words(number: Decimal | int) -> str:
    """A number in Indonesian words: 73 is "tujuh puluh tiga", 73.5 is "tujuh puluh tiga koma lima".

    A decimal without a fraction is written as the whole number it is. Raises ValueError for a negative one.
    """
    value = Decimal(number)
    if value < 0:
        raise ValueError(f"no words for a negative number: {number}")
    whole, _, decimals = format(value.normalize(), "f").partition(".")
    words = num2words(int(whole), lang="id")
    if not decimals:
        return words
    return f"{words} koma {' '.join(num2words(int(digit), lang='id') for digit in decimals)}"


def jp_in_words(jp: Decimal | int) -> str:
    """JP in words: "tujuh puluh tiga jam pelajaran"."""
    return f"{in_words(jp)} jam pelajaran"
