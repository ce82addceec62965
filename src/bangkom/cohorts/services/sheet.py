"""The requirement sheet: what is true about a person is decided here, in the transaction of the act that makes it true.

open --facts meet the rule--> met --facts no longer do--> open
all rows of a stage met  -> the stage's JP are posted       (taken back by a corrective entry)
all rows of the sheet met -> the enrolment has passed       (under review once a mark was taken back)
                             also one deferred; one decided as failed stays so until the decision is opened again
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Cohort, Enrolment, SheetRow, StageResult
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.ledger import services as ledger
from bangkom.ledger.models import Entry
from bangkom.programmes.models import Requirement, Stage
from bangkom.programmes.requirements import evaluate

Kind = Requirement.Kind
State = Enrolment.State


@transaction.atomic
def meet_requirement(
    *,
    enrolment: Enrolment,
    requirement: Requirement,
    facts: dict[str, Any],
    source: str,
    happened_at: dt.datetime,
    by: User | None,
) -> SheetRow:
    """Write down new facts about a requirement and draw the consequences at once.

    `facts` replace those before (see `programmes.requirements` for their shape); `happened_at` is when the act took
    place, and its day in the organizing agency's zone is the day on which the requirement was met. Also the way back:
    facts that no longer meet the rule open the row again. Idempotent.
    """
    enrolment = locked(enrolment)
    row = enrolment.sheet.select_related("requirement", "stage").get(requirement=requirement)
    verdict = evaluate(requirement.kind, requirement.params, facts)
    was_met = row.state == SheetRow.State.MET
    row.facts, row.progress, row.source = facts, verdict.percent, source
    if verdict.met != was_met:
        row.state = SheetRow.State.MET if verdict.met else SheetRow.State.OPEN
        row.met_on = clock.day_of(happened_at, enrolment.cohort.agency) if verdict.met else None
        row.since = clock.now()
        row.waiting_for = SheetRow.Party.NOBODY if verdict.met else waiting_party(requirement, enrolment.cohort)
    row.save(update_fields=["facts", "progress", "source", "state", "met_on", "since", "waiting_for"])
    if verdict.met != was_met:
        _record_row(row, enrolment, by)
        settle_stage(enrolment, row.stage, by)
        settle_outcome(enrolment, by)
    return row


def confirm_requirement(*, row: SheetRow, confirmed: bool, note: str, by: User) -> SheetRow:
    """The committee confirms (or takes back) what it saw for a participant, with a note on what that was."""
    return meet_requirement(
        enrolment=row.enrolment,
        requirement=row.requirement,
        facts={"confirmed": confirmed, "note": note},
        source="committee",
        happened_at=clock.now(),
        by=by,
    )


@transaction.atomic
def hand_over(*, row: SheetRow, to: str) -> SheetRow:
    """Say who must act next for an open requirement (a `SheetRow.Party`), from now on: the participant has sent
    something and the committee must look at it, or the other way round. A met row stays as it is.

    The caller records the act that is the cause.
    """
    locked(row.enrolment)
    row = SheetRow.objects.by_system().select_related("enrolment", "requirement", "stage").get(pk=row.pk)
    if row.state == SheetRow.State.OPEN and row.waiting_for != to:
        row.waiting_for, row.since = to, clock.now()
        row.save(update_fields=["waiting_for", "since"])
    return row


def settle_stage(enrolment: Enrolment, stage: Stage, by: User | None) -> None:
    """Post a stage's JP when all its rows are met; reverse the posting when one opens again. Caller holds the lock."""
    rows = list(enrolment.sheet.filter(stage=stage))
    complete = all(row.state == SheetRow.State.MET for row in rows)
    result = enrolment.stage_results.filter(stage=stage, reversed_at__isnull=True).select_related("entry").first()
    if complete and result is None:
        completed_on = max(row.met_on for row in rows)
        StageResult.objects.create(
            enrolment=enrolment,
            stage=stage,
            completed_on=completed_on,
            entry=post_stage(enrolment, stage, completed_on, by),
        )
    elif not complete and result is not None:
        ledger.reverse_entry(entry=result.entry, reason="Syarat tahap tidak lagi terpenuhi", by=by)
        result.reversed_at = clock.now()
        result.save(update_fields=["reversed_at"])


