"""How an act is spelled for sealing: pure functions, the same for the sealer and for the check."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

if TYPE_CHECKING:
    from bangkom.core.models import Event

# Events without an agency (sign-in, agencies themselves) form a chain of their own.
SYSTEM_CHAIN = "system"


def canonical(value: Any) -> str:
    """One spelling for one value, so that a digest can be recomputed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder)


def payload_digest(salt: str, body: dict[str, Any]) -> str:
    """SHA-256 of a payload. The salt keeps an erased value from being guessed back."""
    return hashlib.sha256(f"{salt}{canonical(body)}".encode()).hexdigest()


def chain_of(event: "Event") -> str:
    """The chain an event belongs to: one for each agency."""
    return str(event.agency_id) if event.agency_id else SYSTEM_CHAIN


def link_hash(previous: str, sequence: int, event: "Event") -> str:
    """The hash of one link: everything the event says, and the link before it."""
    facts = {
        "id": event.pk,
        "agency": event.agency_id,
        "actor": event.actor_id,
        "verb": event.verb,
        "message": event.message,
        "params": event.params,
        "subject": [event.subject_type, event.subject_id],
        "request": str(event.request_id),
        "at": event.occurred_at.isoformat(),
        "version": event.schema_version,
        "payload": event.payload_digest,
    }
    return hashlib.sha256(f"{previous}|{sequence}|{canonical(facts)}".encode()).hexdigest()
