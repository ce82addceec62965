"""What recurs in the background."""

from __future__ import annotations

from bangkom.core.models import Agency
from bangkom.people.services.postings import follow_postings


def follow() -> int:
    """Planned mutasi take over on their day, by each agency's own calendar. Returns how many people moved."""
    return sum(follow_postings(agency) for agency in Agency.objects.by_system())
