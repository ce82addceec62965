"""The check of the sealed chains: every link computed anew, streamed in the order of the chain."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from bangkom.core import anchors, checkpoints
from bangkom.core.checkpoints import Point
from bangkom.core.models import Checkpoint, Event, EventSeal
from bangkom.core.sealing import FIELDS, Said, chain_of, link_hash, payload_digest

ROWS_AT_ONCE = 2000
# What the database itself refuses, by table; the check says when a refusal was taken off.
GUARDS = {
    "sqlite": {
        "core_event": {"update", "delete", "replace"},
        "core_eventseal": {"update", "delete", "replace"},
        "core_eventpayload": {"update", "replace"},
        "core_checkpoint": {"update", "delete", "replace"},
    },
    "postgresql": {
        "core_event": {"update", "delete", "truncate"},
        "core_eventseal": {"update", "delete", "truncate"},
        "core_eventpayload": {"update", "truncate"},
        "core_checkpoint": {"update", "delete", "truncate"},
    },
}


@dataclass(frozen=True)
class ChainReport:
    """One chain: how many links hold, the first fault in words (None when all hold), how many checkpoints agree."""

    chain: str
    sealed: int
    fault: str | None
    points: int


@dataclass(frozen=True)
class AuditReport:
    """What the check of the sealed chains found. `first_bad` is None when all hold.

    `points` is the number of checkpoints that agree; `guards_off` names refusals of the database that are missing.
    """

    sealed: int
    unsealed: int
    chains: int
    first_bad: str | None
    points: int = 0
    guards_off: tuple[str, ...] = ()
    by_chain: tuple[ChainReport, ...] = field(default=(), repr=False)


def check_audit(kept: list[Point] | None = None) -> AuditReport:
    """Recompute every chain and every payload digest. Names the first row that was altered, removed or moved.

    What was noted outside the database must still be there: the last links, the signed checkpoints, and those that were
    `kept` elsewhere. So a cut end and a chain computed anew are seen.
    """
    noted = anchors.anchored()
    keys = checkpoints.public_keys()
    names = set(EventSeal.objects.order_by().values_list("chain", flat=True).distinct()) | set(noted)
    names |= set(Checkpoint.objects.order_by().values_list("chain", flat=True).distinct())
    names |= {point.chain for point in kept or []}
    reports = [check_chain(chain, noted, keys, kept or []) for chain in sorted(names)]
    missing = guards_off()
    first = next((report.fault for report in reports if report.fault), None)
    return AuditReport(
        sealed=sum(report.sealed for report in reports),
        unsealed=unsealed_count(),
        chains=len(reports),
        first_bad=first,
        points=sum(report.points for report in reports),
        guards_off=missing,
        by_chain=tuple(reports),
    )


def check_chain(chain: str, noted: anchors.Links, keys: dict[str, bytes], kept: list[Point]) -> ChainReport:
    """Follow one chain from its first link to its end."""
    claims, fault = claims_of(chain, noted, keys, kept)
    sequence, previous = 0, ""
    if fault:
        return ChainReport(chain, 0, fault, 0)
    for row in links(chain):
        fault = link_fault(chain, sequence + 1, previous, row)
        if fault:
            return ChainReport(chain, sequence, fault, 0)
        sequence, previous = row[0], row[1]
        for digest, source in claims.get(sequence, ()):
            if digest != previous:
                words = f"chain {chain}, sequence {sequence}: not the link that was noted {source}"
                return ChainReport(chain, sequence, words, 0)
    last = max(claims, default=0)
    if last > sequence:
        words = f"chain {chain}, sequence {sequence + 1}: the end of the chain is missing, it went to {last}"
        return ChainReport(chain, sequence, words, 0)
    return ChainReport(chain, sequence, None, sum(len(found) for found in claims.values()))


def claims_of(
    chain: str, noted: anchors.Links, keys: dict[str, bytes], kept: list[Point]
) -> tuple[dict[int, list[tuple[str, str]]], str | None]:
    """What is said of a chain outside its links: sequence -> (hash, who says so); and the first bad signature."""
    claims: dict[int, list[tuple[str, str]]] = {}
    if chain in noted:
        claims.setdefault(noted[chain][0], []).append((noted[chain][1], "outside the database"))
    for point in kept:
        if point.chain == chain:
            claims.setdefault(point.sequence, []).append((point.hash, "in the file of checkpoints"))
    for row in Checkpoint.objects.filter(chain=chain).order_by("sequence").iterator(ROWS_AT_ONCE):
        public = keys.get(row.key_id)
        if public is None or not checkpoints.is_signed(checkpoints.point_of(row), row.signature, public):
            return claims, f"chain {chain}, checkpoint of sequence {row.sequence}: the signature does not hold"
        claims.setdefault(row.sequence, []).append((row.hash, "in a checkpoint"))
    return claims, None


Link = tuple  # sequence, hash, event id, payload's salt and body, then the columns of `Said`


def links(chain: str) -> Iterator[Link]:
    """The links of a chain in their order, as bare values: making objects of them would take most of the time."""
    names = ["sequence", "hash", "event_id", "event__payload__salt", "event__payload__body"]
    rows = EventSeal.objects.filter(chain=chain).order_by("sequence")
    return rows.values_list(*names, *(f"event__{name}" for name in FIELDS)).iterator(ROWS_AT_ONCE)


def link_fault(chain: str, expected: int, previous: str, row: Link) -> str | None:
    """What is wrong with one link, in words; None when it holds."""
    sequence, digest, event_id, salt, body = row[:5]
    if sequence != expected:
        return f"chain {chain}, sequence {expected}: a link is missing (found sequence {sequence}, event {event_id})"
    said = Said(*row[5:])
    if chain_of(said) != chain or link_hash(previous, sequence, said) != digest:
        return f"chain {chain}, sequence {expected}, event {event_id}: the event or its place was altered"
    if salt is not None and payload_digest(salt, body) != said.payload:
        return f"chain {chain}, sequence {expected}, event {event_id}: the stored values were altered"
    return None


def unsealed_count() -> int:
    return Event.objects.filter(seal__isnull=True).count()


def guards_off() -> tuple[str, ...]:
    """Refusals of the database that are missing or switched off, as "table act"."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') "
                "AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
    wanted = GUARDS[connection.vendor]
    return tuple(
        f"{table} {act}" for table, acts in wanted.items() for act in sorted(acts) if f"{table}_no_{act}" not in there
    )
