from dataclasses import dataclass

from bangkom.core import anchors
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
    """Recompute every chain and every payload digest. Names the first row that was altered, removed or moved.

    Links that were noted outside the database must still be there: so a cut end and a chain computed anew are seen.
    """
    noted, last = anchors.anchored(), anchors.Links()
    sealed = 0
    seals = EventSeal.objects.select_related("event", "event__payload").order_by("chain", "sequence")
    for seal in seals.iterator(chunk_size=2000):
        sealed += 1
        sequence, previous = last.get(seal.chain, (0, ""))
        bad = seal_fault(seal, sequence + 1, previous)
        if not bad and noted.get(seal.chain, (0, ""))[0] == seal.sequence and noted[seal.chain][1] != seal.hash:
            bad = f"chain {seal.chain}, sequence {seal.sequence}: not the link that was noted outside the database"
        if bad:
            return AuditReport(sealed=sealed, unsealed=unsealed_count(), chains=len(last) or 1, first_bad=bad)
        last[seal.chain] = (seal.sequence, seal.hash)
    return AuditReport(sealed=sealed, unsealed=unsealed_count(), chains=len(last), first_bad=cut_end(noted, last))


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


def cut_end(noted: anchors.Links, last: anchors.Links) -> str | None:
    """The first chain that ends before the link noted last, in words; None when all are there."""
    for chain, (sequence, _digest) in sorted(noted.items()):
        found = last.get(chain, (0, ""))[0]
        if found < sequence:
            return f"chain {chain}, sequence {found + 1}: the end of the chain is missing, it went to {sequence}"
    return None


def unsealed_count() -> int:
    return Event.objects.filter(seal__isnull=True).count()
