"""Naming the direct superior of an employee where the position tree does not tell it, or not rightly."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event, tell
from bangkom.people.models import Employee, Superior
from bangkom.people.models.superiors import ACTIVE


@transaction.atomic
def name_superior(*, employee: Employee, superior: Employee, reason: str, by: User | None) -> Superior:
    """Name somebody's superior from today on; the one named before ends yesterday.

    Raises `Refused` for oneself, another agency, somebody not in active service, and where the superior is led by the
    employee.
    """
    employee = locked(employee)
    _check(employee, superior)
    today = clock.today(employee.agency)
    before = employee.named_superiors.filter(valid_until=None).select_related("superior__person").first()
    if before is not None and before.superior_id == superior.pk:
        raise Refused(_("Orang ini sudah ditetapkan sebagai atasan langsung."), "already_named")
    if before is not None:
        _close(before, today)
    named = Superior.objects.create(
        employee=employee, superior=superior, valid_from=today, reason=reason, named_by=by, named_at=clock.now()
    )
    record_event(
        verb="people.superior_named",
        message=gettext_noop("Atasan langsung ditetapkan"),
        subject=employee,
        agency=employee.agency,
        by=by,
        before={"superior": before.superior.person.full_name} if before else None,
        after={"superior": superior.person.full_name, "reason": reason},
    )
    if superior.person.user is not None:
        tell(
            superior.person.user,
            "superior_named",
            gettext_noop("Anda ditetapkan sebagai atasan langsung %(name)s."),
            url="/tim/",
            name=employee.person.full_name,
        )
    return named


def _check(employee: Employee, superior: Employee) -> None:
    if superior.pk == employee.pk:
        raise Refused(_("Seseorang tidak menjadi atasan dirinya sendiri."), "own_superior")
    if superior.agency_id != employee.agency_id:
        raise Refused(_("Pilih pegawai dari instansi yang sama."), "other_agency")
    if superior.employment_state != ACTIVE:
        raise Refused(_("Pegawai ini tidak sedang bertugas aktif."), "not_active")
    named = Superior.objects.on(clock.today(employee.agency))
    above, seen = superior.pk, {superior.pk}
    while above is not None:  # a chain of named superiors must not lead back
        above = named.filter(employee=above).values_list("superior", flat=True).first()
        if above == employee.pk:
            raise Refused(_("Pegawai ini sendiri dipimpin orang yang hendak dipimpinnya."), "circle")
        if above in seen:
            break
        seen.add(above)


def _close(row: Superior, today: dt.date) -> None:
    """End a naming before today; one that began today never held."""
    if row.valid_from >= today:
        row.delete()
        return
    row.valid_until = today - dt.timedelta(days=1)
    row.save(update_fields=["valid_until"])


@transaction.atomic
def forget_superior(*, employee: Employee, reason: str, by: User) -> None:
    """Back to the position tree. Raises `Refused` where nobody is named."""
    employee = locked(employee)
    named = employee.named_superiors.filter(valid_until=None).select_related("superior__person").first()
    if named is None:
        raise Refused(_("Tidak ada atasan yang ditetapkan dengan nama."), "nobody_named")
    _close(named, clock.today(employee.agency))
    record_event(
        verb="people.superior_forgotten",
        message=gettext_noop("Penetapan atasan langsung dicabut"),
        subject=employee,
        agency=employee.agency,
        by=by,
        before={"superior": named.superior.person.full_name},
        after={"reason": reason},
    )
