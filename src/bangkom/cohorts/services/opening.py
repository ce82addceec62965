import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Cohort, CohortAgency, CohortStaff, CohortStage, PinnedModule, Session
from bangkom.cohorts.services.attendance import refresh_attendance
from bangkom.cohorts.services.locking import refuse_locked
from bangkom.core import clock
from bangkom.core.db import locked
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_range
from bangkom.core.ids import random_code
from bangkom.core.models import Agency, User
from bangkom.core.services import record_event
from bangkom.people.models import Person
from bangkom.programmes.models import Curriculum, Requirement, Stage, Subject


@transaction.atomic
def open_cohort(
    *,
    curriculum: Curriculum,
    agency: Agency,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date,
    stage_dates: Mapping[int, tuple[dt.date, dt.date]],
    by: User | None,
    capacity: int | None,
    place: str = "",
    teaching: Iterable[Agency] = (),
    kind: str = Cohort.Kind.CLASS,
) -> Cohort:
    """Open an angkatan on a published curriculum; the modules' published versions are pinned now.

    `stage_dates` maps each stage's id to its first and last day, within the cohort's own. Raises `Refused` for a draft
    curriculum, dates that do not fit, or a name that this programme already uses with the same start.
    """
    if not curriculum.is_frozen:
        raise Refused(_("Kurikulum ini masih draf. Terbitkan dulu, lalu buka angkatan."), "curriculum_draft")
    stages = list(curriculum.stages.all())
    check_stage_dates(stages, stage_dates, starts_on, ends_on)
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(
                agency=agency,
                curriculum=curriculum,
                slug=f"{slugify(name)[:60]}-{starts_on.year}-{random_code(4).lower()}",
                name=name,
                kind=kind,
                capacity=capacity,
                starts_on=starts_on,
                ends_on=ends_on,
                place=place,
                published_at=clock.now(),
            )
    except IntegrityError as error:
        raise Refused(_("Angkatan dengan nama dan tanggal mulai ini sudah ada."), "name_taken") from error
    CohortStage.objects.bulk_create(
        CohortStage(cohort=cohort, stage=stage, starts_on=stage_dates[stage.pk][0], ends_on=stage_dates[stage.pk][1])
        for stage in stages
    )
    modules = {
        r.module
        for r in Requirement.objects.filter(stage__curriculum=curriculum, module__isnull=False).select_related("module")
    }
    PinnedModule.objects.bulk_create(
        PinnedModule(cohort=cohort, module=module, version_id=module.published_id) for module in modules
    )
    for other in teaching:
        CohortAgency.objects.create(cohort=cohort, agency=other, part=CohortAgency.Part.TEACHING)
    _record(cohort, "opened", gettext_noop("Angkatan %(name)s dibuka"), by, name=name)
    return cohort


def check_stage_dates(
    stages: list[Stage], dates: Mapping[int, tuple[dt.date, dt.date]], starts_on: dt.date, ends_on: dt.date
) -> None:
    """Each stage has dates, in order, within the cohort's. Raises `Refused` naming the stage."""
    for stage in stages:
        if stage.pk not in dates:
            raise Refused(_("Tahap %(stage)s belum bertanggal.") % {"stage": stage.title}, "stage_without_dates")
        first, last = dates[stage.pk]
        if not starts_on <= first <= last <= ends_on:
            raise Refused(
                _("Tanggal tahap %(stage)s tidak berada di antara mulai dan selesainya angkatan.")
                % {"stage": stage.title},
                "stage_outside",
            )


@transaction.atomic
def add_agency(*, cohort: Cohort, agency: Agency, part: str, by: User | None) -> CohortAgency:
    """Note another agency's part in a cohort; noting it twice changes nothing."""
    row, created = CohortAgency.objects.get_or_create(cohort=cohort, agency=agency, part=part)
    if created:
        _record(cohort, "agency_added", gettext_noop("%(agency)s ikut serta"), by, agency=agency.name)
    return row


