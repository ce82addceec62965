"""Giving roles, ending them early, and two people for the roles that could do everything else.

Who may give what stands in `core.policies`. A role that somebody else than an administrator gives is a delegation
(pelimpahan): within the giver's own scope and time, for half a year at most, and it ends when its origin ends.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from bangkom.core import clock, policies
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_date
from bangkom.core.models import NEEDS_SECOND, Role, RoleAssignment, RoleRequest, Scope, User
from bangkom.core.services.events import record_event
from bangkom.core.services.sign_ins import tell


def check_gift(
    *, user: User, role: str, scope: Scope, valid_from: dt.date, valid_until: dt.date | None, by: User
) -> RoleAssignment:
    """The role from which `by` gives this one. Raises `Refused`, in words for the form, where that may not be."""
    giver = policies.giver_for(by, role, scope)
    if giver is None:
        raise Refused(_("Anda tidak dapat memberi peran ini untuk cakupan ini."), "role_not_yours")
    if user == by:
        raise Refused(_("Peran untuk Anda sendiri diberikan orang lain, bukan Anda."), "own_role")
    if not user.is_active:
        raise Refused(_("Akun ini sudah ditutup."), "account_closed")
    if valid_from < clock.today():
        raise Refused(_("Peran tidak dapat berlaku mundur. Pilih hari ini atau sesudahnya."), "starts_in_the_past")
    if valid_until is not None and valid_until < valid_from:
        raise Refused(_("Tanggal akhir harus sama dengan atau sesudah tanggal mulai."), "ends_before_start")
    _check_span(giver, valid_from, valid_until)
    held = RoleAssignment.objects.filter(user=user, role=role, scope=scope, ended_at__isnull=True)
    held = held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from))
    if valid_until is not None:
        held = held.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=valid_until))
    if held.exists():
        raise Refused(_("Orang ini sudah memegang peran itu pada waktu yang sama."), "role_held")
    return giver


def _check_span(giver: RoleAssignment, valid_from: dt.date, valid_until: dt.date | None) -> None:
    """Never longer than the giver's own role holds; a delegation has an end, and a near one."""
    if giver.valid_until is not None and (valid_until is None or valid_until > giver.valid_until):
        words = _("Peran Anda sendiri berlaku sampai %(day)s. Pilih tanggal akhir paling lambat hari itu.")
        raise Refused(words % {"day": format_date(giver.valid_until)}, "longer_than_own")
    longest = valid_from + policies.LONGEST_DELEGATION
    if not policies.is_full(giver) and (valid_until is None or valid_until > longest):
        words = _("Pelimpahan mempunyai tanggal akhir, paling lambat %(day)s.")
        raise Refused(words % {"day": format_date(longest)}, "delegation_too_long")


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    scope: Scope,
    scope_name: str,
    reason: str,
    by: User,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> RoleAssignment | RoleRequest:
    """Give a role, or ask a second person to where the role needs two. `scope_name`: the scope as people know it.

    Days are whole days of the default zone; without `valid_from` it holds from now on. Raises `Refused`: see
    `check_gift`; also where nobody could be the second person, and where the same request waits already.
    """
    start = valid_from or clock.today()
    giver = check_gift(user=user, role=role, scope=scope, valid_from=start, valid_until=valid_until, by=by)
    values: dict[str, Any] = {"user": user, "role": role, "scope": scope, "reason": reason}
    values |= {"valid_from": start, "valid_until": valid_until}
    if role in NEEDS_SECOND:
        return _ask(values, scope_name, by)
    origin = None if policies.is_full(giver) else giver
    return _give(values | {"given_by": by, "delegated_from": origin}, scope_name, by)


def _give(values: dict[str, Any], scope_name: str, by: User) -> RoleAssignment:
    try:
        with transaction.atomic():
            assignment = RoleAssignment.objects.create(**values)
    except IntegrityError as error:
        raise Refused(_("Orang ini sudah memegang peran itu pada waktu yang sama."), "role_held") from error
    message = gettext_noop("Peran %(role)s diberikan")
    if assignment.delegated_from_id is not None:
        message = gettext_noop("Peran %(role)s dilimpahkan")
    record_event(
        verb="core.role_given",
        message=message,
        params={"role": assignment.role, "assignment": assignment.pk},
        subject=assignment.user,
        agency=assignment.scope.agency,
        by=by,
        after=_spoken(assignment, scope_name) | {"reason": assignment.reason},
    )
    tell(
        assignment.user,
        "role_given",
        gettext_noop("%(officer)s memberi Anda peran %(role)s untuk %(scope)s, mulai %(day)s."),
        url=f"/akses/{assignment.pk}/",
        officer=by.name,
        role=label_for(assignment.role, assignment.user),
        scope=scope_name,
        day=_day_for(assignment.valid_from, assignment.user),
    )
    return assignment