def post_stage(enrolment: Enrolment, stage: Stage, completed_on: dt.date, by: User | None) -> Entry:
    """The ledger entry for a completed stage, computed with the curriculum's own rule set."""
    curriculum = stage.curriculum
    per_jp = curriculum.rule_set.data["minutes_per_jp"]
    turn = enrolment.stage_results.filter(stage=stage).count() + 1
    return ledger.post_hours(
        person=enrolment.person,
        agency=enrolment.agency,
        minutes=int(Decimal(stage.jp) * per_jp),
        form=curriculum.programme.form,
        occurred_on=completed_on,
        source=enrolment,
        source_label=f"{curriculum.programme.title}, {enrolment.cohort.name}: {stage.title}",
        source_key=f"enrolment:{enrolment.pk}:stage:{stage.pk}:{turn}",
        rule_set=curriculum.rule_set,
        by=by,
    )


def settle_outcome(enrolment: Enrolment, by: User | None) -> None:
    """Pass a participant whose whole sheet is met; put one who had passed under review when a row opens again.

    Who was decided as failed does not pass by a late act: it is noted, and the committee may open the decision again.
    """
    complete = not enrolment.sheet.filter(state=SheetRow.State.OPEN).exists()
    if complete and enrolment.state == State.FAILED:
        message = gettext_noop("Semua syarat terpenuhi sesudah diputus tidak lulus")
        _move(enrolment, State.FAILED, message, "complete_after_failed", by)
    elif complete and enrolment.state in {State.ACTIVE, State.UNDER_REVIEW, State.DEFERRED}:
        enrolment.passed_at = enrolment.passed_at or clock.now()
        enrolment.state_reason = ""
        _move(enrolment, State.PASSED, gettext_noop("Semua syarat terpenuhi: peserta lulus"), "passed", by)
    elif not complete and enrolment.state == State.PASSED:
        message = gettext_noop("Sebuah syarat terbuka lagi: kelulusan ditinjau kembali")
        _move(enrolment, State.UNDER_REVIEW, message, "under_review", by)


def _move(enrolment: Enrolment, state: str, message: str, act: str, by: User | None) -> None:
    enrolment.state = state
    enrolment.save(update_fields=["state", "state_reason", "passed_at"])
    record_event(verb=f"cohorts.{act}", message=message, subject=enrolment, agency=enrolment.cohort.agency, by=by)


def _record_row(row: SheetRow, enrolment: Enrolment, by: User | None) -> None:
    met = row.state == SheetRow.State.MET
    record_event(
        verb="cohorts.requirement_met" if met else "cohorts.requirement_opened",
        message=gettext_noop("Syarat %(title)s terpenuhi") if met else gettext_noop("Syarat %(title)s terbuka lagi"),
        params={"title": row.requirement.title},
        subject=enrolment,
        agency=enrolment.cohort.agency,
        by=by,
        after=row.facts,
    )


def starting_facts(enrolment: Enrolment, requirement: Requirement) -> dict[str, Any]:
    """What is known about a requirement before the person has done anything."""
    if requirement.kind == Kind.ATTENDANCE:
        sessions = enrolment.cohort.sessions.for_group(enrolment.group).filter(stage=requirement.stage_id)
        return {"present": 0, "sessions": sessions.count()}
    return {}


def waiting_party(requirement: Requirement, cohort: Cohort) -> str:
    """Who must act for an open requirement."""
    if requirement.kind in {Kind.MODULE, Kind.QUIZ, Kind.DISCUSSION, Kind.ACTUALIZATION, Kind.OUTSIDE}:
        return SheetRow.Party.PARTICIPANT
    if requirement.kind == Kind.CONFIRMATION:
        return SheetRow.Party.COMMITTEE
    return SheetRow.Party.SCHEDULE
