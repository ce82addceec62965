"""Entry points of the background work listed in `config/schedule.py`."""

import datetime as dt

from bangkom.core import clock
from bangkom.core.services import forget_reads
from bangkom.privacy.services.breaches import RULE
from bangkom.rules import queries as rules


def forget() -> None:
    """Remove the records of who was shown whose data once the time of the rule set is over."""
    days = rules.in_force(RULE, clock.today()).data["access_records_days"]
    forget_reads(before=clock.today() - dt.timedelta(days=days))
