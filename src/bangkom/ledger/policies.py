import datetime as dt

from bangkom.rules import queries as rules


def is_closed(year: int, on: dt.date) -> bool:
    """Whether a JP year is closed on a day (rule set `jp-year`). What reaches it then is shown apart."""
    if on.year <= year:
        return False
    closing_day, _rule_set = rules.closing_day(year)
    return on >= closing_day
