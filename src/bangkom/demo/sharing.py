"""What invented participants tell each other in the experience discussion. The texts lie in `content/cerita.json`."""

import datetime as dt
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from bangkom.cohorts.models import Cohort, Enrolment
from bangkom.core import clock
from bangkom.core.models import User
from bangkom.courseware.models import Activity
from bangkom.learning.models import Post, Report
from bangkom.learning.services import reply, report_post, share_experience

from .learning import activities_of
from .module import CONTENT


@cache
def texts() -> dict[str, Any]:
    return json.loads((CONTENT / "cerita.json").read_text(encoding="utf-8"))


def story(number: int) -> str:
    """An experience in four sentences' time; the parts are joined so that no two of forty are the same."""
    said = texts()
    parts = [
        said["events"][number % len(said["events"])],
        said["feelings"][number % len(said["feelings"])],
        said["acts"][number * 3 % len(said["acts"])],
        said["lessons"][number * 5 % len(said["lessons"])],
    ]
    return f"{parts[0]} {parts[1]}\n\n{parts[2]}\n\n{parts[3]}"


def discuss(enrolments: Sequence[Enrolment], begins: dt.datetime, *, trainer: User) -> list[Post]:
    """Each tells an experience and replies to the one before; the trainer adds a word to the first ones."""
    cohort = enrolments[0].cohort
    activity = activities_of(enrolments[0], Activity.Kind.DISCUSSION)[-1]
    threads: list[Post] = []
    for number, enrolment in enumerate(enrolments):
        with clock.held_at(begins + dt.timedelta(minutes=17 * number)):
            text, by = story(number), enrolment.person.user
            threads.append(share_experience(cohort=cohort, activity=activity, text=text, by=by))
    said = texts()
    for number, enrolment in enumerate(enrolments):
        with clock.held_at(begins + dt.timedelta(minutes=17 * (number + len(enrolments)))):
            thread, text = threads[number - 1], said["replies"][number * 4 % len(said["replies"])]
            reply(thread=thread, text=text, by=enrolment.person.user)
    for number, text in enumerate(said["trainer"]):
        with clock.held_at(begins + dt.timedelta(minutes=17 * 2 * len(enrolments) + 9 * number)):
            reply(thread=threads[number * 2], text=text, by=trainer)
    return threads


def report_one(author: Enrolment, reporter: Enrolment, cohort: Cohort, at: dt.datetime) -> None:
    """Somebody names a colleague, somebody else reports it: it waits for the moderators."""
    said = texts()["reported"]
    activity = activities_of(author, Activity.Kind.DISCUSSION)[-1]
    with clock.held_at(at):
        post = share_experience(cohort=cohort, activity=activity, text=said["text"], by=author.person.user)
    with clock.held_at(at + dt.timedelta(minutes=25)):
        by = reporter.person.user
        report_post(post=post, reason=Report.Reason.OTHER, words=said["words"], by=by)
