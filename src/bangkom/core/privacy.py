"""What personal data a table holds, for what, and for how long (UU 27/2022 PDP).

Every model carries `privacy = Privacy(...)`. A guard test refuses a model without it, and a field that neither the
model's own purpose nor an entry of `fields` covers. The register of processing is made from these.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Retention(StrEnum):
    """How long rows are kept."""

    SERVICE = "service"  # as long as the person serves, then as archive law says
    RECORD = "record"  # permanent: legal record of training, JP or an act of the administration
    SHORT = "short"  # removed by a sweeper within days
    ACCOUNT = "account"  # as long as the account exists
    NONE = "none"  # holds nothing about a person


@dataclass(frozen=True)
class Privacy:
    """Purpose and retention of a table; `personal` names the fields that say something about a person."""

    purpose: str
    retention: Retention
    personal: dict[str, str] = field(default_factory=dict)
