"""Writes of the JP account. Entries are never changed: what is wrong is put right by one entry more."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, User
from bangkom.core.services import Act, record_events
from bangkom.ledger.models import Entry, YearBalance
from bangkom.ledger.policies import is_closed
from bangkom.people.models import Person
from bangkom.rules.models import RuleSet

POSTED = gettext_noop("%(jp)s JP dicatat: %(source)s")


@transaction.atomic
def post_hours(
    *,
    person: Person,
    agency: Agency,
    minutes: int,
    form: str,
    occurred_on: dt.date,
    source: models.Model,
    source_label: str,
    source_key: str,
    rule_set: RuleSet,
    by: User | None,
) -> Entry:
    """Post hours earned, in the caller's transaction. The same `source_key` again returns the entry that is there.

    `minutes` are whole minutes of learning, above zero; `rule_set` (code `jp-unit`) says how many make one JP and is
    stored with the entry. `occurred_on`, a day of the agency's zone, decides the year. Hours that reach a year after it
    was closed are an entry of their own kind. Raises ValueError where the key already stands for other hours.
    """
    known = Entry.objects.filter(source_key=source_key).first()
    if known is not None:
        return _same(known, person, minutes)
    entry = _earned(
        person=person,
        agency=agency,
        kind=_kind_of_hours(occurred_on.year, agency),
        minutes=minutes,
        form=form,
        occurred_on=occurred_on,
        source=source,
        source_label=source_label,
        source_key=source_key,
        rule_set=rule_set,
        by=by,
    )
    return _post(entry, POSTED, "posted")


def _earned(
    *, minutes: int, occurred_on: dt.date, source: models.Model, rule_set: RuleSet, by: User | None,
    source_label: str, **fields: Any,
) -> Entry:  # fmt: skip
    """The entry of hours earned, not saved."""
    if not isinstance(minutes, int) or minutes <= 0:
        raise ValueError(f"hours are posted in whole minutes above zero, not {minutes!r}")
    return Entry(
        minutes=minutes,
        minutes_per_jp=rule_set.data["minutes_per_jp"],
        occurred_on=occurred_on,
        year=occurred_on.year,
        source_type=source._meta.label_lower,
        source_id=str(source.pk),
        source_label=source_label[:255],
        rule_set=rule_set,
        posted_by=by,
        **fields,
    )


def _kind_of_hours(year: int, agency: Agency) -> str:
    """Hours that reach a year after it was closed are of a kind of their own, to be shown apart."""
    return Entry.Kind.CLOSED_YEAR if is_closed(year, clock.today(agency)) else Entry.Kind.EARNED


@transaction.atomic
def post_same_hours(
    *,
    people: Iterable[Person],
    agency: Agency,
    minutes: int,
    form: str,
    occurred_on: dt.date,
    source: models.Model,
    source_label: str,
    source_key: str,
    rule_set: RuleSet,
    by: User | None,
) -> int:
    """Post the same hours to many people, as after one webinar for all of an office; returns how many got them now.

    As `post_hours`, with a fixed number of statements; each person's key is `source_key:<id>`, and whoever has it
    keeps it. Call it with some hundreds at once: it is one write transaction.
    """
    by_key = {f"{source_key}:{person.pk}": person for person in people}
    known = {entry.source_key: entry for entry in Entry.objects.filter(source_key__in=by_key)}
    for key, entry in known.items():
        _same(entry, by_key[key], minutes)
    new = {key: by_key[key] for key in sorted(by_key) if key not in known}
    kind = _kind_of_hours(occurred_on.year, agency)
    entries = [
        _earned(
            person=person,
            agency=agency,
            kind=kind,
            minutes=minutes,
            form=form,
            occurred_on=occurred_on,
            source=source,
            source_label=source_label,
            source_key=key,
            rule_set=rule_set,
            by=by,
        )
        for key, person in new.items()
    ]
    Entry.objects.bulk_create(entries)
    year = occurred_on.year
    YearBalance.objects.bulk_create([YearBalance(person=p, year=year) for p in new.values()], ignore_conflicts=True)
    YearBalance.objects.filter(person__in=new.values(), year=year).update(minutes=F("minutes") + minutes)
    record_events(_act(entry, POSTED, "posted") for entry in entries)
    return len(entries)


@transaction.atomic
def reverse_entry(*, entry: Entry, reason: str, by: User | None) -> Entry:
    """Take an entry back by a corrective one of the opposite amount, in the caller's transaction.

    Asking again changes nothing. It belongs to the year of what it corrects; where that year is closed it is of its own
    kind and shown apart.
    Raises `Refused` without a reason, ValueError for an entry that is itself a correction.
    """
    if entry.corrects_id is not None:
        raise ValueError("a correction is not corrected: post the hours again")
    if not reason.strip():
        raise Refused(_("Tulis alasan koreksi JP."), "reason_missing")
    key = f"{entry.source_key}:reversed"
    known = Entry.objects.filter(source_key=key).first()
    if known is not None:
        return known
    closed = is_closed(entry.year, clock.today(entry.agency))
    correction = Entry(
        person=entry.person,
        agency=entry.agency,
        kind=Entry.Kind.CLOSED_YEAR if closed else Entry.Kind.CORRECTION,
        minutes=-entry.minutes,
        minutes_per_jp=entry.minutes_per_jp,
        form=entry.form,
        occurred_on=entry.occurred_on,
        year=entry.year,
        source_type=entry.source_type,
        source_id=entry.source_id,
        source_label=entry.source_label,
        source_key=key,
        corrects=entry,
        reason=reason.strip()[:255],
        rule_set=entry.rule_set,
        posted_by=by,
    )
    return _post(correction, gettext_noop("%(jp)s JP dikoreksi: %(source)s"), "corrected")


def _post(entry: Entry, message: str, act: str) -> Entry:
    """Write an entry, its effect on the year's balance and the event; whoever lost a race gets the winner's entry."""
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        return _same(Entry.objects.get(source_key=entry.source_key), entry.person, entry.minutes)
    _add_to_balance(entry.person, entry.year, entry.minutes)
    record_events([_act(entry, message, act)])
    return entry


def _act(entry: Entry, message: str, act: str) -> Act:
    return Act(
        verb=f"ledger.{act}",
        message=message,
        params={"jp": f"{entry.jp.normalize():f}", "source": entry.source_label[:120]},
        subject=entry,
        agency=entry.agency,
        by=entry.posted_by,
    )


def _add_to_balance(person: Person, year: int, minutes: int) -> None:
    """Both statements wait for a concurrent posting to the same balance, on either database: no sum is lost."""
    balance = YearBalance.objects.filter(person=person, year=year)
    if not balance.update(minutes=F("minutes") + minutes):
        YearBalance.objects.bulk_create([YearBalance(person=person, year=year)], ignore_conflicts=True)
        balance.update(minutes=F("minutes") + minutes)


def _same(known: Entry, person: Person, minutes: int) -> Entry:
    if (known.person_id, known.minutes) != (person.pk, minutes):
        raise ValueError(f"{known.source_key} already stands for other hours")
    return known
