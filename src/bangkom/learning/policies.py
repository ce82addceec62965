from bangkom.cohorts.models import Enrolment


def may_learn(enrolment: Enrolment) -> bool:
    """Whoever takes part may learn, also after passing: to read again and to practise."""
    return enrolment.state != Enrolment.State.WITHDRAWN
