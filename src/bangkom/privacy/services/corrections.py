"""A person says that a value is wrong; who keeps the unit answers within the time that the rule names."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import Scope, User
from bangkom.core.policies import holders_over
from bangkom.core.services import record_event, store_file
from bangkom.core.uploads import kind_of
from bangkom.notices.services import notify
from bangkom.people.models import Employee, Person
from bangkom.people.services import change_employee
from bangkom.privacy import fields
from bangkom.privacy.models import KEEPERS, Correction, State
from bangkom.rules import queries as rules

RULE = "privacy"


def employment_of(person: Person) -> Employee:
    """The newest employment of a person. Raises `Refused` for who is in nobody's service: nobody could answer."""
    found = person.employments.select_related("agency", "unit__scope", "position").order_by("pk").last()
    if found is None:
        raise Refused(_("Data kepegawaian Anda belum tercatat. Hubungi admin instansi."), "no_employment")
    return found


@transaction.atomic
def ask_correction(
    *,
    person: Person,
    field: str,
    wanted: str,
    words: str,
    by: User,
    proof: tuple[bytes, str] | None = None,
) -> Correction:
    """Ask that a value be put right. `proof`: bytes and name of a document.

    The time to answer comes from the rule set `privacy`. Raises `Refused` while another request about the same field
    waits, `uploads.NotTaken` for a file that is none of ours.
    """
    locked(person)
    employee = employment_of(person)
    if Correction.objects.filter(person=person, field=field, state=State.WAITING).exists():
        raise Refused(_("Permintaan tentang isian ini sudah ada dan menunggu jawaban."), "already_asked")
    rule_set = rules.in_force(RULE, clock.today(employee.agency))
    now = clock.now()
    stored = None
    if proof is not None:
        content, name = proof
        stored = store_file(
            content=content,
            name=name,
            content_type=kind_of(content).content_type,
            agency=employee.agency,
            by=by,
        )
    made = Correction.objects.create(
        person=person,
        scope=employee.unit.scope,
        rule_set=rule_set,
        field=field,
        present=fields.present(employee, field)[:300],
        wanted=wanted,
        words=words,
        proof=stored,
        asked_by=by,
        asked_at=now,
        due_at=now + dt.timedelta(hours=rule_set.data["answer_hours"]),
    )
    label = str(fields.LABELS[field])
    _record(made, gettext_noop("Perbaikan data diminta: %(field)s"), "correction_asked", by, employee, field=label)
    tell_keepers(
        employee.unit.scope,
        by,
        "privacy.correction_asked",
        gettext_noop("Permintaan perbaikan data menunggu jawaban Anda: %(field)s"),
        {"field": label},
        reverse("privacy:correction", args=[made.pk]),
    )
    return made


@transaction.atomic
def decide_correction(*, correction: Correction, accepted: bool, reason: str, by: User) -> Correction:
    """Accept or refuse with a reason; the person is told. A simple field is changed at once, by its own service.

    Raises `Refused` where it was decided before, for one's own request, or where the value cannot be taken over.
    """
    correction = locked(correction)
    if correction.state != State.WAITING:
        raise Refused(_("Permintaan ini sudah dijawab."), "decided")
    if correction.person.user_id == by.pk:
        raise Refused(_("Permintaan Anda sendiri dijawab orang lain."), "own")
    employee = employment_of(correction.person)
    if accepted and correction.field in fields.SIMPLE:
        value = fields.read(correction.field, correction.wanted)
        change_employee(employee=employee, version=employee.version, by=by, **{correction.field: value})
    correction.state = State.DONE if accepted else State.REFUSED
    correction.reason, correction.decided_by, correction.decided_at = reason, by, clock.now()
    correction.save()
    label = str(fields.LABELS[correction.field])
    if accepted:
        message, act = gettext_noop("Perbaikan data dikabulkan: %(field)s"), "correction_done"
    else:
        message, act = gettext_noop("Perbaikan data ditolak: %(field)s"), "correction_refused"
    _record(correction, message, act, by, employee, after={"reason": reason}, field=label)
    if correction.person.user is not None:
        notify(
            recipient=correction.person.user,
            kind=f"privacy.{act}",
            message=message,
            params={"field": label},
            url=reverse("privacy:mine"),
            dedupe_key=f"privacy.correction:{correction.pk}:decided",
        )
    return correction


@transaction.atomic
def withdraw_correction(*, correction: Correction, by: User) -> None:
    """The person takes the request back. Again changes nothing."""
    correction = locked(correction)
    if correction.state != State.WAITING:
        return
    correction.state, correction.decided_at = State.WITHDRAWN, clock.now()
    correction.save(update_fields=["state", "decided_at"])
    label = str(fields.LABELS[correction.field])
    message = gettext_noop("Permintaan perbaikan dibatalkan: %(field)s")
    _record(correction, message, "correction_withdrawn", by, employment_of(correction.person), field=label)


def tell_keepers(scope: Scope, but: User, kind: str, message: str, params: dict[str, Any], url: str) -> None:
    """Tell whoever keeps the people of a scope, except the one who asks."""
    for role in KEEPERS:
        for keeper in holders_over(scope, role, but=(but,)):
            notify(
                recipient=keeper,
                kind=kind,
                message=message,
                params=params,
                url=url,
                dedupe_key=f"{kind}:{url}:{keeper.pk}",
            )


def _record(
    correction: Correction,
    message: str,
    act: str,
    by: User,
    employee: Employee,
    *,
    after: dict[str, Any] | None = None,
    **params: str,
) -> None:
    record_event(
        verb=f"privacy.{act}",
        message=message,
        params=params,
        subject=employee,
        agency=employee.agency,
        by=by,
        after=after,
    )
