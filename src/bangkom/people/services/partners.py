"""Organisations, their accreditations, and people without NIP who teach for an agency."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, Role, User
from bangkom.core.services import create_account, give_role, invite, record_event, store_file
from bangkom.core.uploads import NotTaken, kind_of
from bangkom.people.models import Accreditation, Affiliation, Organisation, Person

PERSON_FIELDS = ("name", "front_title", "back_title", "birth_date", "email")
AFFILIATION_FIELDS = ("organisation", "role_title", "lecturer_number", "valid_from", "valid_until")
USERNAME = re.compile(r"[a-z][a-z0-9._-]{3,39}")


@transaction.atomic
def add_organisation(*, agency: Agency, by: User, **values: Any) -> Organisation:
    """A training provider or partner of an agency. Raises `Refused` for a name that it has already."""
    organisation = Organisation(agency=agency, **values)
    _save_named(organisation)
    _record(organisation, "organisation_added", gettext_noop("Lembaga %(name)s dicatat"), by, name=organisation.name)
    return organisation


@transaction.atomic
def change_organisation(*, organisation: Organisation, version: int, by: User, **values: Any) -> Organisation:
    """Change an organisation. Raises `Refused` when somebody saved since `version` was read."""
    current = locked(organisation)
    if current.version != version:
        raise Refused(_("Lembaga ini baru saja diubah orang lain. Muat ulang halaman, lalu ubah lagi."), "changed")
    before = {key: getattr(current, key) for key in values}
    differing = {key: value for key, value in values.items() if value != before[key]}
    if not differing:
        return current
    for key, value in differing.items():
        setattr(current, key, value)
    current.version += 1
    _save_named(current)
    record_event(
        verb="people.organisation_changed",
        message=gettext_noop("Data lembaga %(name)s diubah"),
        params={"name": current.name},
        subject=current,
        agency=current.agency,
        by=by,
        before={key: str(before[key] or "") for key in differing},
        after={key: str(value or "") for key, value in differing.items()},
    )
    return current


def _save_named(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise Refused(_("Lembaga dengan nama ini sudah tercatat."), "name_taken") from error


@transaction.atomic
def save_accreditation(
    *,
    organisation: Organisation,
    by: User,
    accreditation: Accreditation | None = None,
    paper: bytes | None = None,
    **values: Any,
) -> Accreditation:
    """Record an accreditation, or put one right; `paper` is its decree as PDF. Raises `Refused` for a number that is
    there already and for a file that is no whole PDF."""
    row = locked(accreditation) if accreditation else Accreditation(organisation=organisation)
    if row.organisation_id != organisation.pk:
        raise ValueError("an accreditation stays with its organisation")
    for key, value in values.items():
        setattr(row, key, value)
    if row.valid_until is not None and row.valid_until < row.valid_from:
        raise Refused(_("Tanggal berakhir ada sebelum tanggal mulai."), "end_before_start")
    if paper is not None:
        row.document = store_file(
            content=_pdf(paper),
            name="akreditasi.pdf",
            content_type="application/pdf",
            agency=organisation.agency,
            by=by,
        )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("Nomor keputusan ini sudah tercatat pada lembaga ini."), "number_taken") from error
    message = gettext_noop("Akreditasi %(training)s nomor %(number)s dicatat")
    if accreditation:
        message = gettext_noop("Akreditasi %(training)s nomor %(number)s diperbaiki")
    _record(organisation, "accreditation_saved", message, by, training=row.training, number=row.number)
    return row


def _pdf(content: bytes) -> bytes:
    try:
        found = kind_of(content)
    except NotTaken as refused:
        raise Refused(_("Berkas ini bukan PDF yang utuh, atau lebih dari 5 MB."), refused.code) from refused
    if found.suffix != "pdf":
        raise Refused(_("Berkas ini bukan PDF yang utuh, atau lebih dari 5 MB."), "other_kind")
    return content


@transaction.atomic
def register_partner(*, agency: Agency, by: User | None, **values: Any) -> Affiliation:
    """A person without NIP with what they are and where: `PERSON_FIELDS` and `AFFILIATION_FIELDS`."""
    person = Person.objects.create(**{key: values[key] for key in PERSON_FIELDS if key in values})
    affiliation = Affiliation.objects.create(
        person=person, agency=agency, **{key: values[key] for key in AFFILIATION_FIELDS if key in values}
    )
    record_event(
        verb="people.partner_registered",
        message=gettext_noop("Orang tanpa NIP dicatat"),
        subject=person,
        agency=agency,
        by=by,
        after=_shown(values),
    )
    return affiliation


@transaction.atomic
def change_partner(*, affiliation: Affiliation, by: User, **values: Any) -> Affiliation:
    """Change person and affiliation at once; only what differs is written."""
    row = locked(affiliation)
    person = locked(row.person)
    owner = {key: person if key in PERSON_FIELDS else row for key in values}
    before = {key: getattr(owner[key], key) for key in values}
    differing = {key: value for key, value in values.items() if value != before[key]}
    if not differing:
        return row
    for key, value in differing.items():
        setattr(owner[key], key, value)
    person.save(update_fields=[key for key in differing if key in PERSON_FIELDS])
    row.save(update_fields=[key for key in differing if key in AFFILIATION_FIELDS])
    record_event(
        verb="people.partner_changed",
        message=gettext_noop("Data orang tanpa NIP diubah"),
        subject=person,
        agency=row.agency,
        by=by,
        before=_shown({key: before[key] for key in differing}),
        after=_shown(differing),
    )
    return row


@transaction.atomic
def invite_partner(*, affiliation: Affiliation, username: str, by: User) -> str:
    """An invitation code for a person without NIP, under a name that is no number; the account teaches. Shown once.

    Raises `Refused` for a name that cannot be or is taken, and for somebody who has signed in already.
    """
    person = Person.objects.select_for_update().get(pk=affiliation.person_id)
    user = person.user
    if user is not None and user.has_usable_password():
        raise Refused(_("Sudah punya akun aktif."), "account_active")
    scope = affiliation.agency.root_scope
    if user is None:
        if not USERNAME.fullmatch(username):
            words = _("Pakai 4 sampai 40 huruf kecil, angka, titik, atau garis, dimulai dengan huruf.")
            raise Refused(words, "username_refused")
        user = create_account(username=username, name=person.full_name, email=person.email, by=by)
        person.user = user
        person.save(update_fields=["user"])
        give_role(user=user, role=Role.TRAINER, scope=scope, by=by)
    return invite(user=user, scope=scope, by=by)


def suggested_username(person: Person) -> str:
    """First and last word of a name: "siti.rahmawati"."""
    words = re.findall(r"[a-z]+", person.name.lower())
    return ".".join(words[:1] + words[-1:] if len(words) > 1 else words)[:40]


def _shown(values: dict[str, Any]) -> dict[str, str]:
    return {key: value.isoformat() if isinstance(value, dt.date) else str(value or "") for key, value in values.items()}


def _record(organisation: Organisation, verb: str, message: str, by: User, **params: str) -> None:
    record_event(
        verb=f"people.{verb}",
        message=message,
        params=params,
        subject=organisation,
        agency=organisation.agency,
        by=by,
    )
