"""The figures of the product's identity, drawn as SVG geometry: the kawung and the twenty squares.

SVG fills are printed even where a browser leaves backgrounds out, and they need no style attribute, which the content
security policy would refuse. Colours come from classes of the stylesheet.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .formatting import format_jp

# Four petals, each the lens between two quarter circles, around a small centre: the batik figure kawung.
KAWUNG_PETALS = (
    "M15 15A11 11 0 0 1 4 4A11 11 0 0 1 15 15zM17 15A11 11 0 0 0 28 4A11 11 0 0 0 17 15z"
    "M15 17A11 11 0 0 0 4 28A11 11 0 0 0 15 17zM17 17A11 11 0 0 1 28 28A11 11 0 0 1 17 17z"
)
KAWUNG_CENTRE = "M16 13.6l2.4 2.4-2.4 2.4-2.4-2.4z"

_PER_ROW = 10
_SIDE = 10
_PITCH = 12
_GAP_AFTER_FIVE = 3


def kawung() -> SafeString:
    """The four-petal figure of the wordmark, in the brand colour with an amber centre; hidden from screen readers."""
    return mark_safe(  # noqa: S308 - constants of this module
        '<svg class="kawung" viewBox="2 2 28 28" width="30" height="30" aria-hidden="true">'
        f'<path d="{KAWUNG_PETALS}"/><path class="centre" d="{KAWUNG_CENTRE}"/></svg>'
    )


def kawung_field() -> SafeString:
    """The figure repeated over a surface, as on cloth; hidden from screen readers."""
    return mark_safe(  # noqa: S308 - constants of this module
        '<svg class="kawung-field" aria-hidden="true"><defs><pattern id="kawung-kain" width="128" height="128"'
        ' patternUnits="userSpaceOnUse"><path transform="scale(4)" d="'
        f'{KAWUNG_PETALS}{KAWUNG_CENTRE}"/></pattern></defs>'
        '<rect width="100%" height="100%" fill="url(#kawung-kain)"/></svg>'
    )


@dataclass(frozen=True)
class Balance:
    """JP of one person in one year: earned, booked (scheduled, not yet earned) and the needed minimum."""

    earned: Decimal
    booked: Decimal
    needed: Decimal

    @property
    def missing(self) -> Decimal:
        """What neither is earned nor booked, never below zero."""
        return max(Decimal(0), self.needed - self.earned - self.booked)

    def rest_in_words(self) -> str:
        """What stands beside the earned amount: "4 JP terjadwal, kurang 2 JP"."""
        parts = []
        if self.booked > 0:
            parts.append(_("%(jp)s JP terjadwal") % {"jp": format_jp(self.booked)})
        if self.needed <= 0:
            return ", ".join(parts)
        if self.missing > 0:
            parts.append(_("kurang %(jp)s JP") % {"jp": format_jp(self.missing)})
        elif self.earned > self.needed:
            parts.append(_("lebih %(jp)s JP dari yang wajib") % {"jp": format_jp(self.earned - self.needed)})
        elif self.earned == self.needed:
            parts.append(_("kewajiban terpenuhi"))
        else:
            parts.append(_("cukup bila semuanya selesai"))
        return ", ".join(parts)

    def sentence(self) -> str:
        """The whole meter as one sentence for a screen reader."""
        if self.needed > 0:
            first = _("%(jp)s dari %(wajib)s JP diperoleh") % {
                "jp": format_jp(self.earned),
                "wajib": format_jp(self.needed),
            }
        else:
            first = _("%(jp)s JP diperoleh") % {"jp": format_jp(self.earned)}
        return ", ".join(part for part in (first, self.rest_in_words()) if part)


def squares(balance: Balance, *, labelled: bool) -> SafeString:
    """The meter's squares, one per needed JP in rows of ten: earned filled, booked hatched, missing outlined.

    With `labelled` the drawing carries the sentence; otherwise words stand beside it and it is hidden from
    screen readers. Nothing needed: no squares.
    """
    count = int(balance.needed.to_integral_value(ROUND_CEILING))
    if count <= 0:
        return SafeString()
    drawing = _drawing(balance.earned, balance.booked, count)
    if not labelled:
        return format_html('<svg class="squares" {} aria-hidden="true">{}</svg>', *drawing)
    return format_html(
        '<svg class="squares" {} role="img" aria-label="{}">{}</svg>',
        drawing[0],
        balance.sentence(),
        drawing[1],
    )


@lru_cache(maxsize=2048)
def _drawing(earned: Decimal, booked: Decimal, count: int) -> tuple[SafeString, SafeString]:
    filled: list[str] = []
    hatched: list[str] = []
    booked_frames: list[str] = []
    empty_frames: list[str] = []
    for index in range(count):
        row, column = divmod(index, _PER_ROW)
        x = column * _PITCH + (_GAP_AFTER_FIVE if column >= _PER_ROW // 2 else 0)
        y = row * _PITCH
        done = min(Decimal(1), max(Decimal(0), earned - index))
        coming = min(Decimal(1), max(Decimal(0), earned + booked - index)) - done
        if done > 0:
            filled.append(f"M{x} {y}h{_side(done)}v{_SIDE}h-{_side(done)}z")
        if done < 1:
            # Half a square counts as booked; less is said in words only.
            is_booked = coming >= Decimal("0.5")
            (booked_frames if is_booked else empty_frames).append(f"M{x} {y}h{_SIDE}v{_SIDE}h-{_SIDE}z")
            if is_booked:
                hatched.append(f"M{x} {y + 5}l5-5m-5 10l10-10m-5 10l5-5")
    paths = [
        f'<path class="{name}" d="{"".join(parts)}"/>'
        for name, parts in (
            ("missing", empty_frames),
            ("booked", booked_frames + hatched),
            ("earned", filled),
        )
        if parts
    ]
    columns = min(count, _PER_ROW)
    width = columns * _PITCH - 2 + (_GAP_AFTER_FIVE if columns > _PER_ROW // 2 else 0)
    height = -(-count // _PER_ROW) * _PITCH - 2
    # One unit around the drawing leaves room for the stroke of the outer squares.
    box = f'viewBox="-1 -1 {width + 2} {height + 2}" width="{width + 2}" height="{height + 2}"'
    return mark_safe(box), mark_safe("".join(paths))  # noqa: S308 - numbers only


def path_line(stages: list[tuple[str, Decimal]]) -> SafeString:
    """A programme's stages as one line of stations, as long as their JP; titles and JP are read out as one sentence."""
    total = sum((jp for _title, jp in stages), Decimal(0)) or Decimal(1)
    passed = Decimal(0)
    dots = []
    for _title, jp in stages:
        dots.append((f"{100 * passed / total:.1f}%",))
        passed += jp
    words = ", ".join(_("%(tahap)s %(jp)s JP") % {"tahap": title, "jp": format_jp(jp)} for title, jp in stages)
    return format_html(
        '<svg class="pathline" width="100%" height="20" role="img" aria-label="{}">'
        '<line x1="0" x2="100%" y1="10" y2="10"/>{}'
        '<svg x="100%" overflow="visible"><path class="end" d="M0 3l7 7-7 7-7-7z"/></svg></svg>',
        words,
        format_html_join("", '<circle cx="{}" cy="10" r="6"/>', dots),
    )


def _side(share: Decimal) -> str:
    return f"{(share * _SIDE).normalize():f}"
