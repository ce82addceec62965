import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Agency, Role, Scope, Scoped, ScopedQuerySet, StoredFile, User
from bangkom.core.models.agencies import within
from bangkom.core.privacy import Privacy, Retention
from bangkom.people.models import Person
from bangkom.rules.models import RuleSet

# Who answers a request about a person of a scope.
KEEPERS = (Role.ADMINISTRATOR, Role.UNIT_HR)


class RequestQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own; and for those who keep the people of a scope, those of these people."""
        return self.filter(Q(person__user=user) | within(user.scope_paths(*KEEPERS), "scope__path"))

    def kept_by(self, user) -> Self:
        """Those that this account may decide."""
        return self.filter(within(user.scope_paths(*KEEPERS), "scope__path")).exclude(person__user=user)

    def waiting(self) -> Self:
        return self.filter(state=State.WAITING)


class State(models.TextChoices):
    """Where a request stands."""

    WAITING = "waiting", _("Menunggu")
    DONE = "done", _("Dikabulkan")
    REFUSED = "refused", _("Ditolak")
    WITHDRAWN = "withdrawn", _("Dibatalkan")


class _Request(Scoped):
    """What a person asks about the own data; somebody who keeps the unit answers in time, with a reason."""

    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def kind(self) -> str:
        """How the state is marked on screen (the tag kinds of the design system)."""
        if self.state == State.WAITING:
            return "error" if self.is_late else "warning"
        return {State.DONE: "success", State.REFUSED: "error"}.get(State(self.state), "neutral")

    @property
    def is_late(self) -> bool:
        return self.state == State.WAITING and clock.now() > self.due_at


class Correction(_Request):
    """A person says that a value is wrong, and what is right (permintaan perbaikan)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="corrections")
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=40)
    present = models.CharField(max_length=300, blank=True)
    wanted = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=500, blank=True)
    proof = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RequestQuerySet.as_manager()
    privacy = Privacy(
        purpose="Lets a person have wrong data put right, and shows that it was answered in time.",
        retention=Retention.SERVICE,
        personal={
            "person": "whose data",
            "field": "what is said to be wrong",
            "present": "the value as it was",
            "wanted": "the value as it should be",
            "words": "what the person added",
            "proof": "a document that shows it",
            "reason": "why it was decided so",
            "asked_by": "who asked",
            "decided_by": "who decided",
        },
    )

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field"], condition=Q(state="waiting"), name="privacy_correction_one_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.person_id}"

    @property
    def label(self) -> str:
        """The name of the field, in the reader's language."""
        from bangkom.privacy.fields import LABELS

        return str(LABELS.get(self.field, self.field))


class Erasure(_Request):
    """Having a person's data erased: one asks, another one confirms, what the law keeps stays. It can be run again."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasures")
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    counts = models.JSONField(default=dict)

    objects = RequestQuerySet.as_manager()
    privacy = Privacy(
        purpose="Two people answer for it when a person's data are erased.",
        retention=Retention.RECORD,
        personal={
            "person": "whose data, by id alone once they are erased",
            "reason": "why it was asked or refused",
            "asked_by": "who asked",
            "decided_by": "who decided",
        },
    )

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="waiting"), name="privacy_erasure_one_waiting")
        ]

    def __str__(self) -> str:
        return f"erasure {self.person_id}"


class BreachQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Those of the agencies one administers."""
        return self.filter(agency__in=user.agencies_as(Role.ADMINISTRATOR))


class Breach(Scoped):
    """A failure of protection (kegagalan pelindungan): what happened, and by which query the affected are found."""

    class Reach(models.TextChoices):
        SEEN = "seen", _("Yang datanya dibuka atau diunduh akun itu")
        READABLE = "readable", _("Semua yang datanya dapat dibaca akun itu")
        AGENCY = "agency", _("Semua orang instansi ini")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=500)
    handled = models.CharField(max_length=500, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    account = models.CharField(max_length=150, blank=True)
    page = models.CharField(max_length=60, blank=True)
    reach = models.CharField(max_length=8, choices=Reach.choices)
    noticed_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="+")
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = BreachQuerySet.as_manager()
    privacy = Privacy(
        purpose="Finds whom a failure of protection affects, and that they are told in time.",
        retention=Retention.RECORD,
        personal={"account": "whose sign-in was misused", "noted_by": "who noted it"},
    )

    class Meta:
        ordering = ["-noticed_at"]

    def __str__(self) -> str:
        return f"breach {self.pk}"

    @property
    def is_late(self) -> bool:
        return clock.now() > self.due_at

    @property
    def left(self) -> dt.timedelta:
        return max(self.due_at - clock.now(), dt.timedelta(0))
