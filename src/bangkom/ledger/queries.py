"""Reads of the JP account. Amounts are whole minutes; `Entry.jp` converts with the entry's own rule set."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, QuerySet, Sum

from bangkom.core import clock
from bangkom.core.models import Agency
from bangkom.ledger.models import Entry, YearBalance
from bangkom.people.models import Person
from bangkom.rules import queries as rules


def minutes_of_year(person: Person, year: int) -> int:
    """The balance of a person's year in minutes."""
    return YearBalance.objects.filter(person=person, year=year).values_list("minutes", flat=True).first() or 0


def entries_of(person: Person, year: int | None = None) -> QuerySet[Entry]:
    """A person's entries in the order of time, with their rule sets; all years or one."""
    entries = Entry.objects.filter(person=person).select_related("rule_set").order_by("occurred_on", "pk")
    return entries if year is None else entries.filter(year=year)


def years_of(person: Person) -> list[int]:
    """The years in which a person has entries, newest first."""
    return list(YearBalance.objects.filter(person=person).order_by("-year").values_list("year", flat=True))


def minutes_by_person(person_ids: Iterable[int] | QuerySet, year: int, as_of: dt.date | None = None) -> dict[int, int]:
    """Person id -> minutes of a year, for those who have any; with `as_of` as it stood at the end of that day.

    `person_ids` may be a query (one statement, however many people).
    """
    if as_of is None:
        return dict(YearBalance.objects.filter(person__in=person_ids, year=year).values_list("person_id", "minutes"))
    entries = known_on(as_of).filter(person__in=person_ids, year=year)
    return dict(entries.order_by().values_list("person_id").annotate(Sum("minutes")))


def known_on(as_of: dt.date, agency: Agency | None = None) -> QuerySet[Entry]:
    """The entries that had happened and were posted by the end of a day: what a report of that day could say."""
    end = clock.instant(as_of + dt.timedelta(days=1), dt.time(), agency)
    return Entry.objects.filter(occurred_on__lte=as_of, posted_at__lt=end)


@dataclass(frozen=True)
class Line:
    """One entry of the card with the name of its form and the balance after it, in JP."""

    entry: Entry
    form: str
    balance: Decimal


@dataclass(frozen=True)
class YearCard:
    """A year of a JP card: what stood when it was closed, and apart from it what was corrected later."""

    year: int
    lines: list[Line]
    later: list[Line]

    @property
    def earned(self) -> Decimal:
        """JP of the year as long as it was open."""
        return self.lines[-1].balance if self.lines else Decimal(0)

    @property
    def total(self) -> Decimal:
        """JP of the year with what came after the closing."""
        return self.later[-1].balance if self.later else self.earned


def year_card(person: Person, year: int) -> YearCard:
    """A person's year with running totals, in two queries."""
    entries, forms = list(entries_of(person, year)), rules.form_names()
    usual = [entry for entry in entries if entry.kind != Entry.Kind.CLOSED_YEAR]
    late = [entry for entry in entries if entry.kind == Entry.Kind.CLOSED_YEAR]
    lines = list(_running(usual, forms, Decimal(0)))
    return YearCard(year, lines, list(_running(late, forms, lines[-1].balance if lines else Decimal(0))))


def _running(entries: list[Entry], forms: dict[str, str], balance: Decimal) -> Iterator[Line]:
    for entry in entries:
        balance += entry.jp
        yield Line(entry, forms.get(entry.form, entry.form), balance)


@dataclass(frozen=True)
class BalanceReport:
    """What `check_balances` found: how much was compared, and every balance that the entries do not give."""

    entries: int
    balances: int
    differences: list[dict[str, int]] = field(default_factory=list)
    misdated: list[int] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return not self.differences and not self.misdated


def check_balances() -> BalanceReport:
    """Add all entries up again and compare with the balances kept; also whether each entry lies in its day's year."""
    sums = Entry.objects.by_system().order_by("person", "year").values_list("person", "year").annotate(Sum("minutes"))
    recomputed = {(person, year): minutes for person, year, minutes in sums}
    kept = {
        (person, year): minutes
        for person, year, minutes in YearBalance.objects.by_system().values_list("person", "year", "minutes")
    }
    differences = [
        {"person": key[0], "year": key[1], "balance": kept.get(key, 0), "recomputed": recomputed.get(key, 0)}
        for key in sorted(recomputed.keys() | kept.keys())
        if kept.get(key, 0) != recomputed.get(key, 0)
    ]
    misdated = Entry.objects.by_system().exclude(year=F("occurred_on__year")).values_list("pk", flat=True)
    return BalanceReport(Entry.objects.by_system().count(), len(kept), differences, list(misdated))
