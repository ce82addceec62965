import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bangkom.cohorts import attendance_codes, schedules
from bangkom.cohorts.models import Attendance, Session
from bangkom.cohorts.services.attendance import mark_attendance
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_moment
from bangkom.core.models import User

Status = Attendance.Status


@transaction.atomic
def check_in(*, user: User, typed: str, session_id: int | None = None) -> Attendance:
    """A participant proves presence with the code on the screen; the same code again gives the same mark.

    Without `session_id` (typed, not scanned) the code is compared with all of the person's sessions that take codes
    now. Raises `Refused` in words for the person: not a participant, too early, too late, another code, a mark that
    the committee has already made otherwise, or an attendance that it has closed.
    """
    session = find_session(user, typed, session_id)
    locked(session.cohort)
    session.refresh_from_db(fields=["locked_at"])
    enrolment = session.cohort.enrolments.own(user).taking_part().get()
    mark = session.attendance.filter(enrolment=enrolment).first()
    if mark is None and session.is_locked:
        words = _("Panitia sudah mengunci kehadiran sesi ini. Bila Anda hadir, temui panitia supaya dicatat.")
        raise Refused(words, "attendance_locked")
    if mark is None:
        mark_attendance(session=session, marks={enrolment.pk: (Status.PRESENT, "")}, by=user, source="code")
        mark = session.attendance.get(enrolment=enrolment)
    elif mark.status != Status.PRESENT:
        words = _("Panitia sudah mencatat Anda: %(status)s. Hubungi panitia bila ini keliru.")
        raise Refused(words % {"status": mark.get_status_display()}, "marked_otherwise")
    mark.session = session
    return mark


def find_session(user: User, typed: str, session_id: int | None = None) -> Session:
    """The session whose code this is now, among those the person attends. Raises `Refused` where there is none."""
    now = clock.now()
    near = schedules.near_sessions(user)
    sessions = list(near if session_id is None else near.filter(pk=session_id))
    taking = [session for session in sessions if session.code_opens_at <= now <= session.code_closes_at]
    for session in taking:
        if attendance_codes.is_accepted(session.pk, typed, now):
            return session
    if taking:
        raise Refused(
            _("Kode ini salah atau sudah berganti. Ketik enam angka yang sekarang tampil di layar."), "wrong_code"
        )
    if not sessions:
        raise Refused(
            _("Tidak ada sesi Anda di sekitar jam ini. Periksa jadwal Anda, atau hubungi panitia."), "no_session"
        )
    raise Refused(when_words(sessions, now), "not_now")


def when_words(sessions: list[Session], now: dt.datetime) -> str:
    """From when, or until when, the code of the nearest session is taken."""
    coming = [session for session in sessions if now < session.code_opens_at]
    session = coming[0] if coming else sessions[-1]
    moment = session.code_opens_at if coming else session.code_closes_at
    with timezone.override(clock.zone_of(session.cohort.agency)):
        facts = {"title": session.title, "when": format_moment(moment)}
    if coming:
        return _("Kode sesi %(title)s baru diterima mulai %(when)s.") % facts
    return _("Kode sesi %(title)s diterima sampai %(when)s. Minta panitia mencatat kehadiran Anda.") % facts
