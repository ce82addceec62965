import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core.errors import Refused
from bangkom.core.formatting import format_date
from bangkom.core.models import Agency, User
from bangkom.core.services import record_event
from bangkom.rules import queries
from bangkom.rules.models import CalendarDay, RuleSet

DATA = Path(__file__).parent / "data"
LONGEST_STRETCH = 60  # days set in one go: longer is a mistyped year


@transaction.atomic
def load_packaged_rule_sets() -> int:
    """Add the packaged rule sets that the database does not know yet; returns how many were added.

    A version that is known is never altered: a change of a rule is a new version in a new file.
    """
    known = set(RuleSet.objects.values_list("code", "version"))
    added = [
        RuleSet(**described)
        for described in map(read_rule_set, sorted(DATA.glob("*.json")))
        if (described["code"], described["version"]) not in known
    ]
    RuleSet.objects.bulk_create(added)
    return len(added)


def read_rule_set(path: Path) -> dict[str, Any]:
    """One packaged rule set: code, version, title, dates, source, confidence, data."""
    return json.loads(path.read_text(encoding="utf-8"))


@transaction.atomic
def set_days(
    *, agency: Agency | None, first: dt.date, last: dt.date, kind: str, name: str, source: str, by: User
) -> int:
    """Set the days from `first` to `last` for an agency (None: for everybody). Returns how many.

    Raises `Refused` where one of them is set already, or where it is far too many.
    """
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    if not 0 < len(days) <= LONGEST_STRETCH:
        raise Refused(_("Rentang ini terlalu panjang. Periksa tahunnya."), "too_many_days")
    taken = CalendarDay.objects.filter(agency=agency, day__in=days).first()
    if taken is not None:
        words = _("%(day)s sudah ditetapkan: %(name)s. Hapus dahulu bila ingin menggantinya.")
        raise Refused(words % {"day": format_date(taken.day), "name": taken.name}, "day_taken")
    rows = CalendarDay.objects.bulk_create(
        CalendarDay(agency=agency, day=day, kind=kind, name=name, source=source) for day in days
    )
    record_event(
        verb="rules.days_set",
        message=gettext_noop("Kalender: %(name)s ditetapkan mulai %(first)s sampai %(last)s"),
        params={"name": name, "first": first.isoformat(), "last": last.isoformat()},
        subject=rows[0],
        agency=agency,
        by=by,
    )
    return len(rows)


@transaction.atomic
def take_day_off(*, day: CalendarDay, by: User) -> None:
    """Take a day off the calendar again. Dates that were planned with it stay as they are."""
    record_event(
        verb="rules.day_taken_off",
        message=gettext_noop("Kalender: %(name)s pada %(day)s dihapus"),
        params={"name": day.name, "day": day.day.isoformat()},
        subject=day,
        agency=day.agency,
        by=by,
    )
    day.delete()


@transaction.atomic
def add_version(
    *,
    before: RuleSet,
    version: str,
    effective_from: dt.date,
    source: str,
    confidence: str,
    data: dict[str, Any],
    today: dt.date,
    by: User,
) -> RuleSet:
    """A new version of a rule, from a day on; the earlier versions stay as they are, for what was counted with them.

    Raises `Refused` where the version exists, where nothing is different, or where it would begin in a year whose JP
    are closed (the rule set jp-year says from which day a year is).
    """
    if RuleSet.objects.filter(code=before.code, version=version).exists():
        raise Refused(_("Versi ini sudah ada. Beri nama versi yang lain."), "version_taken")
    if data == before.data and source == before.source and confidence == before.confidence:
        raise Refused(_("Tidak ada yang berbeda dari versi sebelumnya."), "nothing_new")
    opens = first_open_day(today)
    if effective_from < opens:
        words = _("Tahun sebelum %(year)s sudah ditutup. Aturan baru berlaku paling cepat %(day)s.")
        raise Refused(words % {"year": opens.year, "day": format_date(opens)}, "year_closed")
    added = RuleSet.objects.create(
        code=before.code,
        version=version,
        title=before.title,
        effective_from=effective_from,
        source=source,
        confidence=confidence,
        data=data,
    )
    record_event(
        verb="rules.version_added",
        message=gettext_noop("Aturan %(title)s: versi %(version)s berlaku mulai %(day)s"),
        params={"title": added.title, "version": version, "day": effective_from.isoformat()},
        subject=added,
        agency=None,
        by=by,
    )
    return added


def first_open_day(today: dt.date) -> dt.date:
    """The first day of the earliest JP year that is not closed on a day."""
    year = today.year - 1
    closed = queries.closing_day(year)[0] <= today
    return dt.date(today.year if closed else year, 1, 1)


@transaction.atomic
def withdraw_version(*, rule_set: RuleSet, today: dt.date, by: User) -> None:
    """Take back a version that has not begun. Raises `Refused` where it has, or where something names it already."""
    if rule_set.effective_from <= today:
        raise Refused(_("Versi ini sudah berlaku, jadi tidak bisa ditarik. Buat versi baru."), "in_force")
    record_event(
        verb="rules.version_withdrawn",
        message=gettext_noop("Aturan %(title)s: versi %(version)s ditarik sebelum berlaku"),
        params={"title": rule_set.title, "version": rule_set.version},
        subject=rule_set,
        agency=None,
        by=by,
    )
    try:
        rule_set.delete()
    except models.ProtectedError as error:
        raise Refused(_("Versi ini sudah dipakai menghitung, jadi tidak bisa ditarik."), "in_use") from error
