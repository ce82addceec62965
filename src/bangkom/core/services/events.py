import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction

from bangkom.core import anchors, clock
from bangkom.core.ids import new_id
from bangkom.core.models import Agency, Event, EventPayload, EventSeal, User
from bangkom.core.request_ids import current_request_id, current_way
from bangkom.core.sealing import canonical, chain_of, link_hash, payload_digest, said_by


@dataclass(frozen=True, kw_only=True)
class Act:
    """What `record_events` writes for one act. `before`/`after` may be personal: they go to the erasable payload."""

    verb: str
    message: str
    subject: models.Model
    agency: Agency | None
    by: User | None
    params: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def record_event(**act: Any) -> None:
    """Record one act in the caller's transaction; see `Act` for the arguments."""
    record_events([Act(**act)])


def record_events(acts: Iterable[Act]) -> None:
    """Record many acts with two statements, in the caller's transaction."""
    request_id = current_request_id.get() or new_id()
    way = current_way.get()
    events, bodies = [], []
    for act in acts:
        body = {k: v for k, v in (("before", act.before), ("after", act.after)) if v is not None}
        salt = secrets.token_hex(16) if body else ""
        events.append(
            Event(
                agency=act.agency,
                actor=act.by,
                verb=act.verb,
                message=act.message,
                params=act.params,
                subject_type=act.subject._meta.label_lower,
                subject_id=str(act.subject.pk),
                request_id=request_id,
                way=way,
                payload_digest=payload_digest(salt, body) if body else "",
            )
        )
        bodies.append((salt, body))
    saved = Event.objects.bulk_create(events)
    EventPayload.objects.bulk_create(
        EventPayload(event=event, salt=salt, body=json.loads(canonical(body)))
        for event, (salt, body) in zip(saved, bodies, strict=True)
        if body
    )


@transaction.atomic
def seal_events(*, limit: int = 500) -> int:
    """Chain events that have no seal yet, oldest first. Returns how many were sealed.

    Row ids commit out of order, so the order of the chain is the order of sealing, not of ids. One sealer works at a
    time: SQLite's write lock sees to it there, an advisory lock on PostgreSQL.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bangkom.seal'))")
    waiting = list(Event.objects.filter(seal__isnull=True).order_by("pk")[:limit])
    tails: dict[str, tuple[int, str]] = {}
    seals = []
    for event in waiting:
        chain = chain_of(event)
        if chain not in tails:
            last = EventSeal.objects.filter(chain=chain).order_by("-sequence").first()
            tails[chain] = (last.sequence, last.hash) if last else (0, "")
        sequence, previous = tails[chain]
        sequence += 1
        tails[chain] = (sequence, link_hash(previous, sequence, said_by(event)))
        seals.append(
            EventSeal(event=event, chain=chain, sequence=sequence, hash=tails[chain][1], sealed_at=clock.now())
        )
    EventSeal.objects.bulk_create(seals)
    if tails:
        transaction.on_commit(lambda: anchors.anchor(tails), robust=True)
    return len(seals)
