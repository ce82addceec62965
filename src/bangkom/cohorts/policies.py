from bangkom.cohorts.models import ORGANIZERS, Cohort, CohortStaff
from bangkom.core.models import Agency, User


def can_open_cohort(user: User, agency: Agency) -> bool:
    """Cohorts of an agency are opened by those who organize its training."""
    return agency in user.agencies_as(*ORGANIZERS)


def can_run_cohort(user: User, cohort: Cohort) -> bool:
    """Change the cohort: participants, schedule, staff, confirmations."""
    return any(agency.pk == cohort.agency_id for agency in user.agencies_as(*ORGANIZERS))


def can_mark_attendance(user: User, cohort: Cohort) -> bool:
    """The organizer, and whoever teaches or serves in this cohort."""
    return can_run_cohort(user, cohort) or CohortStaff.objects.filter(cohort=cohort, person__user=user).exists()
