from bangkom.cohorts.models import Cohort, Enrolment, SheetRow
from bangkom.core.models import User
from bangkom.workplace.models import Project


def may_write(row: SheetRow, project: Project | None) -> bool:
    """Whoever takes part writes when it is the own turn; the first turn begins the project."""
    if row.enrolment.state == Enrolment.State.WITHDRAWN:
        return False
    return project is None or project.turn == Project.Turn.PARTICIPANT


def is_coach(user: User, project: Project) -> bool:
    """Whether a project is this person's to answer."""
    return Project.objects.coached_by(user).filter(pk=project.pk).exists()


def may_take_back(user: User, project: Project) -> bool:
    """The coach takes an acceptance back; so may the organizers, who answer for the cohort."""
    run = Cohort.objects.run_by(user).filter(pk=project.row.enrolment.cohort_id)
    return is_coach(user, project) or run.exists()
