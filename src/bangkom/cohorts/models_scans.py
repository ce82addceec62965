"""The signed attendance sheet of a session as it was scanned or photographed. Part of `models`."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.models import Cohort, CohortStaff, Session
from bangkom.core import clock
from bangkom.core.models import Scoped, ScopedQuerySet, StoredFile, User
from bangkom.core.privacy import Privacy, Retention


class ScanQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Those who run the cohort, and those who teach or serve in it. It shows signatures: nobody else."""
        staff = CohortStaff.objects.filter(person__user=user).values("cohort")
        return self.filter(Q(session__cohort__in=Cohort.objects.run_by(user)) | Q(session__cohort__in=staff))

    def kept(self) -> Self:
        """The pages that hold now; the others were taken off or replaced, each with a reason."""
        return self.filter(removed_at__isnull=True)


class Scan(Scoped):
    """One page of the signed sheet: a PDF or a picture. A page taken off or replaced stays, with the reason."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="scans")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("halaman"))
    sent_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removed_reason = models.CharField(max_length=255, blank=True)

    objects = ScanQuerySet.as_manager()
    privacy = Privacy(
        purpose="Proves attendance with the participants' own signatures.",
        retention=Retention.RECORD,
        personal={
            "file": "names, numbers and signatures on paper",
            "sent_by": "who scanned it",
            "removed_by": "who replaced it",
            "removed_reason": "why it was replaced",
        },
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position"], condition=Q(removed_at__isnull=True), name="cohorts_scan_page_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | ~Q(removed_reason=""), name="cohorts_scan_removed_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.position}"
