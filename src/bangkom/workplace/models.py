from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.models import Cohort, CohortStaff, Enrolment, SheetRow
from bangkom.core import clock
from bangkom.core.models import Scoped, ScopedQuerySet, StoredFile, User
from bangkom.core.privacy import Privacy, Retention
from bangkom.workplace import outline


class CoachingQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Who coaches whom is known to everybody who sees the cohort as staff, and to the person coached."""
        return self.filter(Q(cohort__in=Cohort.objects.visible_to(user)) | Q(enrolment__person__user=user))


class Coaching(Scoped):
    """A coach for one kelompok, or for one person, which goes before the kelompok's.

    Where nothing is said, every coach of the cohort may act; with one coach in the cohort, that is the one.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(CohortStaff, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(_("kelompok"), max_length=20, blank=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    objects = CoachingQuerySet.as_manager()
    privacy = Privacy(
        purpose="Says which coach looks after whom.",
        retention=Retention.RECORD,
        personal={"staff": "the coach", "enrolment": "whom"},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(enrolment__isnull=True) & ~Q(group="") | Q(enrolment__isnull=False, group=""),
                name="workplace_group_or_person",
            ),
            models.UniqueConstraint(
                fields=["cohort", "group"], condition=Q(enrolment__isnull=True), name="workplace_group_coached_once"
            ),
            models.UniqueConstraint(fields=["enrolment"], name="workplace_person_coached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.group or self.enrolment_id}"


def coached_by(user: User, enrolment: str) -> Q:
    """Rows whose enrolment (a lookup) this person coaches: named for the person, else for the kelompok, else any coach.

    Never one's own: nobody verifies the own work.
    """
    coaches = CohortStaff.objects.filter(
        cohort=OuterRef(f"{enrolment}__cohort"), part=CohortStaff.Part.COACH, person__user=user
    )
    of_person = Coaching.objects.filter(enrolment=OuterRef(enrolment))
    of_group = Coaching.objects.filter(
        cohort=OuterRef(f"{enrolment}__cohort"), group=OuterRef(f"{enrolment}__group"), enrolment__isnull=True
    )
    mine = {"staff__person__user": user}
    by_group = Exists(of_group.filter(**mine)) | ~Exists(of_group)
    by_person = Exists(of_person.filter(**mine)) | (~Exists(of_person) & by_group)
    return Exists(coaches) & by_person & ~Q(**{f"{enrolment}__person__user": user})


def read_by(user: User, enrolment: str) -> Q:
    """Rows whose enrolment this person reads as staff: its coach, the committee of the cohort, the organizers."""
    committee = CohortStaff.objects.filter(person__user=user, part=CohortStaff.Part.COMMITTEE)
    return (
        coached_by(user, enrolment)
        | Q(**{f"{enrolment}__cohort__in": Cohort.objects.run_by(user)})
        | Q(**{f"{enrolment}__cohort__in": committee.values("cohort")})
    )


class ProjectQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own; those one coaches; those of the cohorts one organizes or serves as committee."""
        return self.filter(Q(row__enrolment__person__user=user) | read_by(user, "row__enrolment"))

    def coached_by(self, user) -> Self:
        return self.filter(coached_by(user, "row__enrolment"))

    def waiting_for_coach(self) -> Self:
        """What a coach has to answer, what waits longest first. Of whoever has withdrawn nothing is asked."""
        return (
            self.filter(turn=Project.Turn.COACH)
            .exclude(row__enrolment__state=Enrolment.State.WITHDRAWN)
            .order_by("since", "pk")
        )


class Project(Scoped):
    """A participant's aktualisasi for one condition: which part of the outline is at hand, and whose turn it is.

    participant --sends--> coach --accepts--> participant (next part) ... --last part accepted--> nobody
                           coach --returns--> participant (same part)     nobody --taken back--> participant
    """

    class Turn(models.TextChoices):
        PARTICIPANT = "participant", _("Menunggu peserta")
        COACH = "coach", _("Menunggu coach")
        NOBODY = "nobody", _("Terverifikasi")

    row = models.OneToOneField(SheetRow, on_delete=models.PROTECT, related_name="project")
    # As last sent: a draft's title is nobody else's business.
    title = models.CharField(_("Judul aktualisasi"), max_length=150, blank=True)
    part = models.CharField(max_length=20, default=outline.PLAN.key)
    turn = models.CharField(max_length=11, choices=Turn.choices, default=Turn.PARTICIPANT)
    since = models.DateTimeField(default=clock.now)
    began_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ProjectQuerySet.as_manager()
    privacy = Privacy(
        purpose="Guides what a participant applies at the own workplace, and shows who must act.",
        retention=Retention.RECORD,
        personal={
            "row": "whose condition",
            "title": "what it is about",
            "part": "how far",
            "turn": "who must act",
            "since": "since when",
            "began_at": "when",
        },
    )

    class Meta:
        indexes = [models.Index(fields=["since"], condition=Q(turn="coach"), name="workplace_waiting")]

    def __str__(self) -> str:
        return f"{self.row_id}: {self.part}, {self.turn}"

    @property
    def now(self) -> outline.Part:
        """The part at hand."""
        return outline.BY_KEY[self.part]

    @property
    def days(self) -> int:
        """For how many whole days it has been so."""
        return max(0, (clock.now() - self.since).days)

    @property
    def is_over(self) -> bool:
        return self.turn == self.Turn.NOBODY


class EvidenceQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own; as staff what stands in something that was sent, of those one may read."""
        held = Submission.evidence.through.objects.filter(evidence=OuterRef("pk"))
        sent = held.exclude(submission__state=Submission.State.DRAFT)
        return self.filter(
            Q(project__row__enrolment__person__user=user) | (Exists(sent) & read_by(user, "project__row__enrolment"))
        )


class Evidence(Scoped):
    """A photo or paper that shows what was done; its caption says what one sees. Photos are kept as small WebP."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("Keterangan"), max_length=200)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    added_at = models.DateTimeField(default=clock.now, editable=False)

    objects = EvidenceQuerySet.as_manager()
    privacy = Privacy(
        purpose="Shows the coach what was done at the workplace.",
        retention=Retention.RECORD,
        personal={"project": "whose", "file": "photo or paper; people may be seen on it", "caption": "what one sees"},
    )

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.caption

    @property
    def is_picture(self) -> bool:
        return self.width is not None


class SubmissionQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own, drafts too; as staff what was sent, of those one may read."""
        return self.filter(
            Q(project__row__enrolment__person__user=user)
            | (~Q(state=Submission.State.DRAFT) & read_by(user, "project__row__enrolment"))
        )

    def sent(self) -> Self:
        """Everything that was ever sent, latest first."""
        return self.exclude(state=Submission.State.DRAFT).order_by("-sent_at", "-pk")


class Submission(Scoped):
    """One version of a part: a draft that only its writer sees, or what was sent, kept for good with its answer.

    draft -> sent -> accepted -> taken_back      taken back with a reason; the next version begins as its copy
             sent -> returned | recalled         returned with advice, or recalled by its sender before the answer
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draf")
        SENT = "sent", _("Menunggu coach")
        ACCEPTED = "accepted", _("Diterima")
        RETURNED = "returned", _("Dikembalikan")
        RECALLED = "recalled", _("Ditarik peserta")
        TAKEN_BACK = "taken_back", _("Penerimaan ditarik")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="submissions")
    part = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    content = models.JSONField(default=dict)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="submissions")
    # Counts the savings of a draft, so that no page overwrites what it has not shown.
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_reason = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SubmissionQuerySet.as_manager()
    privacy = Privacy(
        purpose="Keeps what a participant planned and reported, and what the coach said to it.",
        retention=Retention.RECORD,
        personal={
            "project": "whose",
            "number": "which of the versions",
            "content": "what was written about the own workplace",
            "evidence": "what shows it",
            "saved_at": "when it was written",
            "sent_at": "when it was sent",
            "sent_by": "who sent it",
            "note": "what the coach said",
            "answered_at": "when",
            "answered_by": "which coach",
            "taken_back_reason": "why an acceptance was taken back",
            "taken_back_at": "when",
            "taken_back_by": "by whom",
        },
    )

    class Meta:
        ordering = ["project", "part", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "part", "number"], name="workplace_numbers_once"),
            models.UniqueConstraint(fields=["project", "part"], condition=Q(state="draft"), name="workplace_one_draft"),
            models.UniqueConstraint(fields=["project"], condition=Q(state="sent"), name="workplace_one_waits"),
            models.UniqueConstraint(
                fields=["project", "part"], condition=Q(state="accepted"), name="workplace_accepted_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at__isnull=True) | (~Q(state="draft") & Q(sent_at__isnull=False)),
                name="workplace_sent_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(note=""), name="workplace_returned_with_advice"),
            models.CheckConstraint(
                condition=~Q(state="taken_back") | ~Q(taken_back_reason=""), name="workplace_taken_back_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.number}: {self.state}"

    @property
    def of(self) -> outline.Part:
        """The part of the outline that this is a version of."""
        return outline.BY_KEY[self.part]
