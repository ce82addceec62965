"""Dates of a cohort against the calendar: what contradicts what, and dates that would fit. Pure.

A contradiction does not forbid a cohort: real runs have them (the printed dates of Latsar in Banten, October 2022). It
is explained before the cohort is opened, and whoever opens it says so knowingly.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from bangkom.core.formatting import format_date, format_range
from bangkom.rules import calendar
from bangkom.rules.calendar import NONE, OwnDays, next_working_day, stretch, working_days


@dataclass(frozen=True)
class StageDates:
    """A stage with the working days its curriculum asks for, and the dates meant for it."""

    title: str
    days: int
    first: dt.date
    last: dt.date


def contradictions(
    stages: Sequence[StageDates], starts_on: dt.date, ends_on: dt.date, *, own: OwnDays = NONE
) -> list[str]:
    """Everything that does not fit, in plain words; empty when all does."""
    found = [words for stage in stages if (words := day_count_words(stage, own=own))]
    for earlier, later in pairwise(stages):
        if later.first < earlier.first:
            words = _("Tahap %(later)s mulai sebelum tahap %(earlier)s, padahal urutannya sesudah.")
            found.append(words % {"later": later.title, "earlier": earlier.title})
        elif later.first <= earlier.last:
            words = _("Tahap %(earlier)s dan %(later)s tumpang tindih pada %(range)s.")
            overlap = format_range(later.first, min(earlier.last, later.last))
            found.append(words % {"earlier": earlier.title, "later": later.title, "range": overlap})
    if stages and min(stage.first for stage in stages) < starts_on:
        words = _("Ada tahap yang mulai sebelum angkatan dibuka pada %(day)s.")
        found.append(words % {"day": format_date(starts_on)})
    if stages and max(stage.last for stage in stages) > ends_on:
        words = _("Ada tahap yang selesai sesudah angkatan ditutup pada %(day)s.")
        found.append(words % {"day": format_date(ends_on)})
    return found


def day_count_words(stage: StageDates, *, own: OwnDays = NONE) -> str:
    """What is wrong with the number of working days of one stage; empty when it fits."""
    held = working_days(stage.first, stage.last, own=own)
    if held == stage.days:
        return ""
    facts = {
        "stage": stage.title,
        "range": format_range(stage.first, stage.last),
        "held": held,
        "days": stage.days,
    }
    words = _("Tahap %(stage)s: %(range)s memuat %(held)s hari kerja, kurikulum meminta %(days)s.") % facts
    off = days_off(stage.first, stage.last, own=own)
    if off:
        words += " " + _("Libur di dalamnya: %(names)s.") % {"names": ", ".join(off)}
    with_saturdays = working_days(stage.first, stage.last, saturdays=True, own=own)
    if with_saturdays == stage.days:
        words += " " + _("Jumlahnya cocok hanya bila hari Sabtu dihitung.")
    return words


def days_off(first: dt.date, last: dt.date, *, own: OwnDays = NONE) -> list[str]:
    """The names of holidays on weekdays within a stretch."""
    named = calendar.days_off(first, last, own=own)
    return [f"{name} ({format_date(day, 'pendek')})" for day, name in named.items()]


def proposal(days: Sequence[int], starts_on: dt.date, *, own: OwnDays = NONE) -> list[tuple[dt.date, dt.date]]:
    """Dates for stages one after the other, each with its working days, from the first working day on."""
    dates, day = [], starts_on
    for needed in days:
        first = next_working_day(day, own=own)
        last = stretch(first, needed, own=own)
        dates.append((first, last))
        day = last + dt.timedelta(days=1)
    return dates


def same_working_day(day: dt.date, old_first: dt.date, new_first: dt.date, *, own: OwnDays = NONE) -> dt.date:
    """The day that is to `new_first` what `day` is to `old_first`, counted in working days.

    A day off (a Saturday session) keeps its distance to the working day before it, and so stays a Saturday.
    """
    nth = max(1, working_days(old_first, day, own=own))
    beyond = (day - stretch(old_first, nth, own=own)).days
    return stretch(new_first, nth, own=own) + dt.timedelta(days=max(0, beyond))
