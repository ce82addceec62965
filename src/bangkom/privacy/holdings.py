"""What is held about a person, found by the declarations of the tables: a new table is in it by construction.

The way from a table to its person is the shortest chain of links. Links to somebody who acted on it (`..._by`) are no
way: such a row is about another person. What somebody did stands in the history of acts, which is exported by itself.
"""

import datetime as dt
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bangkom.core import history
from bangkom.core.formatting import format_date, format_moment
from bangkom.core.models import Event, User
from bangkom.people.models import Person
from bangkom.privacy import words
from bangkom.privacy.purposes import PURPOSES

DEEPEST = 4  # links from a table to its person
ACTOR = re.compile(r"(_by|^actor|^reader|^account|^superior|^staff)$")
# Never given away, not even to the person.
SECRETS = {
    "core.User.password": "a hash that only the sign-in may see",
    "learning.Answer.device": "a random number of the browser, used against repeats",
    "learning.AnswerHistory.device": "a random number of the browser, used against repeats",
}
# Tables with personal values that no link leads to, and why a person's export does without them.
EXCEPTIONS = {
    "api.Integration": "a technical account that acts for an agency; its tokens are exported with the account",
    "cohorts.Scan": "a photograph of a sheet with the signatures of a whole class",
    "cohorts.Session": "who teaches stands in one's own tasks; why a session was unlocked is an act of staff",
    "core.AccessRecord": "what staff looked at; the page of who saw one's data shows it from the other side",
    "core.AccessedPerson": "given on the page of who saw one's data and in the section made from it",
    "core.Event": "given in the section of acts",
    "core.EventPayload": "given in the section of acts, with the act it belongs to",
    "core.Job": "a list that staff brought; removed after 30 days",
    "core.JobRow": "rows of a list that staff brought, removed after 30 days; what was taken over has its own table",
    "core.StoredFile": "named by the evidence, certificate or request it belongs to",
    "credentials.Signatory": "an official's name as printed on certificates",
    "people.ImportMapping": "the name that staff gave to the columns of a file",
    "people.UnitMerge": "how a merge of units can be taken back, by ids",
    "privacy.Breach": "the account that was misused, in a case of the administration",
}


@dataclass(frozen=True)
class Section:
    """One table: its name, what it is kept for and how long, and the rows as (label, value in words)."""

    table: str
    title: str
    purpose: str
    retention: str
    rows: list[list[tuple[str, str]]] = field(default_factory=list)
    data: list[dict[str, Any]] = field(default_factory=list)


def ours() -> Iterator[type[models.Model]]:
    """The tables of our apps that hold something about people."""
    for config in apps.get_app_configs():
        if config.name.startswith("bangkom."):
            yield from (model for model in config.get_models() if model.privacy.personal)


def links_of(model: type[models.Model]) -> list[models.ForeignKey]:
    """The links of a table that may lead to the person it is about."""
    return [each for each in model._meta.local_fields if each.related_model is not None and not ACTOR.search(each.name)]


@cache
def way_of(model: type[models.Model]) -> str | None:
    """The lookup from a table to the person or account it is about ("attempt__enrolment__person"); None without one."""
    if model in (Person, User):
        return "pk"
    waiting = deque([(model, "")])
    while waiting:
        at, way = waiting.popleft()
        for link in links_of(at):
            found = f"{way}__{link.name}" if way else link.name
            if link.related_model in (Person, User):
                return found
            inside = link.related_model._meta.app_config.name.startswith("bangkom.")
            if inside and link.related_model.privacy.personal and found.count("__") < DEEPEST - 1:
                waiting.append((link.related_model, found))
    return None


def leads_to(model: type[models.Model]) -> type[models.Model]:
    """Whether the way of a table ends at a person or at an account."""
    at = model
    for name in (way_of(model) or "").split("__"):
        if name not in ("", "pk"):
            at = at._meta.get_field(name).related_model
    return at


def is_of_acts_only(model: type[models.Model]) -> bool:
    """Whether all that a table says about people is who acted: that stands in the history of acts."""
    return all(ACTOR.search(name) for name in model.privacy.personal)


def rows_of(model: type[models.Model], person: Person) -> QuerySet:
    """The rows of a table that are about a person."""
    way = way_of(model)
    owner = person.pk if leads_to(model) is Person else person.user_id
    manager = model._default_manager
    return manager.by_system().filter(**{way: owner}).order_by("pk") if way and owner else manager.none()


