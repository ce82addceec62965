from bangkom.cohorts.models import Enrolment, SheetRow


def may_send_evidence(row: SheetRow) -> bool:
    """Whoever takes part may send evidence, as often as needed, as long as the condition is not met."""
    return row.state == SheetRow.State.OPEN and row.enrolment.state != Enrolment.State.WITHDRAWN
