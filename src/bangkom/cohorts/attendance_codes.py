"""The attendance code of a session: six figures that change with time, and are never stored.

A code is an HMAC of the session's own key and the present step of time. Whoever sits in the room reads it from the
screen; a code passed on is old before it arrives. Pure: the caller gives the moment.
"""

import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import constant_time_compare

STEP = 30  # seconds for which a code is shown; the one before is still taken
FIGURES = 6


def code_at(session_id: int, moment: dt.datetime) -> str:
    """The code that a session shows at an instant."""
    return _code(session_id, _step(moment))


def is_accepted(session_id: int, typed: str, moment: dt.datetime) -> bool:
    """Whether what was typed is the code of this moment, or the one shown just before."""
    figures = only_figures(typed)
    step = _step(moment)
    return any(constant_time_compare(figures, _code(session_id, each)) for each in (step, step - 1))


def seconds_left(moment: dt.datetime) -> int:
    """For how many seconds the code of this moment is still shown, at least 1."""
    return STEP - int(moment.timestamp()) % STEP


def only_figures(typed: str) -> str:
    """A code as people type it: blanks, dots and hyphens between the figures do not matter."""
    return "".join(char for char in typed if char.isascii() and char.isdigit())


def spaced(code: str) -> str:
    """A code as it is read aloud: "483 920"."""
    return f"{code[:3]} {code[3:]}"


def _step(moment: dt.datetime) -> int:
    return int(moment.timestamp()) // STEP


def _key(session_id: int) -> bytes:
    """The session's own key, made from the installation's."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"bangkom.cohorts.session:{session_id}".encode(), hashlib.sha256)


def _code(session_id: int, step: int) -> str:
    digest = hmac.digest(_key(session_id), step.to_bytes(8, "big"), hashlib.sha256)
    return f"{int.from_bytes(digest[:8], 'big') % 10**FIGURES:0{FIGURES}d}"
