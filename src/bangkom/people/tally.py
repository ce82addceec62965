"""The counts of one file, kept while its rows pass by: never the rows themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from bangkom.core.models import JobRow
from bangkom.core.services.jobs import StagedRow
from bangkom.people.exports import JudgedRow
from bangkom.people.nip import LENGTH, normalise
from bangkom.people.readings import ReadRow

SHOWN_AGENCIES = 5


class Tally:
    """The counts of one file, with the keys that `bangkom import employees --json` prints."""

    def __init__(self, has_unit_codes: bool) -> None:
        self._by_code = has_unit_codes
        self.rows = 0
        self.refused: Counter[str] = Counter()
        self.warned: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.active = 0
        self._units: set[str] = set()
        self._agencies: Counter[str] = Counter()
        self.numbers: set[str] = set()  # every number of the file that is one
        self.names: set[str] = set()  # names in rows whose number is none
        self._states: dict[int, tuple[str, bool]] = {}

    def see(self, rows: Iterable[ReadRow]) -> Iterator[ReadRow]:
        """Count what every row says, accepted or not."""
        for row in rows:
            self.rows += 1
            cells = row.cells
            unit = cells["unit_code"] if self._by_code else cells["unit"]
            if cells["unit_levels"] and not self._by_code:
                unit = f"{cells['parent_unit']}\n{cells['unit_levels']}\n{unit}"
            if unit:
                self._units.add(unit)
            if cells["agency"]:
                self._agencies[cells["agency"]] += 1
            yield row

    def watch(self, rows: Iterable[JudgedRow]) -> Iterator[JudgedRow]:
        for row in rows:
            if row.record is not None:
                self._states[row.number] = (row.record.status, row.record.is_active)
            yield row

    def watch_numbers(self, rows: Iterable[JudgedRow]) -> None:
        """Note who the file holds, accepted or not."""
        for row in rows:
            digits = row.record.number if row.record is not None else normalise(row.shown.get("number", ""))
            if len(digits) == LENGTH and digits.isdecimal():
                self.numbers.add(digits)
            elif name := row.shown.get("name", ""):
                self.names.add(" ".join(name.split()).casefold())

    def count(self, rows: Iterable[StagedRow]) -> Iterator[StagedRow]:
        for row in rows:
            codes = [reason["code"] for reason in row.reasons]
            state = self._states.pop(row.number, None)
            if row.verdict in JobRow.ACCEPTED and state is not None:
                self.warned.update(codes)
                self.statuses[state[0]] += 1
                self.active += state[1]
            else:
                self.refused.update(codes)
            yield row

    def result(self) -> dict[str, object]:
        refused = dict(self.refused)
        duplicates = refused.pop("duplicate", 0)
        summary = {
            "rows": self.rows,
            "valid": sum(self.statuses.values()),
            "refused": refused,
            "warned": dict(self.warned),
            "duplicates": duplicates,
            "statuses": dict(self.statuses),
            "units_leaf": len(self._units),
            "active": self.active,
        }
        return {"summary": summary, "agencies": dict(self._agencies.most_common(SHOWN_AGENCIES))}
