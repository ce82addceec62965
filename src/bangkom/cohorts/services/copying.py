import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from bangkom.cohorts import dates
from bangkom.cohorts.models import Cohort, CohortAgency, Session
from bangkom.cohorts.services.opening import add_staff, open_cohort, plan_session
from bangkom.core import clock
from bangkom.core.models import User
from bangkom.rules.queries import days_of


@dataclass(frozen=True)
class Shifted:
    """What a copy of a cohort would look like: new dates of each stage and session, and what contradicts."""

    stages: list[tuple[str, dt.date, dt.date, dt.date, dt.date]]
    sessions: list[tuple[Session, dt.datetime, dt.datetime]]
    starts_on: dt.date
    ends_on: dt.date
    stage_dates: dict[int, tuple[dt.date, dt.date]]
    contradictions: list[str]


def shift_cohort(cohort: Cohort, starts_on: dt.date) -> Shifted:
    """The schedule of a cohort moved to a new start, stage by stage with its working days. Writes nothing."""
    old = list(cohort.stages.select_related("stage"))
    own = days_of(cohort.agency)
    proposed = dates.proposal([each.stage.days for each in old], starts_on, own=own)
    new = {each.stage_id: pair for each, pair in zip(old, proposed, strict=True)}
    sessions = []
    for session in cohort.sessions.select_related("stage", "subject").prefetch_related("trainers"):
        first = next(each.starts_on for each in old if each.stage_id == session.stage_id)
        zone = clock.zone_of(cohort.agency)
        starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        meant = dates.same_working_day(starts.date(), first, new[session.stage_id][0], own=own)
        day = min(meant, new[session.stage_id][1])
        sessions.append(
            (session, clock.instant(day, starts.time(), cohort.agency), clock.instant(day, ends.time(), cohort.agency))
        )
    stages = [dates.StageDates(each.stage.title, each.stage.days, *new[each.stage_id]) for each in old]
    return Shifted(
        stages=[(e.stage.title, e.starts_on, e.ends_on, *new[e.stage_id]) for e in old],
        sessions=sessions,
        starts_on=proposed[0][0],
        ends_on=proposed[-1][1],
        stage_dates=new,
        contradictions=dates.contradictions(stages, proposed[0][0], proposed[-1][1], own=own),
    )


@transaction.atomic
def copy_cohort(*, cohort: Cohort, name: str, starts_on: dt.date, by: User | None) -> Cohort:
    """A new cohort like another: same curriculum, seats, place, agencies, staff and sessions on shifted dates.

    Participants and attendance are not copied. Raises `Refused` as `open_cohort` does.
    """
    plan = shift_cohort(cohort, starts_on)
    teaching = [
        part.agency for part in cohort.agencies.select_related("agency") if part.part == CohortAgency.Part.TEACHING
    ]
    copy = open_cohort(
        curriculum=cohort.curriculum,
        agency=cohort.agency,
        name=name,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        stage_dates=plan.stage_dates,
        capacity=cohort.capacity,
        place=cohort.place,
        teaching=teaching,
        kind=cohort.kind,
        by=by,
    )
    staff = {
        each.pk: add_staff(cohort=copy, person=each.person, agency=each.agency, part=each.part, by=by)
        for each in cohort.staff.select_related("person", "agency")
    }
    for session, starts_at, ends_at in plan.sessions:
        plan_session(
            cohort=copy,
            stage=session.stage,
            subject=session.subject,
            title=session.title,
            starts_at=starts_at,
            ends_at=ends_at,
            room=session.room,
            link=session.link,
            group=session.group,
            code_before=session.code_before,
            code_after=session.code_after,
            trainers=[staff[trainer.pk] for trainer in session.trainers.all()],
            by=by,
        )
    return copy
