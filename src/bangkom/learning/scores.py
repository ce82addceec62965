"""Points and percent. Pure: what decides is computed from exact fractions; two decimals are for showing."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

HUNDREDTH = Decimal("0.01")


def as_decimal(points: Fraction) -> Decimal:
    """Points with two decimals."""
    return (Decimal(points.numerator) / Decimal(points.denominator)).quantize(HUNDREDTH, ROUND_HALF_UP)


def percent(earned: Fraction, whole: int) -> int | float:
    """The result in percent, rounded down to two decimals, so that nobody passes by rounding."""
    if not whole:
        return 0
    hundredths = int(earned * 10000 / whole)
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100
