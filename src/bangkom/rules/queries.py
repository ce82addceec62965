"""What the rules say on a day. Numbers of the law are asked for here, never written in code."""

import datetime as dt
from typing import Any

from django.db.models import Q, Subquery
from django.utils.translation import gettext as _

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_date, language
from bangkom.core.models import Agency
from bangkom.rules.calendar import OwnDays
from bangkom.rules.models import CalendarDay, RuleSet

JP_UNIT = "jp-unit"
JP_DUTY = "jp-duty"
JP_FORMS = "jp-forms"
JP_YEAR = "jp-year"
EMPLOYMENT_STATES = "employment-states"

# Where the rule names no duty for a status, none is claimed.
NO_DUTY = {"kind": "none", "jp": 0, "window": "calendar_year"}


def in_force(code: str, on: dt.date) -> RuleSet:
    """The rule set of a code on a day. Raises `Refused` in plain words where none holds."""
    try:
        return RuleSet.objects.in_force(code, on)
    except RuleSet.DoesNotExist as error:
        words = _("Tidak ada aturan %(code)s yang berlaku pada %(date)s. Periksa tanggalnya.")
        raise Refused(words % {"code": code, "date": format_date(on)}, "no_rule") from error


def in_force_together(*codes: str, on: dt.date) -> dict[str, RuleSet]:
    """The rule sets of several codes on a day, in one query. Raises `Refused` where one of them does not hold."""
    holding = RuleSet.objects.filter(code__in=codes).holding(on).order_by("effective_from")
    found = {rule_set.code: rule_set for rule_set in holding}  # the one that began last wins
    return {code: found.get(code) or in_force(code, on) for code in codes}


def data_of(code: str, on: dt.date) -> Subquery:
    """What the rule set of a code says on a day, to be read along with another query; None where none holds."""
    newest = RuleSet.objects.filter(code=code).holding(on).order_by("-effective_from")
    return Subquery(newest.values("data")[:1])


def minutes_per_jp(on: dt.date) -> tuple[int, RuleSet]:
    """How many minutes one JP (jam pelajaran) has on a day, and the rule set that says so."""
    rule_set = in_force(JP_UNIT, on)
    return rule_set.data["minutes_per_jp"], rule_set


def serving_states(on: dt.date) -> list[str]:
    """The employment states (kedudukan hukum, SIASN codes) that count as serving on a day."""
    return in_force(EMPLOYMENT_STATES, on).data["serving"]


def jp_duty(status: str, on: dt.date) -> dict[str, Any]:
    """What a person of an employment status owes or may have in a year; see `duty_of`."""
    return duty_of(status, in_force(JP_DUTY, on))


def duty_of(status: str, rule_set: RuleSet) -> dict[str, Any]:
    """The duty of a status by a `jp-duty` rule set: `kind` minimum, maximum or none; `jp`; `window` of counting."""
    return rule_set.data.get(status, NO_DUTY)


def form_names(on: dt.date | None = None) -> dict[str, str]:
    """Code -> name of every form of development (bentuk pengembangan), in the reader's language."""
    rule_set = in_force(JP_FORMS, on or clock.today())
    key = "name_en" if language() == "en" else "name"
    return {form["code"]: form.get(key, form["name"]) for form in rule_set.data["forms"]}


def form_name(code: str) -> str:
    """The name of one form of development; the code itself where the rules do not know it."""
    return form_names().get(code, code)


def days_of(agency: Agency | None) -> OwnDays:
    """What was decided beside the packaged calendar, for everybody and for an agency; the agency's word counts."""
    rows = CalendarDay.objects.filter(Q(agency=None) | Q(agency=agency))
    decided = {row.day: row for row in sorted(rows, key=lambda row: row.agency_id is not None)}
    return OwnDays(
        off={day: row.name for day, row in decided.items() if row.kind == CalendarDay.Kind.OFF},
        working=frozenset(day for day, row in decided.items() if row.kind == CalendarDay.Kind.WORKING),
    )


def closing_day(year: int) -> tuple[dt.date, RuleSet]:
    """The day from which a JP year is closed, and the rule set of that year which says so."""
    rule_set = in_force(JP_YEAR, dt.date(year, 12, 31))
    return dt.date(year + 1, rule_set.data["closes_month"], rule_set.data["closes_day"]), rule_set
