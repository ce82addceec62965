import datetime as dt
from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import COUNTS_AS_PRESENT, EXCUSED, Attendance, Cohort, Enrolment, Session
from bangkom.cohorts.services.locking import refuse_locked
from bangkom.cohorts.services.sheet import meet_requirement
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import Act, record_event, record_events
from bangkom.programmes.models import Requirement, Stage

Status = Attendance.Status
Source = Attendance.Source
# What a new mark says of itself; whatever made an earlier absence good is gone with it.
WRITTEN = ["status", "reason", "source", "marked_by", "marked_at", "made_good_at", "made_good_note", "made_good_by"]


@transaction.atomic
def mark_attendance(
    *, session: Session, marks: Mapping[int, tuple[str, str]], by: User, source: str = Source.GRID
) -> int:
    """Mark participants (enrolment id -> status and reason) in a session; returns how many marks changed.

    A changed mark needs a reason, the first does not. In the same transaction each person's attendance requirement is
    computed again. Raises `Refused` before the session's day, once it is locked, for somebody the session is not for,
    or for a change without a reason: then nothing is marked.
    """
    cohort = locked(session.cohort)
    refuse_locked(session)
    is_before = clock.day_of(session.starts_at, cohort.agency) > clock.today(cohort.agency)
    if is_before and not session.takes_codes(clock.now()):
        raise Refused(_("Sesi ini belum berlangsung, jadi kehadiran belum bisa dicatat."), "not_yet")
    enrolments = {e.pk: e for e in cohort.enrolments.expected_at(session).filter(pk__in=marks).select_related("cohort")}
    if set(marks) - set(enrolments):
        raise Refused(_("Daftar memuat orang yang bukan peserta sesi ini. Muat ulang halaman."), "stranger")
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
                source=source,
                marked_by=by,
                marked_at=clock.now(),
            )
            for pk, (status, reason) in changes.items()
        ],
        update_conflicts=True,
        unique_fields=["session", "enrolment"],
        update_fields=WRITTEN,
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
            after={"status": status, "reason": reason, "source": str(source)},
        )
        for pk, (status, reason) in changes.items()
    )
    refresh_attendance(cohort=cohort, stage=session.stage, by=by, only=[enrolments[pk] for pk in changes])
    return len(changes)


@transaction.atomic
def make_good(*, mark: Attendance, done: bool, note: str, by: User) -> Attendance:
    """A substitute task makes an excused absence good (`done`), or no longer does; with a note on what was seen.

    An absence made good counts as present, from the day it was made good. Possible also once the attendance is locked:
    the task comes later, and the mark stays what it is. Raises `Refused` for any other mark.
    """
    cohort = locked(mark.enrolment.cohort)
    mark = Attendance.objects.select_related("session__stage", "enrolment").get(pk=locked(mark).pk)
    if mark.status not in EXCUSED:
        raise Refused(_("Hanya izin dan sakit yang bisa diganti dengan tugas."), "not_excused")
    if (mark.made_good_at is not None) == done:
        return mark
    mark.made_good_at, mark.made_good_by = (clock.now(), by) if done else (None, None)
    mark.made_good_note = note if done else ""
    mark.save(update_fields=["made_good_at", "made_good_note", "made_good_by"])
    accepted = gettext_noop("Tugas pengganti sesi %(title)s diterima")
    record_event(
        verb="cohorts.made_good" if done else "cohorts.no_longer_made_good",
        message=accepted if done else gettext_noop("Tugas pengganti sesi %(title)s ditarik"),
        params={"title": mark.session.title},
        subject=mark.enrolment,
        agency=cohort.agency,
        by=by,
        after={"note": note},
    )
    refresh_attendance(cohort=cohort, stage=mark.session.stage, by=by, only=[mark.enrolment])
    return mark


def refresh_attendance(*, cohort: Cohort, stage: Stage, by: User | None, only: list[Enrolment] | None = None) -> None:
    """Compute the attendance requirements of a stage again for these participants (all by default).

    Counted are the sessions for everybody and those of the person's own group. The day on which it counts as met is
    the day of the last session the person attended, or on which an absence was made good; not the day of marking.
    """
    requirements = list(stage.requirements.filter(kind=Requirement.Kind.ATTENDANCE))
    if not requirements:
        return
    enrolments = only if only is not None else list(cohort.enrolments.taking_part())
    planned = Counter(cohort.sessions.filter(stage=stage).values_list("group", flat=True))
    present: Counter[int] = Counter()
    last: dict[int, dt.datetime] = {}
    counted = Attendance.objects.filter(
        COUNTS_AS_PRESENT,
        Q(session__group="") | Q(session__group=F("enrolment__group")),
        enrolment__in=enrolments,
        session__stage=stage,
    )
    for pk, ended_at, made_good_at in counted.values_list("enrolment", "session__ends_at", "made_good_at"):
        present[pk] += 1
        last[pk] = max(made_good_at or ended_at, last.get(pk, ended_at))
    for enrolment in enrolments:
        sessions = planned[""] + (planned[enrolment.group] if enrolment.group else 0)
        for requirement in requirements:
            meet_requirement(
                enrolment=enrolment,
                requirement=requirement,
                facts={"present": present[enrolment.pk], "sessions": sessions},
                source="attendance",
                happened_at=last.get(enrolment.pk, clock.now()),
                by=by,
            )
