import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.models import Cohort, Enrolment
from bangkom.core import clock
from bangkom.core.models import Agency, Role, Scoped, ScopedQuerySet, StoredFile, User
from bangkom.core.privacy import Privacy, Retention


class CertificateQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own; and for the organizer those of the agency's cohorts."""
        return self.filter(Q(enrolment__person__user=user) | Q(enrolment__cohort__in=Cohort.objects.run_by(user)))


class Certificate(Scoped):
    """A certificate: its number, its public code, and the PDF's bytes, stored once with their digest.

    `facts` is everything that is printed, as of the issue; nothing of it is looked up again later.
    """

    class State(models.TextChoices):
        VALID = "valid", _("Berlaku")
        REVOKED = "revoked", _("Dicabut")

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="certificate")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=120)
    code = models.CharField(max_length=16, unique=True)
    facts = models.JSONField()
    issued_at = models.DateTimeField(default=clock.now)
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.VALID)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revocation_reason = models.CharField(max_length=255, blank=True)

    objects = CertificateQuerySet.as_manager()
    privacy = Privacy(
        purpose="Proof of a completed training.",
        retention=Retention.RECORD,
        personal={
            "enrolment": "whose",
            "number": "printed on the certificate, leads to its holder",
            "facts": "name, number, rank, position, training as printed",
            "pdf": "the document",
            "revoked_by": "who revoked",
            "revocation_reason": "why",
        },
    )

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="credentials_number_once"),
            models.CheckConstraint(
                condition=Q(state="valid", revoked_at__isnull=True)
                | (Q(state="revoked", revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="credentials_revoked_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["pdf_sha256"], name="credentials_pdf_digest")]

    def __str__(self) -> str:
        return self.number


class SignatoryQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(agency__in=user.agencies_as(Role.ORGANIZER, Role.ADMINISTRATOR))

    def holding(self, agency: Agency, on: dt.date) -> "Signatory | None":
        """Who signs for an agency on a day: the one named last among those whose time holds."""
        return self.filter(clock.valid_on(on), agency=agency).order_by("valid_from", "pk").last()


class Signatory(Scoped):
    """The official who signs an agency's certificates, from a day to a day. Named by the agency, never guessed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="signatories")
    name = models.CharField(_("nama dengan gelar"), max_length=200)
    number = models.CharField("NIP", max_length=18, blank=True)
    position = models.CharField(_("jabatan"), max_length=200)
    valid_from = models.DateField(_("mulai berlaku"))
    valid_until = models.DateField(_("berakhir"), null=True, blank=True)

    objects = SignatoryQuerySet.as_manager()
    privacy = Privacy(
        purpose="Printed on certificates as the signer.",
        retention=Retention.RECORD,
        personal={"name": "who signs", "number": "printed below the name", "position": "in which office"},
    )

    class Meta:
        ordering = ["-valid_from"]
        verbose_name_plural = "signatories"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="credentials_signatory_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CertificateArchiveQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(cohort__in=Cohort.objects.run_by(user))


class CertificateArchive(Scoped):
    """All certificates of a cohort in one file, asked for by an organizer; see `credentials.archives`."""

    LIFETIME = dt.timedelta(hours=24)

    class State(models.TextChoices):
        BUILDING = "building", _("Sedang disusun")
        READY = "ready", _("Siap diunduh")
        FAILED = "failed", _("Gagal")
        EXPIRED = "expired", _("Kedaluwarsa")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    heard_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=8, choices=State.choices, default=State.BUILDING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateArchiveQuerySet.as_manager()
    privacy = Privacy(
        purpose="Hands the organizer all certificates of a group at once; the file is gone after a day.",
        retention=Retention.SHORT,
        personal={"asked_by": "who asked for it"},
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["cohort", "state"], name="credentials_archive_state")]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.state}"

    @property
    def expires_at(self) -> dt.datetime:
        """From when on the file is no longer handed out."""
        return (self.ready_at or self.asked_at) + self.LIFETIME
