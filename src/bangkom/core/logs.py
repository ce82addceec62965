"""How log lines are written: with the id of the request, and without what people sent or what names them.

Addresses hold codes, names and one-time secrets, so the name of the view stands for them. The words of an error often
quote the value that broke it; of most errors only kind and place are written. What the machine says (disk, database
connection) is needed to mend it and is kept, long numbers and addresses of mail blotted out.
"""

import datetime as dt
import json
import logging
import re
import traceback
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from bangkom.core.request_ids import current_request_id

# Errors whose words are the machine's own.
SPOKEN = (OSError, OperationalError, InterfaceError, MemoryError, ImportError)
BLOTTED = re.compile(r"\d{6,}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
BLOT = "…"


class WithoutAddresses(logging.Filter):
    """Puts the name of the view where Django would write the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            match = request.resolver_match
            view = (match.view_name if match else "") or "no page"
            hidden = {request.path, request.path_info, request.get_full_path()}
            if isinstance(record.args, tuple):
                record.args = tuple(view if arg in hidden else arg for arg in record.args)
            record.view = view
        return True


class LineFormatter(logging.Formatter):
    """For people: one line, the error's places below it."""

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record)
        request = f" [{facts['request_id']}]" if "request_id" in facts else ""
        extra = "".join(f" {name}={facts[name]}" for name in ("view", "method", "status", "ms") if name in facts)
        lines = [f"{facts['time']} {facts['level']} {facts['logger']}{request}: {facts['message']}{extra}"]
        lines += [f"  {place}" for place in facts.get("places", [])]
        lines += [f"  {facts['error']}"] if "error" in facts else []
        return "\n".join(lines)


class JsonFormatter(logging.Formatter):
    """For programs: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts_of(record), ensure_ascii=False)


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """All that is written of one record."""
    moment = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
    facts: dict[str, Any] = {
        "time": moment,
        "level": record.levelname,
        "logger": record.name,
        "message": blotted(record.getMessage()),
    }
    request_id = getattr(getattr(record, "request", None), "request_id", None) or current_request_id.get()
    if request_id:
        facts["request_id"] = str(request_id)
    facts |= {name: value for name in ("view", "method", "status", "ms") if (value := getattr(record, name, None))}
    if record.exc_info and record.exc_info[1] is not None:
        facts["error"] = error_of(record.exc_info[1])
        facts["places"] = places_of(record.exc_info[2])
    return facts


def blotted(words: str) -> str:
    """Without what may be a person's number or address of mail."""
    return BLOTTED.sub(BLOT, words)


def error_of(error: BaseException) -> str:
    """The kind of an error, and what it came from; its words only where they are the machine's."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    spoken = str(error) and (settings.DEBUG or isinstance(error, SPOKEN))
    words = f": {blotted(str(error).splitlines()[0])}" if spoken else ""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{kind}{words}" + (f" from {error_of(cause)}" if cause is not None else "")


def places_of(trace: TracebackType | None) -> list[str]:
    """Where it happened, innermost last: files and functions, no values."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