def _spoken(row: RoleAssignment | RoleRequest, scope_name: str) -> dict[str, Any]:
    """What the erasable part of an event keeps of a role."""
    return {
        "name": row.user.name,
        "scope": scope_name,
        "from": row.valid_from.isoformat() if row.valid_from else None,
        "until": row.valid_until.isoformat() if row.valid_until else None,
    }


def label_for(role: str, reader: User) -> str:
    """The name of a role in its reader's language."""
    with override(reader.language):
        return str(Role(role).label)


def _day_for(day: dt.date | None, reader: User) -> str:
    with override(reader.language):
        return format_date(day or clock.today())


def _ask(values: dict[str, Any], scope_name: str, by: User) -> RoleRequest:
    people, by_operator = policies.deciders(values["scope"], values["role"], but=(by, values["user"]))
    if not people:
        raise Refused(_("Peran ini perlu disetujui orang kedua, dan belum ada. Hubungi pengelola sistem."), "no_second")
    waiting = RoleRequest.objects.filter(
        user=values["user"], role=values["role"], scope=values["scope"], state=RoleRequest.State.WAITING
    )
    waiting.filter(asked_at__lte=clock.now() - RoleRequest.LIFE).update(state=RoleRequest.State.WITHDRAWN)
    if waiting.exists():
        raise Refused(_("Permintaan ini sudah ada dan menunggu orang kedua."), "request_waiting")
    request = RoleRequest.objects.create(**values, by_operator=by_operator, asked_by=by, asked_at=clock.now())
    record_event(
        verb="core.role_asked",
        message=gettext_noop("Peran %(role)s diminta, menunggu orang kedua"),
        params={"role": request.role, "request": request.pk},
        subject=request.user,
        agency=request.scope.agency,
        by=by,
        after=_spoken(request, scope_name) | {"reason": request.reason},
    )
    for person in people:
        tell(
            person,
            "role_waits",
            gettext_noop("%(officer)s meminta peran %(role)s untuk %(name)s. Putusan Anda diperlukan."),
            url=f"/akses/permintaan/{request.pk}/",
            officer=by.name,
            role=label_for(request.role, person),
            name=request.user.name,
        )
    return request


@transaction.atomic
def approve_role(*, request: RoleRequest, scope_name: str, by: User) -> RoleAssignment:
    """The second person agrees: the role is given, from today at the earliest.

    Raises `Refused` where the request is over, this is not a second person, or who asked may no longer give it.
    """
    request = _decided(request, RoleRequest.State.DONE, by)
    start = max(request.valid_from, clock.today())
    check_gift(
        user=request.user,
        role=request.role,
        scope=request.scope,
        valid_from=start,
        valid_until=request.valid_until,
        by=request.asked_by,
    )
    values = {name: getattr(request, name) for name in ("user", "role", "scope", "reason", "valid_until")}
    request.assignment = _give(values | {"valid_from": start, "given_by": request.asked_by}, scope_name, by)
    request.save(update_fields=["assignment"])
    _answer(request, by, "role_approved", gettext_noop("%(officer)s menyetujui peran %(role)s untuk %(name)s."))
    return request.assignment


@transaction.atomic
def refuse_role(*, request: RoleRequest, scope_name: str, by: User) -> None:
    """The second person does not agree; nobody gets the role."""
    request = _decided(request, RoleRequest.State.REFUSED, by)
    _record_decision(request, scope_name, by, "core.role_refused", gettext_noop("Peran %(role)s ditolak orang kedua"))
    _answer(request, by, "role_refused", gettext_noop("%(officer)s menolak peran %(role)s untuk %(name)s."))


