"""What the form of a new session begins with, so that ten of them are planned in a few minutes. Writes nothing."""

import datetime as dt
from typing import Any

from bangkom.cohorts.models import Cohort
from bangkom.programmes.models import Stage
from bangkom.rules.calendar import next_working_day


def copied_values(values: dict[str, Any]) -> dict[str, Any]:
    """The same session on the next working day; `values` are those of `SessionForm.initial_for`."""
    return values | {"day": next_working_day(values["day"] + dt.timedelta(days=1))}


def next_values(values: dict[str, Any]) -> dict[str, Any]:
    """The session behind another: same day, place and teachers, beginning where that one ends and as long.

    What would reach beyond midnight begins on the next working day at the same time instead.
    """
    begins = dt.datetime.combine(values["day"], values["starts"])
    ends = dt.datetime.combine(values["day"], values["ends"])
    following = ends + (ends - begins)
    if following.date() == values["day"]:
        times = {"starts": values["ends"], "ends": following.time()}
    else:
        times = {"day": copied_values(values)["day"]}
    return values | times | {"title": "", "subject": None}


def first_values(cohort: Cohort, today: dt.date) -> dict[str, Any]:
    """The stage that is due and has people meeting, its first day to come, and where the cohort meets."""
    meeting = [each for each in cohort.stages.all() if each.stage.mode != Stage.Mode.SELF_PACED]
    due = next((each for each in meeting if each.ends_on >= today), None)
    if due is None:
        return {}
    return {"stage": due.stage_id, "day": max(due.starts_on, today), "room": cohort.place[:120]}
