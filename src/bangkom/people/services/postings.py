"""Where and as what somebody works, from a day to a day: mutasi, rangkap, Plt and Plh, and mending a mistake.

The employee's own unit, position and grade are those of the definitive posting that holds today; a posting planned for
later takes over on its day (`follow_postings`).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_date
from bangkom.core.models import Agency, User
from bangkom.core.services import record_event
from bangkom.people.models import Employee, FormerState, OrgUnit, Position, Posting

ONE_DAY = dt.timedelta(days=1)
FIELDS = ("unit", "position", "grade")


def move_posting(employee: Employee, start: dt.date) -> dict[str, Any]:
    """End the definitive posting of today the day before `start` and begin one as the employee now is.

    One that began on `start` or later is put right in place. A posting planned for later stays planned. `start` is
    today or earlier. Returns what was done, by ids, for an undo: `corrected` with `posting_before`, or `opened` and
    `closed` with `closed_until`.
    """
    held = employee.postings.definitive().on(clock.today(employee.agency)).first()
    if held is not None and held.valid_from is not None and held.valid_from >= start:
        old = {"unit": held.unit_id, "position": held.position_id, "grade": held.grade}
        held.unit, held.position, held.grade = employee.unit, employee.position, employee.grade
        held.save(update_fields=list(FIELDS))
        return {"corrected": held.pk, "posting_before": old}
    until = held.valid_until if held is not None else None
    if held is not None:
        held.valid_until = start - ONE_DAY
        held.save(update_fields=["valid_until"])
    opened = Posting.objects.create(
        employee=employee,
        unit=employee.unit,
        position=employee.position,
        grade=employee.grade,
        valid_from=start,
        valid_until=until,
    )
    closed_until = until.isoformat() if until else None
    return {"closed": held.pk if held else None, "closed_until": closed_until, "opened": opened.pk}


def note_former_state(*, employee: Employee, state: str, status: str, starts_on: dt.date) -> int | None:
    """Keep the kedudukan hukum and status that end the day before `starts_on`; the id of the row.

    None where the present ones began on that day or later: then it is a correction, and nothing was so before.
    """
    last = employee.former_states.order_by("-valid_until").first()
    since = last.valid_until + ONE_DAY if last else None
    if since is not None and starts_on <= since:
        return None
    row = FormerState.objects.create(
        employee=employee,
        employment_state=state,
        status=status,
        valid_from=since,
        valid_until=starts_on - ONE_DAY,
    )
    return row.pk


def held_employee(employee: Employee, version: int) -> Employee:
    """The employee locked. Raises `Refused` when somebody saved after `version` was read."""
    current = locked(employee)
    if current.version != version:
        raise Refused(
            _("Data pegawai ini baru saja diubah orang lain. Muat ulang halaman, lalu ubah lagi."), "changed_meanwhile"
        )
    return current


def planned_posting(employee: Employee) -> Posting | None:
    """The mutasi that has been entered and is still to come."""
    return employee.postings.definitive().filter(valid_from__gt=clock.today(employee.agency)).first()


@transaction.atomic
def transfer(
    *,
    employee: Employee,
    version: int,
    unit: OrgUnit,
    position: Position,
    grade: str,
    starts_on: dt.date,
    basis: str,
    by: User,
) -> Employee:
    """Mutasi: another unit, position or grade from a day on. A day to come is planned and takes over on its day.

    Raises `Refused` before the present posting began, and while another mutasi is planned.
    """
    current = held_employee(employee, version)
    _refuse_unfit(current, unit, position, starts_on)
    plan = planned_posting(current)
    if plan is not None:
        words = _("Sudah ada mutasi mulai %(day)s. Batalkan rencana itu dahulu.")
        raise Refused(words % {"day": format_date(plan.valid_from)}, "planned_already")
    today = clock.today(current.agency)
    held = current.postings.definitive().on(today).first()
    if held is not None and held.valid_from is not None and held.valid_from > starts_on:
        words = _("Jabatan sekarang baru berlaku sejak %(day)s. Pilih tanggal itu atau sesudahnya.")
        raise Refused(words % {"day": format_date(held.valid_from)}, "before_present")
    before = {key: str(getattr(current, key)) for key in FIELDS}
    if starts_on <= today:
        current.unit, current.position, current.grade = unit, position, grade
        done = move_posting(current, starts_on)
        Posting.objects.filter(pk=done.get("opened") or done.get("corrected")).update(basis=basis)
    else:
        Posting.objects.filter(pk=held.pk if held else None).update(valid_until=starts_on - ONE_DAY)
        Posting.objects.create(
            employee=current, unit=unit, position=position, grade=grade, valid_from=starts_on, basis=basis
        )
    after = {"unit": unit.name, "position": position.name, "grade": grade}
    changed = {key for key in FIELDS if before[key] != after[key]}
    before, after = ({key: one[key] for key in FIELDS if key in changed} for one in (before, after))
    _record(current, "transferred", gettext_noop("Mutasi mulai %(day)s"), by, starts_on, before=before, after=after)
    return _saved(current)


@transaction.atomic
def add_posting(
    *,
    employee: Employee,
    version: int,
    kind: str,
    unit: OrgUnit,
    position: Position,
    starts_on: dt.date,
    ends_on: dt.date | None,
    basis: str,
    by: User,
) -> Posting:
    """A posting beside the definitive one. Plt and Plh always have an end. Raises `Refused` for the same one twice."""
    current = held_employee(employee, version)
    if kind == Posting.Kind.DEFINITIVE:
        raise ValueError("a definitive posting is a transfer")
    _refuse_unfit(current, unit, position, starts_on)
    if ends_on is None and kind != Posting.Kind.ADDITIONAL:
        raise Refused(_("Isi tanggal berakhir: Plt dan Plh selalu berbatas waktu."), "end_missing")
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("Tanggal berakhir ada sebelum tanggal mulai."), "end_before_start")
    same = current.postings.filter(kind=kind, unit=unit, position=position)
    if _overlapping(same, starts_on, ends_on).exists():
        raise Refused(_("Penugasan yang sama sudah tercatat pada hari-hari itu."), "posting_twice")
    posting = Posting.objects.create(
        employee=current,
        kind=kind,
        unit=unit,
        position=position,
        grade=current.grade,
        valid_from=starts_on,
        valid_until=ends_on,
        basis=basis,
    )
    after = {"unit": unit.name, "position": position.name}
    _record(current, "posted", gettext_noop("Penugasan tambahan mulai %(day)s"), by, starts_on, after=after)
    _saved(current)
    return posting


@transaction.atomic
def end_posting(*, posting: Posting, version: int, last_day: dt.date, reason: str, by: User) -> Posting:
    """The last day of a posting beside the definitive one. Raises `Refused` for a definitive one, which only another
    follows, and for a day before it began."""
    current = held_employee(posting.employee, version)
    row = current.postings.get(pk=posting.pk)
    if row.kind == Posting.Kind.DEFINITIVE:
        raise Refused(_("Jabatan definitif berakhir dengan mutasi. Catat mutasinya."), "definitive")
    if row.valid_from is not None and last_day < row.valid_from:
        raise Refused(_("Tanggal berakhir ada sebelum tanggal mulai."), "end_before_start")
    row.valid_until = last_day
    row.save(update_fields=["valid_until"])
    _record(
        current,
        "posting_ended",
        gettext_noop("Penugasan berakhir pada %(day)s"),
        by,
        last_day,
        after={"unit": row.unit.name, "position": row.position.name, "reason": reason},
    )
    _saved(current)
    return row


@transaction.atomic
def cancel_transfer(*, posting: Posting, version: int, reason: str, by: User) -> Employee:
    """Drop a mutasi that has not come yet; the present posting goes on. Raises `Refused` when its day has come."""
    current = held_employee(posting.employee, version)
    plan = planned_posting(current)
    if plan is None or plan.pk != posting.pk:
        raise Refused(_("Mutasi ini sudah berlaku. Catat mutasi baru atau perbaiki riwayatnya."), "in_force")
    before = {"unit": plan.unit.name, "position": plan.position.name}
    start, until = plan.valid_from, plan.valid_until
    plan.delete()
    current.postings.definitive().filter(valid_until=start - ONE_DAY).update(valid_until=until)
    message = gettext_noop("Rencana mutasi mulai %(day)s dibatalkan")
    _record(current, "transfer_cancelled", message, by, start, before=before, after={"reason": reason})
    return _saved(current)


@transaction.atomic
def correct_posting(
    *,
    posting: Posting,
    version: int,
    unit: OrgUnit,
    position: Position,
    grade: str,
    valid_from: dt.date | None,
    valid_until: dt.date | None,
    reason: str,
    by: User,
) -> Posting:
    """Mend a posting that was entered wrongly, with the reason. Raises `Refused` where two definitive ones would hold
    on one day, and where the present one would end."""
    current = held_employee(posting.employee, version)
    row = current.postings.get(pk=posting.pk)
    _refuse_unfit(current, unit, position, valid_from)
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise Refused(_("Tanggal berakhir ada sebelum tanggal mulai."), "end_before_start")
    if row.kind == Posting.Kind.DEFINITIVE:
        others = current.postings.definitive().exclude(pk=row.pk)
        if _overlapping(others, valid_from, valid_until).exists():
            raise Refused(_("Pada hari-hari itu sudah ada jabatan definitif lain."), "overlap")
        if row.valid_until is None and valid_until is not None:
            raise Refused(_("Jabatan definitif berakhir dengan mutasi. Catat mutasinya."), "definitive")
    before = _shown(row)
    row.unit, row.position, row.grade = unit, position, grade
    row.valid_from, row.valid_until = valid_from, valid_until
    row.save(update_fields=[*FIELDS, "valid_from", "valid_until"])
    follow_posting(current)
    record_event(
        verb="people.posting_corrected",
        message=gettext_noop("Riwayat jabatan diperbaiki"),
        subject=current,
        agency=current.agency,
        by=by,
        before=before,
        after={**_shown(row), "reason": reason},
    )
    _saved(current)
    return row


def follow_posting(employee: Employee) -> bool:
    """Give an employee unit, position and grade of the definitive posting that holds today; the caller saves."""
    held = employee.postings.definitive().on(clock.today(employee.agency)).first()
    if held is None or all(getattr(held, key) == getattr(employee, key) for key in FIELDS):
        return False
    employee.unit, employee.position, employee.grade = held.unit, held.position, held.grade
    return True


def follow_postings(agency: Agency) -> int:
    """Employees whose planned mutasi has come move now; how many did. Harmless to run again."""
    same = Q(unit=F("employee__unit"), position=F("employee__position"), grade=F("employee__grade"))
    due = (
        Posting.objects.definitive()
        .on(clock.today(agency))
        .filter(employee__agency=agency, valid_from__isnull=False)
        .exclude(same)
    )
    moved = 0
    for employee_id in list(due.values_list("employee", flat=True)):
        moved += _follow(employee_id)
    return moved


@transaction.atomic
def _follow(employee_id: int) -> int:
    employee = locked(Employee(pk=employee_id))
    before = {key: str(getattr(employee, key)) for key in FIELDS}
    if not follow_posting(employee):
        return 0
    after = {key: str(getattr(employee, key)) for key in FIELDS}
    today = clock.today(employee.agency)
    message = gettext_noop("Mutasi yang direncanakan berlaku pada %(day)s")
    _record(employee, "transfer_came", message, None, today, before=before, after=after)
    _saved(employee)
    return 1


def _overlapping(postings: Any, start: dt.date | None, end: dt.date | None) -> Any:
    """Those of these postings that share a day with a stretch; an empty end is open on that side."""
    if end is not None:
        postings = postings.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=end))
    if start is not None:
        postings = postings.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=start))
    return postings


def _refuse_unfit(employee: Employee, unit: OrgUnit, position: Position, day: dt.date | None) -> None:
    if unit.agency_id != employee.agency_id or position.agency_id != employee.agency_id:
        raise ValueError("unit and position must belong to the employee's agency")
    if unit.is_closed and (day is None or day > unit.valid_until):
        raise Refused(_("Unit ini sudah ditutup."), "closed")
    if day is not None and unit.valid_from is not None and day < unit.valid_from:
        raise Refused(_("Unit ini belum ada pada tanggal itu."), "before_unit")


def _shown(row: Posting) -> dict[str, Any]:
    return {
        "unit": row.unit.name,
        "position": row.position.name,
        "grade": row.grade,
        "valid_from": row.valid_from.isoformat() if row.valid_from else "",
        "valid_until": row.valid_until.isoformat() if row.valid_until else "",
    }


def _saved(employee: Employee) -> Employee:
    employee.version += 1
    employee.save(update_fields=[*FIELDS, "version"])
    return employee


def _record(employee: Employee, verb: str, message: str, by: User | None, day: dt.date, **payload: Any) -> None:
    record_event(
        verb=f"people.{verb}",
        message=message,
        params={"day": f"{day:%d-%m-%Y}"},
        subject=employee,
        agency=employee.agency,
        by=by,
        **payload,
    )