@transaction.atomic
def withdraw_role(*, request: RoleRequest, scope_name: str, by: User) -> None:
    """Who asked takes it back."""
    request = locked(request)
    if request.asked_by_id != by.pk or request.state != RoleRequest.State.WAITING:
        raise Refused(_("Permintaan ini sudah diputus atau lewat waktu. Tidak ada yang berubah."), "request_over")
    _close(request, RoleRequest.State.WITHDRAWN, by)
    _record_decision(
        request, scope_name, by, "core.role_withdrawn", gettext_noop("Permintaan peran %(role)s dibatalkan")
    )


def _decided(request: RoleRequest, state: str, by: User) -> RoleRequest:
    request = locked(request)
    if not request.is_open:
        raise Refused(_("Permintaan ini sudah diputus atau lewat waktu. Tidak ada yang berubah."), "request_over")
    if not policies.can_decide_role(by, request):
        raise Refused(_("Putusan diambil orang kedua, bukan orang yang meminta."), "second_person")
    _close(request, state, by)
    return request


def _close(request: RoleRequest, state: str, by: User) -> None:
    request.state, request.decided_by, request.decided_at = state, by, clock.now()
    request.save(update_fields=["state", "decided_by", "decided_at"])


def _record_decision(request: RoleRequest, scope_name: str, by: User, verb: str, message: str) -> None:
    record_event(
        verb=verb,
        message=message,
        params={"role": request.role, "request": request.pk},
        subject=request.user,
        agency=request.scope.agency,
        by=by,
        after=_spoken(request, scope_name),
    )


def _answer(request: RoleRequest, by: User, kind: str, message: str) -> None:
    tell(
        request.asked_by,
        kind,
        message,
        url=f"/akses/permintaan/{request.pk}/",
        officer=by.name,
        role=label_for(request.role, request.asked_by),
        name=request.user.name,
    )


@transaction.atomic
def end_role(*, assignment: RoleAssignment, scope_name: str, reason: str, by: User) -> int:
    """End a role before its time, from the next request on; what was delegated from it ends with it.

    Returns how many ended. Raises `Refused` where it has ended, is not this person's to end, or would leave an agency
    without an administrator or the installation without an operator.
    """
    # One lock for all who could be the last one: the root of the agency's tree.
    Scope.objects.select_for_update().get(agency=assignment.scope.agency, parent=None)
    assignment = locked(assignment)
    if assignment.standing == "past":
        raise Refused(_("Peran ini sudah berakhir. Tidak ada yang berubah."), "role_over")
    if not policies.can_end(by, assignment):
        raise Refused(_("Peran ini tidak dapat Anda akhiri."), "role_not_yours")
    if policies.is_last(assignment):
        words = _("Ini pemegang terakhir peran %(role)s. Beri peran itu kepada orang lain dahulu.")
        raise Refused(words % {"role": assignment.get_role_display()}, "last_one")
    ended = [assignment, *assignment.delegated.filter(ended_at__isnull=True).exclude(valid_until__lt=clock.today())]
    for each in ended:
        _end(each, scope_name if each == assignment else "", reason, by)
    return len(ended)


def _end(assignment: RoleAssignment, scope_name: str, reason: str, by: User) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)  # the day by which `holding` counts
    before = _spoken(assignment, scope_name)
    assignment.valid_until = yesterday
    if assignment.valid_from is not None and assignment.valid_from > yesterday:
        assignment.valid_from = yesterday
    assignment.ended_at, assignment.ended_by, assignment.end_reason = clock.now(), by, reason
    assignment.save(update_fields=["valid_from", "valid_until", "ended_at", "ended_by", "end_reason"])
    record_event(
        verb="core.role_ended",
        message=gettext_noop("Peran %(role)s diakhiri"),
        params={"role": assignment.role, "assignment": assignment.pk},
        subject=assignment.user,
        agency=assignment.scope.agency,
        by=by,
        before=before,
        after={"reason": reason},
    )
    if assignment.user_id != by.pk:
        tell(
            assignment.user,
            "role_ended",
            gettext_noop("%(officer)s mengakhiri peran Anda sebagai %(role)s. Alasan: %(reason)s"),
            url=f"/akses/{assignment.pk}/",
            officer=by.name,
            role=label_for(assignment.role, assignment.user),
            reason=reason,
        )
