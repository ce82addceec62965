import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Agency, Role, Scoped, ScopedQuerySet, User
from bangkom.core.privacy import Privacy, Retention
from bangkom.courseware.models import Module, ModuleVersion
from bangkom.ledger.models import Entry
from bangkom.people.models import Employee, Person
from bangkom.programmes.models import Curriculum, Requirement, Stage, Subject

ORGANIZERS = (Role.ORGANIZER, Role.ADMINISTRATOR)


class CohortQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """As staff: the cohorts one's agency organizes, and those in which one teaches or serves.

        A participant reaches the own cohort through `Enrolment.objects.visible_to`.
        """
        return self.filter(
            Q(agency__in=user.agencies_as(*ORGANIZERS, Role.LEADER))
            | Q(pk__in=CohortStaff.objects.filter(person__user=user).values("cohort"))
        )

    def run_by(self, user) -> Self:
        """The cohorts one may change: those of the agencies whose training one organizes."""
        return self.filter(agency__in=user.agencies_as(*ORGANIZERS))

    def running(self, on: dt.date) -> Self:
        return self.filter(starts_on__lte=on, ends_on__gte=on)


class Cohort(Scoped):
    """An angkatan: one group of participants that goes through a frozen curriculum. `kind` open is a MOOC."""

    class Kind(models.TextChoices):
        CLASS = "class", _("Kelas")
        OPEN = "open", _("Terbuka")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="cohorts")
    curriculum = models.ForeignKey(Curriculum, on_delete=models.PROTECT, related_name="cohorts")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("nama angkatan"), max_length=120, help_text=_("Misalnya Angkatan I."))
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.CLASS)
    capacity = models.PositiveIntegerField(_("jumlah kursi"), null=True, blank=True)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("selesai"))
    place = models.CharField(_("tempat"), max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1)

    objects = CohortQuerySet.as_manager()
    privacy = Privacy(purpose="Runs a training for a group.", retention=Retention.NONE)

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohorts_ends_after_start"),
            models.UniqueConstraint(fields=["curriculum", "name", "starts_on"], name="cohorts_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.curriculum.programme.title}, {self.name}"


class _OfCohort(ScopedQuerySet):
    path = "cohort"

    def visible_to(self, user) -> Self:
        return self.filter(**{f"{self.path}__in": Cohort.objects.visible_to(user)})


class CohortAgency(Scoped):
    """Another agency's part in a cohort: it teaches, or it sends participants."""

    class Part(models.TextChoices):
        TEACHING = "teaching", _("Instansi pengajar")
        SENDING = "sending", _("Instansi pengirim")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="agencies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=Part.choices)

    objects = _OfCohort.as_manager()
    privacy = Privacy(purpose="Which agencies take part.", retention=Retention.NONE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "agency", "part"], name="cohorts_agency_part_once")]

    def __str__(self) -> str:
        return f"{self.agency}: {self.get_part_display()}"


class CohortStage(Scoped):
    """The dates of one stage of the curriculum in this cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="stages")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("selesai"))

    objects = _OfCohort.as_manager()
    privacy = Privacy(purpose="When what is learned.", retention=Retention.NONE)

    class Meta:
        ordering = ["stage__position"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "stage"], name="cohorts_stage_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohorts_stage_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.starts_on} - {self.ends_on}"


class PinnedModule(Scoped):
    """The version of a module that this cohort learns, fixed when the cohort was opened."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="pinned_modules")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="+")

    objects = _OfCohort.as_manager()
    privacy = Privacy(purpose="What is learned, frozen.", retention=Retention.NONE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "module"], name="cohorts_module_once")]

    def __str__(self) -> str:
        return str(self.version)


class CohortStaff(Scoped):
    """A person who teaches, coaches or serves in a cohort; may be of another agency."""

    class Part(models.TextChoices):
        TRAINER = "trainer", _("Pengajar")
        COACH = "coach", _("Coach")
        COMMITTEE = "committee", _("Panitia")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="staff")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)

    objects = _OfCohort.as_manager()
    privacy = Privacy(
        purpose="Who teaches and serves in a cohort.", retention=Retention.RECORD, personal={"person": "who"}
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "person", "part"], name="cohorts_staff_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_part_display()}"


class SessionQuerySet(_OfCohort):
    def attended_by(self, user) -> Self:
        """The sessions that the person behind an account is to attend: of the own cohorts and tutorial group."""
        own = Enrolment.objects.own(user).taking_part().filter(cohort=OuterRef("cohort"))
        return self.filter(Q(Exists(own), group="") | Q(Exists(own.filter(group=OuterRef("group")))))

    def for_group(self, group: str) -> Self:
        """The sessions for everybody, and those for this tutorial group."""
        return self.filter(group__in={"", group})


