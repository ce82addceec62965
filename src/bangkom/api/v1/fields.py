"""Kinds of values that several operations take: bounded, so that nothing a caller sends can break what stores it."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from bangkom.core.models import Agency, User

NO_NUL = r"^[^\x00]*$"
LARGEST = 2**63 - 1
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2200, 12, 31)

Id = Annotated[int, Field(ge=1, le=LARGEST)]
Day = Annotated[dt.date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Moment = Annotated[
    AwareDatetime,
    Field(ge=dt.datetime(1900, 1, 1, tzinfo=dt.UTC), le=dt.datetime(2200, 12, 31, tzinfo=dt.UTC)),
]
Year = Annotated[int, Field(ge=1990, le=2200)]
Search = Annotated[str, StringConstraints(max_length=100, pattern=NO_NUL)]


def text(most: int, *, least: int = 0) -> Any:
    """A text of at most so many characters, without blanks at its ends."""
    return Annotated[str, StringConstraints(strip_whitespace=True, min_length=least, max_length=most, pattern=NO_NUL)]


def one_of(choices: type[TextChoices], *, empty: bool = False) -> Any:
    """One of the values that a field of a table knows."""
    return Literal[(*choices.values, *([""] if empty else []))]


Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^$|^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$")]
Short, Line, Long = text(120), text(255), text(4000)
Name, Title, Reason = text(200, least=1), text(200, least=1), text(255, least=1)


class Input(Schema):
    """What a caller sends: a name we do not know is refused, so that a typing error does not pass unseen."""

    model_config = ConfigDict(extra="forbid")


class Done(Schema):
    """The act is done; there is nothing to give back but that."""

    done: bool = True


def jp(amount: Decimal) -> str:
    """An amount of JP as text with a decimal point, at most two places: "73.5"."""
    rounded = amount.quantize(Decimal("0.01")).normalize()
    return format(rounded, "f")


def agency_brief(agency: Agency) -> dict[str, Any]:
    return {"id": agency.pk, "code": agency.code, "name": agency.name}


def actor_name(user: User | None) -> str:
    """Who acted, as a history says it."""
    return (user.name or user.username) if user is not None else _("Sistem")