def exported_fields(model: type[models.Model]) -> list[models.Field]:
    """What a person is told of a row: what is personal in it, and when; not who acted, no secrets, not the way."""
    way = (way_of(model) or "").split("__")[0]
    return [
        each
        for each in model._meta.local_fields
        if (each.name in model.privacy.personal or isinstance(each, models.DateField))
        and not ACTOR.search(each.name)
        and each.name != way
        and f"{model._meta.label}.{each.name}" not in SECRETS
    ]


def label_of(each: models.Field) -> str:
    """The name of a field in the reader's language; empty where nobody gave it one."""
    declared = each.verbose_name if isinstance(each.verbose_name, Promise) else ""
    found = words.FIELDS.get(each.name) or history.common_fields().get(each.name) or declared
    text = str(found)
    return text[:1].upper() + text[1:]


def in_words(row: models.Model, each: models.Field) -> str:
    value = getattr(row, each.attname)
    if value in (None, "", [], {}):
        return ""
    if each.related_model is not None:
        return str(getattr(row, each.name))
    if each.choices:
        return str(dict(each.flatchoices).get(value, value))
    if isinstance(value, dt.datetime):
        return format_moment(value, "pendek")
    if isinstance(value, dt.date):
        return format_date(value)
    return str(value)


def section_of(model: type[models.Model], person: Person) -> Section:
    fields = [each for each in exported_fields(model) if label_of(each)]
    links = [each.name for each in fields if each.related_model is not None]
    rows = list(rows_of(model, person).select_related(*links))
    label = model._meta.label
    return Section(
        table=label,
        title=str(words.TABLES.get(label, label)),
        purpose=purpose_of(model),
        retention=str(words.RETENTION[model.privacy.retention]),
        rows=[[(label_of(each), text) for each in fields if (text := in_words(row, each))] for row in rows],
        data=[{each.name: plain(row, each) for each in fields} for row in rows],
    )


def plain(row: models.Model, each: models.Field) -> Any:
    """A value as JSON says it; a link as the name of what it leads to."""
    if each.related_model is not None:
        return str(getattr(row, each.name) or "")
    value = getattr(row, each.attname)
    return value if isinstance(value, dict | list | int | bool | None) else str(value)


def purpose_of(model: type[models.Model]) -> str:
    return str(PURPOSES.get(model._meta.label, model.privacy.purpose))


def holdings(person: Person) -> list[Section]:
    """Everything held about a person, table by table; empty tables are left out. Two queries for each table."""
    listed = sorted(
        ours(),
        key=lambda model: list(words.TABLES).index(model._meta.label) if model._meta.label in words.TABLES else 999,
    )
    found = [section_of(model, person) for model in listed if way_of(model)]
    return [each for each in [*found, acts_about(person)] if each.rows]


def subjects_of(person: Person) -> Q:
    """The acts about a person: about the person, the account, the employments, the enrolments."""
    about = Q(subject_type="people.person", subject_id=str(person.pk))
    if person.user_id:
        about |= Q(subject_type="core.user", subject_id=str(person.user_id))
    for kind, ids in (
        ("people.employee", person.employments.values_list("pk", flat=True)),
        ("cohorts.enrolment", person.enrolments.values_list("pk", flat=True)),
    ):
        about |= Q(subject_type=kind, subject_id__in=[str(pk) for pk in ids])
    return about


def acts_about(person: Person) -> Section:
    """What was done about a person, and what the person did."""
    mine = Q(actor=person.user_id) if person.user_id else Q(pk__in=[])
    events = (
        Event.objects.by_system().filter(subjects_of(person) | mine).select_related("actor", "payload").order_by("pk")
    )
    rows, data = [], []
    for entry in history.entries(events):
        changes = "; ".join(f"{each.label}: {each.before} → {each.after}" for each in entry.changes)
        by = _("Anda") if entry.event.actor_id and entry.event.actor_id == person.user_id else _("petugas atau sistem")
        moment = format_moment(entry.event.occurred_at, "pendek")
        rows.append(
            [(_("Waktu"), moment), (_("Perbuatan"), entry.event.sentence), (_("Oleh"), by)]
            + ([(_("Isi"), changes)] if changes else [])
        )
        data.append(
            {"at": entry.event.occurred_at.isoformat(), "act": entry.event.sentence, "by": by, "changes": changes}
        )
    return Section(
        table="core.Event",
        title=_("Perbuatan tentang Anda dan oleh Anda"),
        purpose=purpose_of(Event),
        retention=str(words.RETENTION[Event.privacy.retention]),
        rows=rows,
        data=data,
    )
