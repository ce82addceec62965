"""`read_table`: the only way a stranger's table enters."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import bangkom

from .tables import Limits, Row, SpreadsheetRefused, Table

log = logging.getLogger("bangkom.spreadsheets")


def read_table(
    path: str | Path,
    *,
    limits: Limits | None = None,
    known_headers: Collection[str] = (),
    keep: Collection[str] | None = None,
) -> Table:
    """Read an XLSX or CSV file in a child process and give its table.

    `known_headers` are column names by which the header row is found below any title rows (without them the
    first filled row is the header). `keep` names the only columns that may leave the child: personal
    data that nobody needs never enters this process. Raises SpreadsheetRefused for the whole file and
    OSError when the file cannot be opened.
    """
    limits = limits or Limits()
    check_size(path, limits)
    orders = json.dumps(
        {
            "limits": asdict(limits),
            "known_headers": list(known_headers),
            "keep": None if keep is None else list(keep),
        }
    )
    with tempfile.TemporaryFile() as inbox:
        inbox.write(orders.encode())
        inbox.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own module, arguments are not a shell line
            [sys.executable, "-P", "-s", "-m", "bangkom.core.spreadsheets.child", os.fspath(path)],
            stdin=inbox,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
        )
        alarm = threading.Timer(limits.wall_seconds, child.kill)
        alarm.start()
        try:
            assert child.stdout is not None
            return _receive(child.stdout, limits.max_text_bytes)
        finally:
            alarm.cancel()
            child.kill()
            child.wait()
            child.stdout.close()


def check_size(path: str | Path, limits: Limits) -> None:
    """Raise SpreadsheetRefused for an empty file and for one with too many bytes."""
    size = Path(path).stat().st_size
    if size == 0:
        raise SpreadsheetRefused("empty")
    if size > limits.max_bytes:
        raise SpreadsheetRefused("too_big", size=size, limit=limits.max_bytes)


def refusal_of(message: dict[str, Any]) -> SpreadsheetRefused:
    """The refusal that the child sent; a fault of a parser is noted by its name."""
    if "error" in message:
        log.warning("parsing child failed: %s", message["error"])
    return SpreadsheetRefused(message["refused"], **message["params"])


def child_environment() -> dict[str, str]:
    """Nothing of ours is handed on: no keys, no database address."""
    source_root = Path(bangkom.__file__).parent.parent
    return {
        "PYTHONPATH": str(source_root),
        "PYTHONIOENCODING": "utf-8",
        "RUST_BACKTRACE": "0",
        "LC_ALL": "C.UTF-8",
    }


def _receive(stream: IO[bytes], allowance: int) -> Table:
    headers: list[str] = []
    rows: list[Row] = []
    for line in stream:
        allowance -= len(line)
        if allowance < 0:
            break
        try:
            message: Any = json.loads(line)
        except ValueError:
            break
        if isinstance(message, list):
            number, overflow, cells = message
            rows.append(Row(number, cells, overflow))
        elif "headers" in message:
            headers = message["headers"]
        elif "refused" in message:
            raise refusal_of(message)
        elif "end" in message and message["end"] == len(rows):
            return Table(headers, rows, message["notes"], child_memory_bytes=message["memory"])
    # The child ended without its last line: the system stopped it at a limit, or it sent too much.
    raise SpreadsheetRefused("too_complex")
