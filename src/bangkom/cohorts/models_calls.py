"""The call of a participant: asked before the training, answered without an account. Part of `models`."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.models import Cohort, Enrolment
from bangkom.core import clock
from bangkom.core.models import Scoped, ScopedQuerySet, User
from bangkom.core.privacy import Privacy, Retention

# After the start the link still shows what was answered, for people who look up place and dates on the first days.
GRACE = dt.timedelta(days=7)


class CallQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Those who may change the cohort."""
        return self.filter(enrolment__cohort__in=Cohort.objects.run_by(user))

    def holding(self, digest: str) -> Self:
        """The call whose secret link has this digest: whoever holds the link may answer."""
        return self.filter(digest=digest)

    def waiting(self) -> Self:
        """Answers about which the committee has to decide."""
        undecided = self.filter(decision="", answer__in=[Call.Answer.NO, Call.Answer.SUBSTITUTE])
        return undecided.exclude(enrolment__state=Enrolment.State.WITHDRAWN)


class Call(Scoped):
    """A panggilan: the secret link of a participant, what was answered there, and what the committee decided.

    The secret is made of `seed` and the installation's key (`calls.secret_of`), so that a link can be mailed after it
    was made and a copy of the database alone opens none. It is found by its digest.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("Hadir")
        NO = "no", _("Tidak bisa")
        SUBSTITUTE = "substitute", _("Usulkan pengganti")

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("disetujui")
        REFUSED = "refused", _("ditolak")

    class Mail(models.TextChoices):
        NONE = "none", _("Tanpa alamat surel")
        WAITING = "waiting", _("Surel menunggu dikirim")
        SENT = "sent", _("Surel terkirim")
        FAILED = "failed", _("Surel gagal terkirim")

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="call")
    seed = models.CharField(max_length=32, blank=True)
    mail = models.CharField(max_length=7, choices=Mail.choices, default=Mail.NONE)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    proposed = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CallQuerySet.as_manager()
    privacy = Privacy(
        purpose="Asks a participant whether he or she will come.",
        retention=Retention.RECORD,
        personal={
            "enrolment": "who",
            "made_by": "who is told of the answer",
            "answer": "coming, not coming, or somebody else instead",
            "answered_at": "when it was answered",
            "reason": "why not coming, as the participant wrote it",
            "proposed": "who might come instead, as the participant wrote it",
            "decided_by": "who decided about the answer",
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="cohorts_call_answered_at",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="cohorts_call_decided_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.answer}"

    @property
    def is_waiting(self) -> bool:
        """Whether the committee has to decide."""
        asks = self.answer in (Call.Answer.NO, Call.Answer.SUBSTITUTE) and not self.decision
        return asks and self.enrolment.state != Enrolment.State.WITHDRAWN

    @property
    def is_open(self) -> bool:
        """Whether it may still be answered: until the cohort starts, by who still has the place."""
        cohort = self.enrolment.cohort
        return self.enrolment.state == Enrolment.State.ACTIVE and clock.today(cohort.agency) < cohort.starts_on

    @property
    def is_expired(self) -> bool:
        cohort = self.enrolment.cohort
        return clock.today(cohort.agency) >= cohort.starts_on + GRACE