@transaction.atomic
def add_staff(*, cohort: Cohort, person: Person, agency: Agency, part: str, by: User | None) -> CohortStaff:
    """Name a trainer, coach or committee member; may be of another agency. From now on the person sees this cohort."""
    row, created = CohortStaff.objects.get_or_create(
        cohort=cohort, person=person, part=part, defaults={"agency": agency}
    )
    if created:
        _record(cohort, "staff_added", gettext_noop("Petugas angkatan ditambahkan"), by, after={"person": person.pk})
    return row


@transaction.atomic
def remove_staff(*, staff: CohortStaff, by: User) -> None:
    """Take somebody off the cohort; who still teaches a session stays. Raises `Refused` then."""
    if staff.sessions.exists():
        raise Refused(_("Orang ini masih mengajar sesi. Ganti dulu pengajar sesinya."), "still_teaching")
    _record(
        staff.cohort, "staff_removed", gettext_noop("Petugas angkatan dilepas"), by, before={"person": staff.person_id}
    )
    staff.delete()


def said_of(session: Session) -> dict[str, str]:
    """What the history of changes says of a session."""
    return {
        "title": session.title,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "room": session.room,
        "group": session.group,
    }


@transaction.atomic
def plan_session(
    *,
    cohort: Cohort,
    stage: Stage,
    title: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    by: User | None,
    room: str = "",
    link: str = "",
    trainers: Iterable[CohortStaff] = (),
    subject: Subject | None = None,
    group: str = "",
    code_before: int | None = None,
    code_after: int | None = None,
    session: Session | None = None,
) -> Session:
    """Add a session, or change one. It must lie within its stage's dates and have a room, a link, or both.

    `group`: the tutorial group it is for, empty for everybody. `code_before`/`code_after`: minutes around it in which
    the attendance code is taken; None keeps what there is. A session more means attendance at one more: every
    participant's attendance row is computed again. Raises `Refused` once the session's attendance is locked.
    """
    cohort = locked(cohort)
    if session is not None:
        session = locked(session)
        refuse_locked(session)
    dates = cohort.stages.get(stage=stage)
    day = clock.day_of(starts_at, cohort.agency)
    if not dates.starts_on <= day <= dates.ends_on:
        words = _("Sesi ini di luar tanggal tahapnya: %(range)s.")
        raise Refused(words % {"range": format_range(dates.starts_on, dates.ends_on)}, "outside_stage")
    if not (room or link):
        raise Refused(_("Isi ruang, tautan, atau keduanya, supaya peserta tahu ke mana."), "nowhere")
    former_stage, before = (session.stage, said_of(session)) if session else (None, None)
    session = session or Session(cohort=cohort)
    session.stage, session.subject, session.title = stage, subject, title
    session.starts_at, session.ends_at, session.room, session.link = starts_at, ends_at, room, link
    session.group = group
    session.code_before = session.code_before if code_before is None else code_before
    session.code_after = session.code_after if code_after is None else code_after
    if session.pk:
        session.sequence += 1
    session.changed_at = clock.now()
    session.save()
    session.trainers.set(trainers)
    message = gettext_noop("Sesi %(title)s dijadwalkan")
    _record(cohort, "session_planned", message, by, before=before, after=said_of(session), title=title)
    for changed in {stage, former_stage} - {None}:
        refresh_attendance(cohort=cohort, stage=changed, by=by)
    return session


@transaction.atomic
def remove_session(*, session: Session, by: User) -> None:
    """Take a session off the schedule. Raises `Refused` once attendance was marked or signed: that is a record."""
    cohort = locked(session.cohort)
    if session.attendance.exists() or session.scans.exists():
        raise Refused(_("Kehadiran sesi ini sudah dicatat, jadi sesi tidak bisa dihapus."), "has_attendance")
    _record(cohort, "session_removed", gettext_noop("Sesi %(title)s dihapus"), by, title=session.title)
    stage = session.stage
    session.trainers.clear()
    session.delete()
    refresh_attendance(cohort=cohort, stage=stage, by=by)


def _record(
    cohort: Cohort,
    act: str,
    message: str,
    by: User | None,
    *,
    before: dict | None = None,
    after: dict | None = None,
    **params: str,
) -> None:
    record_event(
        verb=f"cohorts.{act}",
        message=message,
        params=params,
        subject=cohort,
        agency=cohort.agency,
        by=by,
        before=before,
        after=after,
    )
