from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Cohort, Enrolment
from bangkom.cohorts.services.attendance import refresh_attendance
from bangkom.core.db import locked
from bangkom.core.models import User
from bangkom.core.services import Act, record_events
from bangkom.programmes.models import Stage


@transaction.atomic
def assign_group(*, cohort: Cohort, enrolments: Iterable[int], group: str, by: User) -> int:
    """Put participants (ids) into a tutorial group (kelompok), or into none; returns how many changed."""
    return _assign(locked(cohort), dict.fromkeys(enrolments, group.strip()), by)


@transaction.atomic
def spread_groups(*, cohort: Cohort, count: int, by: User) -> int:
    """Spread all participants over `count` groups of equal size, each unit's people over different groups.

    Returns how many changed; the same again changes nothing.
    """
    cohort = locked(cohort)
    ordered = cohort.enrolments.taking_part().order_by("unit_name", "name", "pk").values_list("pk", flat=True)
    names = [f"Kelompok {n}" for n in range(1, count + 1)]
    return _assign(cohort, {pk: names[at % count] for at, pk in enumerate(ordered)}, by)


def _assign(cohort: Cohort, wanted: Mapping[int, str], by: User) -> int:
    people = cohort.enrolments.taking_part().filter(pk__in=wanted).select_related("cohort")
    changed = [each for each in people if each.group != wanted[each.pk]]
    before = {each.pk: each.group for each in changed}
    for enrolment in changed:
        enrolment.group = wanted[enrolment.pk]
    Enrolment.objects.bulk_update(changed, ["group"])
    record_events(
        Act(
            verb="cohorts.grouped",
            message=gettext_noop("Kelompok ditetapkan"),
            subject=enrolment,
            agency=cohort.agency,
            by=by,
            before={"group": before[enrolment.pk]},
            after={"group": enrolment.group},
        )
        for enrolment in changed
    )
    grouped = Stage.objects.filter(pk__in=cohort.sessions.exclude(group="").values("stage"))
    for stage in grouped if changed else ():
        refresh_attendance(cohort=cohort, stage=stage, by=by, only=changed)
    return len(changed)