class Session(Scoped):
    """A live session: a room, a link, or both. `group` names the tutorial group it is for; empty: everybody.

    `code_before`/`code_after`: how many minutes before its start and after its end the attendance code is taken.
    `sequence` counts the changes that calendars must hear of. `locked_at`: its attendance is closed to changes.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("judul sesi"), max_length=200)
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("selesai"))
    room = models.CharField(_("ruang"), max_length=120, blank=True)
    link = models.URLField(_("tautan"), blank=True)
    trainers = models.ManyToManyField(CohortStaff, blank=True, related_name="sessions")
    group = models.CharField(_("kelompok"), max_length=20, blank=True)
    code_before = models.PositiveSmallIntegerField(_("kode dibuka sebelum mulai (menit)"), default=30)
    code_after = models.PositiveSmallIntegerField(_("kode ditutup sesudah selesai (menit)"), default=15)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unlocked_reason = models.CharField(max_length=255, blank=True)

    objects = SessionQuerySet.as_manager()
    privacy = Privacy(
        purpose="When and where people meet.",
        retention=Retention.RECORD,
        personal={
            "trainers": "who teaches",
            "locked_by": "who closed the attendance",
            "unlocked_reason": "why it was opened again",
        },
    )

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="cohorts_session_lasts")]

    def __str__(self) -> str:
        return self.title

    @property
    def code_opens_at(self) -> dt.datetime:
        """From when on the attendance code is taken."""
        return self.starts_at - dt.timedelta(minutes=self.code_before)

    @property
    def code_closes_at(self) -> dt.datetime:
        """Until when the attendance code is taken."""
        return self.ends_at + dt.timedelta(minutes=self.code_after)

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    def takes_codes(self, moment: dt.datetime) -> bool:
        return not self.is_locked and self.code_opens_at <= moment <= self.code_closes_at


class EnrolmentQuerySet(_OfCohort):
    def visible_to(self, user) -> Self:
        """One's own enrolments; as staff those of the cohorts one sees."""
        return self.filter(Q(person__user=user) | Q(cohort__in=Cohort.objects.visible_to(user)))

    def own(self, user) -> Self:
        """The enrolments of the person behind an account."""
        return self.filter(person__user=user)

    def taking_part(self) -> Self:
        return self.exclude(state=Enrolment.State.WITHDRAWN)

    def expected_at(self, session: Session) -> Self:
        """Those taking part whom a session is for."""
        taking_part = self.taking_part()
        return taking_part.filter(group=session.group) if session.group else taking_part

    def unmarked_in(self, session: Session) -> Self:
        """Those whom a session is for and who have no mark in it yet."""
        return self.expected_at(session).exclude(attendance__session=session)


class Enrolment(Scoped):
    """A person's place in a cohort. Name, number, rank, position, unit are as they were at enrolment."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Mengikuti")
        PASSED = "passed", _("Lulus")
        UNDER_REVIEW = "under_review", _("Ditinjau kembali")
        DEFERRED = "deferred", _("Ditunda")
        FAILED = "failed", _("Tidak lulus")
        WITHDRAWN = "withdrawn", _("Mengundurkan diri")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nama"), max_length=300)
    number = models.CharField("NIP", max_length=18, blank=True)
    grade = models.CharField(_("golongan"), max_length=10, blank=True)
    position_name = models.CharField(_("jabatan"), max_length=255, blank=True)
    unit_name = models.CharField(_("unit kerja"), max_length=255, blank=True)
    group = models.CharField(_("kelompok"), max_length=20, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACTIVE)
    state_reason = models.CharField(max_length=255, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    enrolled_at = models.DateTimeField(default=clock.now, editable=False)

    objects = EnrolmentQuerySet.as_manager()
    privacy = Privacy(
        purpose="Who takes part in a training, with what result.",
        retention=Retention.RECORD,
        personal={
            "person": "who",
            "employee": "in which service",
            "name": "as it is printed on the certificate",
            "number": "certificate field",
            "grade": "certificate field",
            "position_name": "certificate field",
            "unit_name": "certificate field",
            "group": "tutorial group",
            "state": "taking part, passed, withdrawn",
            "state_reason": "why withdrawn or reviewed",
            "passed_at": "when all conditions were met",
        },
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["cohort", "person"], name="cohorts_enrolment_once")]
        indexes = [models.Index(fields=["person", "state"], name="cohorts_enrolment_person")]

    def __str__(self) -> str:
        return f"{self.name} - {self.cohort_id}"


class _OfEnrolment(ScopedQuerySet):
    path = "enrolment"

    def visible_to(self, user) -> Self:
        return self.filter(**{f"{self.path}__in": Enrolment.objects.visible_to(user)})


class SheetRow(Scoped):
    """One row of the requirement sheet: a requirement of the frozen curriculum for one person, and whether it is met.

    `facts` are what the state was computed from (pure rule: `programmes.requirements`); `waiting_for`: who must act.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Belum terpenuhi")
        MET = "met", _("Terpenuhi")

    class Party(models.TextChoices):
        PARTICIPANT = "participant", _("peserta")
        COACH = "coach", _("coach")
        COMMITTEE = "committee", _("panitia")
        SCHEDULE = "schedule", _("jadwal sesi")
        NOBODY = "nobody", "-"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="sheet")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    facts = models.JSONField(default=dict)
    progress = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=80, blank=True)
    waiting_for = models.CharField(max_length=12, choices=Party.choices)
    since = models.DateTimeField(default=clock.now)
    met_on = models.DateField(null=True, blank=True)

    objects = _OfEnrolment.as_manager()
    privacy = Privacy(
        purpose="Shows what is still missing for the certificate.",
        retention=Retention.RECORD,
        personal={"enrolment": "who", "facts": "counts and scores", "state": "met or not"},
    )

    class Meta:
        ordering = ["stage__position", "requirement__position"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "requirement"], name="cohorts_sheet_row_once"),
            models.CheckConstraint(
                condition=Q(state="met", met_on__isnull=False) | Q(state="open", met_on__isnull=True),
                name="cohorts_met_has_day",
            ),
        ]
        indexes = [models.Index(fields=["waiting_for", "since"], condition=Q(state="open"), name="cohorts_waiting")]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.state}"


