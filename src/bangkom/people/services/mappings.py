"""How an agency's files are read: saved, changed, deleted."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, User
from bangkom.core.services import record_event
from bangkom.core.spreadsheets import Sheet
from bangkom.people.layouts import Layout, signature
from bangkom.people.models import ImportMapping


@transaction.atomic
def save_mapping(*, agency: Agency, name: str, sheet: Sheet, layout: Layout, by: User | None) -> ImportMapping:
    """Save under a name how files with this sheet's columns are read. Raises `Refused` where the name belongs to
    another layout; a mapping of the same layout is replaced."""
    mark = signature(sheet)
    known = ImportMapping.objects.by_system().select_for_update().filter(agency=agency)
    if known.filter(name__iexact=name).exclude(signature=mark).exists():
        raise Refused(_("Nama ini sudah dipakai susunan kolom lain."), "name_taken")
    mapping = known.filter(signature=mark).first() or ImportMapping(agency=agency, signature=mark, created_by=by)
    # Titles of forbidden columns are kept, too: whoever looks sees that they are not read. Values never are.
    mapping.titles = [[column.key, column.title] for column in sheet.columns if not column.forbidden]
    return _write(mapping, name, layout, by, gettext_noop("Susunan kolom impor %(name)s disimpan"))


@transaction.atomic
def change_mapping(*, mapping: ImportMapping, version: int, name: str, layout: Layout, by: User) -> ImportMapping:
    """Change what columns mean. Raises `Refused` when somebody saved after `version` was read, and for a taken name."""
    current = locked(mapping)
    if current.version != version:
        raise Refused(_("Susunan ini baru saja diubah orang lain. Muat ulang halaman."), "changed_meanwhile")
    others = ImportMapping.objects.by_system().filter(agency=current.agency, name__iexact=name).exclude(pk=current.pk)
    if others.exists():
        raise Refused(_("Nama ini sudah dipakai susunan kolom lain."), "name_taken")
    return _write(current, name, layout, by, gettext_noop("Susunan kolom impor %(name)s diubah"))


def _write(mapping: ImportMapping, name: str, layout: Layout, by: User | None, message: str) -> ImportMapping:
    before = {"columns": mapping.columns, "words": mapping.words, "options": mapping.options} if mapping.pk else None
    mapping.name, mapping.changed_at = name, clock.now()
    mapping.columns, mapping.words, mapping.options = dict(layout.columns), dict(layout.words), dict(layout.options)
    if mapping.pk:
        mapping.version += 1
    mapping.save()
    record_event(
        verb="people.mapping_saved",
        message=message,
        params={"name": name},
        subject=mapping,
        agency=mapping.agency,
        by=by,
        before=before,
        after={"columns": mapping.columns, "words": mapping.words, "options": mapping.options},
    )
    return mapping


@transaction.atomic
def delete_mapping(*, mapping: ImportMapping, by: User) -> None:
    """The next file of this layout is asked about again; employees stay as they are."""
    current = locked(mapping)
    record_event(
        verb="people.mapping_deleted",
        message=gettext_noop("Susunan kolom impor %(name)s dihapus"),
        params={"name": current.name},
        subject=current,
        agency=current.agency,
        by=by,
        before={"columns": current.columns, "words": current.words, "options": current.options},
    )
    current.delete()
