from dataclasses import dataclass

from bangkom.core.models import Event, EventSeal
from bangkom.core.sealing import chain_of, link_hash, payload_digest


@dataclass(frozen=True)
class AuditReport:
    """What the check of the sealed chains found. `first_bad` is None when all hold."""

    sealed: int
    unsealed: int
    chains: int
    first_bad: str | None


def check_audit() -> AuditReport:
    """Recompute every chain and every payload digest. Names the first row that was altered, removed or moved."""
    last: dict[str, tuple[int, str]] = {}
    sealed = 0
    seals = EventSeal.objects.select_related("event", "event__payload").order_by("chain", "sequence")
    for seal in seals.iterator(chunk_size=2000):
        sealed += 1
        sequence, previous = last.get(seal.chain, (0, ""))
        bad = seal_fault(seal, sequence + 1, previous)
        if bad:
            return AuditReport(sealed=sealed, unsealed=unsealed_count(), chains=len(last) or 1, first_bad=bad)
        last[seal.chain] = (seal.sequence, seal.hash)
    return AuditReport(sealed=sealed, unsealed=unsealed_count(), chains=len(last), first_bad=None)


def seal_fault(seal: EventSeal, expected: int, previous: str) -> str | None:
    """What is wrong with one link, in words; None when it holds."""
    where = f"chain {seal.chain}, sequence {expected}, event {seal.event_id}"
    if seal.sequence != expected:
        return f"{where}: a link is missing (found sequence {seal.sequence})"
    if chain_of(seal.event) != seal.chain or link_hash(previous, seal.sequence, seal.event) != seal.hash:
        return f"{where}: the event or its place was altered"
    payload = getattr(seal.event, "payload", None)
    if payload is not None and payload_digest(payload.salt, payload.body) != seal.event.payload_digest:
        return f"{where}: the stored values were altered"
    return None


def unsealed_count() -> int:
    return Event.objects.filter(seal__isnull=True).count()
