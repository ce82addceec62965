import datetime as dt

from django.db import connection, transaction
from django.db.models import Max

from bangkom.core import checkpoints, clock
from bangkom.core.models import Checkpoint, EventSeal

# A chain that grows gets a checkpoint this often.
EVERY = dt.timedelta(hours=1)


@transaction.atomic
def make_checkpoints(*, every: dt.timedelta = EVERY) -> int:
    """Sign the end of each chain that grew since its last checkpoint, at most once in `every`. Returns how many."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bangkom.seal'))")
    now = clock.now()
    ends = dict(EventSeal.objects.order_by().values_list("chain").annotate(Max("sequence")))
    known = {
        chain: (sequence, made_at)
        for chain, sequence, made_at in Checkpoint.objects.order_by()
        .values_list("chain")
        .annotate(Max("sequence"), Max("made_at"))
    }
    due = {
        chain: end
        for chain, end in ends.items()
        if chain not in known or (end > known[chain][0] and now - known[chain][1] >= every)
    }
    if not due:
        return 0
    key_id, key = checkpoints.current_key()
    rows = []
    for chain, sequence in sorted(due.items()):
        seal = EventSeal.objects.get(chain=chain, sequence=sequence)
        row = Checkpoint(chain=chain, sequence=sequence, hash=seal.hash, made_at=now, key_id=key_id)
        row.signature = checkpoints.sign(checkpoints.point_of(row), key)
        rows.append(row)
    Checkpoint.objects.bulk_create(rows)
    return len(rows)
