"""Colour: the ramp of an agency from one hex value, computed in OKLCH, with the contrast of every pair that is used.

An agency gives one colour. Its hue and as much of its strength as stays legible become the six brand tokens of the
stylesheet. A colour that is too light is darkened until white text on it reads; a colour that would have to change so
much that nobody would know it again is refused with the reason.
Sources: WCAG 2.2 (relative luminance, contrast ratio); Björn Ottosson, "A perceptual color space for image processing".
"""

import math
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WHITE = "#ffffff"
PAGE = "#faf8f3"
INK = "#1c1e21"
INK_2 = "#50555c"
TEXT_CONTRAST = 4.5
UI_CONTRAST = 3.0

_HEX = re.compile(r"^#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$")
# How much darker (in OKLCH lightness) a colour may become before it is another colour to the eye.
_LARGEST_DARKENING = 0.22
_STEP = 0.005

Oklch = tuple[float, float, float]


class ColourRefusedError(ValueError):
    """The colour cannot become an agency's colour; the message says why, in the reader's language."""


@dataclass(frozen=True)
class Ramp:
    """The brand tokens made from one colour. `corrected` is true where the colour given had to be darkened."""

    given: str
    brand: str
    strong: str
    deep: str
    line: str
    tint: str
    on_brand: str
    corrected: bool

    def tokens(self) -> dict[str, str]:
        """Names of the custom properties of the stylesheet and their values."""
        return {
            "--brand": self.brand,
            "--brand-strong": self.strong,
            "--brand-deep": self.deep,
            "--brand-line": self.line,
            "--brand-tint": self.tint,
            "--on-brand": self.on_brand,
        }


def ramp(value: str) -> Ramp:
    """Brand tokens from one hex colour ("#2663a3" or "26a").

    Raises ColourRefusedError when the text is not a colour or cannot be made legible without losing itself.
    """
    given = _normal(value)
    lightness, chroma, hue = to_oklch(given)
    brand_lightness = _darken_until(lightness, chroma, hue, [(WHITE, TEXT_CONTRAST), (PAGE, TEXT_CONTRAST)])
    if lightness - brand_lightness > _LARGEST_DARKENING:
        raise ColourRefusedError(
            _(
                "Warna %(warna)s terlalu terang: tulisan putih di atasnya tidak terbaca, dan jika digelapkan ia "
                "menjadi warna lain. Pilih warna yang lebih tua."
            )
            % {"warna": given}
        )
    corrected = brand_lightness < lightness
    brand = from_oklch(brand_lightness, chroma, hue) if corrected else given
    tint = from_oklch(0.955, min(chroma * 0.16, 0.022), hue)
    strong_lightness = _darken_until(
        brand_lightness - 0.06, chroma * 0.95, hue, [(tint, TEXT_CONTRAST), (PAGE, TEXT_CONTRAST)]
    )
    deep_lightness = max(0.0, min(0.33, strong_lightness - 0.06))
    return Ramp(
        given=given,
        brand=brand,
        strong=from_oklch(strong_lightness, chroma * 0.95, hue),
        deep=from_oklch(deep_lightness, chroma * 0.8, hue),
        line=from_oklch(0.85, min(chroma * 0.4, 0.06), hue),
        tint=tint,
        on_brand=WHITE,
        corrected=corrected,
    )


def validate_agency_colour(value: str) -> None:
    """A validator for forms and models: raises ValidationError with the reason for a colour that `ramp` refuses."""
    try:
        ramp(value)
    except ColourRefusedError as refusal:
        raise ValidationError(str(refusal)) from refusal


def agency_css(value: str) -> str:
    """The stylesheet of an agency: the brand tokens overridden. Raises ColourRefusedError like `ramp`."""
    lines = ";".join(f"{name}:{colour}" for name, colour in ramp(value).tokens().items())
    return f":root{{{lines}}}\n"


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two hex colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def to_oklch(value: str) -> Oklch:
    """Lightness (0..1), chroma and hue (radians) of a hex colour."""
    red, green, blue = (_linear(channel) for channel in _channels(value))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The hex colour nearest to an OKLCH colour: chroma is lowered until the screen can show it."""
    while chroma > 0:
        channels = _to_linear(lightness, chroma, hue)
        if all(-0.0005 <= channel <= 1.0005 for channel in channels):
            break
        chroma -= 0.002
    channels = _to_linear(lightness, max(chroma, 0.0), hue)
    return "#" + "".join(f"{round(_gamma(channel) * 255):02x}" for channel in channels)


def _darken_until(lightness: float, chroma: float, hue: float, grounds: list[tuple[str, float]]) -> float:
    while lightness > 0 and any(
        contrast(from_oklch(lightness, chroma, hue), ground) < least + 0.05 for ground, least in grounds
    ):
        lightness -= _STEP
    return max(lightness, 0.0)


def _normal(value: str) -> str:
    match = _HEX.match(value.strip())
    if match is None:
        raise ColourRefusedError(_("Tulis warna sebagai enam angka heksadesimal, misalnya #2663a3."))
    digits = match.group(1).lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def _channels(value: str) -> tuple[float, float, float]:
    digits = _normal(value)[1:]
    return int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255


def _luminance(value: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(value))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
