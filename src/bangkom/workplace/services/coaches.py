from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Cohort, CohortStaff
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import Act, record_events
from bangkom.workplace.models import Coaching


@transaction.atomic
def assign_coaches(
    *, cohort: Cohort, groups: Mapping[str, int | None], people: Mapping[int, int | None], by: User | None
) -> int:
    """Say which coach (id of a `CohortStaff`, None for nobody in particular) looks after which kelompok and whom (id of
    an enrolment). What is not named stays. Returns how many changed. Raises `Refused` for who is not here.
    """
    cohort = locked(cohort)
    coaches = set(cohort.staff.filter(part=CohortStaff.Part.COACH).values_list("pk", flat=True))
    wanted = {("", pk): staff for pk, staff in people.items()} | {(name, None): staff for name, staff in groups.items()}
    own = set(cohort.enrolments.values_list("pk", flat=True))
    if not ({staff for staff in wanted.values() if staff} <= coaches and people.keys() <= own):
        raise Refused(_("Coach atau peserta ini tidak ada lagi di angkatan ini. Muat ulang halaman."), "no_coach")
    known = {(each.group, each.enrolment_id): each for each in Coaching.objects.by_system().filter(cohort=cohort)}
    changed = {key: staff for key, staff in wanted.items() if staff != (known[key].staff_id if key in known else None)}
    for (group, enrolment), staff in changed.items():
        if staff is None:
            known[group, enrolment].delete()
        else:
            Coaching.objects.update_or_create(
                cohort=cohort, group=group, enrolment_id=enrolment, defaults={"staff_id": staff}
            )
    record_events(
        Act(
            verb="workplace.coach_assigned",
            message=gettext_noop("Pembagian coach diubah"),
            subject=cohort,
            agency=cohort.agency,
            by=by,
            before={"staff": known[key].staff_id if key in known else None},
            after={"group": key[0], "enrolment": key[1], "staff": staff},
        )
        for key, staff in changed.items()
    )
    return len(changed)
