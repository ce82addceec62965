"""`open_table`: a stranger's table whose layout is not known yet. First its columns, then only the rows asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .layouts import Hints, Sheet
from .reader import check_size, child_environment, refusal_of
from .tables import Limits, Row, SpreadsheetRefused


@dataclass(frozen=True)
class Pick:
    """The columns of a sheet, by place, whose values are wanted."""

    sheet: str
    body: int
    width: int
    columns: Sequence[int]


class OpenTable:
    """A file in its child process: `sheets` at once, `rows` as often as they are asked for, never all in memory.

    Use as a context manager. `notes` and `memory` (bytes the child held) are known when the rows are read.
    """

    def __init__(self, path: str | Path, hints: Hints, limits: Limits) -> None:
        check_size(path, limits)
        self._limits = limits
        self._allowance = limits.max_text_bytes
        self.notes: list[str] = []
        self.memory = 0
        self._child = subprocess.Popen(  # noqa: S603 - our own module, arguments are not a shell line
            [sys.executable, "-P", "-s", "-m", "bangkom.core.spreadsheets.child", os.fspath(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
        )
        self._alarm = threading.Timer(limits.wall_seconds, self._child.kill)
        self._alarm.start()
        try:
            self._send({"limits": asdict(limits), "hints": asdict(hints)})
            self.sheets = [Sheet.from_data(sheet) for sheet in self._receive()["sheets"]]
        except BaseException:
            self.close()
            raise
        self._alarm.cancel()  # from here on the reader of the rows sets the pace; the limit on CPU holds

    def __enter__(self) -> OpenTable:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._alarm.cancel()
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def rows(self, picks: Sequence[Pick]) -> Iterator[tuple[int, Row]]:
        """(index of the pick, row) for each filled row below the headers. Raises SpreadsheetRefused as `read_table`."""
        self._send({"picks": [asdict(pick) for pick in picks]})
        count = 0
        while True:
            message = self._receive()
            if isinstance(message, list):
                at, number, overflow, cells = message
                count += 1
                yield at, Row(number, cells, overflow)
            elif message.get("end") == count:
                self.notes, self.memory = message["notes"], message["memory"]
                return
            else:
                raise SpreadsheetRefused("too_complex")

    def _send(self, message: dict[str, Any]) -> None:
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(message).encode() + b"\n")
            self._child.stdin.flush()
        except BrokenPipeError:
            raise SpreadsheetRefused("too_complex") from None

    def _receive(self) -> Any:
        assert self._child.stdout is not None
        line = self._child.stdout.readline(self._limits.max_text_bytes)
        self._allowance -= len(line)
        try:
            message = json.loads(line) if self._allowance >= 0 else {}
        except ValueError:  # the child ended: the system stopped it at a limit
            message = {}
        if not message:
            raise SpreadsheetRefused("too_complex")
        if isinstance(message, dict) and "refused" in message:
            raise refusal_of(message)
        return message


def open_table(path: str | Path, *, hints: Hints, limits: Limits | None = None) -> OpenTable:
    """Open an XLSX or CSV file whose columns are to be found. Raises SpreadsheetRefused, and OSError without a file."""
    return OpenTable(path, hints, limits or Limits())
