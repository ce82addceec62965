"""Requests and breaches as the pages know them."""

import datetime as dt

from bangkom.core import clock
from bangkom.core.models import Agency, User
from bangkom.core.tests.factories import UserFactory
from bangkom.people.models import Person
from bangkom.privacy.models import Breach, Correction, Erasure
from bangkom.privacy.services import ask_correction, note_breach
from bangkom.privacy.services.corrections import RULE, employment_of
from bangkom.rules import queries as rules

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def correction(person: Person, *, field: str = "birth_place", wanted: str = "Serang", proof: bytes = PDF) -> Correction:
    """A request with a document, asked by the person."""
    return ask_correction(
        person=person, field=field, wanted=wanted, words="Lihat akta.", by=person.user, proof=(proof, "akta.pdf")
    )


def erasure(person: Person, *, by: User | None = None) -> Erasure:
    """A request to erase that waits, whatever the person's state of service."""
    employee = employment_of(person)
    now = clock.now()
    return Erasure.objects.create(
        person=person,
        scope=employee.unit.scope,
        rule_set=rules.in_force(RULE, clock.today()),
        reason="Sudah pensiun.",
        asked_by=by or UserFactory(),
        due_at=now + dt.timedelta(days=3),
    )


def breach(agency: Agency, *, by: User, account: str = "", reach: str = Breach.Reach.AGENCY, page: str = "") -> Breach:
    """A failure of protection from yesterday to tomorrow."""
    now = clock.now()
    return note_breach(
        agency=agency,
        what="Kata sandi seorang petugas bocor.",
        handled="Kata sandi diganti.",
        began_at=now - dt.timedelta(days=1),
        ended_at=now + dt.timedelta(days=1),
        account=account,
        page=page,
        reach=reach,
        by=by,
    )
