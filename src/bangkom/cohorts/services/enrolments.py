import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Cohort, CohortAgency, Enrolment, SheetRow
from bangkom.cohorts.services.sheet import starting_facts, waiting_party
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event
from bangkom.notices import services as notices
from bangkom.people.models import Employee
from bangkom.programmes.models import Requirement


@transaction.atomic
def enrol_person(*, cohort: Cohort, employee: Employee, by: User | None, tell: bool = True) -> Enrolment:
    """Give an employee a place, with name, rank, position and unit as they are now, and an empty requirement sheet.

    The cohort's row is locked, so there is never one more than the seats. A person who is in already keeps the place.
    `tell=False`: the caller tells the person with words of its own.
    Raises `Refused` when the cohort is full or over.
    """
    cohort = locked(cohort)
    known = cohort.enrolments.filter(person=employee.person).first()
    if known is not None and known.state != Enrolment.State.WITHDRAWN:
        return known
    if cohort.ends_on < clock.today(cohort.agency):
        raise Refused(_("Angkatan ini sudah selesai, jadi peserta tidak bisa ditambah."), "cohort_over")
    if cohort.capacity is not None and cohort.enrolments.taking_part().count() >= cohort.capacity:
        raise Refused(_("Kursi sudah penuh: %(seats)s peserta.") % {"seats": cohort.capacity}, "cohort_full")
    if known is not None:
        known.state, known.state_reason = Enrolment.State.ACTIVE, ""
        known.save(update_fields=["state", "state_reason"])
        _record(known, gettext_noop("Peserta masuk kembali"), "returned", by)
        return known
    enrolment = Enrolment.objects.create(
        cohort=cohort,
        person=employee.person,
        employee=employee,
        agency=employee.agency,
        name=employee.person.full_name,
        number=employee.number,
        grade=employee.grade,
        position_name=employee.position.name,
        unit_name=employee.unit.name,
    )
    open_sheet(enrolment)
    if employee.agency_id != cohort.agency_id:
        CohortAgency.objects.get_or_create(cohort=cohort, agency=employee.agency, part=CohortAgency.Part.SENDING)
    _record(enrolment, gettext_noop("Peserta didaftarkan"), "enrolled", by)
    if tell:
        tell_enrolled(enrolment)
    return enrolment


def tell_enrolled(enrolment: Enrolment) -> None:
    """Who has an account learns of the place at once; the others with their invitation."""
    if enrolment.person.user is None:
        return
    notices.notify(
        recipient=enrolment.person.user,
        kind="cohorts.enrolled",
        agency=enrolment.cohort.agency,
        params={"training": enrolment.cohort.curriculum.programme.title, "cohort": enrolment.cohort.name},
        url=f"/belajar/{enrolment.pk}/",
        dedupe_key=f"enrolled:{enrolment.pk}",
    )


def open_sheet(enrolment: Enrolment) -> None:
    """One row for each requirement of the frozen curriculum; it waits from the day on which its stage begins."""
    cohort = enrolment.cohort
    requirements = Requirement.objects.filter(stage__curriculum=cohort.curriculum).select_related("stage")
    begins = {
        stage: clock.instant(day, dt.time(), cohort.agency)
        for stage, day in cohort.stages.values_list("stage", "starts_on")
    }
    SheetRow.objects.bulk_create(
        SheetRow(
            enrolment=enrolment,
            requirement=requirement,
            stage=requirement.stage,
            facts=starting_facts(enrolment, requirement),
            waiting_for=waiting_party(requirement, cohort),
            since=max(clock.now(), begins[requirement.stage_id]),
        )
        for requirement in requirements
    )


@transaction.atomic
def withdraw(*, enrolment: Enrolment, reason: str, by: User) -> Enrolment:
    """End a participation, with the reason. What was learned and posted stays.

    Raises `Refused` for who has passed, and for who was decided as failed: withdrawing does not undo a decision.
    """
    enrolment = locked(enrolment)
    if enrolment.state == Enrolment.State.FAILED:
        raise Refused(_("Peserta ini sudah diputus tidak lulus. Buka kembali keputusannya dahulu."), "failed")
    if enrolment.state == Enrolment.State.PASSED:
        raise Refused(_("Peserta ini sudah lulus. Kelulusan tidak bisa dibatalkan dengan pengunduran diri."), "passed")
    enrolment.state, enrolment.state_reason = Enrolment.State.WITHDRAWN, reason
    enrolment.save(update_fields=["state", "state_reason"])
    _record(enrolment, gettext_noop("Peserta mengundurkan diri"), "withdrawn", by, after={"reason": reason})
    return enrolment


def _record(enrolment: Enrolment, message: str, act: str, by: User | None, after: dict | None = None) -> None:
    record_event(
        verb=f"cohorts.{act}",
        message=message,
        subject=enrolment,
        agency=enrolment.cohort.agency,
        by=by,
        after=after,
    )
