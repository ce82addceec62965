from collections.abc import Mapping

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Attendance, Cohort, Enrolment, Session
from bangkom.cohorts.services.sheet import meet_requirement
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import Act, record_events
from bangkom.programmes.models import Requirement, Stage

Status = Attendance.Status


@transaction.atomic
def mark_attendance(*, session: Session, marks: Mapping[int, tuple[str, str]], by: User) -> int:
    """Mark participants (enrolment id -> status and reason) in a session; returns how many marks changed.

    A changed mark needs a reason, the first does not. In the same transaction each person's attendance requirement is
    computed again. Raises `Refused` before the session's day, for somebody who is not in the cohort, or for a change
    without a reason: then nothing is marked.
    """
    cohort = locked(session.cohort)
    if clock.day_of(session.starts_at, cohort.agency) > clock.today(cohort.agency):
        raise Refused(_("Sesi ini belum berlangsung, jadi kehadiran belum bisa dicatat."), "not_yet")
    enrolments = {
        e.pk: e for e in cohort.enrolments.taking_part().filter(pk__in=marks).select_related("cohort__agency")
    }
    if set(marks) - set(enrolments):
        raise Refused(_("Daftar memuat orang yang bukan peserta angkatan ini. Muat ulang halaman."), "stranger")
    known = {a.enrolment_id: a for a in session.attendance.filter(enrolment__in=marks)}
    changes = {pk: mark for pk, mark in marks.items() if pk not in known or known[pk].status != mark[0]}
    without_reason = [enrolments[pk].name for pk, (_status, reason) in changes.items() if pk in known and not reason]
    if without_reason:
        raise Refused(
            _("Tulis alasan untuk mengubah kehadiran: %(names)s.") % {"names": ", ".join(without_reason)},
            "reason_missing",
        )
    Attendance.objects.bulk_create(
        [
            Attendance(
                session=session,
                enrolment=enrolments[pk],
                status=status,
                reason=reason,
                marked_by=by,
                marked_at=clock.now(),
            )
            for pk, (status, reason) in changes.items()
        ],
        update_conflicts=True,
        unique_fields=["session", "enrolment"],
        update_fields=["status", "reason", "marked_by", "marked_at"],
    )
    record_events(
        Act(
            verb="cohorts.attendance_marked",
            message=gettext_noop("Kehadiran sesi %(title)s dicatat"),
            params={"title": session.title},
            subject=enrolments[pk],
            agency=cohort.agency,
            by=by,
            before={"status": known[pk].status} if pk in known else None,
            after={"status": status, "reason": reason},
        )
        for pk, (status, reason) in changes.items()
    )
    refresh_attendance(cohort=cohort, stage=session.stage, by=by, only=[enrolments[pk] for pk in changes])
    return len(changes)


def refresh_attendance(*, cohort: Cohort, stage: Stage, by: User | None, only: list[Enrolment] | None = None) -> None:
    """Compute the attendance requirements of a stage again for these participants (all by default).

    The day on which it counts as met is the day of the last session the person attended, not the day of marking.
    """
    requirements = list(stage.requirements.filter(kind=Requirement.Kind.ATTENDANCE))
    if not requirements:
        return
    enrolments = only if only is not None else list(cohort.enrolments.taking_part())
    planned = cohort.sessions.filter(stage=stage).count()
    present = dict(
        Enrolment.objects.filter(pk__in=[e.pk for e in enrolments])
        .annotate(n=Count("attendance", Q(attendance__status=Status.PRESENT, attendance__session__stage=stage)))
        .values_list("pk", "n")
    )
    last_attended = dict(
        Attendance.objects.filter(enrolment__in=enrolments, session__stage=stage, status=Status.PRESENT)
        .order_by("session__starts_at")
        .values_list("enrolment", "session__ends_at")
    )
    for enrolment in enrolments:
        for requirement in requirements:
            meet_requirement(
                enrolment=enrolment,
                requirement=requirement,
                facts={"present": present.get(enrolment.pk, 0), "sessions": planned},
                source="attendance",
                happened_at=last_attended.get(enrolment.pk, clock.now()),
                by=by,
            )
