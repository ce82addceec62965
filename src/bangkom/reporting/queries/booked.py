import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Sum

from bangkom.cohorts.models import Enrolment, StageResult


def booked_jp(person_ids: Iterable[int] | QuerySet, on: dt.date) -> dict[int, int]:
    """Person id -> JP of the stages that are still to come in the cohorts the person takes part in now; one query.

    A stage counts when the cohort has not ended and the stage ends this year: the year its JP will belong to.
    """
    met = StageResult.objects.filter(
        enrolment=OuterRef("pk"), stage=OuterRef("cohort__stages__stage"), reversed_at__isnull=True
    )
    coming = Enrolment.objects.filter(
        ~Exists(met),
        person__in=person_ids,
        state=Enrolment.State.ACTIVE,
        cohort__ends_on__gte=on,
        cohort__stages__ends_on__lte=dt.date(on.year, 12, 31),
    )
    return dict(coming.order_by().values_list("person_id").annotate(Sum("cohort__stages__stage__jp")))
