from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.models import Cohort, SheetRow
from bangkom.core import clock
from bangkom.core.models import Scoped, ScopedQuerySet, StoredFile, User
from bangkom.core.privacy import Privacy, Retention
from bangkom.people.models import Person


class _OfRow(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own; and those of the cohorts one runs. Whoever only teaches there does not see them."""
        return self.filter(
            Q(row__enrolment__person__user=user) | Q(row__enrolment__cohort__in=Cohort.objects.run_by(user))
        )

    def of_cohort(self, cohort: Cohort) -> Self:
        return self.filter(row__enrolment__cohort=cohort)


class EvidenceQuerySet(_OfRow):
    def waiting(self) -> Self:
        """What the committee has to look at, what waits longest first. Of whoever has withdrawn nothing is asked."""
        return self.filter(state=Evidence.State.WAITING, row__enrolment__state__in=Evidence.LOOKED_AT).order_by(
            "sent_at", "pk"
        )


class Evidence(Scoped):
    """What a participant sent to show that a stage was passed on another platform, with what is printed on it.

    waiting -> accepted | returned | replaced (by a newer one, or by the platform's own list)
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu verifikasi")
        ACCEPTED = "accepted", _("Diterima")
        RETURNED = "returned", _("Dikembalikan")
        REPLACED = "replaced", _("Tidak dipakai lagi")

    LOOKED_AT = ("active", "under_review")

    row = models.ForeignKey(SheetRow, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    completed_on = models.DateField(_("Tanggal lulus"))
    score = models.DecimalField(_("Nilai"), max_digits=5, decimal_places=2, null=True, blank=True)
    certificate = models.CharField(_("Nomor sertifikat"), max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    sent_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=255, blank=True)

    objects = EvidenceQuerySet.as_manager()
    privacy = Privacy(
        purpose="Shows what a stage learned elsewhere was credited from.",
        retention=Retention.RECORD,
        personal={
            "row": "whose condition",
            "file": "the certificate or screenshot as sent",
            "completed_on": "as printed",
            "score": "as printed",
            "certificate": "number as printed",
            "sent_by": "who sent it",
            "decided_by": "who looked at it",
            "reason": "why it was returned",
        },
    )

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["row"], condition=Q(state="waiting"), name="outside_one_evidence_waits"),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(reason=""), name="outside_returned_with_reason"),
        ]
        indexes = [models.Index(fields=["sent_at"], condition=Q(state="waiting"), name="outside_waiting")]

    def __str__(self) -> str:
        return f"{self.row_id}: {self.state}"


class CreditQuerySet(_OfRow):
    def holding(self) -> Self:
        """Those that were not taken back."""
        return self.filter(taken_back_at__isnull=True)


class Credit(Scoped):
    """What a requirement of another platform was met from: which row of which list, or which evidence.

    The database refuses a second open credit for one condition, for one completion of a person (also in another
    cohort), and for one certificate number of a platform.
    """

    class Origin(models.TextChoices):
        LIST = "list", _("Daftar platform")
        EVIDENCE = "evidence", _("Bukti peserta")

    row = models.ForeignKey(SheetRow, on_delete=models.PROTECT, related_name="credits")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    platform = models.CharField(max_length=60)
    course = models.CharField(max_length=200)
    completed_on = models.DateField()
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    certificate = models.CharField(max_length=80, blank=True)
    # What was accepted; of a list, what waited and was not needed any more.
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="credits")
    # The list is a job of `core`, whose rows are not kept for long: what it was called and where the row stood is.
    list_job = models.PositiveBigIntegerField(null=True, blank=True)
    list_name = models.CharField(max_length=200, blank=True)
    list_row = models.PositiveIntegerField(null=True, blank=True)
    credited_at = models.DateTimeField(default=clock.now)
    credited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_reason = models.CharField(max_length=255, blank=True)

    objects = CreditQuerySet.as_manager()
    privacy = Privacy(
        purpose="Says from which source a stage learned elsewhere was credited, and keeps it from counting twice.",
        retention=Retention.RECORD,
        personal={
            "row": "whose condition",
            "person": "who",
            "completed_on": "as printed or listed",
            "score": "as printed or listed",
            "certificate": "number as printed or listed",
            "evidence": "what had been sent",
            "list_name": "as the list was called when it was pasted",
            "list_row": "where in the list the person stood",
            "credited_by": "who accepted",
            "taken_back_by": "who took it back",
            "taken_back_reason": "why",
        },
    )

    class Meta:
        ordering = ["-credited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["row"], condition=Q(taken_back_at__isnull=True), name="outside_row_credited_once"
            ),
            models.UniqueConstraint(
                fields=["person", "platform", "course", "completed_on"],
                condition=Q(taken_back_at__isnull=True),
                name="outside_completion_credited_once",
            ),
            models.UniqueConstraint(
                fields=["platform", "certificate"],
                condition=Q(taken_back_at__isnull=True) & ~Q(certificate=""),
                name="outside_certificate_credited_once",
            ),
            models.CheckConstraint(
                condition=Q(origin="evidence", evidence__isnull=False, list_job__isnull=True)
                | Q(origin="list", list_job__isnull=False, list_row__isnull=False),
                name="outside_credit_has_source",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | ~Q(taken_back_reason=""),
                name="outside_taken_back_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.completed_on}"
