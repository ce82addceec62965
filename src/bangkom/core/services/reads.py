import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from bangkom.core import clock
from bangkom.core.models import AccessedPerson, AccessRecord, Agency, User

# SQLite takes so many rows in one statement; a page has far fewer, an export may have more.
ROWS_AT_ONCE = 2000


@transaction.atomic
def record_reads(
    *, reader: User, role: str, agency: Agency | None, page: str, persons: Iterable[int], filter: str = ""
) -> None:
    """Note that a member of staff was shown data of these people (ids). Two statements for a page, however many.

    The same page on the same day is one record: it then says when it was opened first and last.
    """
    ids = sorted(set(persons))
    if not ids:
        return
    now = clock.now()
    record = AccessRecord(
        reader=reader,
        role=role,
        agency=agency,
        page=page,
        filter=filter[:200],
        day=clock.today(agency),
        first_at=now,
        last_at=now,
    )
    (record,) = AccessRecord.objects.bulk_create(
        [record],
        update_conflicts=True,
        unique_fields=["reader", "day", "page", "role", "filter"],
        update_fields=["last_at"],
    )
    AccessedPerson.objects.bulk_create(
        (AccessedPerson(record=record, person_id=pk, first_at=now, last_at=now) for pk in ids),
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["record", "person_id"],
        update_fields=["last_at"],
    )


def forget_reads(*, before: dt.date) -> int:
    """Remove the records of days before this one; returns how many."""
    return AccessRecord.objects.filter(day__lt=before).delete()[0]
