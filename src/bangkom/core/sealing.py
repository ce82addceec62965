"""How an act is spelled for sealing: pure functions, the same for the sealer and for the check."""

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder

if TYPE_CHECKING:
    from bangkom.core.models import Event

# Events without an agency (sign-in, agencies themselves) form a chain of their own.
SYSTEM_CHAIN = "system"

_spell = DjangoJSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


class Said(NamedTuple):
    """Everything an event says, in the order of `FIELDS`."""

    id: int
    agency: int | None
    actor: int | None
    verb: str
    message: str
    params: dict[str, Any]
    subject_type: str
    subject_id: str
    request: object
    at: dt.datetime
    version: int
    payload: str
    way: str


# The columns of `Said`.
FIELDS = (
    "pk",
    "agency_id",
    "actor_id",
    "verb",
    "message",
    "params",
    "subject_type",
    "subject_id",
    "request_id",
    "occurred_at",
    "schema_version",
    "payload_digest",
    "way",
)


def canonical(value: Any) -> str:
    """One spelling for one value, so that a digest can be recomputed."""
    return _spell(value)


def payload_digest(salt: str, body: dict[str, Any]) -> str:
    """SHA-256 of a payload. The salt keeps an erased value from being guessed back."""
    return hashlib.sha256(f"{salt}{canonical(body)}".encode()).hexdigest()


def chain_of(event: "Event | Said") -> str:
    """The chain an event belongs to: one for each agency."""
    agency = event.agency if isinstance(event, Said) else event.agency_id
    return str(agency) if agency else SYSTEM_CHAIN


def said_by(event: "Event") -> Said:
    return Said(*(getattr(event, name) for name in FIELDS))


def link_hash(previous: str, sequence: int, said: Said) -> str:
    """The hash of one link: everything the event says, and the link before it."""
    facts = {
        "id": said.id,
        "agency": said.agency,
        "actor": said.actor,
        "verb": said.verb,
        "message": said.message,
        "params": said.params,
        "subject": [said.subject_type, said.subject_id],
        "request": str(said.request),
        "at": said.at.isoformat(),
        "version": said.version,
        "payload": said.payload,
    }
    if said.version > 1:
        facts["way"] = said.way
    return hashlib.sha256(f"{previous}|{sequence}|{canonical(facts)}".encode()).hexdigest()