class StageResult(Scoped):
    """A stage that a person has completed, and the ledger entry that credited it. One open result for each stage."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="stage_results")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    completed_on = models.DateField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    reversed_at = models.DateTimeField(null=True, blank=True)

    objects = _OfEnrolment.as_manager()
    privacy = Privacy(
        purpose="Links a completed stage with its JP.",
        retention=Retention.RECORD,
        personal={"enrolment": "who"},
    )

    class Meta:
        ordering = ["stage__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "stage"],
                condition=Q(reversed_at__isnull=True),
                name="cohorts_stage_result_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.completed_on}"


class AttendanceQuerySet(_OfEnrolment):
    def present(self) -> Self:
        return self.filter(status=Attendance.Status.PRESENT)

    def excused(self) -> Self:
        """Leave and sickness: absences that a substitute task may make good."""
        return self.filter(status__in=EXCUSED)


class Attendance(Scoped):
    """The mark of one person in one session; a later mark replaces it, the history of changes keeps the earlier.

    An excused absence (leave, sickness) may be made good by a substitute task: then it counts as present.
    """

    class Status(models.TextChoices):
        PRESENT = "present", _("Hadir")
        EXCUSED = "excused", _("Izin")
        SICK = "sick", _("Sakit")
        ABSENT = "absent", _("Tanpa keterangan")

    class Source(models.TextChoices):
        GRID = "grid", _("daftar kehadiran")
        CODE = "code", _("kode")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attendance")
    status = models.CharField(max_length=7, choices=Status.choices)
    reason = models.CharField(max_length=255, blank=True)
    source = models.CharField(max_length=4, choices=Source.choices, default=Source.GRID)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(default=clock.now)
    made_good_at = models.DateTimeField(null=True, blank=True)
    made_good_note = models.CharField(max_length=255, blank=True)
    made_good_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AttendanceQuerySet.as_manager()
    privacy = Privacy(
        purpose="Condition of the certificate.",
        retention=Retention.RECORD,
        personal={
            "enrolment": "who",
            "status": "present or why not (sickness only as a word, without a diagnosis)",
            "reason": "why a mark was changed",
            "marked_by": "who marked",
            "made_good_note": "which substitute task made an absence good",
            "made_good_by": "who accepted the substitute task",
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="cohorts_attendance_once"),
            models.CheckConstraint(
                condition=Q(made_good_at__isnull=True) | Q(status__in=["excused", "sick"]),
                name="cohorts_made_good_excused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.session_id}: {self.status}"

    @property
    def is_excused(self) -> bool:
        return self.status in EXCUSED


EXCUSED = (Attendance.Status.EXCUSED, Attendance.Status.SICK)
COUNTS_AS_PRESENT = Q(status=Attendance.Status.PRESENT) | Q(made_good_at__isnull=False)


# What needs the tables above.
from bangkom.cohorts.models_calendar import CalendarAddress  # noqa: E402, F401
from bangkom.cohorts.models_calls import Call  # noqa: E402, F401
from bangkom.cohorts.models_scans import Scan  # noqa: E402, F401
