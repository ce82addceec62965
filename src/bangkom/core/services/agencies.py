from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import colour
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, Role, RoleAssignment, Scope, User
from bangkom.core.services.accounts import create_account, give_role, invite
from bangkom.core.services.events import record_event

PROFILE = (
    "name",
    "short_name",
    "kind",
    "training_unit",
    "place",
    "address",
    "phone",
    "email",
    "website",
    "time_zone",
    "brand_colour",
)


@transaction.atomic
def create_agency(*, by: User | None, code: str, name: str, short_name: str, kind: str, **fields) -> Agency:
    """A new agency with the root of its scope tree.

    Raises `ColourRefusedError` for a brand colour on which no text can be read.
    """
    if "brand_colour" in fields:
        colour.validate_agency_colour(fields["brand_colour"])
    agency = Agency.objects.create(code=code, name=name, short_name=short_name, kind=kind, **fields)
    add_scope(agency=agency, parent=None)
    record_event(
        verb="core.agency_created",
        message=gettext_noop("Instansi %(name)s dibuat"),
        params={"name": name},
        subject=agency,
        agency=agency,
        by=by,
    )
    return agency


@transaction.atomic
def open_agency(*, by: User, administrator_name: str, username: str, **agency_fields: Any) -> tuple[Agency, str]:
    """A new agency with its first administrator, who is invited. Returns it with the invitation code, shown once.

    Raises `Refused` where the code of the agency or the user name is taken.
    """
    if Agency.objects.filter(code=agency_fields["code"]).exists():
        raise Refused(_("Kode ini sudah dipakai instansi lain."), "code_taken")
    agency = create_agency(by=by, **agency_fields)
    return agency, appoint_first_administrator(agency=agency, name=administrator_name, username=username, by=by)


@transaction.atomic
def appoint_first_administrator(*, agency: Agency, name: str, username: str, by: User) -> str:
    """A new account that administers an agency which nobody does yet. Returns the invitation code, shown once.

    Further administrators are named by this one, with a second person's consent. Raises `Refused` where there is one
    already, or where the user name is taken.
    """
    root = locked(agency).root_scope
    if RoleAssignment.objects.filter(scope=root, role=Role.ADMINISTRATOR).holding().exists():
        raise Refused(_("Instansi ini sudah punya admin. Admin berikutnya diberi peran olehnya."), "has_administrator")
    administrator = create_account(username=username, name=name, by=by)
    give_role(user=administrator, role=Role.ADMINISTRATOR, scope=root, by=by)
    return invite(user=administrator, scope=root, by=by)


@transaction.atomic
def invite_administrator_again(*, agency: Agency, user: User, by: User) -> str:
    """A new code for an administrator of an agency who has not signed in yet. Returns it, shown once.

    Raises `Refused` where the person has a password already or administers the agency no more.
    """
    if user.has_usable_password() or agency.root_scope.pk not in {
        each.scope_id for each in user.assignments_now if each.role == Role.ADMINISTRATOR
    }:
        raise Refused(_("Kode hanya untuk admin instansi yang belum pernah masuk."), "not_waiting")
    return invite(user=user, scope=agency.root_scope, by=by)


@transaction.atomic
def change_agency(*, agency: Agency, version: int, by: User, **fields: Any) -> Agency:
    """Change what an agency says of itself (fields of `PROFILE`).

    Raises `Refused` where somebody changed it since `version`; ValidationError for a colour no text can be read on.
    """
    agency = locked(agency)
    if agency.version != version:
        raise Refused(
            _("Profil ini baru saja diubah orang lain. Muat ulang halaman, lalu ulangi perubahan Anda."), "changed"
        )
    if "brand_colour" in fields:
        colour.validate_agency_colour(fields["brand_colour"])
    changed = {key: value for key, value in fields.items() if key in PROFILE and getattr(agency, key) != value}
    if not changed:
        return agency
    before = {key: getattr(agency, key) for key in changed}
    for key, value in changed.items():
        setattr(agency, key, value)
    agency.version += 1
    agency.save(update_fields=[*changed, "version"])
    record_event(
        verb="core.agency_changed",
        message=gettext_noop("Profil instansi diubah"),
        subject=agency,
        agency=agency,
        by=by,
        before=before,
        after=changed,
    )
    return agency


def add_scope(*, agency: Agency, parent: Scope | None) -> Scope:
    """A new node under a parent of the same agency (the root when there is none). The caller holds the transaction."""
    if parent is not None and parent.agency_id != agency.pk:
        raise ValueError("a scope's parent must belong to the same agency")
    scope = Scope.objects.create(agency=agency, parent=parent)
    scope.path = f"{parent.path if parent else ''}{scope.pk}."
    scope.save(update_fields=["path"])
    return scope
