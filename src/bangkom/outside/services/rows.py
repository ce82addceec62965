"""What the services of evidence and of credits share. The caller holds the enrolment's lock."""

from bangkom.cohorts.models import SheetRow
from bangkom.core import clock
from bangkom.core.models import User
from bangkom.outside.models import Evidence


def fresh_row(row: SheetRow) -> SheetRow:
    """A condition as it is now, with all that deciding about it needs."""
    return (
        SheetRow.objects.by_system()
        .select_related(
            "requirement",
            "stage",
            "enrolment__person__user",
            "enrolment__cohort__agency",
            "enrolment__cohort__curriculum__programme",
        )
        .get(pk=row.pk)
    )


def waiting_for(row: SheetRow) -> Evidence | None:
    """The evidence of a condition that waits for the committee."""
    return row.evidence.filter(state=Evidence.State.WAITING).first()


def decide(evidence: Evidence, state: str, *, reason: str = "", by: User | None = None) -> None:
    """Bring evidence into a state; back to waiting it was never decided."""
    is_open = state == Evidence.State.WAITING
    evidence.state, evidence.reason = state, reason
    evidence.decided_at, evidence.decided_by = (None, None) if is_open else (clock.now(), by)
    evidence.save(update_fields=["state", "reason", "decided_at", "decided_by"])
