"""Asking for an erasure, confirming it as a second person, running it again after an old backup was restored."""

import datetime as dt
import hashlib
import hmac
import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.people.models import Employee, Person
from bangkom.privacy.models import Erasure, State
from bangkom.privacy.services.corrections import RULE, employment_of, tell_keepers
from bangkom.privacy.services.erasure import erase_person
from bangkom.rules import queries as rules


def refuse_in_service(person: Person) -> None:
    """Raises `Refused` while the person serves: the law asks the agency to keep what it holds of its employees."""
    for employee in person.employments.select_related("agency"):
        if employee.employment_state in rules.serving_states(clock.today(employee.agency)):
            raise Refused(
                _("Selama masih bertugas, data kepegawaian dan pelatihan wajib disimpan, jadi tidak dihapus."),
                "in_service",
            )


@transaction.atomic
def ask_erasure(*, person: Person, reason: str, by: User) -> Erasure:
    """Ask that a person's data be erased. Raises `Refused` while the person serves or a request waits."""
    locked(person)
    employee = employment_of(person)
    refuse_in_service(person)
    if Erasure.objects.by_system().filter(person=person, state=State.WAITING).exists():
        raise Refused(_("Permintaan penghapusan sudah ada dan menunggu orang kedua."), "already_asked")
    rule_set = rules.in_force(RULE, clock.today(employee.agency))
    now = clock.now()
    made = Erasure.objects.create(
        person=person,
        scope=employee.unit.scope,
        rule_set=rule_set,
        reason=reason,
        asked_by=by,
        asked_at=now,
        due_at=now + dt.timedelta(hours=rule_set.data["answer_hours"]),
    )
    _record(made, gettext_noop("Penghapusan data diminta"), "erasure_asked", by, employee)
    tell_keepers(
        employee.unit.scope,
        by,
        "privacy.erasure_asked",
        gettext_noop("Permintaan penghapusan data menunggu persetujuan Anda"),
        {},
        reverse("privacy:erasure", args=[made.pk]),
    )
    return made


@transaction.atomic
def confirm_erasure(*, erasure: Erasure, by: User) -> Erasure:
    """Erase, as the second person. Raises `Refused` for who asked, for the person, and while the person serves."""
    erasure = locked(erasure)
    if erasure.state != State.WAITING:
        raise Refused(_("Permintaan ini sudah dijawab."), "decided")
    if by.pk in {erasure.asked_by_id, erasure.person.user_id}:
        raise Refused(_("Yang meminta tidak boleh menyetujui. Mintalah orang kedua."), "second_person")
    refuse_in_service(erasure.person)
    employee = employment_of(erasure.person)
    erasure.counts = erase_person(person=erasure.person)
    erasure.state, erasure.decided_by, erasure.decided_at = State.DONE, by, clock.now()
    erasure.save()
    _record(erasure, gettext_noop("Data pribadi dihapus"), "erased", by, employee)
    transaction.on_commit(lambda: write_list(Path(settings.BANGKOM_HOME) / "audit" / "erased.json"))
    return erasure


@transaction.atomic
def refuse_erasure(*, erasure: Erasure, reason: str, by: User) -> None:
    """Refuse with a reason. Again changes nothing."""
    erasure = locked(erasure)
    if erasure.state != State.WAITING:
        return
    erasure.state, erasure.reason, erasure.decided_by, erasure.decided_at = State.REFUSED, reason, by, clock.now()
    erasure.save()
    employee = employment_of(erasure.person)
    _record(
        erasure, gettext_noop("Penghapusan data ditolak"), "erasure_refused", by, employee, after={"reason": reason}
    )


@transaction.atomic
def withdraw_erasure(*, erasure: Erasure, by: User) -> None:
    """Who asked takes the request back. Again changes nothing."""
    erasure = locked(erasure)
    if erasure.state != State.WAITING or by.pk != erasure.asked_by_id:
        return
    erasure.state, erasure.decided_at = State.WITHDRAWN, clock.now()
    erasure.save(update_fields=["state", "decided_at"])
    _record(
        erasure,
        gettext_noop("Permintaan penghapusan dibatalkan"),
        "erasure_withdrawn",
        by,
        employment_of(erasure.person),
    )


# --- after a restore ----------------------------------------------------------------------------------------------


def digest_of(salt: str, person_id: int) -> str:
    return hmac.new(salt.encode(), str(person_id).encode(), hashlib.sha256).hexdigest()


def erased_list(known: dict[str, Any] | None = None) -> dict[str, Any]:
    """Who was erased, as salted digests that name nobody; joined with a list that is known already."""
    salt = known["salt"] if known else secrets.token_hex(16)
    ids = Erasure.objects.by_system().filter(state=State.DONE).values_list("person", flat=True)
    found = set(known["digests"] if known else []) | {digest_of(salt, pk) for pk in ids}
    return {"salt": salt, "digests": sorted(found)}


def write_list(file: Path) -> dict[str, Any]:
    """Write the list, keeping what an existing file says: a restored database may know fewer than the file."""
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    content = erased_list(known)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(content), encoding="utf-8")
    part.replace(file)
    return content


def reapply(*, file: Path) -> int:
    """Erase everybody on a list once more, after an older database was restored. Returns whose data came back."""
    content = json.loads(file.read_text(encoding="utf-8"))
    wanted = set(content["digests"])
    found = 0
    for person in Person.objects.by_system().order_by("pk").iterator(chunk_size=500):
        if digest_of(content["salt"], person.pk) in wanted and erase_person(person=person):
            found += 1
            employee = person.employments.select_related("agency").order_by("pk").last()
            record_event(
                verb="privacy.erased_again",
                message=gettext_noop("Data pribadi dihapus lagi sesudah cadangan dipulihkan"),
                subject=person,
                agency=employee.agency if employee else None,
                by=None,
            )
    return found


def _record(
    erasure: Erasure, message: str, act: str, by: User, employee: Employee, after: dict[str, Any] | None = None
) -> None:
    record_event(verb=f"privacy.{act}", message=message, subject=employee, agency=employee.agency, by=by, after=after)
